"""What sharing, access and pooled data must obey (M3)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import data_clearing_house as hub

P = hub.DataParameters()
UNITS = 12
IS_COMMERCE = np.arange(UNITS) < 6
STOCK = np.array([60, 50, 30, 40, 30, 20, 10, 8, 6, 4, 3, 2.0])
ACCESS = np.array([0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.2])
SENSITIVITY = np.array([0.5, 0.5, 0.4, 0.4, 0.4, 0.5, 0.3, 0.8, 0.4, 0.4, 0.3, 0.3])
SIMILARITY = hub.similarity_matrix(IS_COMMERCE, P)

shares = st.lists(st.floats(0, 1), min_size=UNITS, max_size=UNITS).map(np.array)


def willing(neighbours=0.1, mandate=0.2, security=30.0, consent=1.0, benefit=0.3, dependence=0.3, sensitivity=0.4):
    one = np.array([1.0])
    worth = hub.sharing_worth(benefit * one, neighbours * one, sensitivity * one, dependence * one, mandate, security, P)
    return float(hub.sharing_willingness(worth, consent)[0])


def error(data, coverage=0.0, flywheel=0.0, complementarity=1.0):
    return hub.domain_error(np.asarray(data, float), coverage, flywheel, complementarity, P)


def test_similarity_is_one_on_the_diagonal_and_symmetric():
    assert np.all(np.diag(SIMILARITY) == 1)
    assert np.array_equal(SIMILARITY, SIMILARITY.T)
    assert SIMILARITY[0, 5] == P.sector_similarity
    assert SIMILARITY[0, 6] == SIMILARITY[7, 8] == P.other_similarity


def test_willingness_moves_with_each_motive():
    base = willing()
    assert willing(benefit=1) > base < willing(neighbours=0.5)
    assert willing(mandate=1) > base > willing(sensitivity=0.8)
    assert willing(dependence=0.9) < base < willing(security=100)
    assert willing(consent=0.7) == pytest.approx(0.7 * base)


def test_security_reassures_only_owners_of_sensitive_records():
    assert willing(security=200, sensitivity=0) == willing(security=0, sensitivity=0)


def test_default_security_neither_slows_nor_reassures():
    assert hub.control_friction(P.security_reference, P) == 1
    assert hub.control_friction(100, P) > 1 > hub.control_friction(0, P)
    logit = P.intercept + 0.3 * P.benefit + 0.1 * P.reciprocity - 0.4 * P.sensitivity_aversion
    logit += 0.2 * P.mandate - 0.3 * P.holdup
    assert willing() == pytest.approx(1 / (1 + math.exp(-logit)))


def test_access_time_rises_with_law_and_foreign_schemas():
    distance = hub.hub_schema_distance(SIMILARITY, P)
    base = hub.access_time(SENSITIVITY, distance, 1, 30, P)
    assert np.all(base > P.base_delay)
    assert np.all(hub.access_time(SENSITIVITY, distance, 3, 30, P) > base)
    assert distance[0] < distance[6]


@given(access=shares, target=shares, capacity=st.floats(0, 3))
def test_hub_never_opens_more_than_its_capacity_nor_more_than_offered(access, target, capacity):
    after = hub.access_after_week(access, target, np.full(UNITS, 10.0), capacity)
    opened = np.maximum(after - access, 0)
    assert opened.sum() <= capacity / 13 + 1e-12
    assert np.all(after <= np.maximum(access, target) + 1e-12)
    assert np.all(after >= np.minimum(access, target) - 1e-12)


@given(access=shares, target=shares, low=st.floats(0, 3), more=st.floats(0, 3))
def test_more_capacity_never_closes_access(access, target, low, more):
    time = np.full(UNITS, 10.0)
    small = hub.access_after_week(access, target, time, low)
    assert np.all(hub.access_after_week(access, target, time, low + more) >= small - 1e-12)


def test_largest_gain_is_served_first_and_withdrawal_needs_no_hub():
    access = np.array([0.0, 0.0, 0.8])
    after = hub.access_after_week(access, np.array([0.3, 0.9, 0.1]), np.full(3, 8.0), 0.5)
    assert after[0] == 0 and after[1] == pytest.approx(0.5 / 13) and after[2] < 0.8


def test_without_limit_access_follows_its_time_constant():
    access = np.zeros(1)
    for _ in range(10):
        access = hub.access_after_week(access, np.ones(1), np.full(1, 10.0), 100)
    assert access[0] == pytest.approx(1 - math.exp(-1))


def test_backlog_and_its_wait():
    assert hub.clearance_backlog(np.array([0.2, 0.5]), np.array([0.7, 0.1])) == pytest.approx(0.5)
    assert hub.clearance_wait(0.5, 0.5) == 13
    assert hub.clearance_wait(0.5, 0) == math.inf
    assert hub.clearance_wait(0, 0) == 0


def test_a_breach_stops_records_and_consent_scales_their_flow():
    cases = np.full(UNITS, 0.01)
    assert np.array_equal(hub.stock_after_week(STOCK, cases, 1, True, P), STOCK)
    full = hub.stock_after_week(STOCK, cases, 1, False, P) - STOCK
    assert np.allclose(hub.stock_after_week(STOCK, cases, 0.7, False, P) - STOCK, 0.7 * full)


def test_start_of_the_base_scenario():
    data = hub.domain_data(ACCESS, STOCK, np.ones(UNITS), SIMILARITY)
    errors = error(data, hub.data_coverage(ACCESS))
    assert errors @ STOCK / STOCK.sum() == pytest.approx(0.24, abs=0.001)
    assert errors[:6].max() < errors[6:].min()


def test_published_points_of_the_learning_curve():
    assert error(0) == P.error_ceiling
    assert error(10) == pytest.approx(0.27, abs=0.005)
    assert error(100) == pytest.approx(0.19, abs=0.005)
    assert error(1e18) == pytest.approx(P.error_floor, abs=1e-3)


@given(data=st.floats(0, 1e4), coverage=st.floats(0, 1), flywheel=st.floats(0, 1), more=st.floats(0.01, 100))
def test_error_stays_between_its_bounds_and_falls_in_everything(data, coverage, flywheel, more):
    value = error(data, coverage, flywheel)
    assert P.error_floor < value <= P.error_ceiling
    assert error(data + more, coverage, flywheel) <= value <= error(data, coverage, flywheel * 0.5)
    assert error(data, coverage, flywheel, complementarity=0.7) >= value


def test_t3_3_doubling_data_cuts_reducible_error_by_a_constant_fraction():
    for data in (100.0, 1000.0, 10000.0):
        ratio = (error(2 * data) - P.error_floor) / (error(data) - P.error_floor)
        assert ratio == pytest.approx(2**-P.data_exponent, abs=0.002)
    assert 1 - 2**-P.data_exponent == pytest.approx(0.13, abs=0.002)


def test_t3_3_the_last_unit_adds_less_than_the_first_unless_it_alone_holds_the_domain():
    def errors(first_units, similarity):
        access = (np.arange(UNITS) < first_units) * 1.0
        return error(hub.domain_data(access, np.full(UNITS, 20.0), np.ones(UNITS), similarity))

    alike = np.ones((UNITS, UNITS))
    gains = -np.diff([errors(k, alike).mean() for k in range(UNITS + 1)])
    assert np.all(np.diff(gains) < 0)
    alone = np.eye(UNITS)  # nobody else's records help
    before, after = errors(UNITS - 1, alone), errors(UNITS, alone)
    assert (before - after)[-1] == pytest.approx((before - after).sum())
    assert (before - after)[-1] == pytest.approx(P.error_ceiling - error(20.0))


def test_t3_1_pairs_are_cheaper_for_few_units_and_the_hub_for_many():
    def pairs(units):
        return hub.interface_cost_pairs(units, P)

    def star(units):
        return hub.interface_cost_hub(units, P)

    assert all(pairs(units) < star(units) for units in range(2, 6))
    assert all(pairs(units) > star(units) for units in range(6, 20))
    assert (pairs(12), star(12)) == (660, 200)


def access_paths(units, capacity, weeks=104, mandate=1.0):
    """Mean access week by week under a hub of `capacity`, and between pairs."""
    pick = np.linspace(0, UNITS - 1, units).astype(int)
    similarity, sensitivity = hub.similarity_matrix(IS_COMMERCE[pick], P), SENSITIVITY[pick]
    time = hub.access_time(sensitivity, hub.hub_schema_distance(similarity, P), 1, 30, P)
    pair_time = hub.pair_access_time(sensitivity, similarity, 1, 30, P)
    access, pairs, others = np.zeros(units), np.zeros((units, units)), ~np.eye(units, dtype=bool)
    share = np.full(units, 0.3)
    paths = []
    for _ in range(weeks):
        seen_pairs = (pairs * others).sum(axis=1) / (units - 1)
        seen = hub.neighbour_sharing(access, similarity)
        offer = hub.sharing_willingness(hub.sharing_worth(share, seen, sensitivity, share, mandate, 30, P), 1)
        access = hub.access_after_week(access, offer, time, capacity)
        offer = hub.sharing_willingness(hub.sharing_worth(share, seen_pairs, sensitivity, share, mandate, 30, P), 1)
        pairs = hub.pair_access_after_week(pairs, offer, pair_time)
        paths.append((access.mean(), pairs[others].mean()))
    return np.array(paths).T


def weeks_to_most(path):
    return int(np.argmax(path >= (1 - math.exp(-1)) * path[-1]))


def test_t3_1_pairs_of_five_are_as_fast_as_a_hub():
    star, pairs = access_paths(5, capacity=1)
    assert weeks_to_most(pairs) <= weeks_to_most(star)


def test_t3_1_a_hub_of_twelve_wins_unless_its_capacity_is_too_small():
    star, pairs = access_paths(12, capacity=3)
    assert star.mean() > 1.5 * pairs.mean()  # it needs one consent, a pair needs two
    slow, _ = access_paths(12, capacity=0.5)
    assert slow.mean() < pairs.mean() and slow[-1] < pairs[-1]


def test_neighbour_sharing_of_equal_units_is_what_they_share_and_of_one_unit_nothing():
    assert np.allclose(hub.neighbour_sharing(np.full(UNITS, 0.4), SIMILARITY), 0.4)
    assert hub.neighbour_sharing(np.array([0.4]), np.ones((1, 1))) == 0


def test_pooled_share_weighs_by_records():
    assert hub.pooled_share(np.ones(UNITS), STOCK) == 1
    assert hub.pooled_share(np.eye(UNITS)[0], STOCK) == pytest.approx(60 / 263)
