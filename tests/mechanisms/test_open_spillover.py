from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.run import Game
from model.mechanisms import open_spillover as m

P = m.OpenSpilloverParameters()
NO = np.zeros(2, dtype=bool)


def bug_weeks(ratio: float, staff: float = 10.0, p: m.OpenSpilloverParameters = P) -> float:
    return 1.0 / m.fix_rate(m.community_output(ratio, 1.0, p), m.absorption(staff, p), p)


def test_t5_4_outside_debugging_saves_less_and_less():
    unbounded = replace(P, community_cap=20.0)
    alone = bug_weeks(0.0)
    saved = [(bug_weeks(n, p=unbounded) - bug_weeks(2 * n, p=unbounded)) / alone for n in (1, 2, 4, 8, 10)]
    assert saved == sorted(saved, reverse=True)
    assert saved[-1] < 0.05
    assert bug_weeks(1.0) < alone / 2


def test_t5_4_outside_debugging_matters_most_where_inside_fixes_are_slow_and_right_after_a_release():
    def saved(inside: float, week: int) -> float:
        p = replace(P, internal_fix_rate=inside)
        with_them = without = 1.0
        for _ in range(week):
            with_them = m.next_bugs(with_them, 0.0, m.fix_rate(1.0, 0.5, p))
            without = m.next_bugs(without, 0.0, m.fix_rate(0.0, 0.5, p))
        return without - with_them

    assert saved(0.01, 20) > saved(0.03, 20) > saved(0.1, 20)
    gains = np.diff([saved(0.03, week) for week in range(60)])
    assert gains[0] == gains.max()
    assert abs(gains[-1]) < gains[0] / 5


def test_bugs_follow_the_closed_form_and_never_turn_negative():
    bugs = 2.0
    for _ in range(10):
        bugs = m.next_bugs(bugs, 0.0, 0.08)
    assert bugs == pytest.approx(2.0 * np.exp(-0.8))
    assert m.next_bugs(1.0, 0.5, 100.0) == pytest.approx(0.5)


def test_integrators():
    assert m.absorption(10.0, P) == pytest.approx(0.5)
    assert m.reintegration_delay(10.0, P) == pytest.approx(10.0)
    assert m.absorption(0.0, P) == 0.0
    staff = [0.0, 5.0, 10.0, 20.0, 40.0]
    for function, sign in ((m.absorption, 1), (m.reintegration_delay, -1)):
        assert np.all(sign * np.diff([function(s, P) for s in staff]) > 0)
    assert bug_weeks(1.0, 0.0) > bug_weeks(1.0, 10.0) > bug_weeks(1.0, 40.0)


def test_contributions_come_with_delay_and_have_the_stated_size():
    stock = 0.0
    for _ in range(10):
        stock = m.next_contributions(stock, 1.0, 10.0)
    assert stock == pytest.approx(1.0 - np.exp(-1.0))
    assert m.contribution_cost(1.0, 0.5, P) == pytest.approx(0.95)
    assert 52 * m.contribution_capability(1.0, 0.5, P) == pytest.approx(0.05)


def test_a_tiny_start_cannot_make_serving_free():
    output = m.community_output(1000.0, 30.0, P)
    assert output == P.community_cap
    assert m.contribution_cost(output, P.absorption_max, P) > 0.4
    assert m.community_output(0.0, 30.0, P) == m.community_output(5.0, 0.0, P) == 0.0


def test_hosts_follow_the_lead():
    assert m.hosts_target(np.array([-P.start_lag]), P)[0] == pytest.approx(P.hosts_start)
    leads = np.array([-np.inf, -1.0, -0.25, 0.0, 0.5, 3.0])
    target = m.hosts_target(leads, P)
    assert np.all(np.diff(target) > 0)
    assert target[0] == 0.0
    assert target[-1] == pytest.approx(P.hosts_max, rel=1e-4)
    hosts = np.array([3.0])
    for _ in range(8):
        hosts = m.next_hosts(hosts, np.array([20.0]), P)
    assert hosts[0] == pytest.approx(20.0 - 17.0 * np.exp(-1.0))


def test_leads_are_over_the_best_of_all_others():
    assert m.open_leads(np.array([1.0, 1.3, 0.8]), 1.2) == pytest.approx([-0.3, 0.1, -0.5])
    assert m.open_leads(np.array([0.95]), 1.2) == pytest.approx([-0.25])
    assert np.isneginf(m.open_leads(np.array([-np.inf, 1.0]), 0.5))[0]


def test_what_is_released_stays_released():
    api, gap = np.array([1.2, 1.2, 1.2]), np.array([0.25, 0.0, 0.5])
    out = m.released_capability(np.array([0.95, 0.9, 0.9]), api, gap, np.array([True, False, False]))
    assert out == pytest.approx([0.95, 1.2, 0.9])


def test_history_reaches_as_far_back_as_the_longest_delay_that_may_be_set():
    slow = replace(P, spillover_delay=13.0, restricted_delay=6.0)
    yes, no = np.array([True]), np.array([False])
    assert m.longest_delay(slow) == m.spillover_weeks(yes, no, slow)[0] == 78
    world = Game.start(
        "base", parameters={"open_spillover.spillover_delay": 13.0, "open_spillover.restricted_delay": 6.0}
    ).world
    assert world.market.open_history.maxlen == 79


def test_others_can_use_weights_after_their_delay():
    assert list(m.spillover_weeks(NO, NO, P)) == [4, 4]
    assert list(m.spillover_weeks(~NO, ~NO, P)) == [6, 6]
    assert list(m.spillover_weeks(~NO, NO, P)) == [12, 12]
    history = np.full((20, 2), 1.0)
    history[15:, 0] = 2.0  # released five weeks ago
    assert m.delayed_best(history, np.array([4, 4])) == 2.0
    assert m.delayed_best(history, np.array([5, 4])) == 1.0
    assert m.delayed_best(history[-2:], np.array([9, 9])) == 2.0


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.floats(-3, 3), st.floats(0, 0.4))
def test_serving_the_file_is_better_than_training_on(best, lead):
    assert best > m.serving_floor(best, P) > m.training_floor(best, P)
    assert m.training_floor(best + lead, P) >= m.training_floor(best, P)


def test_papers_double_the_pace_at_which_the_leading_weights_are_copied():
    usable, papers = np.array([1.0, 0.5, 0.2]), np.array([True, False, False])
    assert m.copying_pace(usable, papers, P) == 2.0
    assert m.copying_pace(usable, ~papers, P) == 1.0
    assert m.copying_pace(np.array([0.4, 0.5, 0.2]), papers, P) == 1.0  # nobody copies what does not lead
    assert m.copying_pace(np.full(3, -np.inf), np.zeros(3, bool), P) == 1.0
