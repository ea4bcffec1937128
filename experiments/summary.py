"""A game as plain data that any program can read: names, numbers, lists, and None where there is no number."""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.verdict import verdict
from model.mechanisms.event_deck import NEVER

if TYPE_CHECKING:
    from experiments.run import Game
    from model.runfile import Run


def run_id(run: Run) -> str:
    """Return a short hash of what decides a run: scenario, seed, replication, decisions and cards played by hand."""
    decisions = [
        [firm, quarter, dict(sorted(levers.items()))] for (firm, quarter), levers in run.decisions.items() if levers
    ]
    known = [run.scenario.digest, run.seed, run.replication, sorted(decisions, key=lambda row: row[:2])]
    if run.events:
        known.append(sorted(run.events))
    return hashlib.blake2b(json.dumps(plain(known)).encode(), digest_size=6).hexdigest()


def summary(game: Game, firm: int = 0) -> dict[str, Any]:
    """Return how `firm` (from 0) did as strict JSON data: outcome, score, KPIs at the end and by quarter.

    `won` says whether the game is won, `verdict` by which conditions (see `experiments.verdict`), None before week 1.
    `series` holds true values, `view` what the CEO saw, one value a quarter; `events` the cards of the event deck; firms,
    quarters and weeks count from 1.
    """
    kpis, told = game.kpis_of(firm), verdict(game, firm)
    return plain(
        {
            "run_id": run_id(game.run()),
            "scenario": game.scenario.name,
            "seed": game.seed,
            "replication": game.replication,
            "quarters": game.quarter,
            "firm": firm + 1,
            "outcome": game.outcome_of(firm),
            "ended": game.ended_of(firm),
            "won": told is not None and told.won,
            "verdict": told.as_data() if told else None,
            "score": kpis.get("score"),
            "kpis": kpis,
            "series": game.series(firm),
            "view": game.series(firm, seen=True),
            "events": events(game, firm),
        }
    )


def events(game: Game, firm: int = 0) -> list[dict[str, Any]]:
    """Return the cards that `firm` (from 0) has met or been told of; weeks count from 1, `end` is the first without."""
    met = [d for d in game.world.market.nature.cards if d.firm in (-1, firm) and d.told < game.week]
    return [
        {"card": d.card, "source": d.source, "told": d.told + 1, "start": d.start + 1,
         "end": d.end + 1 if d.end < NEVER else None}
        for d in sorted(met, key=lambda d: (d.told, d.start))
    ]  # fmt: skip


def document(game: Game) -> dict[str, Any]:
    """Return the summary of the first firm, and under "firms" that of each where there are several."""
    first = summary(game)
    if game.scenario.firms > 1:
        first["firms"] = [summary(game, firm) for firm in range(game.scenario.firms)]
    return first


def plain(value: Any) -> Any:
    """Return `value` in the types of strict JSON: numbers that are not finite become None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
