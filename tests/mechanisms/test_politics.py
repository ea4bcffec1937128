"""Grievances, opposition, escalation and coup."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.politics import (
    NO_PRESSURE,
    PoliticsParameters,
    board_pressure,
    claw_back_opposition,
    claw_back_output,
    grievance,
    next_opposition,
    unit_power,
)

P = PoliticsParameters()


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=20))
def test_power_sums_to_one_and_grows_less_than_size(sizes):
    size = np.array(sizes)
    power = unit_power(size, P)
    assert power.sum() == pytest.approx(1)
    assert power.max() / power.min() <= size.max() / size.min() + 1e-9


def test_grievance_counts_losses_of_teams_by_unit():
    alternative, central = np.array([1.0, 0.0, 0.5, 0.2]), np.array([0.4, 1.0, 0.0, 0.0])
    assert np.allclose(grievance(alternative, central, np.array([0, 0, 1, 1]), 3), [0.3, 0.35, 0.0])


def opposition_after(mandate, missed, weeks=400, start=0.0):
    opposition, power = start, np.array([0.75, 0.25])
    for _ in range(weeks):
        opposition = next_opposition(opposition, mandate, power, np.array([missed, 0.0]), P)
    return opposition


def test_opposition_rests_where_forgetting_meets_resentment():
    assert opposition_after(0.5, 0.4) == pytest.approx(P.resentment * 0.5 * 0.3 / 0.03, rel=1e-4)
    assert opposition_after(0.0, 5.0) == 0 == opposition_after(1.0, 0.0)
    assert opposition_after(0.0, 1.0, weeks=23, start=1.0) == pytest.approx(0.5, abs=0.01)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 2), st.floats(0, 2))
def test_opposition_rises_with_mandate_and_grievance(low, high, missed, more):
    low, high = sorted((low, high))
    assert opposition_after(low, missed, 5) <= opposition_after(high, missed + more, 5) + 1e-12


def test_claw_backs_cost_goodwill_in_proportion_and_output_for_a_month():
    assert claw_back_opposition(0.4, P) == pytest.approx(0.14)
    hurt = [claw_back_output(week, 0.4, P) for week in range(-1, 6)]
    assert hurt == [1, 0.97, 0.97, 0.97, 0.97, 1, 1]
    assert claw_back_output(0, 0.0, P) == 1


def board_after(series):
    state, escalations = NO_PRESSURE, []
    for week, opposition in enumerate(series):
        state = board_pressure(state, opposition, P)
        if state.escalated:
            escalations.append(week)
    return state, escalations


def test_eight_weeks_above_the_level_escalate_and_seven_do_not():
    assert board_after([0.95] * 7 + [0.5] + [0.95] * 7)[1] == []
    state, weeks = board_after([0.95] * 8)
    assert weeks == [7] and not state.coup


def test_pressure_that_lasts_becomes_a_coup():
    state, weeks = board_after([1.0] * 16)
    assert weeks == [7, 15] and state.coup
    assert board_after([1.0] * 16 + [0.0] * 50)[0].coup  # it stands


def test_a_second_escalation_long_after_the_first_is_no_coup():
    state, weeks = board_after([1.0] * 8 + [0.5] * 18 + [1.0] * 8)
    assert weeks == [7, 33] and state.coup  # 26 weeks after
    state, weeks = board_after([1.0] * 8 + [0.5] * 19 + [1.0] * 8)
    assert weeks == [7, 34] and not state.coup
