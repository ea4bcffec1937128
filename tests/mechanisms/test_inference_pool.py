"""What serving and pooling must obey (M4)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.inference_pool import (
    InferenceParameters,
    erlang_c,
    festival_peak,
    fine_tune_value,
    instances_exact,
    instances_needed,
    latency_penalty,
    layer_capacity,
    mean_wait,
    need_cloud,
    need_ecosystem,
    pooled_after_week,
    pooled_margin_saving,
    served_cloud,
    served_ecosystem,
    serving_gpus,
    staffing_factor,
    staffing_need,
    tier_latency,
)

P = InferenceParameters()


def erlang_c_by_sum(load, servers):
    term, total = 1.0, 0.0
    for k in range(servers):
        total += term
        term *= load / (k + 1)
    last = term * servers / (servers - load)
    return last / (total + last)


def zipf(total, models=60, exponent=1.2):
    loads = 1 / np.arange(1, models + 1) ** exponent
    return total * loads / loads.sum()


def saving(total):
    return 1 - serving_gpus(zipf(total), 1, P) / serving_gpus(zipf(total), 0, P)


def test_erlang_c_agrees_with_its_sum():
    for load, servers in [(0.5, 1), (1, 4), (7.3, 9), (19, 24), (60, 65)]:
        assert float(erlang_c(load, servers)) == pytest.approx(erlang_c_by_sum(load, servers))
    assert erlang_c(np.array([0.0, 5.0, 6.0]), 5).tolist() == [0, 1, 1]
    assert float(erlang_c(0.3, 1)) == pytest.approx(0.3)  # M/M/1


def test_instances_for_a_wait_probability_of_five_percent():
    loads = (1, 4, 16, 64, 256, 1024)
    assert [instances_exact(load, P) for load in loads] == [4, 9, 24, 79, 285, 1081]


def test_square_root_rule_is_within_three_percent_where_it_takes_over():
    for load in (20, 64, 256, 1024, 5000):
        assert instances_needed(load, P) == pytest.approx(instances_exact(load, P), rel=0.03)


@given(load=st.floats(0, 300), more=st.floats(0, 50))
def test_instances_cover_the_load_and_rise_with_it(load, more):
    needed = instances_exact(load, P)
    assert needed >= max(1, load)
    assert float(erlang_c(load, needed)) <= P.wait_probability
    assert needed == 1 or float(erlang_c(load, needed - 1)) > P.wait_probability
    assert instances_exact(load + more, P) >= needed


def test_t4_1_one_base_saves_most_gpus_of_sixty_dedicated_models():
    for total in (30, 40, 60):
        assert 0.55 <= saving(total) <= 0.75
    assert saving(10) > 0.8  # little load on many models
    assert saving(500) < 0.3  # and little to save where every model is busy
    # utilisation: 29-37 % before, 77-85 % after (overhead of switching aside)
    before, after = (100 * P.instance_gpus / serving_gpus(zipf(100), pooled, P) for pooled in (0, 1))
    assert before == pytest.approx(0.37, abs=0.01)
    assert after * (1 + P.switching) == pytest.approx(0.85, abs=0.01)


def test_t4_2_saving_of_equal_pools_shrinks_with_scale():
    for k in (2, 5, 12):
        for load in (1.0, 16.0, 256.0):
            saved = k * staffing_need(np.array(load), P) - staffing_need(np.array(k * load), P)
            assert saved == pytest.approx(P.staffing * math.sqrt(load) * (k - math.sqrt(k)))
            relative = P.staffing * (1 - 1 / math.sqrt(k)) / math.sqrt(load)
            assert saved / (k * load) == pytest.approx(relative)


def test_t4_4_correlated_peaks_leave_little_to_pool():
    independent = pooled_margin_saving(12, 0)
    assert independent == pytest.approx(1 - 1 / math.sqrt(12))
    assert pooled_margin_saving(12, 0.36) == pytest.approx(independent / 2, abs=0.002)
    for pools in (2, 3, 12, 60):
        assert pooled_margin_saving(pools, 0.8) < 0.5 * pooled_margin_saving(pools, 0)
        assert pooled_margin_saving(pools, 1) == 0


def test_pooling_is_engineered_in_half_a_year():
    pooled, weeks = 0.0, 0
    while pooled < 1:
        pooled, weeks = pooled_after_week(pooled, 1, P), weeks + 1
    assert weeks == pytest.approx(26, abs=1)
    assert pooled_after_week(0.5, 0.49, P) == 0.49


def test_fine_tunes_age():
    value = fine_tune_value(np.array([1.0, 1.0, 0.0]), np.array([0.0, 26.0, 0.0]), P)
    assert value.tolist() == [P.fine_tune, P.fine_tune / 2, 0]


def test_tiers_equal_to_the_reference_need_what_it_needs():
    loads = np.array([30.0, 10.0, 5.0])
    assert staffing_factor(loads, loads, P) == 1
    assert staffing_factor(loads / 3, loads, P) < 1
    assert staffing_factor(np.array([22.5, 22.5]), np.array([45.0]), P) > 1  # a split pool
    assert staffing_factor(np.zeros(2), np.zeros(3), P) == 1


def test_cloud_need_of_the_base_scenario_is_three_quarters_of_the_layer():
    developers = 0.25 * 1000 * 0.5
    need = need_cloud(450, 0.15, 0.12, 0.40, 0.20, developers, 1.0, 2.4e-3, P)
    assert 0.74 < need / (0.4375 * 48000) < 0.85
    assert need_cloud(900, 0.15, 0.12, 0.40, 0.20, 0, 1.0, 2.4e-3, P) == 2 * need_cloud(
        450, 0.15, 0.12, 0.40, 0.20, 0, 1.0, 2.4e-3, P
    )
    assert need_cloud(450, 0.15, 0.12, 0.40, 0.20, developers, 1.2, 2.4e-3, P) == pytest.approx(1.2 * need)


def ecosystem(adoption=0.2, week=0, pooled=0.2, peak=1.0, price=1.0, cost=1.0, staffing=1.0):
    return need_ecosystem(adoption, week, pooled, peak, price, cost, staffing, P)


def test_ecosystem_need_moves_with_its_causes():
    assert ecosystem(pooled=1) == pytest.approx(P.ecosystem_gpus * P.tail_pooled)
    assert ecosystem(adoption=0.4) == pytest.approx(2 * ecosystem())
    assert ecosystem(week=52) == pytest.approx(1.25 * ecosystem())
    assert ecosystem(price=2) < ecosystem() < ecosystem(price=0.5)
    assert ecosystem(price=0) == ecosystem(price=P.price_floor) == pytest.approx(10**0.3 * ecosystem())
    assert festival_peak(1, P) == 1 and festival_peak(4, P) == pytest.approx(1.84)


@given(capacity=st.floats(0, 1e5), need=st.floats(0, 1e5), more=st.floats(0, 1e4))
def test_served_share_is_a_share_that_rises_with_capacity(capacity, need, more):
    for served, ceiling in ((served_cloud, P.cloud_ceiling), (served_ecosystem, P.ecosystem_ceiling)):
        share = served(capacity, need, P)
        assert 0 <= share <= served(capacity + more, need, P) <= 1
        assert share * need <= ceiling * capacity + 1e-6 or (share == 1 and need <= ceiling * capacity + 1e-6)
    assert served_cloud(capacity, need, P) <= served_ecosystem(capacity, need, P)


def test_half_of_the_reserve_helps_a_layer():
    assert layer_capacity(1000, 200, P) == 1100


def test_wait_agrees_with_erlang_c_where_there_is_any():
    for servers in (1, 2, 8, 20, 100):
        for utilisation in (0.5, 0.8, 0.9, 0.95, 0.99):
            load = servers * utilisation
            exact = float(erlang_c(load, servers)) / (servers - load)
            assert mean_wait(servers, utilisation, P) == pytest.approx(exact, rel=0.15, abs=0.02)
    assert mean_wait(1, 0.9, P) == pytest.approx(9)
    assert mean_wait(8, 0, P) == 0 and math.isfinite(mean_wait(8, 3, P))


def test_latency_is_the_base_until_the_pool_is_nearly_full():
    base = np.array([1, 0.75])
    assert tier_latency(base, 12000, 6000, P) == pytest.approx(P.base_latency * base)
    busy = [tier_latency(base, 12000, 12000 * u, P)[0] for u in (0.9, 0.97, 0.99, 1.2)]
    assert np.all(np.diff(busy) > 0)
    assert tier_latency(base, 0, 100, P)[0] > 60


def test_penalty_starts_at_the_limit_and_is_capped():
    latency, need = np.array([0.2, 0.3, 0.45, 9.0]), np.ones(4)
    assert latency_penalty(latency, need, P) == pytest.approx([0, 0, 0.25, 0.75])
    assert latency_penalty(latency, 0 * need, P).sum() == 0
