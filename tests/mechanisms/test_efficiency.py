import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.efficiency import (
    EfficiencyParameters,
    architecture_jump,
    architecture_shift,
    cache_saving,
    cost_per_mtok,
    coupling_after_week,
    coupling_factor,
    experience_exponent,
    experience_factor,
    import_equivalent,
    list_price,
    own_chip_share,
    own_order,
    unit_cost,
    wh_per_query,
    yearly_cost_fall,
)
from model.mechanisms.frontier import FrontierParameters, kdot

P = EfficiencyParameters()
shares = st.floats(0, 1)
money = st.floats(0, 20_000)
NEUTRAL = {
    "tokens": 1e15, "industry_tokens": 1e15, "cache_saved": 0.0, "own_share": 0.0, "contribution_saving": 0.0,
    "bugs": 1.0, "coupling": P.coupling_reference,
}  # fmt: skip


def test_oracle_wright_slope_under_constant_growth():
    weeks = np.arange(0, 300)
    tokens = 1e12 * 1.02**weeks
    cost = np.array([experience_factor(x, 1e12, P) for x in tokens])
    slope = np.polyfit(np.log(tokens), np.log(cost), 1)[0]
    assert slope == pytest.approx(-experience_exponent(P), rel=1e-9)
    assert experience_exponent(P) == pytest.approx(0.322, abs=5e-4)
    assert experience_factor(2.0, 1.0, P) == pytest.approx(1 - P.learning_rate)


@pytest.mark.parametrize(("architectures", "dearer"), [(4, 1.56), (8, 1.95)])
def test_splitting_experience_over_architectures(architectures, dearer):
    assert experience_factor(1 / architectures, 1.0, P) == pytest.approx(dearer, abs=0.01)


@given(money, money)
def test_cache_saving_rises_and_saturates(codesign, more):
    here, there = cache_saving(codesign, P), cache_saving(codesign + more, P)
    assert 0 <= here <= there <= P.largest_saving
    assert there - here <= cache_saving(more, P) + 1e-12  # diminishing returns


def test_cache_saving_scale():
    assert cache_saving(0, P) == 0
    assert cache_saving(P.codesign_scale, P) == pytest.approx(P.largest_saving * (1 - math.exp(-1)))


@given(money)
def test_a_shift_keeps_the_portable_part(codesign):
    left = architecture_shift(codesign, 1e15, P)
    assert cache_saving(left.codesign, P) == pytest.approx(P.portability * cache_saving(codesign, P), abs=1e-12)
    assert left.codesign <= codesign
    assert left.experience == pytest.approx(P.experience_kept * 1e15)


def test_an_architecture_jump_is_within_its_range():
    assert architecture_jump(0.0, P) == P.smallest_jump
    assert architecture_jump(1.0, P) == P.largest_jump


@given(st.floats(0, 20_000), st.floats(0, 0.6))
def test_orders_are_split_and_never_dearer(order, share):
    split = own_order(order, share, P)
    assert split.imports + split.own_chips == pytest.approx(order)
    assert 0 <= split.own_chips <= P.own_chip_limit
    assert P.own_chip_price <= split.price_factor <= 1
    paid = split.imports + P.own_chip_price * split.own_chips
    assert split.price_factor * order == pytest.approx(paid)


def test_own_chips_get_better_with_codesign():
    assert import_equivalent(0, P) == pytest.approx(0.545, abs=5e-4)
    assert import_equivalent(1e9, P) == pytest.approx(P.own_chip_worth + P.own_chip_gain, abs=1e-5)
    assert import_equivalent(2_000, P) > import_equivalent(500, P)


def test_share_of_own_chips_in_serving():
    assert own_chip_share(5_000, 15_000, 10_000) == 0.2
    assert own_chip_share(50_000, 15_000, 10_000) == 1
    assert own_chip_share(5_000, 0, 0) == 0


@given(shares, money, st.floats(-1, 2), shares, shares, st.booleans())
def test_coupling_stays_a_share(coupling, codesign, gain, frontier, cloud, shifted):
    after = coupling_after_week(coupling, codesign, gain, frontier, cloud, shifted, P)
    assert 0 <= after <= 1
    assert coupling_after_week(coupling, codesign + 100, gain, frontier, cloud, shifted, P) >= after


def test_coupling_moves_as_written():
    assert coupling_after_week(0.7, 0, 0, 0.3, 0.4, False, P) == 0.7
    assert coupling_after_week(0.7, 100, 0, 0.3, 0.4, False, P) == pytest.approx(0.7 + 0.3 * 0.5 / 52)
    assert coupling_after_week(0.7, 0, 0.2, 0.3, 0.3, False, P) == pytest.approx(0.7 - P.coupling_disturbance * 0.2 * 0.5)
    assert coupling_after_week(0.7, 0, 0, 0.3, 0.4, True, P) == pytest.approx(0.4)
    assert coupling_after_week(0.7, 0, 0.2, 0.0, 0.0, False, P) == 0.7


def test_cost_index_is_one_at_the_start():
    assert unit_cost(**NEUTRAL, p=P).index == pytest.approx(1.0)
    assert coupling_factor(P.coupling_reference, P) == 1


@pytest.mark.parametrize(
    ("change", "sign"),
    [({"tokens": 2e15}, -1), ({"industry_tokens": 2e15}, 1), ({"cache_saved": 0.3}, -1), ({"own_share": 0.3}, -1),
     ({"contribution_saving": 0.05}, -1), ({"bugs": 2.0}, 1), ({"coupling": 0.2}, 1), ({"coupling": 0.9}, -1)],
)  # fmt: skip
def test_each_factor_moves_the_index_its_way_and_no_other(change, sign):
    before, after = unit_cost(**NEUTRAL, p=P), unit_cost(**(NEUTRAL | change), p=P)
    assert (after.index - before.index) * sign > 0
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


@given(st.floats(0.3, 2), st.floats(0, 0.6), shares, st.floats(0, 0.3), st.floats(0, 5), shares)
def test_index_is_the_product_and_positive(ratio, cache, own, merged, bugs, coupling):
    factors = unit_cost(ratio, 1.0, cache, own, merged, bugs, coupling, P)
    assert factors.index == pytest.approx(math.prod(factors))
    assert all(factor > 0 for factor in factors)


def test_sf21_energy_per_query():
    assert 0.25 <= wh_per_query(1.0, 0, P) <= 0.45
    assert wh_per_query(1.0, 0, P) / wh_per_query(1.0, 104, P) >= 3


def test_prices_fall_with_the_industry():
    assert list_price(0, P) / list_price(52, P) == pytest.approx(P.list_price_fall)
    assert cost_per_mtok(1.0, 0, P) == pytest.approx(4.0)
    assert cost_per_mtok(1.2, 52, P) == pytest.approx(1.2 * 4 / 1.9)


def test_prediction_t9_1_fixed_capability_gets_cheap_fast_the_frontier_does_not():
    """Load grows 1.8 a year in money and 1.9 as tokens get cheaper; a decade of compute doubles cost threefold."""
    cost_per_capability = 0.5  # decades of cost per K between tiers of one family
    for shape in (FrontierParameters(), FrontierParameters(compute_growth=4.0, algorithm_growth=3.0)):
        fixed = yearly_cost_fall(shape.algorithm_growth, 1.8 * 1.9, P)
        assert 5 <= fixed <= 15
        moving = fixed / 10 ** (cost_per_capability * kdot(shape))
        assert moving < fixed / 2
    assert moving <= 2
    assert list_price(0, P) / list_price(52, P) <= 2
