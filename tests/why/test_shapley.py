"""Sharing out a value: what every rule of sharing must keep, on values made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.why import shapley

WEIGHTS = st.lists(st.floats(-10, 10, allow_subnormal=False), min_size=1, max_size=6)


def linear(weights):
    return lambda inside: np.array([3.0 + sum(weights[i] for i in inside), -float(len(inside))])


def tangled(seed):
    """A value in which anything may depend on anything."""

    def value(inside):
        return np.random.default_rng([seed, *sorted(inside)]).normal(size=2)

    return value


def pairs(value, groups, number, seed=1):
    orders = shapley.order_pairs(groups, seed)
    drawn = [next(orders) for _ in range(number)]
    return [(shapley.walk(value, one) + shapley.walk(value, other)) / 2 for one, other in drawn]


@given(WEIGHTS)
def test_a_linear_world_gives_back_its_coefficients(weights):
    value = linear(weights)
    for found in (shapley.exact(value, len(weights)), shapley.walk(value, range(len(weights)))):
        assert found[:, 0] == pytest.approx(np.array(weights), abs=1e-9)
        assert found[:, 1] == pytest.approx(-1.0)


@given(st.integers(0, 1000), st.integers(1, 6), st.integers(1, 5))
def test_contributions_sum_to_the_whole(seed, players, number):
    value = tangled(seed)
    whole = value(frozenset(range(players))) - value(frozenset())
    assert shapley.exact(value, players).sum(axis=0) == pytest.approx(whole, abs=1e-9)
    mean, _ = shapley.mean_and_error(pairs(value, range(players), number))
    assert mean.sum(axis=0) == pytest.approx(whole, abs=1e-9)


def test_who_changes_nothing_gets_nothing_and_equals_get_the_same():
    def value(inside):  # 0 does nothing; 1 and 2 stand in for one another; 3 works only with 0 or 1
        return np.array([5.0 * bool(inside & {1, 2}) + 2.0 * (3 in inside and bool(inside & {1, 2}))])

    found = shapley.exact(value, 4)[:, 0]
    assert found[0] == 0.0
    assert found[1] == found[2]
    assert found.sum() == pytest.approx(7.0)
    assert all(pair[0, 0] == 0.0 for pair in pairs(value, range(4), 5))


def test_estimates_come_near_the_exact_values_within_their_error():
    value = tangled(7)
    mean, error = shapley.mean_and_error(pairs(value, range(5), 400))
    apart = np.abs(mean - shapley.exact(value, 5)) / error
    assert apart.max() < 4
    assert error.max() < 0.1
    assert np.isnan(shapley.mean_and_error(pairs(value, range(5), 1))[1]).all()


def test_an_order_and_its_reverse_cancel_what_two_do_together():
    def value(inside):  # two who are worth something only together
        return np.array([float(len(inside) == 2)])

    assert all(pair[:, 0].tolist() == [0.5, 0.5] for pair in pairs(value, range(2), 5))


def test_players_of_a_group_enter_together():
    orders = shapley.order_pairs([0, 1, 1, 1, 2], seed=3)
    for one, other in (next(orders) for _ in range(50)):
        places = sorted(one.index(player) for player in (1, 2, 3))
        assert places[2] - places[0] == 2
        assert other == one[::-1]
        assert sorted(one) == [0, 1, 2, 3, 4]
