"""Where two games under one luck part: the first things that happened in the one and not, or otherwise, in the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.run import Game
from model.arrays import Floats
from model.kpis import INDEX, KPIS
from model.mechanisms.adoption import OPTIONS

MOST_TEAMS = 3
"""Teams told of: the first ones that stand elsewhere."""
VISIBLE = 0.02
"""A share is visibly apart from two points on, any other figure from this part of its largest value on."""


@dataclass(frozen=True)
class Parting:
    """One thing that differs from `week` (from 0) on: `kind` names it, `values` hold both sides as "one" and "other"."""

    week: int
    kind: str
    values: dict[str, Any] = field(default_factory=dict)


def partings(one: Game, other: Game, kpi: str, firm: int = 0) -> list[Parting]:
    """Return what differs first, in order of time: requests waiting, teams' stacks, the model served, the figure."""
    weeks = min(one.week, other.week)
    found = [*_queue(one, other, weeks, firm), *_teams(one, other, weeks, firm), *_model(one, other, weeks, firm),
             *_figure(one, other, weeks, kpi, firm)]  # fmt: skip
    return sorted(found, key=lambda parting: parting.week)


def _queue(one: Game, other: Game, weeks: int, firm: int) -> Iterator[Parting]:
    counts = [Counter(row[1] for row in game.world.record.queue if row[0] == firm) for game in (one, other)]
    week = next((w for w in range(weeks) if counts[0][w] != counts[1][w]), None)
    if week is not None:
        yield Parting(week, "queue", {"one": counts[0][week], "other": counts[1][week]})


def _teams(one: Game, other: Game, weeks: int, firm: int) -> Iterator[Parting]:
    here, there = (game.world.record.option[firm, :weeks] for game in (one, other))
    apart = here != there
    first = np.where(apart.any(axis=0), apart.argmax(axis=0), weeks)
    for team in np.argsort(first, kind="stable")[:MOST_TEAMS].tolist():
        week = int(first[team])
        if week < weeks:
            yield Parting(
                week, "team", {"team": team, "one": OPTIONS[here[week, team]], "other": OPTIONS[there[week, team]]}
            )


def _model(one: Game, other: Game, weeks: int, firm: int) -> Iterator[Parting]:
    here, there = (game.world.record.models[:weeks, firm] for game in (one, other))
    week = _first(np.abs(here - there) > VISIBLE)
    if week is not None:
        yield Parting(week, "model", {"one": float(here[week]), "other": float(there[week])})


def _figure(one: Game, other: Game, weeks: int, kpi: str, firm: int) -> Iterator[Parting]:
    here, there = (game.world.record.kpis[firm, :weeks, INDEX[kpi]] for game in (one, other))
    scale = 1.0 if KPIS[kpi].unit == "share" else float(np.nanmax(np.abs([here, there]), initial=0.0))
    week = _first(np.abs(here - there) >= VISIBLE * max(scale, 1e-12))
    if week is not None:
        yield Parting(week, "figure", {"kpi": kpi, "one": float(here[week]), "other": float(there[week])})


def _first(true: Floats | np.ndarray) -> int | None:
    weeks = np.flatnonzero(true)
    return int(weeks[0]) if len(weeks) else None
