"""The story of a game in sentences, each a key of the catalogue with values, and the evidence they were read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from experiments.run import Game
from experiments.why.explanation import Row, Waterfall
from experiments.why.loops import Strengths
from experiments.why.reasons import weighing
from model.mechanisms.adoption import ROGUE, THIRD

UNSETTLED = 0.5
"""A contribution is not settled while its standard error is more than this part of it."""
TOGETHER = 0.25
"""What pieces do together is worth a sentence from this part of the whole difference on."""

_Where = Literal["waterfall", "row", "loops", "weighing"]


@dataclass(frozen=True)
class Evidence:
    """Where a sentence's values can be read again: `place` is a piece's index, (loop, quarter) or (team, week)."""

    where: _Where
    kpi: str
    place: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """One sentence: `key` names its words, `values` what it says, `evidence` where that is read."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    evidence: Evidence | None = None


def story(game: Game, waterfall: Waterfall, strengths: Strengths | None = None, firm: int = 0) -> list[Sentence]:
    """Return what is worth saying of a KPI: the whole, what made it, what worked against it, loops, and one team."""
    told = [_total(waterfall), *_pieces(waterfall), *_together(waterfall)]
    if strengths is not None:
        told += _loops(strengths, waterfall)
    return told + list(_team(game, waterfall, firm))


def values_of(evidence: Evidence, game: Game, waterfall: Waterfall, strengths: Strengths | None, firm: int = 0) -> tuple:
    """Return the numbers that stand at the place a sentence refers to."""
    if evidence.where == "waterfall":
        return (waterfall.base, waterfall.total, waterfall.together)
    if evidence.where == "row":
        row = waterfall.rows[evidence.place[0]]
        return (row.contribution, row.error)
    if evidence.where == "loops":
        if strengths is None:
            raise ValueError("the strengths of the loops have not been measured")
        loop, quarter = evidence.place
        return (float(strengths.of(evidence.kpi)[loop, quarter]),)
    found = weighing(game, *evidence.place, firm=firm)
    return (found.week, found.wait, found.chance[found.chosen]) if found else ()


def _total(waterfall: Waterfall) -> Sentence:
    change = waterfall.total - waterfall.base
    word = "same" if abs(change) < 1e-9 else "up" if change > 0 else "down"
    values = {"kpi": waterfall.kpi, "base": waterfall.base, "total": waterfall.total, "change": change}
    return Sentence(f"story.total.{word}", values, Evidence("waterfall", waterfall.kpi))


def _pieces(waterfall: Waterfall) -> Iterator[Sentence]:
    """Yield the strongest piece, and the strongest that pulled the other way."""
    rows = sorted(enumerate(waterfall.rows), key=lambda pair: -abs(pair[1].contribution))
    strong = [(i, row) for i, row in rows if abs(row.contribution) > 1e-9]
    if not strong:
        return
    first = strong[0]
    against = next((pair for pair in strong[1:] if pair[1].contribution * first[1].contribution < 0), None)
    for role, found in (("most", first), ("against", against)):
        if found:
            yield _piece(role, *found, waterfall)


def _piece(role: str, index: int, row: Row, waterfall: Waterfall) -> Sentence:
    sure = ".exact" if waterfall.exact else "" if row.error <= UNSETTLED * abs(row.contribution) else ".unsure"
    word = "up" if row.contribution > 0 else "down"
    values = {"kpi": waterfall.kpi, "piece": row.piece, "contribution": row.contribution, "error": row.error}
    return Sentence(f"story.{role}.{word}{sure}", values, Evidence("row", waterfall.kpi, (index,)))


def _together(waterfall: Waterfall) -> Iterator[Sentence]:
    change = waterfall.total - waterfall.base
    if np.isfinite(waterfall.together) and abs(waterfall.together) > TOGETHER * max(abs(change), 1e-9):
        word = "more" if waterfall.together * change > 0 else "less"
        values = {"kpi": waterfall.kpi, "together": waterfall.together}
        yield Sentence(f"story.together.{word}", values, Evidence("waterfall", waterfall.kpi))


def _loops(strengths: Strengths, waterfall: Waterfall) -> Iterator[Sentence]:
    """Yield the loop that pulled most in the last quarter, and the one that did so at first if it is another."""
    values = strengths.pull(waterfall.kpi)
    pulled = values.any(axis=0)
    if not pulled.any():
        return
    leading = np.abs(values).argmax(axis=0)
    last, first = int(np.flatnonzero(pulled)[-1]), int(np.flatnonzero(pulled)[0])
    for role, quarter in (("first", first), ("now", last)):
        if role == "first" and leading[first] == leading[last]:
            continue
        loop, value = int(leading[quarter]), float(values[leading[quarter], quarter])
        told = {"kpi": waterfall.kpi, "loop": strengths.loops[loop], "strength": value, "quarter": quarter + 1}
        word = "up" if value > 0 else "down"
        yield Sentence(f"story.loop.{role}.{word}", told, Evidence("loops", waterfall.kpi, (loop, quarter)))


def _team(game: Game, waterfall: Waterfall, firm: int) -> Iterator[Sentence]:
    """Yield why the weightiest team that stands outside did go there."""
    option, weight = game.world.record.option[firm, game.week - 1], game.world.firms[firm].adoption.weight
    outside = [team for team in np.argsort(-weight).tolist() if option[team] in (ROGUE, THIRD)]
    for team in outside:
        found = weighing(game, team, game.week - 1, firm)
        if found and found.chosen == option[team] and found.chosen != found.before:
            values = {"team": team, "week": found.week, "wait": found.wait, "option": found.options[found.chosen],
                      "chance": found.chance[found.chosen]}  # fmt: skip
            yield Sentence("story.team", values, Evidence("weighing", waterfall.kpi, (team, found.week)))
            return
