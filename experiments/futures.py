"""What would come of a plan from a quarter on: many plans and many lucks after one history.

Worlds are kept at the starts of quarters, so that a plan is played only from the first quarter in which it differs from
one played before. Another luck is another draw of everything from now on; what has happened stays.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from experiments.run import Game
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from model.kpis import INDEX
from model.runfile import Run
from model.streams import Streams
from model.world import World

Plan = Mapping[int, Mapping[str, Value]]
"""Levers changed by quarter (from 0)."""
MOST_WORLDS = 24
MOST_FUTURES = 64
LUCKS_APART = 1_000_000
"""Replications of futures lie this far from those of games, so that no future repeats a game."""


@dataclass(frozen=True)
class Future:
    """A game played to the horizon: `kpis` (weeks, KPIs); what a quarter refused, as sentences; levers as they stood."""

    kpis: Floats
    refused: Mapping[int, list[str]] = field(default_factory=dict)
    levers: Mapping[int, Mapping[str, Value]] = field(default_factory=dict)

    def series(self, kpi: str) -> Floats:
        """Return one KPI by week."""
        return self.kpis[:, INDEX[kpi]]


@dataclass
class _Branch:
    """A world on its way, with what was refused and how levers stood by quarter."""

    world: World
    refused: dict[int, list[str]]
    levers: dict[int, Mapping[str, Value]]

    def copy(self) -> _Branch:
        return _Branch(self.world.fork(), dict(self.refused), dict(self.levers))


class Futures:
    """The futures of a run from quarter `since` (from 0) on, for `firm`; the others go on as recorded, or do nothing."""

    def __init__(self, run: Run, since: int | None = None, firm: int = 0) -> None:
        self.run, self.firm = run, firm
        self.since = run.quarters_played if since is None else since
        self.quarters = run.scenario.quarters
        self._now = Game.from_run(run, self.since).world
        self._branches: OrderedDict[tuple, _Branch] = OrderedDict()
        self._futures: OrderedDict[tuple, Future] = OrderedDict()
        self.played = 0

    @property
    def start_world(self) -> World:
        """The world now; it is shared, so it is only read."""
        return self._now

    @property
    def base(self) -> Future:
        """Nothing is decided from now on."""
        return self.play({})

    def play(self, plan: Plan, luck: int = 0) -> Future:
        """Return the future of a plan; `luck` 0 is that of the game, every other number another draw from now on.

        What cannot be decided together is lowered until the gate agrees, and the gate's sentences are kept.
        """
        key = self._key(plan, self.quarters, luck)
        if key not in self._futures:
            last = max(plan, default=self.since)  # a lever being moved needs the world before it, and none after it
            branch = self._at(plan, last, luck).copy()
            for quarter in range(last, self.quarters):
                self._play(branch, plan, quarter)
            self._futures[key] = Future(branch.world.record.kpis[self.firm], branch.refused, branch.levers)
            if len(self._futures) > MOST_FUTURES:
                self._futures.popitem(last=False)
        self._futures.move_to_end(key)
        return self._futures[key]

    @property
    def weeks_before(self) -> int:
        """How many weeks are history."""
        return self.since * WEEKS_A_QUARTER

    def band(self, futures: list[Future], kpi: str, low: float = 0.1, high: float = 0.9) -> tuple[Floats, Floats]:
        """Return the lower and upper quantile by week of a KPI over futures."""
        values = np.array([future.series(kpi) for future in futures])
        lower, upper = np.nanquantile(values, [low, high], axis=0)
        return lower, upper

    def _at(self, plan: Plan, quarter: int, luck: int) -> _Branch:
        """Return the branch at the start of `quarter`; it is shared, so copy it before it goes on."""
        key = self._key(plan, quarter, luck)
        if key not in self._branches:
            if quarter == self.since:
                branch = _Branch(self._now, {}, {})
                if luck:
                    branch = branch.copy()
                    branch.world.streams = Streams(self.run.seed, self.run.replication + LUCKS_APART * luck)
            else:
                branch = self._at(plan, quarter - 1, luck).copy()
                self._play(branch, plan, quarter - 1)
            if luck:  # other lucks are played once
                return branch
            self._branches[key] = branch
            if len(self._branches) > MOST_WORLDS:
                self._branches.popitem(last=False)
        self._branches.move_to_end(key)
        return self._branches[key]

    def _key(self, plan: Plan, quarter: int, luck: int) -> tuple:
        return (luck, *(tuple(sorted(plan.get(q, {}).items())) for q in range(self.since, quarter)))

    def _play(self, branch: _Branch, plan: Plan, quarter: int) -> None:
        world, changes = branch.world, dict(plan.get(quarter, {}))
        orders: dict[int, Mapping[str, Value]] = {
            f: self.run.decisions.get((f, quarter), {}) for f in range(len(world.firms)) if f != self.firm
        }
        if faults := world.problems(changes, self.firm):
            branch.refused[quarter] = faults
            changes = world.actors.ceo_view(world, world.firms[self.firm]).fitted(changes)
        orders[self.firm] = changes
        world.advance(orders)
        branch.levers[quarter] = world.firms[self.firm].levers.as_dict()
        self.played += 1
