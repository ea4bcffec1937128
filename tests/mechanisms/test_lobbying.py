"""The contest for GPUs: who shouts, and who gets more than the own value."""

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
