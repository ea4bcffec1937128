"""What the two large pictures of a plan show, as the sentence above each."""

from __future__ import annotations

import numpy as np

from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.kpis import KPIS
from ui import telling
from ui.words import Words


def difference(kpi: str, apart: Floats, band: tuple[Floats, Floats] | None, since: int, words: Words) -> str:
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
