"""A game played again with some of its pieces left out, under the same luck.

Worlds are kept at the starts of quarters: two plays that agree until a quarter share what comes before it. What
cannot be carried out without a decision that was left out is lowered until the gate agrees, as policies do it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from agents.policies.view import SHARES
from agents.roster import populate
from experiments.run import Game
from experiments.why.pieces import Piece
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from model.runfile import Run
from model.world import World

Chosen = frozenset[int]
MOST_WORLDS = 96
"""Worlds kept at a time: about a megabyte each."""


class Replays:
    """Values of a run's first `quarters` with a choice of its pieces, as a function of the choice.

    `value` gives every KPI of `firm` at the end, shape (KPIs,); `played` counts quarters simulated.
    """

    def __init__(self, run: Run, quarters: int, pieces: Sequence[Piece], firm: int = 0) -> None:
        self.run, self.quarters, self.firm = run, quarters, firm
        self.pieces = list(pieces)
        self.played = 0
        self._values: dict[Chosen, Floats] = {}
        self._worlds: OrderedDict[tuple[int, Chosen], World] = OrderedDict()
        self._shares = _shares_decided(run, firm)

    @property
    def everything(self) -> Chosen:
        """All pieces: the game as it was played."""
        return frozenset(range(len(self.pieces)))

    def value(self, chosen: Chosen) -> Floats:
        """Return the KPIs (K,) at the end of a play with the `chosen` pieces only."""
        if chosen not in self._values:
            world = self.world(chosen, self.quarters)
            self._values[chosen] = world.record.kpis[self.firm, self.quarters * WEEKS_A_QUARTER - 1].copy()
        return self._values[chosen]

    @property
    def worlds(self) -> int:
        """How many worlds are kept."""
        return len(self._worlds)

    def forget(self) -> None:
        """Let go of the worlds; values stay."""
        self._worlds.clear()

    def world(self, chosen: Chosen, quarter: int) -> World:
        """Return the world at the start of `quarter`; it is shared, so fork it before it goes on."""
        key = (quarter, frozenset(i for i in chosen if self.pieces[i].quarter < quarter))
        if key in self._worlds:
            self._worlds.move_to_end(key)
            return self._worlds[key]
        if quarter == 0:
            world = self._start(chosen)
        else:
            world = self.world(chosen, quarter - 1).fork()
            self._play(world, chosen, quarter - 1)
        if quarter < self.quarters:
            self._worlds[key] = world
            if len(self._worlds) > MOST_WORLDS:
                self._worlds.popitem(last=False)
        return world

    def _start(self, chosen: Chosen) -> World:
        return Game.from_run(self.run, quarters=0).world

    def _play(self, world: World, chosen: Chosen, quarter: int) -> None:
        now = [piece for i, piece in enumerate(self.pieces) if i in chosen and piece.quarter == quarter]
        world.admit(frozenset(piece.card for piece in now if piece.card))
        orders = {f: self.run.decisions.get((f, quarter), {}) for f in range(len(world.firms))}
        orders[self.firm] = self._possible(world, quarter, [piece for piece in now if piece.levers])
        world.advance(orders)
        self.played += 1

    def _possible(self, world: World, quarter: int, decided: list[Piece]) -> dict[str, Value]:
        changes: dict[str, Value] = {}
        for piece in decided:
            changes |= piece.changes
        if any(name in SHARES for name in changes):  # shares are decided together, whatever stood before
            changes = self._shares[quarter] | changes
        if not changes or not world.problems(changes, self.firm):
            return changes
        return world.actors.ceo_view(world, world.firms[self.firm]).fitted(changes)


class Switched(Replays):
    """The same run with all its decisions and events, and only some mechanisms at work."""

    def _start(self, chosen: Chosen) -> World:
        world = super()._start(chosen)
        off = [piece.mechanism for i, piece in enumerate(self.pieces) if i not in chosen]
        run = self.run
        return World(
            populate=populate, seed=run.seed, replication=run.replication, scenario_data=run.scenario,
            off=",".join(off), events=run.events,
        ) if off else world  # fmt: skip

    def _play(self, world: World, chosen: Chosen, quarter: int) -> None:
        orders = {f: self.run.decisions.get((f, quarter), {}) for f in range(len(world.firms))}
        if world.problems(orders[self.firm], self.firm):
            view = world.actors.ceo_view(world, world.firms[self.firm])
            orders[self.firm] = view.fitted(orders[self.firm])
        world.advance(orders)
        self.played += 1


def _shares_decided(run: Run, firm: int) -> dict[int, dict[str, Value]]:
    """Return the shares of the pool after each quarter, as the run left them."""
    levers = dict(Game.from_run(run, quarters=0).levers(firm))
    standing: dict[str, Value] = {name: levers[name] for name in SHARES}
    after = {}
    for quarter in range(run.quarters_played):
        decided = run.decisions.get((firm, quarter), {})
        standing = standing | {name: value for name, value in decided.items() if name in SHARES}
        after[quarter] = standing
    return after
