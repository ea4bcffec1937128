"""Who lives in a world: builds every agent of a scenario and lets the phases reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agents import business_unit, layer_head
from agents.business_unit import BusinessUnit
from agents.customers import Customers
from agents.developers import Developers
from agents.layer_head import LayerHead
from agents.lobbyist import Lobbyist
from agents.policies import POLICIES, CeoView
from agents.policies.view import DICE
from agents.researchers import Researchers
from agents.rival import Rival, act
from agents.task_force import TaskForce
from agents.teams import Teams
from model.cards import PLACE
from model.errors import BadInput, said
from model.kpis import NAMES
from model.legality import grant
from model.record import RUNS
from model.technical_state import LAYERS
from model.values import quoted

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


@dataclass(slots=True)
class Actors:
    """The agents of a world by kind."""

    task_forces: list[TaskForce]
    units: list[list[BusinessUnit]]
    layers: list[list[LayerHead]]
    teams: list[Teams]
    researchers: list[Researchers]
    rivals: list[Rival]
    developers: Developers
    customers: Customers

    def decide(self, world: World, firm: FirmState) -> dict:
        """Ask the task force of a firm which levers change this quarter."""
        return self.task_forces[firm.index].decide(self.ceo_view(world, firm))

    def commit(self, firm: FirmState) -> None:
        """Tell the task force of a firm that its decision has been accepted."""
        self.task_forces[firm.index].commit()

    def ceo_view(self, world: World, firm: FirmState) -> CeoView:
        """Return what the task force of a firm knows now."""
        seen: dict[str, float] = {}
        if world.week:
            seen = dict(zip(NAMES, world.record.seen[firm.index, world.week - 1].tolist(), strict=True))
        return CeoView(
            quarter=world.quarter,
            quarters=world.case.quarters,
            levers=firm.levers,
            seen=seen,
            cash=firm.ledger.cash,
            means=firm.ledger.cash + grant(world, firm),
            attention=world.p.executive_attention.attention,
            deadline_announced=firm.adoption.deadline >= 0,
            dice=world.stream("dice", firm.index).random(DICE),
            objections=lambda changes: world.problems(changes, firm.index),
            events=_cards_known(world, firm.index),
        )

    def intend_units(self, world: World, firm: FirmState) -> None:
        """Let the unit heads of a firm settle how much data they share and how hard they lobby."""
        firm.data.share = business_unit.data_shared(world, firm.index)
        worth = business_unit.efforts_worth(world, firm.index)
        firm.politics.lobby = _efforts(self.units[firm.index], worth, world.stream("unit_heads", firm.index))

    def intend_layers(self, world: World, firm: FirmState) -> None:
        """Let the layer heads of a firm settle how hard they lobby."""
        worth = layer_head.efforts_worth(world, firm.index)
        firm.layers.lobby = _efforts(self.layers[firm.index], worth, world.stream("layer_heads", firm.index))

    def intend_rivals(self, world: World) -> None:
        """Let the rivals plan prices and actions."""
        act(world, self.rivals)


def _efforts(heads: Sequence[Lobbyist], worth: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    u = luck.random(len(heads)).tolist()
    return np.array([head.lobby(row, draw) for head, row, draw in zip(heads, worth, u, strict=True)])


def _cards_known(world: World, firm: int) -> dict[str, str]:
    """Return the cards that had been told of by the end of last week, and whether they "run" already."""
    if not world.week:
        return {}
    stages = world.record.events[firm, world.week - 1].tolist()
    return {name: "run" if stages[k] == RUNS else "told" for name, k in PLACE.items() if stages[k] > 0}


def populate(world: World, policies: Sequence[str]) -> Actors:
    """Build every agent of `world`; `policies` names who plays each firm. Raises BadInput for an unknown policy."""
    for name in policies:
        if name not in POLICIES:
            raise BadInput(said("There is no policy {name}: there are {known}.", name=quoted(name), known=tuple(POLICIES)))
    firms = range(len(world.firms))
    units = range(len(world.fixed.unit_keys))
    return Actors(
        task_forces=[TaskForce(world, f, policies[f]) for f in firms],
        units=[[BusinessUnit(world, f, u) for u in units] for f in firms],
        layers=[[LayerHead(world, f, number) for number in range(len(LAYERS))] for f in firms],
        teams=[Teams(world, f) for f in firms],
        researchers=[Researchers(world, f) for f in firms],
        rivals=[Rival(world, r) for r in range(len(world.market.rivals.names))],
        developers=Developers(world),
        customers=Customers(world),
    )
