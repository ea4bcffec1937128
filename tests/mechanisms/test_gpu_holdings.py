import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.mechanisms.gpu_holdings import (
    GpuHoldingsParameters,
    clawed_back,
    concentration,
    frontier_shadow_price,
    regrown_gpus,
    shadow_price_dispersion,
    training_gpus,
)

P = GpuHoldingsParameters()
unit_clusters = arrays(float, 12, elements=st.floats(0, 10_000))


def test_free_research_comes_out_of_the_frontier_share():
    assert training_gpus(48_000, 0.3125, 0.03) == pytest.approx(48_000 * 0.2825)
    assert training_gpus(48_000, 0.02, 0.03) == 0


def test_own_chips_do_not_train():
    assert training_gpus(48_000, 0.5, 0.0, own_chips=30_000) == 18_000
    assert training_gpus(48_000, 0.3, 0.0, own_chips=10_000) == pytest.approx(14_400)


def test_concentration_of_known_splits():
    assert concentration(100, np.zeros(12)) == 1
    assert concentration(0, np.full(4, 25.0)) == pytest.approx(0.25)
    assert concentration(50, np.full(2, 25.0)) == pytest.approx(0.25 + 2 * 0.0625)
    assert concentration(0, np.zeros(12)) == 0


@given(st.floats(1, 50_000), unit_clusters, st.floats(0, 1))
def test_claw_back_conserves_gpus_and_concentrates_a_larger_pool(pool, units, rate):
    moved = clawed_back(units, rate)
    assert np.all(moved >= 0) and np.all(moved <= units)
    assert (units - moved).sum() + moved.sum() == pytest.approx(units.sum())
    if units.size and pool >= units.max():
        assert concentration(pool + float(moved.sum()), units - moved) >= concentration(pool, units) - 1e-9


def test_clusters_regrow_only_where_people_wait():
    power = np.full(12, 1 / 12)
    assert regrown_gpus(np.full(12, P.regrowth_wait), power, P).sum() == 0
    assert regrown_gpus(np.full(12, P.regrowth_wait + 1), power, P).sum() == pytest.approx(P.regrowth)
    one = np.zeros(12)
    one[3] = 10.0
    assert np.flatnonzero(regrown_gpus(one, power, P)).tolist() == [3]


def test_shadow_price_falls_with_the_cluster():
    small = frontier_shadow_price(1_000, 1_100, P)
    large = frontier_shadow_price(10_000, 10_100, P)
    assert small > large > 0
    assert small == pytest.approx(P.capability_value * math.log10(1.1) / P.shadow_step)
    assert frontier_shadow_price(0, 100, P) == math.inf
    assert frontier_shadow_price(100, 99, P) == frontier_shadow_price(0, 0, P) == 0


def test_dispersion_is_zero_when_layers_agree():
    assert shadow_price_dispersion([2.0, 2.0, 2.0]) == 0
    assert shadow_price_dispersion([0.0, 0.0, 0.0]) == 0
    assert shadow_price_dispersion([1.0, 3.0]) == pytest.approx(0.5)
