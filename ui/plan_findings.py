"""What the two large pictures of a plan show, as the sentence above each."""

from __future__ import annotations

import numpy as np

from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.kpis import KPIS
from ui import telling
from ui.words import Words

Band = tuple[Floats, Floats]
"""Lower and upper end by week over other lucks."""


def headline(kpi: str, mine: Floats, base: Floats, bands: tuple[Band, Band] | None, words: Words) -> str:
    """Return what a plan comes to at the end, and whether that holds under other lucks.

    `mine` and `base` (weeks,) are under the luck of the game; `bands` are those of the plan and of its difference from
    the base case, luck by luck. Without them one luck is all there is, and nothing is judged by it.
    """
    end, other = float(mine[-1]), float(base[-1])
    told = {"kpi": telling.figure_name(kpi, words), "value": telling.figure(kpi, end, words)}
    if np.array_equal(mine, base, equal_nan=True) and (bands is None or not np.any(bands[1])):
        return words("whatif.headline.same", **told)
    if bands is None:
        return words("whatif.headline.one_luck", base=telling.figure(kpi, other, words), **told)
    low, high = telling.figures_from_to(kpi, float(bands[0][0][-1]), float(bands[0][1][-1]), words)
    kind = {1: "raises", -1: "lowers", 0: "unclear"}[side(bands[1])]
    return words(f"whatif.headline.{kind}", low=low, high=high, **told)


def side(apart: Band) -> int:
    """Return on which side of zero the band of a difference ends: 1, -1, or 0 where it holds zero."""
    return 1 if apart[0][-1] > 0 else -1 if apart[1][-1] < 0 else 0


def difference(kpi: str, apart: Floats, band: Band | None, since: int, words: Words) -> str:
    """Return what the difference from the base case (weeks,) comes to, and from when its band leaves zero for good.

    `since` is the first week that is not history.
    """
    if float(np.abs(apart).max()) < 1e-9:
        return words("whatif.difference.none")
    if band is None:
        return words("whatif.difference.size", change=telling.change(kpi, float(apart[-1]), words))
    side = np.where(band[0] > 0, 1, np.where(band[1] < 0, -1, 0))
    if side[-1] == 0:
        return words("whatif.difference.unsure")
    elsewhere = np.flatnonzero(side != side[-1])
    week = max(since, int(elsewhere[-1]) + 1 if len(elsewhere) else 0)
    before = bool((side[since:week] == -side[-1]).any())
    key = f"whatif.difference.sure.{_kind(kpi, int(side[-1]))}"
    return words(f"{key}.{'turned' if before else 'all'}", quarter=week // WEEKS_A_QUARTER + 1)


def course(kpi: str, mine: Floats, since: int, words: Words, goal: float | None = None) -> str:
    """Return how a figure (weeks,) goes on under the plan; with a `goal`, whether and when that is reached."""
    if goal is None:
        now, end = float(mine[max(0, since - 1)]), float(mine[-1])
        return words(
            "whatif.course",
            kpi=telling.figure_name(kpi, words),
            now=telling.figure(kpi, now, words),
            end=telling.figure(kpi, end, words),
        )
    there, wanted = mine >= goal, telling.figure(kpi, goal, words)
    if not there.any():
        return words("whatif.course.never", goal=wanted)
    held = bool(there[-1])
    first = int(np.flatnonzero(~there)[-1]) + 1 if held and not there.all() else int(np.flatnonzero(there)[0])
    return words(f"whatif.course.{'held' if held else 'lost'}", goal=wanted, quarter=first // WEEKS_A_QUARTER + 1)


def _kind(kpi: str, sign: int) -> str:
    better = KPIS[kpi].better
    if better == "neither":
        return "rise" if sign > 0 else "fall"
    return "gain" if (sign > 0) == (better == "higher") else "loss"
