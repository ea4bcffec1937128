"""Playing one setting several times: the same scenario, seed and plan under different luck."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from agents.policies import POLICIES
from experiments.plans import EVERY_FIRM, Plan
from experiments.run import Game
from model.cards import Order
from model.decisions import LEVERS, Value
from model.errors import Refused, placed
from model.scenario import Scenario

MOST_REPLICATIONS = 1000
Watch = Callable[[], None]
"""Told after every quarter played."""


@dataclass(frozen=True)
class Setting:
    """What is played: a scenario with a plan, and `held` levers that stay as they are set whatever the plan says;
    `events` are played by hand."""

    scenario: Scenario
    plan: Plan
    seed: int = 0
    held: Mapping[str, Value] = field(default_factory=dict)
    events: tuple[Order, ...] = ()

    def game(self, replication: int = 0) -> Game:
        """Return the game set up and not yet played."""
        game = HeldGame(self.scenario, self.seed, replication, self.plan, self.events)
        game.held = dict(self.held)
        return game


class HeldGame(Game):
    """A game in which some levers stand above the plan, in every firm.

    An announcement is made once, in the first quarter.
    """

    held: dict[str, Value]

    def _planned(self) -> dict[int, dict[str, Value]]:
        orders = super()._planned()
        standing = {name: v for name, v in self.held.items() if self.quarter == 0 or not LEVERS[name].announced}
        for firm in range(len(self.world.firms)) if standing else ():
            if firm not in orders:
                view = self.world.actors.ceo_view(self.world, self.world.firms[firm])
                orders[firm] = dict(POLICIES[self.plan.policy(firm)].decide(view))
            orders[firm] |= standing
        return orders


def replications(setting: Setting, number: int = 1, watch: Watch | None = None) -> Iterator[Game]:
    """Play a setting `number` times, each to its end and with its own luck; yields the games in order."""
    for replication in range(number):
        yield finish(setting.game(replication), watch)


def finish(game: Game, watch: Watch | None = None) -> Game:
    """Play a game to its end, telling `watch` after every quarter; a refusal names its quarter."""
    while not game.over:
        try:
            game.advance()
        except Refused as refusal:
            raise placed(refusal, "Quarter {quarter}: {sentence}", quarter=game.quarter + 1) from None
        if watch:
            watch()
    return game


def with_policies(plan: Plan, policies: list[str]) -> Plan:
    """Return the plan with a policy for each firm; what is written down for a quarter still stands."""
    by_firm = {**plan.policies, **dict(enumerate(policies))}
    by_firm.setdefault(EVERY_FIRM, plan.policy(EVERY_FIRM))
    return Plan(name=", ".join(policies), policies=by_firm, quarters=plan.quarters)
