"""What pages in docs/decisions claim of the joined world, where no other test shows it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from agents.business_unit import data_shared
from experiments.run import Game
from model.ledger import Ledger
from model.mechanisms import data_clearing_house, open_spillover
from model.phases.layers import served_units, unit_needs
from model.state import Stack
from model.world import World

SHORT = 0.6
"""The share of the units' load that a short layer serves."""


@pytest.fixture
def world() -> World:
    return Game.start("base", seed=4, quarters=1).world


def test_a_head_does_not_count_the_teams_dislike_of_moving(world: World) -> None:
    firm, p = world.firms[0], world.p.data_clearing_house
    state = firm.adoption
    state.option = np.full_like(state.option, Stack.LEGACY)
    state.utilities = np.zeros_like(state.utilities)
    state.utilities[:, Stack.LEGACY] = world.p.adoption.switching_cost  # all that speaks for legacy
    shares = data_shared(world, 0).share
    neighbours = data_clearing_house.neighbour_sharing(firm.data.access, world.fixed.similarity)
    indifferent = p.intercept + p.reciprocity * neighbours - p.sensitivity_aversion * world.fixed.sensitivity
    indifferent += p.mandate * firm.levers.data.sharing_mandate
    assert shares == pytest.approx(expit(indifferent))


def test_scarce_gpus_follow_need_unless_somebody_lobbies(world: World) -> None:
    firm = world.firms[0]
    need = unit_needs(firm)
    users = np.flatnonzero(need)
    assert served_units(world, firm, 1.0) == pytest.approx(np.ones(len(need)))
    firm.politics.lobby = np.zeros(len(need))
    firm.politics.signal_error = np.zeros(len(need))
    assert served_units(world, firm, SHORT)[users] == pytest.approx(SHORT)
    firm.politics.lobby[users[0]] = 1.0
    lobbied = served_units(world, firm, SHORT)
    assert lobbied[users[0]] > SHORT
    assert (lobbied[users[1:]] < SHORT).all()
    assert lobbied @ need == pytest.approx(SHORT), "nothing is won for all"
    assert served_units(world, firm, 1.0) == pytest.approx(np.ones(len(need))), "nothing is to be won where all is served"


def test_what_units_pay_is_cash_of_the_task_force() -> None:
    ledger = Ledger(cash=100.0, gpu_fleet=10.0)
    ledger.charge_units(5.0)
    assert ledger.cash == pytest.approx(105.0)
    assert ledger.balance["units_clearing"] == pytest.approx(-5.0)
    assert ledger.income() == pytest.approx(5.0)
    assert ledger.imbalance() == pytest.approx(0.0)


def test_rivals_serve_open_weights_before_the_first_week(world: World) -> None:
    rivals, best = world.market.rivals, float(world.market.open_history[-1].max())
    floor = open_spillover.serving_floor(best, world.p.open_spillover)
    assert (rivals.served[rivals.commercial] >= floor).all()
    assert (rivals.capability[rivals.commercial] < floor).any(), "somebody gains by it"
