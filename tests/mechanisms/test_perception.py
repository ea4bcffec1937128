"""How good options are, what teams believe, whom they trust."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.perception import (
    PerceptionParameters,
    Tastes,
    central_quality,
    felt_wait,
    next_trust,
    option_quality,
    perceived_quality,
    team_tastes,
    trust_effect,
)

P = PerceptionParameters()
LEGACY, CENTRAL, THIRD, ROGUE = range(4)
N = 4
MEDIAN = Tastes(np.ones(N), np.zeros(N), np.full(N, 0.5), np.full(N, 0.5), np.full(N, 0.48))


def central(**change):
    inputs = {
        "capability_lead": 0.2, "error_cut": 0.0, "flywheel": 0.0, "agents_deployed": 0.0, "fine_tune": 0.0,
        "wait": np.zeros(N), "latency_loss": 0.0, "misfit": 0.0, "transfer_price": 1.0,
    }  # fmt: skip
    return central_quality(**(inputs | change), tastes=MEDIAN, p=P)[0]


def options(**change):
    inputs = {
        "central": np.zeros(N), "rival_lead": 0.0, "open_lead": 0.0, "data_sensitivity": 0.0, "audit": 0.0,
        "amnesty": False, "week": 0,
    }  # fmt: skip
    return option_quality(**(inputs | change), tastes=MEDIAN, p=P)[0]


def test_central_quality_in_closed_form():
    assert np.isclose(central(), 0.2 - 0.25)
    everything = central(
        error_cut=0.3, flywheel=0.1, agents_deployed=0.5, fine_tune=0.4, wait=np.full(N, 6.5),
        latency_loss=0.05, misfit=0.02, transfer_price=1.4,
    )  # fmt: skip
    assert np.isclose(everything, 0.2 + 0.3 + 0.1 + 0.175 - 0.15 - 0.25 - 0.05 - 0.02 - 0.1)


def test_central_quality_rises_and_falls_with_what_it_should():
    base = central()
    for better in ({"capability_lead": 0.3}, {"error_cut": 0.1}, {"flywheel": 0.1}, {"agents_deployed": 0.1}):
        assert central(**better) > base
    assert central(fine_tune=0.1) > base and central(transfer_price=0.5) > base
    for worse in ({"wait": np.ones(N)}, {"latency_loss": 0.1}, {"misfit": 0.1}, {"transfer_price": 1.5}):
        assert central(**worse) < base


def test_other_options_in_closed_form():
    assert np.allclose(options(), [0, 0, -0.25, -0.05 + 0.175])
    later = options(rival_lead=0.1, open_lead=0.2, data_sensitivity=0.5, audit=0.1, week=52)
    assert np.allclose(later, [-0.30, 0, 0.1 - 0.25 - 0.15, 0.15 + 0.175 - 0.3])
    assert options(audit=0.2, amnesty=True)[ROGUE] == options()[ROGUE]


def test_waits_mix_own_experience_and_the_firm():
    assert felt_wait(np.array([2.0, 6.0]), 4.0, P).tolist() == [3.0, 5.0]


def test_tastes_follow_their_distributions():
    u = np.random.default_rng(0).random((20_000, 5))
    tastes = team_tastes(u, P)
    assert np.isclose(np.median(tastes.capability), 1, atol=0.02)
    assert np.isclose(tastes.legacy.std(), P.legacy_spread, rtol=0.03)
    assert tastes.need.min() >= 0 and tastes.need.max() <= 1
    assert tastes.reactance.min() >= 0 and tastes.reactance.max() <= P.reactance
    assert np.isclose(tastes.reactance.mean(), P.reactance * 0.4, rtol=0.02)  # mean of Beta(2, 3)
    assert all(np.isfinite(taste).all() for taste in team_tastes(np.zeros((3, 5)), P))


# -- belief ------------------------------------------------------------------------------------------------


def beliefs(weeks=1, believed=None, option=CENTRAL, influence=None, trust=0.55, u=0.5, p=P, pilot=-1):
    quality = np.tile([0.0, 1.0, 0.5, -0.5], (N, 1))
    believed = np.zeros((N, 4)) if believed is None else believed
    influence = np.zeros((N, N)) if influence is None else influence
    for _ in range(weeks):
        believed = perceived_quality(
            believed, quality, np.full(N, option), np.full(N, pilot), influence, np.full(N, trust),
            np.full((N, 4), u), p,
        )  # fmt: skip
    return believed


def test_own_use_teaches_fastest_and_trials_count_as_use():
    after = beliefs()
    assert after[0, CENTRAL] > P.learning * 0.99
    assert np.isclose(after[0, THIRD], P.learning * P.news_weight * 0.5)
    assert np.isclose(beliefs(pilot=THIRD)[0, THIRD], P.learning * 0.5)


def test_peers_teach_what_they_use():
    option, quality = np.array([LEGACY, THIRD, ROGUE, ROGUE]), np.tile([0.0, 1.0, 0.5, -0.5], (N, 1))
    quality[1, THIRD] = 0.8  # what the peer of team 0 lives with is reported, not what team 0 would have
    peer_of_0 = np.zeros((N, N))
    peer_of_0[0, 1] = 1.0
    luck = np.full((N, 4), 0.5)
    alone, told = (
        perceived_quality(np.zeros((N, 4)), quality, option, np.full(N, -1), graph, np.full(N, 0.55), luck, P)
        for graph in (np.zeros((N, N)), peer_of_0)
    )
    evidence = P.news_weight * 0.5 + P.report_weight * 0.8
    assert np.isclose(told[0, THIRD], P.learning * evidence)
    told[0, THIRD] = alone[0, THIRD]
    assert np.array_equal(told, alone)


def test_belief_converges_to_the_truth_but_for_promises():
    after = beliefs(weeks=400, option=LEGACY)[0]
    assert np.allclose(after[[LEGACY, THIRD, ROGUE]], [0.0, 0.5, -0.5], atol=1e-4)
    promised = P.promise_weight * 0.55
    assert np.isclose(after[CENTRAL], 1 + P.promise * promised / (promised + P.news_weight), atol=1e-4)
    assert np.isclose(beliefs(weeks=400, option=LEGACY, trust=0.0)[0, CENTRAL], 1, atol=1e-4)


def test_distrusted_promises_move_nobody():
    assert beliefs(option=LEGACY, trust=0.0)[0, CENTRAL] < beliefs(option=LEGACY, trust=0.9)[0, CENTRAL]


def test_luck_shakes_impressions_evenly():
    quiet = replace(P, signal_noise=0.0)
    up, down = beliefs(u=0.9) - beliefs(p=quiet), beliefs(u=0.1) - beliefs(p=quiet)
    assert (up > 0).all() and np.allclose(up, -down)
    assert np.isfinite(beliefs(u=0.0)).all()


# -- trust -------------------------------------------------------------------------------------------------


def trust_after(trust, on_central=True, latency_loss=0.0, wait=0.0, incident=False, other_loss=0.0):
    flags = np.array([on_central]), np.array([incident])
    return next_trust(np.array([trust]), flags[0], latency_loss, np.array([wait]), flags[1], other_loss, P)[0]


def test_trust_rests_and_returns_within_half_a_year():
    assert trust_after(0.55, on_central=False) == 0.55
    trust = 0.25
    for _ in range(26):
        trust = trust_after(trust, on_central=False)
    assert 0.6 < (trust - 0.25) / 0.30 < 0.75


def test_incidents_fines_and_waits_cost_trust():
    base = trust_after(0.55)
    assert np.isclose(base, 0.55 + 0.02 * 0.05)
    assert np.isclose(trust_after(0.55, incident=True), base - 0.12)
    assert np.isclose(trust_after(0.55, other_loss=0.1), base - 0.1)
    assert trust_after(0.55, wait=4.0) == base > trust_after(0.55, wait=8.0)
    assert trust_after(0.55, on_central=False, incident=True, wait=20.0) == 0.55


@given(st.floats(0, 1), st.booleans(), st.floats(0, 2), st.floats(0, 30), st.booleans(), st.floats(0, 1))
def test_trust_stays_a_share(trust, on_central, latency_loss, wait, incident, other_loss):
    assert 0 <= trust_after(trust, on_central, latency_loss, wait, incident, other_loss) <= 1


def test_trust_pays_above_rest_only():
    assert np.allclose(trust_effect(np.array([0.55, 0.75, 0.35]), P), [0, 0.12, -0.12])
