"""Do two runs really differ? Both are played again under the same luck, several times, and subtracted pair by pair.

Because both meet the same luck in a replication, its part in the difference cancels (common random numbers; Law
2015, chapter 11): far fewer replications are needed than if each run had luck of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from experiments.run import Game
from model.clock import WEEKS_A_QUARTER
from model.digests import first_difference
from model.errors import BadInput, Refused, said
from model.kpis import NAMES
from model.runfile import Run

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """A mean with its interval (95 % where nothing else is said) over `count` values.

    The bounds are NaN where one value says nothing of spread.
    """

    mean: float
    low: float
    high: float
    count: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Comparison:
    """One run against the reference: differences (run less reference) of each KPI after `quarters` quarters.

    `refused` counts the replications in which recorded decisions could not be carried out; `apart` is the first
    week (from 0) and table in which the two recorded runs differ, None if they never do.
    """

    quarters: int
    refused: int
    differences: dict[str, Interval]
    apart: tuple[int, str] | None


def interval(values: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Return mean and Student's interval of the finite values, 95 % unless another `confidence` is asked for."""
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    count = len(finite)
    if count < 2:
        return Interval(float(finite[0]) if count else float("nan"), float("nan"), float("nan"), count)
    mean = float(finite.mean())
    half = float(stdtrit(count - 1, (1 + confidence) / 2) * finite.std(ddof=1) / np.sqrt(count))
    return Interval(mean, mean - half, mean + half, count)


def compare(runs: Sequence[Run], replications: int = 8, watch: Callable[[], None] | None = None) -> list[Comparison]:
    """Compare each run with the first one, by the first firm's KPIs at the end of the last quarter that both have.

    Decisions are those recorded; seed and luck are the first run's in all of them. Raises BadInput when a run
    holds no quarter, or when its decisions can be carried out in no replication.
    """
    quarters = min(run.quarters_played for run in runs)
    if quarters < 1:
        raise BadInput(said("A run without a quarter played cannot be compared: play it first."))
    ends = np.full((len(runs), replications, len(NAMES)), np.nan)
    played = np.zeros((len(runs), replications), dtype=bool)
    for r in range(replications):
        for k, run in enumerate(runs):
            ends[k, r], played[k, r] = _end(run, runs[0], r, quarters)
            if watch:
                watch()
    if not played.any(axis=1).all():
        raise BadInput(said("A run's decisions could not be carried out under any of the luck tried: compare others."))
    reference = _digests(runs[0], quarters)
    compared = []
    for k, run in enumerate(runs[1:], start=1):
        both = played[0] & played[k]
        differences = ends[k, both] - ends[0, both]
        by_name = {name: interval(differences[:, i]) for i, name in enumerate(NAMES)}
        apart = first_difference(reference, _digests(run, quarters))
        compared.append(Comparison(quarters, int((~both).sum()), by_name, apart))
    return compared


def _end(run: Run, first: Run, number: int, quarters: int) -> tuple[list[float], bool]:
    shared = replace(run, seed=first.seed, replication=first.replication + number)
    try:
        series = Game.from_run(shared, quarters).series()
    except Refused:
        return [float("nan")] * len(NAMES), False
    return [series[name][quarters - 1] for name in NAMES], True


def _digests(run: Run, quarters: int) -> dict[str, list[str]]:
    weeks = quarters * WEEKS_A_QUARTER
    fresh = Game.from_run(run, quarters).run().digests
    return {table: hashes[:weeks] for table, hashes in fresh.items()}
