from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.mechanisms import placement as m

P = m.PlacementParameters()
PLAIN = replace(P, nesting=0.0)
NESTS = m.nests(np.array([0, 0, 0, 0, 1, 2, 3]))
KINDS = m.kind_members(np.arange(7))
MATES = np.arange(1, 4)

utilities = arrays(float, (3, 7), elements=st.floats(-30, 30))
some_options_missing = arrays(bool, (3, 7)).map(lambda gone: gone & (np.arange(7) < 5))
examples = settings(deadline=None, max_examples=80, derandomize=True)


def softmax(utility, precision):
    weights = np.exp(precision * (utility - utility.max(axis=1, keepdims=True)))
    return weights / weights.sum(axis=1, keepdims=True)


@examples
@given(utilities, some_options_missing, st.floats(0, 0.85))
def test_probabilities_are_probabilities(utility, gone, nesting):
    utility = np.where(gone, -np.inf, utility)
    chance = m.probabilities(utility, NESTS, replace(P, nesting=nesting))
    assert np.allclose(chance.sum(axis=1), 1.0, atol=1e-12)
    assert np.all(chance >= 0.0)
    assert np.all(chance[gone] == 0.0)


@examples
@given(utilities, some_options_missing)
def test_without_nesting_it_is_plain_logit(utility, gone):
    utility = np.where(gone, -np.inf, utility)
    assert np.allclose(m.probabilities(utility, NESTS, PLAIN), softmax(utility, P.precision), atol=1e-12)


@examples
@given(arrays(float, (1, 7), elements=st.floats(-1, 1)), st.floats(0.4, 0.85))
def test_a_nest_draws_more_of_what_is_removed_than_plain_logit_would(utility, nesting):
    # of equal options, and not where a weak nest holds nearly everybody anyway
    nested = replace(P, nesting=nesting)
    utility[:, : MATES[-1] + 1] = utility[:, :1]
    sizes = np.ones(1)
    assert m.diversion_ratio(utility, sizes, 0, MATES, NESTS, nested) > m.diversion_ratio(
        utility, sizes, 0, MATES, NESTS, PLAIN
    )


@examples
@given(utilities, some_options_missing)
def test_the_share_of_a_nest_is_logit_in_its_inclusive_value(utility, gone):
    utility = np.where(gone, -np.inf, utility)
    utility[:, 3] = np.where(gone[:, 3], 0.0, utility[:, 3])  # one member at least
    inside = utility[:, :4] / m.variety_weight(P)
    top = inside.max(axis=1, keepdims=True)
    inclusive = m.variety_weight(P) * (top[:, 0] + np.log(np.exp(inside - top).sum(axis=1)))
    expected = softmax(np.column_stack([inclusive, utility[:, 4:]]), P.precision)
    assert np.allclose(m.probabilities(utility, NESTS, P)[:, :4].sum(axis=1), expected[:, 0], atol=1e-9)


@examples
@given(utilities, some_options_missing, arrays(float, (3, 2), elements=st.floats(0, 1, exclude_max=True)))
def test_two_different_options_that_are_there(utility, gone, u):
    utility = np.where(gone, -np.inf, utility)
    draws = m.choose_two(utility, u, NESTS, KINDS, P)
    for drawn in draws:
        assert np.array_equal(np.sort(drawn), np.tile([0, 0, 0, 0, 0, 0, 1], (3, 1)))
        assert np.isfinite(utility[drawn > 0]).all()
    assert not np.any(draws.first * draws.second)
    assert np.allclose(m.placements(draws, P).sum(axis=1), 1.0)


FIRMS = m.nests(np.array([0, 0, 1, 1, 2, 2, 3, 4]))
SAME = m.kind_members(np.array([0, 1, 0, 1, 0, 1, 2, 3]))
"""Three firms with two options each, and two options of others."""


@examples
@given(arrays(float, (3, 8), elements=st.floats(-30, 30)), arrays(float, (3, 2), elements=st.floats(0, 1, exclude_max=True)))
def test_a_crowd_divides_over_the_firms_of_the_kind_it_drew(utility, u):
    for drawn in m.choose_two(utility, u, FIRMS, SAME, P):
        assert np.allclose(drawn.sum(axis=1), 1.0)
        assert np.array_equal((drawn @ SAME > 0).sum(axis=1), np.ones(3)), "one kind each"
    first = m.choose_two(utility, u, FIRMS, SAME, P).first
    chance = m.probabilities(utility, FIRMS, P) * (first @ SAME @ SAME.T > 0)
    assert np.allclose(first, chance / chance.sum(axis=1, keepdims=True))


@examples
@given(arrays(float, (3, 4), elements=st.floats(-30, 30)), arrays(float, (3, 2), elements=st.floats(0, 1, exclude_max=True)))
def test_firms_that_offer_the_same_get_the_same(utility, u):
    for drawn in m.choose_two(utility[:, [0, 1, 0, 1, 0, 1, 2, 3]], u, FIRMS, SAME, P):
        for one in (2, 4):
            assert np.array_equal(drawn[:, :2], drawn[:, one : one + 2])


def test_divided_draws_have_the_frequencies_of_single_ones():
    utility = np.array([[0.3, 0.0, -0.2, 0.1, 0.4, 0.2, 0.0, 0.1]]).repeat(40_000, axis=0)
    draws = m.choose_two(utility, np.random.default_rng(0).random((40_000, 2)), FIRMS, SAME, P)
    drawn = m.placements(draws, P).mean(axis=0)
    assert drawn == pytest.approx(m.expected_placements(utility[:1], FIRMS, P)[0], abs=0.006)


@examples
@given(arrays(float, (3, 7), elements=st.floats(-5, 5)), some_options_missing, st.floats(0, 0.85))
def test_expected_placements_agree_with_summing_over_all_pairs(utility, gone, nesting):
    p = replace(P, nesting=nesting)
    utility = np.where(gone, -np.inf, utility)
    first = m.probabilities(utility, NESTS, p)
    second = sum(first[:, [k]] * m.second_probabilities(utility, np.full(3, k), NESTS, p) for k in range(7))
    expected = (1 - p.second_share) * first + p.second_share * second
    assert np.allclose(m.expected_placements(utility, NESTS, p), expected, atol=1e-9)


def test_draws_have_the_stated_frequencies():
    utility = np.array([[0.3, 0.0, -0.2, 0.1, 0.4, 0.2, 0.0]]).repeat(40_000, axis=0)
    draws = m.choose_two(utility, np.random.default_rng(0).random((40_000, 2)), NESTS, KINDS, P)
    drawn = m.placements(draws, P).mean(axis=0)
    assert drawn == pytest.approx(m.expected_placements(utility[:1], NESTS, P)[0], abs=0.006)


def test_logit_elasticity_oracle():
    alpha, precision, price, step = 1.0, P.precision, 0.9, 1e-5
    pair = m.nests(np.array([0, 1]))

    def share(at):
        return m.probabilities(np.array([[0.4 - alpha * at, 0.0]]), pair, PLAIN)[0, 0]

    measured = np.log(share(price * np.exp(step)) / share(price * np.exp(-step))) / (2 * step)
    assert measured == pytest.approx(-alpha * precision * price * (1 - share(price)), rel=1e-8)


def test_equal_alternatives_in_a_nest_add_the_variety_term():
    hosts = 5
    split = m.probabilities(np.zeros((1, hosts + 1)), m.nests(np.array([0] * hosts + [1])), P)
    merged = m.probabilities(np.array([[m.variety_weight(P) * np.log(hosts), 0.0]]), m.nests(np.array([0, 1])), P)
    assert split[0, :hosts].sum() == pytest.approx(merged[0, 0])


def start(n_customers=400):
    draw = np.random.default_rng(1)
    utility = np.outer(np.exp(0.6 * draw.standard_normal(n_customers)), [2.4, 2.1, 2.1, 2.1, 2.2, 2.1, 0.0])
    sizes = np.exp(draw.standard_normal(n_customers))
    return utility, sizes, np.array([0.15, 0.12, 0.05, 0.02, 0.31, 0.20, 0.15])


@pytest.mark.parametrize("nesting", [0.0, 0.5, 0.7, 0.85])
def test_constants_give_the_start_shares(nesting):
    p = replace(P, nesting=nesting)
    utility, sizes, target = start()
    constants = m.solve_constants(utility, sizes, target, 6, NESTS, KINDS, p)
    reached = sizes / sizes.sum() @ m.expected_placements(utility + constants, NESTS, p)
    assert reached == pytest.approx(target, rel=1e-9)
    assert constants[6] == 0.0


def test_options_without_a_start_share_keep_constant_zero():
    utility, sizes, target = start()
    utility[:, 1:4] = -np.inf
    target = np.array([0.3, 0, 0, 0, 0.35, 0.2, 0.15])
    constants = m.solve_constants(utility, sizes, target, 6, NESTS, KINDS, P)
    assert np.all(constants[1:4] == 0.0)
    reached = sizes / sizes.sum() @ m.expected_placements(utility + constants, NESTS, P)
    assert reached == pytest.approx(target, abs=1e-9)


def test_shares_that_cannot_be_met_are_refused():
    utility, sizes, target = start()
    utility[:, 0] = -np.inf
    with pytest.raises(ValueError, match="start shares"):
        m.solve_constants(utility, sizes, target, 6, NESTS, KINDS, P, max_steps=20)


def test_solving_is_fast():
    utility, sizes, target = start()
    took = []
    for _ in range(5):
        began = time.perf_counter()
        m.solve_constants(utility, sizes, target, 6, NESTS, KINDS, P)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1  # some 10 ms on an idle machine


def test_reasons_can_be_recomputed():
    utility, _, _ = start(30)
    u = np.random.default_rng(2).random((30, 2))
    draws = m.choose_two(utility, u, NESTS, KINDS, P)
    again = (m.second_probabilities(utility, draws.first.argmax(axis=1), NESTS, P).cumsum(axis=1) <= u[:, 1:]).sum(axis=1)
    np.testing.assert_array_equal(again, draws.second.argmax(axis=1))


def test_a_share_of_customers_reviews_each_week():
    u = (np.arange(1000) + 0.5) / 1000
    assert m.reviewers(u, P).size == pytest.approx(1000 / P.contract, abs=1)


def test_nests_must_stand_together():
    with pytest.raises(ValueError, match="next to each other"):
        m.nests(np.array([0, 1, 0]))


def test_expected_placements_sum_to_one_where_one_option_has_nearly_everything() -> None:
    """A capability lead within the declared ranges leaves the others a billionth."""
    of = np.array([0, 0, 0, 0, 1, 2, 3])
    for lead in (5.0, 10.0, 20.0, 40.0):
        for best in range(of.size):
            utility = np.linspace(0.0, 1.0, of.size)[None, :].repeat(3, axis=0)
            utility[:, best] += lead
            placed = m.expected_placements(utility, m.nests(of), P)
            assert np.abs(placed.sum(axis=1) - 1.0).max() < 1e-12, (lead, best)
