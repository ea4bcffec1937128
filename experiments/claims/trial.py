"""Playing a claim: every luck in every arm at every point of the dial, a game at a time, and what is known so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agents.policies import POLICIES
from agents.roster import populate
from experiments.claims.declaration import Arm, Claim, Point
from experiments.claims.verdicts import LOOKS, Finding, Found, finding, found_at
from experiments.plans import Plan
from experiments.winnable import plan_of
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, Value
from model.errors import Refused
from model.kpis import INDEX
from model.scenario import load
from model.world import World

FIRST_SEED = 1000
"""Seeds of claims lie apart from those that plans were tuned with."""


@dataclass(frozen=True)
class Job:
    """One game of a trial: everything that decides its result."""

    claim: Claim
    arm: str
    point: int
    luck: int
    off: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """A name that equal games share, whatever point of the dial they stand at."""
        arm, point = self.claim.arms[self.arm], self.claim.dial.points[self.point]
        merged = _merged(arm, point)
        return repr((self.luck, arm.plan, arm.off, self.off, *map(_sorted, merged)))

    def figure(self, weeks: Floats) -> float:
        """Return the figure of the claim from its series by week; NaN where it is not defined."""
        read = self.claim.dial.points[self.point].read
        weeks = weeks[: None if read is None else read * WEEKS_A_QUARTER]
        counted = weeks[-WEEKS_A_QUARTER:] if self.claim.over == "end" else weeks
        defined = counted[np.isfinite(counted)]
        return float(defined.mean()) if len(defined) else float("nan")


class ClaimTrial:
    """A claim while it is tried; `off` names mechanisms left out in all arms (a planted null).

    `known` holds games by their key: those of earlier trials of the claim are not played again, and new ones join them.
    """

    def __init__(
        self, claim: Claim, lucks: int = LOOKS[-1], off: tuple[str, ...] = (), known: dict[str, Floats] | None = None
    ) -> None:
        self.claim, self.lucks, self.off = claim, lucks, off
        self._played: dict[str, Floats] = {} if known is None else known
        self._coming = self._unplayed()
        self._open: list[Job] = []

    def wanted(self, most: int = 1) -> list[Job]:
        """Return the next games that have not been played, `most` of them at most."""
        self._open = [job for job in self._open if job.key not in self._played]
        while len(self._open) < most and (job := next(self._coming, None)) is not None:
            self._open.append(job)
        return self._open[:most]

    def take(self, key: str, weeks: Floats) -> None:
        """Take in a game that was played, here or elsewhere."""
        self._played[key] = weeks

    @property
    def done(self) -> bool:
        """Whether every game has been played."""
        return not self.wanted()

    @property
    def luck(self) -> int:
        """How many lucks have been played in every arm at every point."""
        return min((job.luck for job in self.wanted()), default=self.lucks)

    @property
    def progress(self) -> float:
        """The share of the games played; games that several points share count for each."""
        arms, points = list(self.claim.arms), len(self.claim.dial.points)
        for job in self.wanted():
            at = (job.luck * points + job.point) * len(arms) + arms.index(job.arm)
            return at / (self.lucks * points * len(arms))
        return 1.0

    def step(self) -> None:
        """Play one game."""
        for job in self.wanted():
            self.take(job.key, played(job))

    def work(self, seconds: float, until: int | None = None) -> None:
        """Play for about so long, or until so many lucks have been played."""
        stop = time.monotonic() + seconds
        while not self.done and time.monotonic() < stop and (until is None or self.luck < until):
            self.step()

    def finding(self) -> Finding:
        """Return what is known so far."""
        return finding([self._found(k) for k in range(len(self.claim.dial.points))])

    def gather(self, pool: Executor, watch: Callable[[], None] = lambda: None) -> None:
        """Play all games in a pool of processes."""
        jobs = self.wanted(self.lucks * len(self.claim.dial.points) * len(self.claim.arms))
        for job, weeks in zip(jobs, pool.map(played, jobs), strict=True):
            self.take(job.key, weeks)
            watch()

    def _found(self, k: int) -> Found:
        point = self.claim.dial.points[k]
        tables = [[self._effect(contrast, k, luck) for luck in range(self.luck)] for contrast in self.claim.contrasts]
        return found_at(point.value, tables, self.claim.matters)

    def _effect(self, contrast: Mapping[str, float], k: int, luck: int) -> float:
        jobs = {arm: Job(self.claim, arm, k, luck, self.off) for arm in contrast}
        figures = sum(weight * jobs[arm].figure(self._played[jobs[arm].key]) for arm, weight in contrast.items())
        return self.claim.sign * (figures - self.claim.target)

    def _unplayed(self) -> Iterator[Job]:
        asked: set[str] = set()
        for luck in range(self.lucks):
            for k in range(len(self.claim.dial.points)):
                for arm in self.claim.arms:
                    job = Job(self.claim, arm, k, luck, self.off)
                    if job.key not in asked and job.key not in self._played:
                        asked.add(job.key)
                        yield job


class Games:
    """Plays games of claims where it is asked to; it remembers nothing."""

    worlds = 0

    def played(self, job: Job) -> Floats:
        """Return the claim's KPI by week of a game."""
        return played(job)


def run_claim(claim: Claim, lucks: int = LOOKS[0], off: tuple[str, ...] = ()) -> Finding:
    """Play a claim under so many lucks and return the verdict."""
    trial = ClaimTrial(claim, lucks, off)
    while not trial.done:
        trial.step()
    return trial.finding()


def played(job: Job) -> Floats:
    """Play a game and return the claim's KPI by week; one NaN where the plan was refused."""
    claim, arm, point = job.claim, job.claim.arms[job.arm], job.claim.dial.points[job.point]
    parameters, levers = _merged(arm, point)
    case = load(claim.scenario).with_parameters(parameters)
    if claim.deck is not None:
        case = case.changed(deck=claim.deck, draw_events=bool(claim.deck))
    plan, off = plan_of(arm.plan, case.quarters), ",".join(sorted({*arm.off, *job.off}))
    world = World(populate, seed=FIRST_SEED + job.luck, scenario_data=case, off=off)
    try:
        for _ in range(case.quarters):
            world.advance(_orders(world, plan, levers))
    except Refused:
        return np.full(1, np.nan)
    return world.record.kpis[0, : world.week, INDEX[claim.kpi]].copy()


def _orders(world: World, plan: Plan, levers: Mapping[str, Value]) -> dict[int, dict[str, Value]]:
    """Return what is decided this quarter: what the plan wishes, and the levers that stand above it."""
    written = plan.entry(0, world.quarter)
    if not isinstance(written, Mapping):
        view = world.actors.ceo_view(world, world.firms[0])
        written = POLICIES[written or plan.policy(0)].decide(view)
    standing = {name: value for name, value in levers.items() if world.quarter == 0 or not LEVERS[name].announced}
    return {0: {**written, **standing}}


def _merged(arm: Arm, point: Point) -> tuple[dict[str, float], dict[str, Value]]:
    return {**point.parameters, **arm.parameters}, {**point.levers, **arm.levers}


def _sorted(values: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(values.items()))
