"""The approval queue against queueing theory, item by item."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import pdtr

from model.mechanisms import approval_queue as queue
from model.mechanisms import decision_delay as delay
from model.mechanisms import exception_stock as exceptions
from model.mechanisms.approval_queue import QueueParameters, RequestClass

P = QueueParameters()
RATE = 10.0  # CEO items a week in the published figures


def mean_sojourn(review_weeks: float, utilisation: float, sessions: int, seed: int) -> float:
    """Mean weeks from filing to decision of a gated queue, served first come first served by `serve`."""
    rng = np.random.default_rng(seed)
    filed, sizes, debt, total, count = np.empty(0), np.empty(0), 0.0, 0.0, 0
    for session in range(1, sessions + 1):
        new = rng.poisson(utilisation * RATE * review_weeks)
        filed = np.concatenate([filed, np.sort(session - 1 + rng.random(new)) * review_weeks])
        sizes = np.concatenate([sizes, queue.service_sizes(rng.random(new), P)])
        decided = queue.serve(-filed, sizes, RATE * review_weeks, debt)
        total += float(np.sum((session + decided.finished) * review_weeks - filed[decided.order]))
        count += len(decided.order)
        filed, sizes, debt = filed[~decided.served], sizes[~decided.served], decided.debt
    return total / count


def mean_wait(utilisation: float, service_scv: float, items: int, seed: int, runs: int = 1) -> float:
    """Mean weeks in line of a server that is always open (review interval 0), by Lindley's recursion.

    Each run starts with an empty queue.
    """
    rng = np.random.default_rng(seed)
    gaps = -np.log1p(-rng.random((runs, items))) / (utilisation * RATE)
    work = queue.service_sizes(rng.random((runs, items)), replace(P, service_scv=service_scv)) / RATE
    walk = np.cumsum(work - gaps, axis=1)
    return float(np.mean(walk - np.minimum.accumulate(np.minimum(walk, 0.0), axis=1)))


@pytest.mark.parametrize("service_scv", [1.0, 0.0], ids=["M/M/1", "M/D/1"])
@pytest.mark.parametrize("utilisation", [0.5, 0.7])
def test_open_server_agrees_with_pollaczek_and_khinchine(service_scv, utilisation):
    expected = delay.kingman_wait(utilisation, RATE, 1.0, service_scv)
    assert mean_wait(utilisation, service_scv, 1_500_000, seed=3) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("utilisation", "published"), [(0.3, 8.6), (0.6, 10.5), (0.8, 11.8)])
def test_quarterly_gate_agrees_with_published_sojourn_and_formula(utilisation, published):
    simulated = mean_sojourn(13.0, utilisation, sessions=1200, seed=1)
    assert simulated == pytest.approx(published, rel=0.04)
    assert delay.periodic_review_sojourn(13.0, utilisation, RATE) == pytest.approx(simulated, rel=0.04)


def test_wait_is_convex_in_load():
    # T2.1: x 8.6 in the steady state; x 7-8 in ten years that begin with an empty queue
    steady = [delay.kingman_wait(load, RATE, 1.0, 1.5) + 1.0 / RATE for load in (0.6, 0.775, 0.95)]
    assert steady[0] == pytest.approx(0.29, abs=0.01)
    assert steady[2] / steady[0] == pytest.approx(8.6, abs=0.1)
    assert steady[1] < (steady[0] + steady[2]) / 2
    ten_years = [mean_wait(load, 1.5, int(load * RATE * 520), 1, runs=200) + 1.0 / RATE for load in (0.6, 0.95)]
    assert 7.0 < ten_years[1] / ten_years[0] < 8.0


def test_quarterly_review_costs_time_value_and_capability():
    # T2.2, T2.3
    weekly, quarterly = mean_sojourn(1.0, 0.8, 6000, seed=2), mean_sojourn(13.0, 0.8, 1200, seed=2)
    assert weekly == pytest.approx(1.35, rel=0.04)
    for halving, kept_quarterly, kept_weekly in ((15.0, 0.58, 0.94), (35.0, 0.79, 0.97)):
        p = replace(delay.DelayParameters(), value_halving=halving)
        assert delay.remaining_value(1.0, quarterly, p) == pytest.approx(kept_quarterly, abs=0.01)
        assert delay.remaining_value(1.0, weekly, p) == pytest.approx(kept_weekly, abs=0.01)
    p = delay.DelayParameters()
    cost = delay.deployed_lag(1.08, quarterly, p) - delay.deployed_lag(1.08, weekly, p)
    assert 0.21 < cost < 0.25
    assert delay.ooda_ratio(8.0, delay.iteration_interval(12.0, p)) == 0.5


def test_saturated_gate_decides_exactly_its_capacity():
    line = queue.service_sizes(np.random.default_rng(0).random(5000), P)
    debt, decided = 0.0, 0.0
    for _ in range(300):
        session = queue.serve(np.zeros(len(line)), line, 3.0, debt)
        decided += line[session.served].sum()
        line, debt = line[~session.served], session.debt
    assert decided - debt == pytest.approx(300 * 3.0)


@given(
    st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 8)), max_size=30),
    st.just(0.0) | st.floats(0.01, 40),
    st.floats(0, 40),
)
def test_session_conserves_work_and_respects_order(items, capacity, debt):
    scores, sizes = np.array([i[0] for i in items]), np.array([i[1] for i in items])
    session = queue.serve(scores, sizes, capacity, debt)
    done = sizes[session.served].sum()
    assert session.served.sum() == len(session.order) == len(session.finished)
    assert session.debt == pytest.approx(max(0.0, debt + done - capacity))
    if session.served.any() and not session.served.all():
        assert scores[session.served].min() >= scores[~session.served].max()
        assert debt + done >= capacity - 1e-9  # nothing waits while capacity is left


def test_emergency_decides_everything_at_once():
    session = queue.serve(np.array([0.1, 0.2]), np.array([5.0, 9.0]), math.inf)
    assert session.served.all()
    assert session.debt == 0.0
    assert not session.finished.any()


def test_arrivals_follow_their_causes():
    rates = queue.arrival_rates(1, 0.5, 2, 10, 1, P, release_factor=1.5)
    assert rates == pytest.approx([0.5, 3.0, 2.5, 3.0, 1.0, 1.0])
    assert queue.arrival_rates(0, 0, 0, 0, 0, P).sum() == P.base_load


def test_counts_are_poisson_and_monotone_in_luck_and_load():
    u = (np.arange(20_000) + 0.5) / 20_000
    counts = queue.request_counts(np.full(20_000, 3.7), u)
    assert counts.mean() == pytest.approx(3.7, rel=0.01)
    assert np.mean(counts <= 3) == pytest.approx(pdtr(3, 3.7), abs=1e-3)
    assert (np.diff(counts) >= 0).all()
    luck = np.array([0.0, 0.3, 0.9, 1 - 2**-53])
    assert (queue.request_counts(np.full(4, 5.0), luck) >= queue.request_counts(np.full(4, 4.0), luck)).all()
    assert not queue.request_counts(np.zeros(6), np.full(6, 0.999)).any()


def test_layers_take_a_week_each_and_share_their_luck():
    u = np.random.default_rng(5).random((20_000, 3))
    times = [queue.ready_weeks(layers, u, P) for layers in range(4)]
    assert not times[0].any()
    assert times[3].mean() == pytest.approx(3.0, rel=0.02)
    assert (times[2] >= times[1]).all()


def test_service_is_one_item_on_average_with_the_stated_spread():
    sizes = queue.service_sizes((np.arange(400_000) + 0.5) / 400_000, P)
    assert sizes.mean() == pytest.approx(1.0, rel=0.01)
    assert sizes.var() == pytest.approx(1.5, rel=0.05)


def test_order_is_rank_then_influence_then_age():
    classes = np.arange(6)
    assert queue.priority_score(classes, 0.0, 0.0, P) == pytest.approx([0.5, 0.4, 0.2, 0.1, 0.1, 1.0])
    research = np.array([RequestClass.RESEARCH])
    assert queue.priority_score(research, 1.0, 13.0, P) == pytest.approx([0.1 + 0.5 + 1.0])
    assert queue.priority_score(research, 3.0, 0.0, replace(P, influence=0.0)) == pytest.approx([0.1])


def test_high_stakes_are_delegated_less_and_delegation_errs():
    assert queue.local_decision_probability(0.3) == pytest.approx([0.09, 0.09, 0.3, 0.3, 0.3, 0.3])
    assert queue.local_error_probability(0.0, P) == pytest.approx(0.04)
    assert queue.local_error_probability(0.9, P) == pytest.approx(0.364)


def test_patience_runs_after_two_weeks_and_lasts_eight():
    classes, u = np.full(40_000, RequestClass.ONBOARDING), (np.arange(40_000) + 0.5) / 40_000
    budget, used, left = queue.patience_budget(u), np.zeros(40_000), np.full(40_000, np.inf)
    for age in range(120):
        used += queue.leaving_hazard(classes, np.full(40_000, age), P)
        left = np.where((used >= budget) & np.isinf(left), age + 1.0, left)
    assert left.min() > P.grace
    assert left.mean() == pytest.approx(P.grace + P.patience + 0.5, rel=0.02)  # whole weeks add half of one
    firm = np.array([RequestClass.COMPUTE, RequestClass.RELEASE, RequestClass.EVENT])
    assert not queue.leaving_hazard(firm, 50.0, P).any()


def test_abandoned_items_hurt_more_than_decided_ones():
    ages = queue.felt_age([3.0, 3.0, 1.0], [False, True, False], [False, False, True], P)
    assert ages == pytest.approx([3.0, 9.0, 4.0])
    waits = queue.experienced_wait(np.array([2.0, 2.0, 2.0]), np.array([0, 1, 1]), np.array([3.0, 9.0, 9.0]), P)
    assert waits == pytest.approx([2.3, 2.0 + 0.51 * 7.0, 2.0])
    assert queue.recorded_latency([5.0, 5.0], [False, True], P) == pytest.approx([5.0, 9.0])


@given(st.permutations(range(5)))
def test_experience_does_not_depend_on_the_order_of_items(order):
    owners, ages = np.array([0, 0, 1, 1, 1]), np.array([1.0, 5.0, 2.0, 8.0, 3.0])
    start, order = np.array([4.0, 1.0]), np.array(order)
    expected = queue.experienced_wait(start, owners, ages, P)
    assert queue.experienced_wait(start, owners[order], ages[order], P) == pytest.approx(expected)


def test_exceptions_settle_where_filing_equals_clearing():
    p, stock = exceptions.ExceptionParameters(), 0.0
    for _ in range(200):
        stock = exceptions.exception_stock_next(stock, 5, 30, 10, 0.3, 1, 0.5, 2, 3, p)
    inflow = 0.036 * (5 + 0.3 * 30) + 0.018 * 0.3 * 10 + 0.3 + 0.4 + 0.2 + 0.015 * 3
    assert stock == pytest.approx(inflow / 0.15)
    assert exceptions.exception_stock_next(1.0, 0, 0, 0, 0, 0, 0, 0, 0, p) == pytest.approx(0.85)
