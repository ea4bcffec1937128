"""Where a cause is taken away or has no limit, what is left is known without a simulation."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from agents.roster import populate
from model.kpis import INDEX
from model.mechanisms import (
    adoption,
    data_clearing_house,
    decision_delay,
    executive_attention,
    flywheel,
    gpu_holdings,
    lobbying,
    politics,
    rivalry,
    scaling_law,
)
from model.phases.events import reference_capability
from model.world import World

P = adoption.AdoptionParameters()


# no social influence ---------------------------------------------------------------------------------------------


def test_without_influence_a_team_chooses_as_if_it_were_alone() -> None:
    rng = np.random.default_rng(1)
    deaf = replace(P, influence=0.0)
    seen, option, nobody = rng.normal(size=(30, 4)), rng.integers(0, 4, 30), np.zeros(30)
    alone, crowded = (
        adoption.utilities(seen, peers, option, nobody, nobody, 0.5, 1.0, np.zeros(4), 0.0, deaf)
        for peers in (np.full((30, 4), 0.25), np.eye(4)[rng.integers(0, 4, 30)])
    )
    assert np.array_equal(alone, crowded)


# one business unit -----------------------------------------------------------------------------------------------


def test_a_single_unit_has_nobody_to_share_with_to_fight_or_to_outvote() -> None:
    p = data_clearing_house.DataParameters()
    assert data_clearing_house.interface_cost_pairs(1, p) == 0.0
    for effort in (0.0, 2.0):
        assert lobbying.gpu_shares([0.3], [effort], 0.5, lobbying.LobbyingParameters()) == pytest.approx(1.0)
    gain = lobbying.lobby_utilities(np.array([0.3]), np.zeros(1), np.ones(1), (0.0, 1.0), 0.0, lobbying.LobbyingParameters())
    assert gain[0].argmax() == 0, "effort buys no GPUs that were not its own"
    assert politics.unit_power(np.array([0.2]), politics.PoliticsParameters()) == pytest.approx(1.0)
    assert gpu_holdings.concentration(0.0, np.array([500.0])) == 1.0


# a chief executive without limits --------------------------------------------------------------------------------


def test_a_gate_of_unlimited_capacity_costs_half_an_interval() -> None:
    for weeks in (1, 4, 13):
        assert decision_delay.periodic_review_sojourn(weeks, 0.0, 1e12) == pytest.approx(weeks / 2)
    assert decision_delay.kingman_wait(0.8, 1e12, 1.0, 1.5) == pytest.approx(0.0, abs=1e-9)
    idle = executive_attention.ceo_utilisation(
        50.0, 4, 1.0, replace(executive_attention.AttentionParameters(), capacity=1e12)
    )
    assert idle == pytest.approx(0.0, abs=1e-9)
    assert executive_attention.admitted_share(idle, executive_attention.AttentionParameters()) == pytest.approx(1.0)


def test_a_world_without_a_queue_waits_for_nothing() -> None:
    world = World(populate=populate, case="base", seed=2, policies="sensible", off="approval_queue", quarters=3)
    while world.running:
        world.step()
    kpis = world.record.kpis[0, 13:]
    assert (kpis[:, INDEX["decision_latency"]] == world.p.approval_queue.local_weeks).all()
    assert (kpis[:, INDEX["ceo_utilisation"]] == 0.0).all()
    assert not world.firms[0].queue.items


# no rivals, or rivals that stand still ---------------------------------------------------------------------------


def test_without_rivals_the_firms_are_their_own_measure() -> None:
    firms = [SimpleNamespace(training=SimpleNamespace(api=k)) for k in (0.9, 1.4, 1.1)]
    market = SimpleNamespace(rivals=SimpleNamespace(served=np.zeros(0)))
    assert reference_capability(SimpleNamespace(market=market, firms=firms)) == 1.1  # type: ignore[arg-type]


def test_a_rival_without_budget_and_models_to_copy_stands_still() -> None:
    start = np.array([1.0, 0.9])
    after = rivalry.next_capability(
        start, 0.85, np.zeros(2), -np.inf, rivalry.RivalryParameters(), np.full(2, np.inf), pace=1.0
    )
    assert np.array_equal(after, start)


# no data ---------------------------------------------------------------------------------------------------------


def test_without_data_a_domain_keeps_the_error_of_a_general_model() -> None:
    p = data_clearing_house.DataParameters()
    nothing = data_clearing_house.domain_data(np.zeros(3), np.ones(3), np.ones(3), np.eye(3))
    assert data_clearing_house.domain_error(nothing, 0.0, 0.0, 1.0, p) == pytest.approx(p.error_ceiling)
    endless = data_clearing_house.domain_error(np.full(3, 1e40), 0.0, 0.0, 1.0, p)
    assert endless == pytest.approx(p.error_floor, abs=1e-6)


def test_without_data_use_teaches_nothing_however_much_there_is() -> None:
    p = flywheel.FlywheelParameters()
    signals = flywheel.signals_per_week(np.zeros(2), np.ones(2), np.ones(2), festival=True, frozen=False, p=p)
    assert (signals == 0.0).all()
    precision = np.full(2, 3.0)
    for _ in range(400):
        precision = flywheel.precision_after_week(precision, flywheel.information(signals, 1.0, p), p)
    assert flywheel.flywheel_quality(precision, p) == pytest.approx(0.0, abs=1e-6)


def test_without_text_compute_trains_nothing() -> None:
    p = scaling_law.ScalingLawParameters()
    multipliers = [scaling_law.data_multiplier(1e25, tokens, p) for tokens in (1e9, 1e11, 1e13, 1e17)]
    assert multipliers == sorted(multipliers)
    assert multipliers[0] < 0.01 and multipliers[-1] == pytest.approx(1.0, abs=1e-3)
