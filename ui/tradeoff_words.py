"""What a change on the desk asks for, in words: cost, arrival, and what pushes against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from ui.situation import WORKING_DAYS_A_QUARTER
from ui.words import Words

if TYPE_CHECKING:
    from experiments.tradeoffs import Tradeoff

LEAST_DAYS, LEAST_MONEY, LEAST_GPUS = 0.5, 0.5, 10.0
ARRIVING = ("compute.claw_back", "compute.capex_order")
"""Levers that bring GPUs in a known week; others move GPUs that are there."""
AFTER_SESSION = "governance.review_weeks"


def told(asked: Tradeoff, before: Value, after: Value, words: Words) -> str:
    """Return what changing a lever from `before` to `after` costs, when it arrives, and what pushes against it."""
    sentences = [_cost(asked, words), _effect(asked, before, after, words), _when(asked, words)]
    return words("sentence.join").join([part for part in sentences if part] + [words(f"against.{asked.lever}")])


def _cost(asked: Tradeoff, words: Words) -> str:
    days = abs(asked.attention) * WORKING_DAYS_A_QUARTER
    money, time = abs(asked.money) >= LEAST_MONEY, days >= LEAST_DAYS
    values = {"money": abs(asked.money), "number": max(1, round(days))}
    if money and time:
        if (asked.money > 0) == (asked.attention > 0):
            return words("tradeoff.costs.both" if asked.money > 0 else "tradeoff.frees.both", **values)
        return words("tradeoff.costs.money" if asked.money > 0 else "tradeoff.frees.money", **values)
    if money:
        return words("tradeoff.costs.money" if asked.money > 0 else "tradeoff.frees.money", **values)
    if time:
        return words("tradeoff.costs.days" if asked.attention > 0 else "tradeoff.frees.days", **values)
    return words("tradeoff.costs.nothing")


def _effect(asked: Tradeoff, before: Value, after: Value, words: Words) -> str:
    """Return what else is known: GPUs moved, cash left after an order, sessions a quarter."""
    if asked.lever == AFTER_SESSION:
        sessions = (WEEKS_A_QUARTER / float(every) for every in (before, after))
        return words("tradeoff.sessions", **dict(zip(("before", "after"), map(round, sessions), strict=True)))
    parts = []
    if abs(asked.gpus) >= LEAST_GPUS and asked.lever not in ARRIVING:
        parts.append(words("tradeoff.gpus.more" if asked.gpus > 0 else "tradeoff.gpus.less", gpus=abs(asked.gpus)))
    if asked.cash_after is not None:
        parts.append(words("tradeoff.cash", cash=asked.cash_after))
    return words("sentence.join").join(parts)


def _when(asked: Tradeoff, words: Words) -> str:
    if asked.lever in ARRIVING:
        if asked.gpus < LEAST_GPUS:
            return ""
        return words("tradeoff.arrive", gpus=asked.gpus, week=asked.first)
    if asked.last < 0:
        return words("tradeoff.from", week=asked.first)
    if asked.last == asked.first:
        return words("tradeoff.in", week=asked.first)
    return words("tradeoff.span", first=asked.first, last=asked.last)
