"""What would come of a plan from a quarter on: many plans and many lucks after one history.

Worlds are kept at the starts of quarters, so that a plan is played only from the first quarter in which it differs from
one played before. Another luck is another draw of everything from now on; what has happened stays.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.run import Game
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from model.errors import Sentence
from model.kpis import INDEX
from model.runfile import Run
from model.streams import Streams
from model.world import KPIS, World

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
    refused: Mapping[int, list[Sentence]] = field(default_factory=dict)
    levers: Mapping[int, Mapping[str, Value]] = field(default_factory=dict)

    def series(self, kpi: str) -> Floats:
        """Return one KPI by week."""
        return self.kpis[:, INDEX[kpi]]


@dataclass
class _Branch:
    """A world on its way, with what was refused and how levers stood by quarter."""

    world: World
    refused: dict[int, list[Sentence]]
    levers: dict[int, Mapping[str, Value]]

    def copy(self) -> _Branch:
        """Return a twin that goes on by itself, watched for its KPIs only: nothing else of a future is looked at."""
        world = self.world.fork()
        world.watch = KPIS
        return _Branch(world, dict(self.refused), dict(self.levers))


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

    def standing(self) -> dict[str, Value]:
        """Return the levers that stand when the first open quarter begins."""
        levers = self._now.firms[self.firm].levers
        return (levers.carried_over() if self._now.quarter else levers).as_dict()

    def run_text(self, plan: Plan) -> str:
        """Return the run file of a plan, played to the end under the luck of the game."""
        game = Game.from_run(self.run, self.since)
        while not game.over:
            orders = self._others(len(game.world.firms), game.quarter)
            game.world.advance(orders | {self.firm: _possible(game.world, plan.get(game.quarter, {}), self.firm)[0]})
        return game.to_text()

    @property
    def worlds(self) -> int:
        """How many worlds are kept."""
        return len(self._branches)

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
        world = branch.world
        changes, faults = _possible(world, plan.get(quarter, {}), self.firm)
        if faults:
            branch.refused[quarter] = faults
        world.advance(self._others(len(world.firms), quarter) | {self.firm: changes})
        branch.levers[quarter] = world.firms[self.firm].levers.as_dict()
        self.played += 1

    def _others(self, firms: int, quarter: int) -> dict[int, Mapping[str, Value]]:
        return {f: self.run.decisions.get((f, quarter), {}) for f in range(firms) if f != self.firm}


def _possible(world: World, wanted: Mapping[str, Value], firm: int) -> tuple[dict[str, Value], list[Sentence]]:
    """Return what of a wish can be carried out, and the sentences of the gate about the rest."""
    faults = world.problems(wanted, firm)
    if not faults:
        return dict(wanted), []
    return world.actors.ceo_view(world, world.firms[firm]).fitted(dict(wanted)), faults
