"""The contest for GPUs: who shouts, and who gets more than the own value."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import lobbying
from model.mechanisms.lobbying import LOBBY_EFFORTS, LobbyingParameters

P = LobbyingParameters()
OUTPUT = np.linspace(0.2, 1.8, 12)  # weakest unit first
VALUE = 0.5 * OUTPUT  # the marginal value of GPUs follows output


def settled_effort(influence, p=P):
    """Effort of each unit once nobody wants to change it (best replies to the last round)."""
    lobby = np.zeros(12)
    for _ in range(30):
        utility = lobbying.lobby_utilities(VALUE, lobby, OUTPUT, LOBBY_EFFORTS, influence, p)
        lobby = np.array(LOBBY_EFFORTS)[utility.argmax(axis=1)]
    return lobby


def weak_third(shares):
    return shares[:4].sum()


def test_weak_units_are_overfunded_only_where_lobbying_counts():
    # T2.5
    merit = lobbying.gpu_shares(VALUE, np.zeros(12), 0.5, P)
    assert weak_third(lobbying.gpu_shares(VALUE, settled_effort(0.5), 0.5, P)) > 1.1 * weak_third(merit)
    assert weak_third(lobbying.gpu_shares(VALUE, settled_effort(0.0), 0.0, P)) == pytest.approx(weak_third(merit))


def test_nobody_lobbies_without_influence_and_the_weak_lobby_most():
    assert not settled_effort(0.0).any()
    effort = settled_effort(0.5)
    assert effort[:4].mean() > effort[-4:].mean()


def test_dearer_lobbying_is_less_lobbying():
    dear = replace(P, cost=0.05)
    assert settled_effort(0.5, dear).sum() < settled_effort(0.5).sum()


@given(
    st.lists(st.floats(-3, 3), min_size=12, max_size=12),
    st.lists(st.floats(0, 2), min_size=12, max_size=12),
    st.floats(0, 2),
)
def test_shares_sum_to_one_and_rise_with_own_effort(signal, lobby, influence):
    signal, lobby = np.array(signal), np.array(lobby)
    shares = lobbying.gpu_shares(signal, lobby, influence, P)
    assert shares.sum() == pytest.approx(1.0)
    louder = lobby + np.eye(12)[3]
    assert lobbying.gpu_shares(signal, louder, influence, P)[3] >= shares[3] - 1e-12


def test_utility_of_an_effort_is_what_the_contest_gives():
    lobby = np.full(12, 0.5)
    utility = lobbying.lobby_utilities(VALUE, lobby, OUTPUT, LOBBY_EFFORTS, 0.5, P)
    tried = lobby.copy()
    tried[2] = 1.0
    share = lobbying.gpu_shares(VALUE, tried, 0.5, P)[2]
    expected = P.gpu_stake * share + P.priority_stake * 0.5 - P.cost * OUTPUT[2]
    assert utility.shape == (12, 4)
    assert utility[2, 2] == pytest.approx(expected)


def test_signals_are_unbiased():
    u = (np.arange(999) + 0.5) / 999
    signal = lobbying.value_signal(0.4, u, P)
    assert signal.mean() == pytest.approx(0.4)
    assert signal.std() == pytest.approx(P.signal_noise, rel=0.02)


# --- the layers' heads -----------------------------------------------------------------------------------------------

STILL = np.array([0.1, 100.0, -1.0])


def seen(*prices: float) -> np.ndarray:
    """The same prices, seen by every head."""
    return np.tile(prices, (3, 1))


def test_no_layer_has_cause_to_speak_up_where_no_gpu_would_rather_move() -> None:
    assert not lobbying.layer_urgency(seen(0.2, 0.2, 0.2), STILL, STILL, P).any()
    assert not lobbying.layer_urgency(seen(0.0, 0.0, 0.0), STILL, STILL, P).any()


def test_the_layer_in_which_a_gpu_earns_most_speaks_up_loudest() -> None:
    urgency = lobbying.layer_urgency(seen(0.3, 0.1, 0.0), STILL, STILL, P)
    assert urgency.tolist() == pytest.approx([0.75 - 1 / 3, 0.0, 0.0])
    assert lobbying.layer_urgency(seen(math.inf, 0.1, 0.0), STILL, STILL, P).tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(("layer", "fall"), [(0, P.fall_frontier), (1, P.fall_cloud), (2, P.fall_ecosystem)])
def test_an_aim_that_falls_is_cause_up_to_an_alarm(layer: int, fall: float) -> None:
    for part, urgency in ((-1.0, 0.0), (0.5, 0.5), (1.0, 1.0), (7.0, 1.0)):
        now = STILL.copy()
        now[layer] -= part * fall
        found = lobbying.layer_urgency(seen(0.0, 0.0, 0.0), now, STILL, P)
        assert found[layer] == pytest.approx(urgency)
        assert found.sum() == pytest.approx(urgency)


def test_a_layer_without_cause_or_influence_loses_by_any_effort() -> None:
    efforts = LOBBY_EFFORTS
    for worth in (
        lobbying.layer_utilities(np.zeros(3), efforts, 0.5, P),
        lobbying.layer_utilities(np.ones(3), efforts, 0.0, P),
    ):
        assert (worth.argmax(axis=1) == 0).all()
        assert (np.diff(worth, axis=1) < 0.0).all()
    calm, urgent = (lobbying.layer_utilities(np.array([u]), efforts, 0.5, P)[0].argmax() for u in (0.1, 1.5))
    assert calm < urgent
