import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.compute_pool import (
    RUN_LENGTHS,
    ComputePoolParameters,
    cluster_for,
    effective_time,
    fabric_factor,
    failures,
    is_frontier_class,
    marginal_value,
    minimum_viable_cluster,
    model_flops_utilisation,
    mvc_coverage,
    plan_run,
    planned_compute,
    run_capability,
    scaling_efficiency,
    throughput,
    viable_run,
    weeks_lost,
)

P = ComputePoolParameters()
MIDDLE = np.full(len(RUN_LENGTHS), 0.5)
clusters = st.floats(1, 80_000)
weeks = st.floats(0, 156)


def test_oracle_young_daly_and_utilisation_at_16384():
    assert effective_time(16_384, 0, P) == pytest.approx(0.92, abs=0.005)
    assert model_flops_utilisation(16_384, 0, P) == pytest.approx(0.41, abs=0.002)


def test_sf2_efficiency_falls_with_size():
    assert model_flops_utilisation(8_192, 0, P) == pytest.approx(0.43, abs=0.01)
    assert model_flops_utilisation(16_384, 0, P) == pytest.approx(0.41, abs=0.01)
    assert 350 <= failures(16_384, 54, 0, P) <= 480
    assert 24 / failures(16_384, 1, 0, P) == pytest.approx(3.0, abs=0.15)  # a stop every three hours


def test_llama_run_comes_out_of_the_cluster():
    """16 384 GPUs for 54 days: the report has 3.8e25 FLOP for a run of which this is a part."""
    assert throughput(16_384, 0, 1.0, P) * 54 / 7 == pytest.approx(2.8e25, rel=0.05)


@given(clusters, weeks)
def test_efficiencies_are_shares_and_mature(gpus, week):
    for efficiency in (scaling_efficiency, effective_time):
        assert 0 < efficiency(gpus, week, P) <= 1
        assert efficiency(gpus, week + 26, P) >= efficiency(gpus, week, P)


def test_effective_time_has_a_floor_and_small_clusters_lose_nothing():
    assert effective_time(1e7, 0, P) == P.least_effective
    assert effective_time(1, 0, P) > 0.999
    assert scaling_efficiency(1, 0, P) == 1
    assert throughput(0, 0, 1.0, P) == 0


def test_split_fabrics():
    assert fabric_factor(1, 0.0, P) == 1
    assert fabric_factor(4, 0.0, P) == P.split_fabric
    assert fabric_factor(1, 0.1, P) == pytest.approx(0.9)
    assert fabric_factor(4, 1.0, P) == 0


@given(clusters, weeks)
def test_marginal_value_is_the_slope_of_throughput(gpus, week):
    step = gpus * 1e-4
    first = throughput(1e-3, week, 1, P) / 1e-3
    slope = (throughput(gpus + step, week, 1, P) - throughput(gpus - step, week, 1, P)) / (2 * step) / first
    assert marginal_value(gpus, week, P) == pytest.approx(slope, abs=2e-3)


@given(st.floats(100, 60_000), weeks, st.floats(0.3, 1))
def test_cluster_for_inverts_throughput(gpus, week, fabric):
    assert marginal_value(gpus, week, P) > 0
    assert cluster_for(throughput(gpus, week, fabric, P), week, fabric, P) == pytest.approx(gpus, rel=1e-4)


def test_no_cluster_reaches_what_the_largest_cannot():
    best = max(throughput(gpus, 0, 1, P) for gpus in range(10_000, 400_000, 1_000))
    assert math.isfinite(cluster_for(best * 0.999, 0, 1, P))
    assert cluster_for(best * 1.001, 0, 1, P) == math.inf
    assert cluster_for(1e20, 0, 0.0, P) == math.inf


def test_coherency_makes_clusters_turn_back_earlier():
    coherent = ComputePoolParameters(coherency=1e-11)
    need = throughput(60_000, 0, 1, coherent)
    assert cluster_for(need, 0, 1, coherent) == pytest.approx(60_000, rel=1e-6)
    assert cluster_for(need, 0, 1, P) < 60_000


def test_frontier_class_is_a_moving_bar():
    assert is_frontier_class(1.2, 1.6, P)
    assert not is_frontier_class(1.2, 1.6 + 0.2, P)
    assert run_capability(1e25, 1.0) == pytest.approx(1.0)
    assert run_capability(0.0, 1.0) == -math.inf


@given(st.floats(1, 3), st.floats(0.3, 3), st.floats(0.1, 1.4))
def test_minimum_viable_cluster_just_makes_a_frontier_class_model(frontier, algorithms, speed):
    gpus = minimum_viable_cluster(frontier, algorithms, speed, 0, 1, P)
    if math.isinf(gpus):
        return
    length = viable_run(frontier, algorithms, speed, P).weeks
    end = frontier + speed * length / 52
    assert run_capability(throughput(gpus, 0, 1, P) * length, algorithms) == pytest.approx(end - P.tolerance, abs=1e-3)
    assert minimum_viable_cluster(frontier + 0.1, algorithms, speed, 0, 1, P) > gpus
    assert minimum_viable_cluster(frontier, algorithms * 1.1, speed, 0, 1, P) < gpus
    assert minimum_viable_cluster(frontier, algorithms, speed, 0, 1, P, data_multiplier=0.9) > gpus


def test_far_behind_in_algorithms_no_cluster_is_viable():
    assert minimum_viable_cluster(3.3, 0.1, 0.85, 0, 1, P) == math.inf
    assert mvc_coverage(20_000, math.inf, P) == 0
    assert minimum_viable_cluster(1.6, 0.8, 0.85, 0, 1, P, data_multiplier=0.0) == math.inf
    assert mvc_coverage(20_000, 10_000, P) == 2
    assert mvc_coverage(20_000, 10, P) == P.largest_coverage


def test_without_maturing_the_frontier_leaves_every_cluster_behind():
    frozen = ComputePoolParameters(maturing=0.15)
    fast = math.log10(12)
    needs = [minimum_viable_cluster(1.6 + fast * year, 0.8 * 3**year, fast, 52 * year, 1, frozen) for year in (0, 1, 2, 3)]
    assert needs[0] < needs[1] < needs[2]
    assert needs[3] == math.inf


def test_run_plan_keeps_the_reason():
    compute = np.array(planned_compute(15_000, 0, 1.0, P))
    plan = plan_run(compute, 0.8, 1.6, 0.85, MIDDLE, P)
    assert plan.lengths == RUN_LENGTHS
    assert plan.forecast.shape == (len(RUN_LENGTHS),)
    assert plan.length == RUN_LENGTHS[int(np.argmax(plan.forecast))]
    end = 1.6 + 0.85 * (P.preparation + plan.length) / 52
    reached = run_capability(throughput(15_000, P.preparation, 1, P) * plan.length, 0.8)
    assert plan.forecast[plan.chosen] == pytest.approx(reached - end)


@pytest.mark.parametrize(("speed", "length"), [(0.4, 26), (0.85, 26), (1.08, 20), (1.4, 16), (2.8, 8)])
def test_the_faster_the_frontier_the_shorter_the_run(speed, length):
    compute = np.array(planned_compute(15_000, 0, 1.0, P))
    assert plan_run(compute, 0.8, 1.6, speed, MIDDLE, P).length == length


def test_forecast_errors_move_the_choice_as_declared():
    compute = np.array(planned_compute(15_000, 0, 1.0, P))
    sure = plan_run(compute, 0.8, 1.6, 0.85, MIDDLE, P)
    luck = MIDDLE.copy()
    luck[0] = 0.841345  # one standard deviation
    lucky = plan_run(compute, 0.8, 1.6, 0.85, luck, P)
    assert lucky.forecast[0] - sure.forecast[0] == pytest.approx(P.forecast_error, rel=1e-4)


def test_a_plan_without_gpus_is_no_error():
    plan = plan_run(np.array(planned_compute(0, 0, 1.0, P)), 0.8, 1.6, 0.85, MIDDLE, P)
    assert np.all(np.isneginf(plan.forecast))


def test_a_deep_cut_costs_weeks():
    assert weeks_lost(10_000, 7_500, P) == 0
    assert weeks_lost(10_000, 6_500, P) == P.cut_weeks
    assert weeks_lost(10_000, 12_000, P) == 0
    assert weeks_lost(0, 12_000, P) == 0
