"""What the mechanism says about splitting a pool, on the settings of a frontier that grows twelvefold a year."""

import math

import pytest

from model.mechanisms.compute_pool import (
    ComputePoolParameters,
    cluster_for,
    is_frontier_class,
    marginal_value,
    minimum_viable_cluster,
    run_capability,
    throughput,
    viable_run,
)
from model.mechanisms.frontier import FrontierParameters, frontier_algorithms, frontier_capability, kdot
from model.mechanisms.scaling_law import ScalingLawParameters, compute_for, data_multiplier

P = ComputePoolParameters(tolerance=0.54)
CONSTANT = ComputePoolParameters(tolerance=0.54, maturing=0.0)  # clusters as good in two years as today
LAW = ScalingLawParameters()
FAST = FrontierParameters(compute_growth=4.0, algorithm_growth=3.0)
START_ALGORITHMS = 0.8
QUARTER = 13
HORIZON = 104


def first_frontier_class(pool, parts, shape=FAST, share=0.35, growth=1.10, longest=26, p=CONSTANT):
    """Return the week in which one of `parts` equal clusters first ends a frontier-class run, or None.

    Every start week and length is tried; runs are ready to start at week 0, algorithms keep pace.
    """
    horizon = max(HORIZON, longest)
    gathered = [throughput(pool * share / parts * growth ** (week / QUARTER), week, 1.0, p) for week in range(horizon)]
    for end in range(4, horizon + 1):
        for start in range(max(0, end - longest), end - 3):
            compute = sum(gathered[start:end])
            algorithms = START_ALGORITHMS * frontier_algorithms(start, shape)
            if not is_frontier_class(run_capability(compute, algorithms), frontier_capability(end, shape), p):
                continue  # fresh tokens would not do either
            adjusted = compute * data_multiplier(compute, LAW.public_tokens, LAW)
            if is_frontier_class(run_capability(adjusted, algorithms), frontier_capability(end, shape), p):
                return end
    return None


def test_oracle_minimum_viable_cluster():
    gpus = minimum_viable_cluster(1.6, START_ALGORITHMS, kdot(FAST), 0, 1.0, P)
    assert gpus == pytest.approx(7_800, rel=0.05)
    assert viable_run(1.6, START_ALGORITHMS, kdot(FAST), P).weeks == pytest.approx(20.9, abs=0.05)


def test_closed_form():
    """G_min = e q C / (604 800 P mu0 eta eps A) at tau = 1/q."""
    q = math.log(12) / 52
    gpus = minimum_viable_cluster(1.6, START_ALGORITHMS, kdot(FAST), 0, 1.0, P)
    per_gpu = throughput(gpus, 0, 1.0, P) / gpus
    assert gpus == pytest.approx(math.e * q * 10 ** (24 + 1.6 - 0.54) / (per_gpu * START_ALGORITHMS), rel=1e-9)


@pytest.mark.parametrize(
    ("pool", "parts", "reached"),
    [(60_000, 1, True), (60_000, 2, True), (60_000, 3, False), (60_000, 6, False), (30_000, 1, True),
     (30_000, 2, False), (150_000, 6, True)],
)  # fmt: skip
def test_t1_1_splitting_the_pool_loses_the_frontier(pool, parts, reached):
    week = first_frontier_class(pool, parts)
    assert (week is not None) == reached
    if pool == 60_000 and reached:
        assert week is not None and week + P.preparation <= 2 * QUARTER


def test_t1_1_the_pool_is_earlier_than_its_halves():
    assert first_frontier_class(60_000, 1) == pytest.approx(0.3 * QUARTER, abs=1)
    assert first_frontier_class(60_000, 2) == pytest.approx(0.7 * QUARTER, abs=1)


def test_t1_1_clusters_that_mature_move_the_limit_by_one_part_at_most():
    """7 000 GPUs against 7 580 at the start: with better clusters three parts just make it once, four do not."""
    assert first_frontier_class(60_000, 3, growth=1.0, p=P) is None
    thirds = first_frontier_class(60_000, 3, p=P)
    assert thirds is not None and thirds > 1.5 * QUARTER
    assert first_frontier_class(60_000, 4, p=P) is None
    assert first_frontier_class(30_000, 2, p=P) is None


@pytest.mark.parametrize("shape", [FAST, FrontierParameters(compute_growth=8.4, algorithm_growth=3.0)])
def test_t1_2_best_length_is_one_over_the_speed(shape):
    def cluster(weeks):
        target = 10 ** (24 + frontier_capability(weeks, shape) - P.tolerance) / START_ALGORITHMS
        return cluster_for(compute_for(target, LAW.public_tokens, LAW) / weeks, 0, 1.0, P)

    best = min(range(4, 27), key=cluster)
    speed = kdot(shape) * math.log(10) / 52
    assert best == pytest.approx(1 / speed, rel=0.15)
    if shape is FAST:
        assert 18 <= best <= 21


def test_t1_4_pooling_has_diminishing_returns_of_its_own():
    values = [marginal_value(gpus, 0, P) for gpus in (16_384, 32_768, 65_536)]
    assert values == pytest.approx([0.71, 0.52, 0.28], abs=0.006)


def test_t1_5_before_a_frontier_that_stands_still_splitting_only_delays():
    still = FrontierParameters(compute_growth=1.0, algorithm_growth=1.0)
    ends = [first_frontier_class(60_000, parts, still, growth=1.0, longest=HORIZON) for parts in (1, 2, 3, 6)]
    assert None not in ends
    assert ends == sorted(ends)
    slow = first_frontier_class(4_000, 1, still, growth=1.0, longest=200)
    assert slow is not None  # far below any minimum viable cluster of a moving frontier


def test_t1_5_the_minimum_viable_cluster_vanishes_with_the_speed():
    patient = ComputePoolParameters(tolerance=0.54, longest_run=39)
    needs = [minimum_viable_cluster(1.6, 0.8, speed, 0, 1.0, patient) for speed in (1.4, 1.08, 0.7, 0.4, 0.0)]
    assert needs == sorted(needs, reverse=True)
    for speed in (0.1, 0.01):
        endless = ComputePoolParameters(tolerance=0.54, longest_run=1e6)
        assert minimum_viable_cluster(1.6, 0.8, speed, 0, 1.0, endless) < 7_600 * speed
