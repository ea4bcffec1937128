"""Every parameter is read by a game, or says that it belongs to a closed form which the tests hold against the game."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from agents.roster import populate
from model.cards import DECK
from model.clock import WEEKS_A_QUARTER
from model.parameter_set import ParameterSet, known_parameters
from model.scenario import Scenario, load
from model.world import World

CLOSED_FORMS = {
    "roofline.": "cost of a token from the hardware up, which the cost index is calibrated and checked against",
    "scaling_law.irreducible_loss": "loss of a model; the game needs compute only, in which it cancels",
    "scaling_law.data_efficiency": "tokens for a loss, in the recipe for the least cost over a lifetime",
    "decision_delay.value_halving": "value left after a wait, in the prediction on slow reviews",
    "data_clearing_house.pair_cost": "cost of pairwise interfaces, compared with a hub's",
    "data_clearing_house.hub_cost": "cost of a hub, compared with pairwise interfaces'",
    "data_clearing_house.spoke_cost": "cost of a hub, compared with pairwise interfaces'",
    "inference_pool.exact_below": "exact staffing (Erlang C), which the square root rule is checked against",
    "inference_pool.wait_probability": "exact staffing (Erlang C), which the square root rule is checked against",
    "inference_pool.switching": "saving of one pool over many, in the prediction on pooling",
    "inference_pool.fine_tune": "worth of an ageing fine-tune, in the prediction on bases and tunes",
    "inference_pool.fine_tune_half_life": "worth of an ageing fine-tune, in the prediction on bases and tunes",
    "efficiency.hardware_gain": "yearly fall of cost, checked against published series",
}
"""Parameters of oracles and predictions: they hold the game to account and do not move it."""
QUARTERS = 4
ORDERS = {
    "compute.frontier": 0.5, "compute.cloud": 0.2, "compute.ecosystem": 0.2, "compute.reserve": 0.1,
    "efficiency.codesign": 800, "agents.domains": 2, "migration.audit": 0.1, "compute.claw_back": 0.2,
}  # fmt: skip
CUT = {"compute.frontier": 0.1, "compute.cloud": 0.6, "agents.domains": 0, "agents.review": 0.1}
PRESS = {
    "governance.emergency": "compute", "migration.mandate": 1.0, "migration.deadline": 2, "migration.waves": 2,
    "serving.base_tiers": 5, "release.licence": "restricted",
}  # fmt: skip
READ: set[str] = set()


def watched(name: str, group: Any) -> Any:
    """Return an equal group of parameters that writes down what is read of it."""
    cls = type(group)
    names = {f.name for f in fields(cls)}

    def read(self: Any, attribute: str) -> Any:
        if attribute in names:
            READ.add(f"{name}.{attribute}")
        return object.__getattribute__(self, attribute)

    return type(cls.__name__, (cls,), {"__getattribute__": read})(**{n: getattr(group, n) for n in names})


@pytest.fixture(scope="module")
def played() -> Iterator[set[str]]:
    """What some games read between them: cards of every kind, reserves, cuts, agents, several firms and clusters."""
    patch = pytest.MonkeyPatch()

    def parameters(case: Scenario) -> ParameterSet:
        plain = ParameterSet().changed(case.overrides)
        return replace(plain, **{f.name: watched(f.name, getattr(plain, f.name)) for f in fields(plain)})

    patch.setattr(Scenario, "parameters", property(parameters))
    every = ",".join(f"{card}@{WEEKS_A_QUARTER + 1 + 2 * k}" for k, card in enumerate(DECK))
    for name, firms in (("base", 2), ("fragmented", 1)):
        case = load(name).changed(draw_events=True, quarters=QUARTERS)
        world = World(populate=populate, seed=1, scenario_data=case, firms=firms, events=every, policies="sensible")
        for quarter in range(QUARTERS):
            world.advance({0: ORDERS if quarter == 0 else CUT if quarter == 2 else {"agents.domains": 0}})
    pressed = World(populate=populate, case="base", seed=1, quarters=6, policies="do_nothing")
    pressed.advance({0: PRESS})
    while pressed.running:
        pressed.advance()
    yield READ
    patch.undo()


def closed_form(name: str) -> bool:
    return any(name.startswith(known) for known in CLOSED_FORMS)


def test_every_parameter_is_read_or_belongs_to_a_closed_form(played: set[str]) -> None:
    unread = {name for name in known_parameters() if name not in played and not closed_form(name)}
    assert not unread, f"nothing reads {sorted(unread)}"


def test_what_a_game_reads_is_not_called_a_closed_form(played: set[str]) -> None:
    assert not {name for name in played if closed_form(name)}
    assert all(any(name.startswith(known) for name in known_parameters()) for known in CLOSED_FORMS)
