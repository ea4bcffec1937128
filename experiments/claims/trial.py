"""Playing a claim: every luck in every arm at every point of the dial, a game at a time, and what is known so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

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

    @property
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
        self._jobs = self._unplayed()
        self._next: Job | None = next(self._jobs, None)

    @property
    def done(self) -> bool:
        """Whether every game has been played."""
        return self._next is None

    @property
    def luck(self) -> int:
        """How many lucks have been played in every arm at every point."""
        return self.lucks if self._next is None else self._next.luck

    @property
    def progress(self) -> float:
        """The share of the games played; games that several points share count for each."""
        if self._next is None:
            return 1.0
        arms, points = list(self.claim.arms), len(self.claim.dial.points)
        at = (self._next.luck * points + self._next.point) * len(arms) + arms.index(self._next.arm)
        return at / (self.lucks * points * len(arms))

    def step(self) -> None:
        """Play one game."""
        if self._next is not None:
            if self._next.key not in self._played:  # another trial may have played it meanwhile
                self._played[self._next.key] = played(self._next)
            self._next = next(self._jobs, None)

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
        jobs = [] if self._next is None else [self._next, *self._jobs]
        for job, value in zip(jobs, pool.map(played, jobs), strict=True):
            self._played[job.key] = value
            watch()
        self._next = None

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
