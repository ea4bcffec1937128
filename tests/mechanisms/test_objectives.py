"""The score, the board's weights, the win, the endings."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.mechanisms.objectives import (
    INDICATORS,
    LOST_CASH,
    LOST_COUP,
    LOST_LICENCE,
    LOST_TALENT,
    OUTCOMES,
    Indicators,
    ObjectivesParameters,
    board_weights,
    indicator_utilities,
    is_severe,
    loss_reason,
    memo,
    operating_margin,
    outcome,
    public_weights,
    revenue_ratio,
    score,
    win_conditions,
    win_test,
)

P = ObjectivesParameters()
MONTH = np.ones(4)
GOOD = Indicators(0.8, np.full(26, 0.2), np.full(26, 0.8), 0.2, 0.1, 0.9, 0.03)


def test_public_weights_are_those_stated():
    assert np.allclose(public_weights(P), [0.22, 0.16, 0.16, 0.12, 0.14, 0.10, 0.10])


def test_board_weights_are_dirichlet_around_the_public_ones():
    drawn = np.array([board_weights(u, P) for u in np.random.default_rng(0).random((4000, 7))])
    assert np.allclose(drawn.sum(axis=1), 1)
    mean = public_weights(P)
    assert np.allclose(drawn.mean(axis=0), mean, atol=0.005)
    assert np.allclose(drawn.var(axis=0), mean * (1 - mean) / (P.concentration + 1), rtol=0.1)
    assert np.isfinite(board_weights(np.zeros(7), P)).all()


def test_a_memo_errs_by_a_little():
    assert [memo(0.2, u, P) for u in (0.0, 0.5, 1.0)] == pytest.approx([0.18, 0.2, 0.22])


def test_revenue_is_measured_against_the_market():
    assert revenue_ratio(234 * 1.8, 234, 1.8, 52) == pytest.approx(1)
    assert revenue_ratio(234, 234, 1.8, 0) == 1


def test_programmes_lower_the_margin():
    assert operating_margin(0.4, 20, 200) == pytest.approx(0.3)
    assert operating_margin(0.4, 20, 0) == 0


def test_utilities_in_closed_form():
    expected = [0.8 / 0.5, math.exp(-0.5) / 0.6, 0.8 / 0.6, 0.2 / 0.3, 0.6 / 0.5, 0.9 / 0.6, 0.85 / 0.5]
    assert np.allclose(indicator_utilities(GOOD, P), 1 - np.exp(-np.array(expected)))


def test_being_ahead_of_the_frontier_earns_no_further_rank():
    ahead, level = (indicator_utilities(GOOD._replace(gaps=np.full(26, g)), P)[1] for g in (-0.5, 0.0))
    assert ahead == level


@pytest.mark.parametrize(
    ("name", "field", "better", "worse"),
    [
        ("adoption", "adoption", 0.9, 0.3),
        ("frontier", "gaps", np.full(26, 0.1), np.full(26, 0.8)),
        ("revenue", "revenue_ratios", np.ones(26), np.full(26, 0.2)),
        ("margin", "operating_margin", 0.4, -0.1),
        ("velocity", "relative_velocity", 0.3, -0.3),
        ("talent", "talent_density", 1.1, 0.5),
        ("continuity", "mean_disruption", 0.0, 0.1),
    ],
)
def test_each_indicator_moves_its_own_utility_only(name, field, better, worse):
    change = indicator_utilities(GOOD._replace(**{field: better}), P) - indicator_utilities(
        GOOD._replace(**{field: worse}), P
    )
    assert change[INDICATORS.index(name)] > 0.02
    assert np.count_nonzero(change) == 1


@given(arrays(float, 7, elements=st.floats(0, 1)), arrays(float, 7, elements=st.floats(0.001, 0.999)), st.booleans())
def test_score_is_a_share_between_the_extremes(utilities, u, lost):
    value = score(utilities, board_weights(u, P), lost, P)
    assert 0 <= value <= 1
    if not lost:
        assert max(utilities.min(), P.utility_floor) - 1e-9 <= value <= max(utilities.max(), P.utility_floor) + 1e-9


@given(arrays(float, 7, elements=st.floats(0.03, 0.9)), st.integers(0, 6))
def test_score_rises_with_every_utility(utilities, which):
    better = utilities + 0.05 * np.eye(7)[which]
    weights = public_weights(P)
    assert score(better, weights, False, P) > score(utilities, weights, False, P)
    assert score(utilities, weights, True, P) == pytest.approx(0.7 * score(utilities, weights, False, P))


@given(st.floats(-5, 5), st.floats(-10, 10), st.floats(-10, 10), st.floats(-5, 5), st.floats(0, 3), st.floats(0, 2))
def test_utilities_are_shares_whatever_happens(gap, ratio, margin, velocity, density, mean_disruption):
    seen = Indicators(0.5, np.full(26, gap), np.full(26, ratio), margin, velocity, density, mean_disruption)
    utilities = indicator_utilities(seen, P)
    assert ((utilities >= 0) & (utilities <= 1)).all()


# -- the end -----------------------------------------------------------------------------------------------


def the_win(adoption=0.85, floor=0.6, rogue=0.05, mean_disruption=0.03, ratio=0.9, loss=None):
    return win_test(win_conditions(adoption * MONTH, floor * MONTH, rogue * MONTH, mean_disruption, ratio, loss, P))


def test_the_win_needs_every_condition():
    assert the_win().won
    for failing in (
        {"adoption": 0.79},
        {"floor": P.win_floor - 0.01},
        {"rogue": 0.09},
        {"mean_disruption": P.win_disruption + 0.001},
        {"ratio": P.win_revenue - 0.01},
        {"loss": LOST_CASH},
    ):
        assert not the_win(**failing).won


def test_the_win_must_hold_for_four_weeks():
    late = np.array([0.7, 0.85, 0.85, 0.85])
    assert not win_test(win_conditions(late, MONTH, 0 * MONTH, 0.0, 1.0, None, P)).won
    assert win_test(win_conditions(np.append(late, 0.85), np.ones(5), np.zeros(5), 0.0, 1.0, None, P)).won


def test_endings_have_their_names():
    assert outcome(the_win(), 0.85, 0.3, 0.5, None, P) == "operating_system_at_frontier"
    assert outcome(the_win(), 0.85, 0.6, 0.5, None, P) == "operating_system_behind"
    assert outcome(the_win(floor=0.1), 0.85, 0.6, 0.5, None, P) == "federated_stack_behind"
    assert outcome(the_win(adoption=0.4), 0.4, 0.1, 0.5, None, P) == "fragmented_at_frontier"
    assert outcome(the_win(), 0.85, 0.3, 0.5, LOST_COUP, P) == LOST_COUP
    assert len(set(OUTCOMES)) == 10


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(-1, 3))
def test_every_ending_is_listed(adoption, floor, rogue, gap):
    assert outcome(the_win(adoption, floor, rogue), adoption, gap, 0.5, None, P) in OUTCOMES


def test_losses():
    def reason(cash=(1.0,), density=1.0, severe=0, coup=False):
        return loss_reason(np.array(cash), density, severe, coup, P)

    assert reason() is None and reason(cash=()) is None
    assert reason(cash=(-1,)) is None and reason(cash=(-1, 5, -1)) is None
    assert reason(cash=(5, -1, -1)) == LOST_CASH
    assert reason(density=0.39) == LOST_TALENT and reason(density=0.4) is None
    assert reason(severe=2) == LOST_LICENCE and reason(severe=1) is None
    assert reason(coup=True) == LOST_COUP


def test_severe_incidents():
    assert is_severe(51.0, False, 0.0, P) and not is_severe(50.0, False, 0.9, P)
    assert is_severe(0.0, True, 0.51, P) and not is_severe(0.0, True, 0.5, P)
