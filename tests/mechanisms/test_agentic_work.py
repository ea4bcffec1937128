"""What agents' reliability, deployment and incidents must obey (M11)."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from model.mechanisms import agentic_work as agents
from model.mechanisms.agentic_work import AgentParameters, Tasks

P = AgentParameters()
STOCK = np.array([60, 50, 30, 40, 30, 20, 10, 8, 6, 4, 3, 2.0])
ERROR = np.full(12, P.reference_error)
READY = np.ones(12, bool)


def shipped_tasks():
    path = Path(__file__).parents[2] / "model" / "data" / "tasks.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"].strip() and row["grade"] == "assumed" for row in rows)
    names = ("minutes", "value_rmb", "failure_loss_rmb", "token_cost_rmb", "volume_m_week", "multimodal")
    columns = [np.array([float(row[name]) for row in rows]) for name in names]
    return Tasks(*columns[:5], columns[5] > 0)


TASKS = shipped_tasks()
VOLUME = agents.task_volume(TASKS, STOCK, 1.0)


def one_task(value, loss, cost=0.0, minutes=10.0):
    columns = [np.array([x]) for x in (minutes, value, loss, cost, 1.0)]
    return Tasks(*columns, np.array([False]))


def success_at(capability, error=ERROR):
    return agents.reliability(TASKS.minutes, agents.task_horizon(capability, capability, error, TASKS, P))


def needed_horizon(tasks, review, p=P):
    return tasks.minutes / -np.log2(agents.deploy_threshold(tasks, review, p))


def test_half_life():
    assert float(agents.reliability(60, 60)) == 0.5
    assert float(agents.reliability(60 / 3.1, 60)) == pytest.approx(0.8, abs=1e-3)
    assert float(agents.reliability(60 / 69, 60)) == pytest.approx(0.99, abs=1e-4)
    assert float(agents.reliability(0, 60)) == 1


def test_horizon_at_the_start_and_its_doubling():
    horizon = agents.task_horizon(P.capability_start, P.capability_start, ERROR, TASKS, P)
    assert horizon == pytest.approx(np.full((12, 5), 8))
    later = agents.task_horizon(P.capability_start + P.doubling, P.capability_start, ERROR, TASKS, P)
    assert later[0].tolist() == pytest.approx([16, 8, 16, 16, 16])  # the asset task waits for the multi-modal model


def test_t11_1_thresholds_of_the_tasks():
    threshold = agents.deploy_threshold(TASKS, 0, P)
    assert threshold == pytest.approx([0.758, 0.735, 0.672, 0.672, 0.561], abs=1e-3)
    needed = needed_horizon(TASKS, 0)
    assert needed == pytest.approx([7.5, 44.9, 78.4, 209, 288], rel=0.01)
    # on a grid that doubles from 10 minutes: refund at 10, asset at 80, re-planning at 320
    grid = 10 * 2 ** np.ceil(np.log2(needed / 10)).clip(0)
    assert grid[[0, 1, 3]].tolist() == [10, 80, 320]


def test_t11_1_automated_work_is_a_staircase_in_capability_but_its_net_value_is_not():
    # Handing over starts at zero net value: the steps show in the value handled, net value only bends.
    capability = np.arange(1.0, 4.5, 0.001)
    handled, net = [], []
    for k in capability:
        success = success_at(k)
        live = (success >= agents.deploy_threshold(TASKS, 0, P)) * 1.0
        handled.append(agents.value_unlocked(VOLUME, live, TASKS))
        net.append(agents.net_value(VOLUME, live, agents.task_net_value(success, TASKS, 0, P)))
    handled, net = np.array(handled), np.array(net)
    assert len(np.unique(handled.round(6))) == 1 + len(TASKS.minutes)
    assert handled[-1] == pytest.approx(1) and handled[0] == 0
    asset = np.searchsorted(handled, 0.5)
    assert handled[asset] > 2 * handled[asset - 1]  # a step more than doubles it
    assert handled[asset - 1] == handled[asset - 201]  # and .2 K before it bought nothing
    assert np.all(np.diff(net) > -1e-9) and np.diff(net).max() < 0.01 * net[-1]


def test_t11_2_small_gains_a_step_are_large_over_twenty_steps():
    for step, chain in ((0.95, 0.36), (0.99, 0.82)):
        minutes = -math.log2(step)
        assert float(agents.reliability(20 * minutes, 1)) == pytest.approx(chain, abs=0.005)


def test_t11_3_halving_domain_error_is_worth_one_doubling():
    halved = agents.task_horizon(1.2, 1.2, ERROR / 2, TASKS, P)
    assert halved == pytest.approx(agents.task_horizon(1.2 + P.doubling, 1.2 + P.doubling, ERROR, TASKS, P))
    assert P.doubling / 0.85 * 12 == pytest.approx(7, abs=0.1)  # months of frontier progress


@pytest.mark.parametrize(("loss", "review", "doublings"), [(2, 0.8, 1.6), (10, 0.8, 2.1), (10, 0.95, 3.5)])
def test_t11_4_review_brings_deployment_forward(loss, review, doublings):
    free = replace(P, catch=1.0, review_cost=0.0)
    task = one_task(1.0, loss)
    gain = np.log2(needed_horizon(task, 0, free) / needed_horizon(task, review, free))
    assert gain[0] == pytest.approx(doublings, abs=0.04)


def test_t11_4_review_pays_early_and_must_be_withdrawn_later():
    early, late = (agents.reliability(TASKS.minutes, 4 * TASKS.minutes / ratio) for ratio in (4, 0.04))
    for success, better, worse in ((early, 1.0, 0.0), (late, 0.0, 1.0)):
        assert np.all(agents.task_net_value(success, TASKS, better, P) > agents.task_net_value(success, TASKS, worse, P))


@given(review=st.floats(0, 1), loss=st.floats(0.1, 20), cost=st.floats(0, 0.5))
def test_net_value_is_zero_at_the_threshold(review, loss, cost):
    task = one_task(1.0, loss, cost)
    threshold = agents.deploy_threshold(task, review, P)
    assert agents.task_net_value(threshold, task, review, P)[0] == pytest.approx(0, abs=1e-9)
    assert agents.task_net_value(threshold + 0.01, task, review, P)[0] > 0


def run(success, weeks, state=None, ready=READY):
    state = state or agents.no_deployment(12, 5)
    threshold = agents.deploy_threshold(TASKS, 0, P)
    for _ in range(weeks):
        state = agents.deployment_after_week(state, success, threshold, ready, P)
    return state


def test_deployment_needs_two_passes_and_ramps():
    good = np.ones((12, 5))
    assert not run(good, 1).live.any()
    assert run(good, 2).live.all()
    assert run(good, 1 + 8).share == pytest.approx(np.full((12, 5), 1 - math.exp(-1)))


def test_deployment_survives_one_bad_evaluation_and_the_band_but_not_two():
    threshold = agents.deploy_threshold(TASKS, 0, P)
    state = run(np.ones((12, 5)), 20)
    band = np.tile(threshold - P.hysteresis / 2, (12, 1))
    assert run(band, 50, state).live.all()
    assert not run(band, 50).live.any()
    bad = np.zeros((12, 5))
    assert run(bad, 1, state).live.all()
    assert not run(bad, 2, state).share.any()


def test_evaluations_that_alternate_change_nothing():
    good, bad = np.ones((12, 5)), np.zeros((12, 5))
    for start in (run(good, 20), agents.no_deployment(12, 5)):
        now = start
        for _ in range(5):
            now = run(good, 1, run(bad, 1, now))
        assert np.array_equal(now.live, start.live)


def test_domains_without_a_programme_stay_manual():
    open_weeks = np.full(12, -1)
    open_weeks[:2] = [P.programme_delay, P.programme_delay - 1]
    ready = agents.programmes_ready(open_weeks, P)
    assert ready.tolist() == [True] + [False] * 11
    state = run(np.ones((12, 5)), 30, ready=ready)
    assert state.live[0].all() and not state.live[1:].any()
    assert not run(np.ones((12, 5)), 1, state, ready=~READY).live.any()  # a closed programme stops at once


def test_largest_domains_open_first():
    is_open = np.zeros(12, bool)
    is_open[1] = True
    assert agents.next_domains(is_open, STOCK, 2).tolist() == [0, 3]
    assert agents.next_domains(~is_open, STOCK, 2).tolist() == [1]
    assert agents.next_domains(is_open, STOCK, 0).size == 0


def test_volumes_follow_the_size_of_domains():
    assert VOLUME.sum(axis=0) == pytest.approx(TASKS.volume)
    assert agents.automated_volume(VOLUME, np.ones((12, 5))) == pytest.approx(TASKS.volume.sum())
    assert agents.task_volume(TASKS, STOCK, 0.5) == pytest.approx(VOLUME / 2)
    assert agents.labelled_cases(VOLUME, np.ones((12, 5)), P).sum() == pytest.approx(TASKS.volume.sum() / 1000)


@given(mean=st.floats(0, 400), u=st.floats(0, 0.999999))
def test_incidents_are_poisson_quantiles(mean, u):
    count = int(agents.incidents(np.array([mean]), np.array([u]))[0])
    assert stats.poisson.cdf(count, mean) >= u - 1e-12
    assert count == 0 or stats.poisson.cdf(count - 1, mean) <= u + 1e-12


@given(u=st.floats(0, 0.999999), mean=st.floats(0, 60), more=st.floats(0, 20))
def test_more_exposure_never_means_fewer_incidents(u, mean, more):
    one = np.array([u])
    assert agents.incidents(np.array([mean + more]), one) >= agents.incidents(np.array([mean]), one)


def test_incidents_have_their_mean_and_review_and_reliability_lower_it():
    mean = np.full(20000, 1.7)
    u = (np.arange(20000) + 0.5) / 20000
    assert agents.incidents(mean, u).mean() == pytest.approx(1.7, abs=0.01)
    success, share = success_at(1.2), np.ones((12, 5))
    bare = agents.incident_mean(VOLUME, share, success, 0, P).sum()
    assert agents.incident_mean(VOLUME, share, success, 1, P).sum() == pytest.approx(0.2 * bare)
    assert agents.incident_mean(VOLUME, share, success_at(2.2), 0, P).sum() < bare


def test_severe_incidents_are_rare_and_come_with_number():
    assert not agents.severe_incident(0, 0.0, P)
    assert agents.severe_incident(1, 1e-4, P) and not agents.severe_incident(1, 1e-3, P)
    assert agents.severe_incident(10, 1e-3, P)
    tail = stats.norm.sf((math.log(50 / 0.3) + 2**2 / 2) / 2)  # lognormal of mean .3 and log sd 2 beyond 50
    assert P.severe_probability == pytest.approx(tail, rel=0.1)
