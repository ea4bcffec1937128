"""Is every lever alive, and every mechanism? Paired differences of the KPIs with and without it.

A lever is alive where some KPI at the end of the game moves by more than one standard deviation of its paired
differences (same seeds, same luck). With `SEEDS` pairs that is |t| > sqrt(SEEDS), beyond what the best of all KPIs
reaches by chance. A lever is tried under a plan in which it can matter (amnesty needs an audit), the same in both
arms, and in further scenarios only while it moves nothing. A mechanism is alive where leaving it out moves a KPI as far.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from agents.roster import populate
from model.decisions import LEVERS, Value
from model.errors import Refused
from model.kpis import NAMES
from model.scenario import load, shipped
from model.world import SWITCHES, World

SEEDS = 16
SCENARIOS = ("base", "commodity_flood", "arms_race", "fragmented")
"""Where a lever is looked for, in this order; those that are not shipped are passed over."""

BUSY = "sensible"
"""The policy under which mechanisms are left out: it uses what doing nothing leaves idle, agents' work for instance."""
MERELY_PAID = ("cash", "gross_margin", "score")
"""Figures that do not count: whatever costs money moves them, and a lever that only costs is dead."""

Levers = Mapping[str, Value]


@dataclass(frozen=True)
class Probe:
    """One way to move a lever: `before` stands in both arms, `moved` in one."""

    lever: str
    moved: Levers
    before: Levers = field(default_factory=dict)
    every_quarter: bool = False


class Verdict(NamedTuple):
    """What a lever, or a mechanism left out, moves most: by `mean` in the KPI's unit, `effect` in paired deviations."""

    name: str
    scenario: str
    kpi: str
    mean: float
    effect: float

    @property
    def alive(self) -> bool:
        """Whether the KPI moved by more than one paired standard deviation."""
        return self.effect > 1.0


def _split(frontier: float, cloud: float, ecosystem: float, reserve: float) -> Levers:
    shares = (frontier, cloud, ecosystem, reserve)
    return dict(zip(("compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve"), shares, strict=True))


OPEN_DATA = {"data.hub_capacity": 1.5, "data.sharing_mandate": 0.6}
PROBES: tuple[Probe, ...] = (
    Probe("compute.frontier", _split(0.45, 0.35, 0.2, 0.0)),
    Probe("compute.cloud", _split(0.25, 0.55, 0.2, 0.0)),
    Probe("compute.ecosystem", _split(0.25, 0.35, 0.4, 0.0)),
    Probe("compute.reserve", _split(0.3, 0.4, 0.2, 0.1)),
    Probe("compute.claw_back", {"compute.claw_back": 0.2}),
    Probe("compute.capex_order", {"compute.capex_order": 3000}),
    Probe("governance.review_weeks", {"governance.review_weeks": 1}),
    Probe("governance.review_layers", {"governance.review_layers": 3}),
    Probe("governance.delegation", {"governance.delegation": 0.7}),
    Probe("governance.emergency", {"governance.emergency": "exceptions"}, every_quarter=True),
    Probe("talent.group_linking", {"talent.group_linking": 0.6}),
    Probe("talent.pay_premium", {"talent.pay_premium": 0.3}),
    Probe("talent.publication", {"talent.publication": False}),
    Probe("talent.gpu_share", {"talent.gpu_share": 0.12}),
    Probe("data.hub_capacity", {"data.hub_capacity": 1.5}),
    Probe("data.sharing_mandate", {"data.sharing_mandate": 0.8}, {"data.hub_capacity": 1.5}),
    Probe("data.security", {"data.security": 200.0}, {**OPEN_DATA, "data.security": 0.0, "serving.pooling": 1.0}),
    Probe("serving.base_tiers", {"serving.base_tiers": 6}, {"serving.base_tiers": 1, "serving.pooling": 0.8}),
    Probe("serving.pooling", {"serving.pooling": 0.9}),
    Probe("release.policy", {"release.policy": "closed"}),
    Probe("release.gap", {"release.gap": 0.9}),
    Probe("release.licence", {"release.licence": "restricted"}),
    Probe("release.reintegration", {"release.reintegration": 40}, {"release.reintegration": 0}),
    Probe("price.api", {"price.api": 1.2}),
    Probe("price.hosted", {"price.hosted": 1.2}),
    Probe("price.transfer", {"price.transfer": 0.2}),
    Probe("migration.mandate", {"migration.mandate": 0.8}),
    Probe("migration.deadline", {"migration.deadline": 3}),
    Probe("migration.waves", {"migration.waves": 8}, {"migration.deadline": 2, "migration.waves": 1}),
    Probe("migration.support", {"migration.support": 20}, {"migration.support": 2, "migration.mandate": 0.6}),
    Probe("migration.audit", {"migration.audit": 0.15}),
    Probe("migration.amnesty", {"migration.amnesty": True}, {"migration.audit": 0.1}),
    Probe("efficiency.codesign", {"efficiency.codesign": 300.0}),
    Probe("efficiency.own_chip_share", {"efficiency.own_chip_share": 0.6}, {"efficiency.own_chip_share": 0.0}),
    Probe("agents.domains", {"agents.domains": 1}),
    Probe("agents.review", {"agents.review": 1.0}, {"agents.domains": 1, "agents.review": 0.0}),
)


def levers(watch: Callable[[], None] = lambda: None, scenarios: Sequence[str] = SCENARIOS) -> list[Verdict]:
    """Return for every lever what it moves most, in the first of `scenarios` in which it is alive."""
    there = [name for name in scenarios if name in shipped()]
    with _workers() as pool:
        arms = _Arms(pool)
        return [_best(_tried(probe, there, arms), watch) for probe in PROBES]


def mechanisms(watch: Callable[[], None] = lambda: None, scenario: str = "base") -> list[Verdict]:
    """Return for every mechanism that can be left out what the world without it moves most."""
    with _workers() as pool:
        arms, verdicts = _Arms(pool), []
        for name in SWITCHES:
            verdicts.append(strongest(name, scenario, arms.ends(scenario, BUSY, name) - arms.ends(scenario, BUSY)))
            watch()
    return verdicts


def strongest(name: str, scenario: str, differences: np.ndarray) -> Verdict:
    """Return the KPI whose paired `differences` (pairs, KPIs) are largest in their own standard deviations.

    Pairs in which a KPI is not defined do not count; a KPI that moves alike in all pairs counts as infinitely far.
    """
    best = Verdict(name, scenario, NAMES[0], 0.0, 0.0)
    for k, kpi in enumerate(NAMES):
        column = differences[:, k]
        column = column[np.isfinite(column)]
        if kpi in MERELY_PAID or len(column) < len(differences) / 2 or not column.any():
            continue
        mean, deviation = float(column.mean()), float(column.std(ddof=1))
        effect = abs(mean) / deviation if deviation > 0.0 else float("inf")
        if effect > best.effect:
            best = Verdict(name, scenario, kpi, mean, effect)
    return best


# --- inside --------------------------------------------------------------------------------------------------


def _workers() -> Executor:
    return ProcessPoolExecutor(max_workers=os.cpu_count() or 1, mp_context=get_context("forkserver"))


class _Arms:
    """Plays arms of comparisons, each once."""

    def __init__(self, pool: Executor) -> None:
        self.pool = pool
        self.played: dict[str, np.ndarray] = {}

    def ends(self, scenario: str, plan: Sequence[Levers] | str = "do_nothing", off: str = "") -> np.ndarray:
        """Return the KPIs at the end of each seed's game under a policy or a plan, shape (SEEDS, KPIs)."""
        key = repr((scenario, plan, off))
        if key not in self.played:
            jobs = [(scenario, seed, plan, off) for seed in range(SEEDS)]
            self.played[key] = np.array(list(self.pool.map(_end, jobs)))
        return self.played[key]


def _tried(probe: Probe, scenarios: Iterable[str], arms: _Arms) -> Iterator[Verdict]:
    for scenario in scenarios:
        quarters = load(scenario).quarters
        before = _quarters(probe.before, probe, quarters) if probe.before else "do_nothing"
        moved = _quarters({**probe.before, **probe.moved}, probe, quarters)
        yield strongest(probe.lever, scenario, arms.ends(scenario, moved) - arms.ends(scenario, before))


def _best(verdicts: Iterator[Verdict], watch: Callable[[], None]) -> Verdict:
    found: list[Verdict] = []
    for verdict in verdicts:
        found.append(verdict)
        if verdict.alive:
            break
    watch()
    return max(found, key=lambda verdict: verdict.effect)


def _quarters(levers: Levers, probe: Probe, quarters: int) -> tuple[Levers, ...]:
    """What is set in each quarter: everything at first; later what must be said again, and no domain twice."""
    again = dict(probe.moved) if probe.every_quarter and set(probe.moved) <= set(levers) else {}
    stop = {"agents.domains": 0} if "agents.domains" in levers else {}
    return tuple(dict(levers) if quarter == 0 else {**stop, **again} for quarter in range(quarters))


def _end(job: tuple[str, int, Sequence[Levers] | str, str]) -> list[float]:
    """Play a game and return its KPIs at the end; NaN where the plan was refused."""
    scenario, seed, plan, off = job
    policy = plan if isinstance(plan, str) else "do_nothing"
    world = World(populate=populate, case=scenario, seed=seed, off=off, policies=policy)
    try:
        for quarter in range(world.case.quarters):
            world.advance({} if isinstance(plan, str) else {0: dict(plan[quarter])})
    except Refused:
        return [float("nan")] * len(NAMES)
    return world.record.kpis[0, world.week - 1].tolist()


assert [probe.lever for probe in PROBES] == list(LEVERS), "every lever has its probe"
