"""What pages in docs/decisions claim of the joined world, where no other test shows it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from agents.business_unit import data_shared
from experiments.run import Game
from model.fixed import REQUEST_COLUMNS
from model.ledger import Ledger
from model.mechanisms import open_spillover
from model.mechanisms.approval_queue import RequestClass
from model.mechanisms.lobbying import LobbyingParameters
from model.phases.filing import file_items
from model.phases.layers import served_units, unit_needs
from model.state import Stack
from model.technical_state import LAYERS
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
    shares = data_shared(world, 0)
    indifferent = p.intercept + p.reciprocity * firm.data.others_access - p.sensitivity_aversion * world.fixed.sensitivity
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


def test_a_request_is_backed_by_the_head_of_the_layer_it_is_about(world: World) -> None:
    firm = world.firms[0]
    firm.layers.lobby, firm.politics.lobby = np.array([2.0, 1.0, 0.5]), np.zeros(len(firm.politics.lobby))
    firm.queue.items = []
    draws = [0.99] * REQUEST_COLUMNS  # nothing is decided locally
    file_items(world, firm, [(kind, draws, "") for kind in RequestClass])
    backed = {item.kind: item.lobby for item in firm.queue.items}
    assert backed == {
        RequestClass.COMPUTE: 2.0, RequestClass.RESEARCH: 2.0, RequestClass.RELEASE: 1.0,
        RequestClass.ONBOARDING: 0.5, RequestClass.EXCEPTION: 0.5, RequestClass.EVENT: 0.0,
    }  # fmt: skip
    firm.politics.lobby[:] = 1.0
    firm.queue.items = []
    file_items(world, firm, [(RequestClass.ONBOARDING, draws, "")])
    assert firm.queue.items[0].lobby == 1.5, "beside the head of the unit that files it"


def test_the_board_names_the_layer_that_is_short_and_the_one_that_fell() -> None:
    record = Game.start("base", seed=4, quarters=4).finish().world.record
    aims, prices = record.layers[0, 12::13, :3], record.layers[0, 12::13, 3:6]
    p = LobbyingParameters()
    told = {(week // 13, key): values for week, _, key, values in record.news if key in ("board.gpus", "board.layer")}
    falls = (aims[:-1] - aims[1:]) / (p.fall_frontier, p.fall_cloud, p.fall_ecosystem)
    assert (0, "board.layer") not in told, "there is no quarter before the first"
    for quarter in range(4):
        spread = prices[quarter].std() / prices[quarter].mean()
        assert ((quarter, "board.gpus") in told) == (spread > p.memo_dispersion)
        if spread > p.memo_dispersion:
            assert told[quarter, "board.gpus"]["layer"] == LAYERS[int(prices[quarter].argmax())]
        fell = quarter and falls[quarter - 1].max() > 0
        assert ((quarter, "board.layer") in told) == bool(fell)
        if fell:
            assert told[quarter, "board.layer"]["layer"] == LAYERS[int(falls[quarter - 1].clip(0, 1).argmax())]
    assert any(key == "board.gpus" for _, key in told) and any(key == "board.layer" for _, key in told)
