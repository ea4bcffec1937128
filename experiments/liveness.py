"""Is every lever alive, and every mechanism? Paired differences of the KPIs with and without it.

A lever is alive where some KPI, as its mean over the weeks of the game, moves by more than one standard deviation of
its paired differences (same seeds, same luck). With `SEEDS` pairs that is |t| > sqrt(SEEDS), beyond what the best of
all KPIs reaches by chance; what moves one by much more in the first pairs is taken for alive there (`EARLIER`). A lever
is tried under a plan in which it can matter (amnesty needs an audit), the same in both arms, and in further scenarios
only while it moves nothing. A mechanism is alive where leaving it out changes one of the stylised patterns of
`experiments.patterns` as far. Of the figures moved that far, the one is named that moved most, measured by how much it
differs from seed to seed.

What a lever would move even if nothing answered to it proves nothing: the attention and the money it takes, and the
figures that restate it (`Probe.itself`); nor does the pattern that is a mechanism's own output (`OWN`).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import forkserver, get_context, resource_tracker
from typing import NamedTuple

import numpy as np

from agents.roster import populate
from experiments import patterns
from experiments.probes import PROBES, SCARCE, Levers, Probe
from model.errors import Refused
from model.kpis import NAMES
from model.scenario import load, shipped
from model.world import SWITCHES, World

SEEDS = 20
EARLIER = ((6, 4.0), (12, 2.0))
"""Fewer pairs, and how many deviations a figure must move in them to be taken for moved there."""
SCENARIOS = ("base", "commodity_flood", "arms_race", "fragmented", "regulated_data")
"""Where a lever is looked for, in this order; those that are not shipped are passed over."""

BUSY = "sensible"
"""The policy under which mechanisms are left out: it uses what doing nothing leaves idle, agents' work for instance."""
MERELY_PAID = ("cash", "gross_margin", "score", "ceo_utilisation")
"""Figures that do not count for a lever: whatever costs money or attention moves them, and what only costs is dead."""
PROGRAMMES = ("hub", "claw_back_base", "claw_back_rate", "mandate", "migration", "domain", "codesign", "policy_change",
              "emergency")  # fmt: skip
NO_ATTENTION: Mapping[str, float] = {f"executive_attention.{name}": 0.0 for name in PROGRAMMES}
"""The world in which levers are tried: programmes take no attention, so whatever moves was moved by what they do."""


class _Arm(NamedTuple):
    """One side of a comparison: a scenario, a policy or what is set in each quarter, a mechanism left out."""

    scenario: str
    plan: Sequence[Levers] | str
    off: str = ""
    without_attention: bool = False


class Verdict(NamedTuple):
    """What a lever, or a mechanism left out, moves most: a KPI, or a pattern.

    By `mean` in the figure's unit, `effect` in standard deviations of the paired differences, `size` in standard
    deviations of the figure itself from seed to seed.
    """

    name: str
    scenario: str
    figure: str
    mean: float
    effect: float
    size: float

    @property
    def alive(self) -> bool:
        """Whether the figure moved by more than one paired standard deviation."""
        return self.effect > 1.0


STAGES: Mapping[str, Levers] = {
    "research_search": {"talent.group_linking": 0.8},
    "inference_pool": SCARCE,
    "rivalry": {"release.gap": 0.0, "price.api": 0.7},
}
"""What is set, instead of playing `BUSY`, where a mechanism left out is to be missed."""
FIRST: Mapping[str, str] = {"objectives": "commodity_flood", "event_deck": "regulated_data"}
"""Where a mechanism left out is looked for first: a public weight or a scheduled card is missed where there is one."""
OWN: Mapping[str, tuple[str, ...]] = {
    "compute_pool": ("blocked_runs",),
    "approval_queue": ("longest_wait",),
    "data_clearing_house": ("moat",),
    "inference_pool": ("turned_away",),
    "open_release": ("winner",),
    "tiering": ("churn",),
    "research_search": ("own_pace",),
    "release_filter": ("bad_releases",),
    "talent": ("exit_waves",),
    "efficiency": ("energy_fall",),
    "rivalry": ("price_moves",),
    "agentic_work": ("automation",),
    "adoption": ("islands", "dip"),
    "flywheel": ("flywheel",),
    "objectives": (),  # a judge moves nothing but the verdict, which is held against the one by public weights
    "event_deck": ("jolts",),
}
"""The pattern that each mechanism writes down itself: it goes with the mechanism and is no proof that it is missed."""


def levers(watch: Callable[[], None] = lambda: None, scenarios: Sequence[str] = SCENARIOS) -> list[Verdict]:
    """Return for every lever what it moves most, in the first of `scenarios` in which it is alive."""
    there = [name for name in scenarios if name in shipped()]
    with _workers() as pool:
        arms = _Arms(pool, NAMES, means)
        return [_best(_tried(probe, there, arms), watch) for probe in PROBES]


def mechanisms(watch: Callable[[], None] = lambda: None, scenarios: Sequence[str] = SCENARIOS) -> list[Verdict]:
    """Return for every mechanism that can be left out the pattern that the world without it shows least."""
    there = [name for name in scenarios if name in shipped()]
    with _workers() as pool:
        arms = _Arms(pool, patterns.NAMES, patterns.shown)
        return [_best(_left_out(name, there, arms), watch) for name in SWITCHES]


def strongest(
    name: str,
    scenario: str,
    one: np.ndarray,
    other: np.ndarray,
    figures: Sequence[str] = NAMES,
    out: Sequence[str] = MERELY_PAID,
) -> Verdict:
    """Return what tells two arms (pairs, `figures`) apart: of the figures that moved, the one that moved farthest.

    Where none moved, the one that came nearest to it. Pairs in which a figure is not defined do not count, nor do the
    figures in `out`; a figure that moves alike in all pairs counts as infinitely far.
    """
    found = [Verdict(name, scenario, figures[0], 0.0, 0.0, 0.0)]
    for k, figure in enumerate(figures):
        both = np.isfinite(one[:, k]) & np.isfinite(other[:, k])
        moved = other[both, k] - one[both, k]
        if figure not in out and both.mean() >= 0.5 and moved.any():
            mean = float(moved.mean())
            found.append(Verdict(name, scenario, figure, mean, _in_units(mean, moved), _in_units(mean, one[both, k])))
    if alive := [verdict for verdict in found if verdict.alive]:
        return max(alive, key=lambda verdict: verdict.size)
    return max(found, key=lambda verdict: verdict.effect)


# --- inside --------------------------------------------------------------------------------------------------


def _workers() -> Executor:
    """Return processes that do not hear Ctrl-C, which a terminal tells to all: they end when this one does."""
    resource_tracker.ensure_running()  # by itself it would let signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()  # what is held back here is held back in every process that it starts
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return ProcessPoolExecutor(max_workers=os.cpu_count() or 1, mp_context=get_context("forkserver"))


class _Arms:
    """Plays arms of comparisons, each game once, and reads `figures` from them by `read`."""

    def __init__(self, pool: Executor, figures: Sequence[str], read: Callable[[World], list[float]]) -> None:
        self.pool, self.figures, self.read = pool, figures, read
        self.played: dict[str, list[list[float]]] = {}

    def seen(self, arm: _Arm, seeds: int) -> np.ndarray:
        """Return the figures of the games of the first `seeds` seeds, shape (seeds, figures)."""
        known = self.played.setdefault(repr(arm), [])
        known.extend(self.pool.map(partial(_figures, self.read, len(self.figures), arm), range(len(known), seeds)))
        return np.array(known[:seeds])

    def compared(self, name: str, one: _Arm, other: _Arm, passed_over: Sequence[str]) -> Verdict:
        """Return what tells two arms apart, from a few seeds where that is clear."""
        for seeds, enough in (*((few, clear) for few, clear in EARLIER if few < SEEDS), (SEEDS, 1.0)):
            here, there = self.seen(one, seeds), self.seen(other, seeds)
            verdict = strongest(name, one.scenario, here, there, self.figures, passed_over)
            if verdict.effect > enough:
                break
        return verdict


def _tried(probe: Probe, scenarios: Iterable[str], arms: _Arms) -> Iterator[Verdict]:
    for scenario in scenarios:
        quarters = load(scenario).quarters
        before = _quarters(probe.before, probe, quarters) if probe.before else "do_nothing"
        moved = _quarters({**probe.before, **probe.moved}, probe, quarters)
        one, other = (_Arm(scenario, plan, without_attention=True) for plan in (before, moved))
        yield arms.compared(probe.lever, one, other, (*MERELY_PAID, *probe.itself))


def _left_out(name: str, scenarios: Iterable[str], arms: _Arms) -> Iterator[Verdict]:
    for scenario in sorted(scenarios, key=lambda scenario: scenario != FIRST.get(name)):
        plan = _once(STAGES[name], load(scenario).quarters) if name in STAGES else BUSY
        yield arms.compared(name, _Arm(scenario, plan), _Arm(scenario, plan, name), OWN[name])


def _best(verdicts: Iterator[Verdict], watch: Callable[[], None]) -> Verdict:
    found: list[Verdict] = []
    for verdict in verdicts:
        found.append(verdict)
        if verdict.alive:
            break
    watch()
    return max(found, key=lambda verdict: verdict.effect)


def _in_units(mean: float, of: np.ndarray) -> float:
    deviation = float(of.std(ddof=1))
    return abs(mean) / deviation if deviation > 0.0 else float("inf")


def _once(levers: Levers, quarters: int) -> tuple[Levers, ...]:
    return tuple(levers if quarter == 0 else {} for quarter in range(quarters))


def _quarters(levers: Levers, probe: Probe, quarters: int) -> tuple[Levers, ...]:
    """What is set in each quarter: everything at first; later what must be said again, and no domain twice."""
    again = dict(probe.moved) if probe.every_quarter and set(probe.moved) <= set(levers) else {}
    stop = {"agents.domains": 0} if "agents.domains" in levers else {}
    return tuple(dict(levers) if quarter == 0 else {**stop, **again} for quarter in range(quarters))


def _figures(read: Callable[[World], list[float]], figures: int, arm: _Arm, seed: int) -> list[float]:
    """Play a game and return what is read from it; NaN where the plan was refused."""
    policy = arm.plan if isinstance(arm.plan, str) else "do_nothing"
    case = load(arm.scenario)
    if arm.without_attention:  # past the gate of scenarios, which has a range of plausible values
        case = case.changed(overrides={**case.overrides, **NO_ATTENTION})
    world = World(populate=populate, scenario_data=case, seed=seed, off=arm.off, policies=policy)
    try:
        for quarter in range(world.case.quarters):
            world.advance({} if isinstance(arm.plan, str) else {0: dict(arm.plan[quarter])})
    except Refused:
        return [float("nan")] * figures
    return read(world)


def means(world: World) -> list[float]:
    """Return every KPI of a finished game, the mean over its weeks."""
    weeks = world.record.kpis[0, : world.week]
    return [float(np.mean(defined)) if len(defined := column[np.isfinite(column)]) else float("nan") for column in weeks.T]
