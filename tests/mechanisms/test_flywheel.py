"""What learning from use must obey (M13)."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.flywheel import (
    FlywheelParameters,
    amplification,
    flywheel_quality,
    freshness,
    information,
    local_slope,
    loop_gain,
    loop_gain_at,
    precision_after_week,
    relative_velocity,
    resting_precision,
    signals_per_week,
    stationary_precision,
    velocity,
)

P = FlywheelParameters()


def settled(gained, p=P, weeks=3000):
    precision = np.full(np.shape(gained), 3.0)
    for _ in range(weeks):
        precision = precision_after_week(precision, gained, p)
    return precision


def test_precision_without_data_rests_at_that_of_the_state_and_is_worth_nothing():
    assert resting_precision(P) == pytest.approx(2.63, abs=0.005)
    assert settled(np.zeros(1))[0] == pytest.approx(resting_precision(P))
    assert stationary_precision(np.zeros(1), P)[0] == pytest.approx(resting_precision(P))
    assert flywheel_quality(np.array([resting_precision(P)]), P)[0] == pytest.approx(0, abs=1e-12)
    assert flywheel_quality(np.array([1.0, 1e12]), P).tolist() == [0, pytest.approx(P.ceiling)]


@given(gained=st.floats(0, 100), start=st.floats(0.1, 1000))
def test_stationary_precision_is_the_fixed_point_and_attracts(gained, start):
    rest = stationary_precision(np.array([gained]), P)
    assert precision_after_week(rest, np.array([gained]), P) == pytest.approx(rest)
    after = precision_after_week(np.array([start]), np.array([gained]), P)
    assert abs(after - rest)[0] <= abs(start - rest[0]) + 1e-9


def test_signals_need_access_and_use_and_stop_while_frozen():
    one, none = np.ones(1), np.zeros(1)
    assert signals_per_week(one, one, one, False, False, P)[0] == P.signals
    assert signals_per_week(none, one, one, True, False, P)[0] == 0
    assert signals_per_week(one, none, none, True, False, P)[0] == 0
    assert signals_per_week(one, one, one, True, False, P)[0] == P.festival_factor * P.signals
    assert signals_per_week(one, one, one, True, True, P)[0] == 0


def test_information_of_fresh_and_stale_signals():
    assert freshness(0, P) == 1 > freshness(13, P) > freshness(26, P) == pytest.approx(math.exp(-1))
    assert information(np.array([720.0]), 1, P)[0] == pytest.approx(1)


def test_velocity_of_a_line_is_its_slope_a_year():
    assert velocity(np.arange(13) * 0.5 / 52) == pytest.approx(0.5)
    assert velocity(np.full(13, 2.0)) == pytest.approx(0)
    assert velocity(np.array([1.0])) == velocity(np.array([])) == 0
    assert relative_velocity(0.6, np.array([0.5, 0.9])) == pytest.approx(-0.3)
    assert relative_velocity(0.6, np.array([])) == 0.6


def test_amplification_tips_at_gain_one():
    assert amplification(0) == 1 and amplification(0.5) == 2
    assert amplification(1) == amplification(1.2) == math.inf


def logistic(utility, slope):
    return 1 / (1 + math.exp(-slope * utility))


def test_loop_gain_at_agrees_with_derivatives_by_hand():
    exact = replace(P, difference=1e-6)
    gain = loop_gain_at(0.5, 0.0, lambda s: 100 * s, lambda u: logistic(u, 3), 0.9, exact)
    gained = float(information(np.array(50.0), 0.9, P))
    precision = float(stationary_precision(np.array(gained), P))
    rest_slope = 1 / (1 - P.persistence**2 / (P.persistence**2 + precision_kept(precision)) ** 2)
    by_hand = P.ceiling * resting_precision(P) / precision**2 * rest_slope * gained / 50 * 100 * 0.75
    assert gain == pytest.approx(by_hand, rel=1e-4)
    coarse = loop_gain_at(0.5, 0.0, lambda s: 100 * s, lambda u: logistic(u, 3), 0.9, P)
    assert coarse == pytest.approx(by_hand, rel=0.05)


def precision_kept(precision):
    return P.drift**2 * precision


# T13.1 Two firms of equal start precision divide eta interactions a week by logistic demand of slope 12 in the
# difference of their qualities, of which .05 util is a standing edge. Precision follows (75) with rho_s .97,
# s_th .15, e_rate .05, s_eps 1 and fresh 1; quality is (76) with kap 1. Amplification is the settled difference
# of quality over the edge.
ETA = np.array([0.1, 0.3, 1, 3, 10, 30, 100, 300, 3000])
TWO_FIRMS = replace(P, noise=1.0)


def amplified(eta, slope, edge, quality, weeks=4000):
    precision = np.full((len(eta), 2), 3.0)
    for _ in range(weeks):
        value = quality(precision)
        difference = edge + value[:, 0] - value[:, 1]
        share = 1 / (1 + np.exp(-slope * difference))
        signals = eta[:, None] * np.column_stack([share, 1 - share])
        precision = precision_after_week(precision, information(signals, 1.0, TWO_FIRMS), TWO_FIRMS)
    return difference / edge


def plain(precision):
    return 1 - 1 / (1 + precision)


def test_t13_1_amplification_is_hump_shaped_in_the_volume_of_data():
    stated = [1.04, 1.11, 1.32, 1.71, 2.17, 2.13, 1.69, 1.38, 1.10]
    assert amplified(ETA, 12, 0.05, plain) == pytest.approx(stated, abs=0.006)


def test_t13_1_the_hump_is_there_with_the_quality_of_the_world():
    values = amplified(ETA, 6, 0.05, lambda precision: flywheel_quality(precision, TWO_FIRMS))
    top = int(values.argmax())
    assert 0 < top < len(ETA) - 1
    assert np.all(np.diff(values[: top + 1]) > 0) and np.all(np.diff(values[top:]) < 0)


def test_t13_1_a_tiny_edge_grows_by_the_factor_of_the_loop_gain():
    eta, slope = 3.0, 6.0
    fine = replace(TWO_FIRMS, difference=1e-5)
    signals = eta / 2

    def resting(n):
        return float(stationary_precision(information(np.array(n), 1.0, fine), fine))

    gain = loop_gain(
        local_slope(lambda x: float(flywheel_quality(np.array(x), fine)), resting(signals), fine),
        local_slope(resting, signals, fine),
        eta,
        2 * slope / 4,  # both firms' qualities move, in opposite directions
    )
    measured = amplified(np.array([eta]), slope, 1e-4, lambda x: flywheel_quality(x, fine))
    assert 0 < gain < 1
    assert measured[0] == pytest.approx(amplification(gain), rel=1e-3)


def test_t13_2_drift_wears_the_stock_down_and_makes_the_flow_the_larger_part():
    fast = replace(P, persistence=0.94)
    kept, recent = [], []
    for p in (P, fast):
        gained = np.array([0.2])
        start = stationary_precision(gained, p)
        idle, running = start, np.array([resting_precision(p)])
        for _ in range(26):
            idle = precision_after_week(idle, np.zeros(1), p)
            running = precision_after_week(running, gained, p)
        kept.append(flywheel_quality(idle, p)[0] / flywheel_quality(start, p)[0])
        recent.append(flywheel_quality(running, p)[0] / flywheel_quality(start, p)[0])
    assert kept[1] < 0.5 * kept[0]  # a stock without a flow is worth less
    assert recent[1] > recent[0]  # half a year of flow replaces any stock


def marginal_value(gained, p):
    def quality(flow):
        return float(flywheel_quality(stationary_precision(np.array(flow), p), p))

    return local_slope(quality, gained, p)


def test_t13_2_drift_makes_one_more_signal_worth_more_only_where_there_are_plenty():
    fast = replace(P, persistence=0.94)
    assert marginal_value(5.0, fast) > marginal_value(5.0, P)
    assert marginal_value(0.05, fast) < marginal_value(0.05, P)


def test_t13_3_insensitive_demand_means_no_flywheel_at_any_volume():
    assert amplified(ETA, 0, 0.05, plain) == pytest.approx(np.ones(len(ETA)), abs=1e-9)
    assert loop_gain_at(0.5, 0.0, lambda s: 1000 * s, lambda u: 0.5, 1.0, P) == 0
