"""What the executive sees: late, noisy and flattered."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.mechanisms.observation import (
    ObservationParameters,
    delayed,
    last_quarter_end,
    reported_quality,
    rival_delays,
    seen_capability,
    seen_revenue,
    seen_shares,
    surveyed,
    visible_rogue_share,
)

P = ObservationParameters()
MEDIAN = np.full(3, 0.5)


def test_news_is_old_and_never_from_before_the_start():
    history = np.arange(20.0)
    assert [float(delayed(history, week, 4)) for week in (0, 3, 4, 10)] == [0, 0, 0, 6]
    table = np.stack([history, 100 + history], axis=1)
    assert delayed(table, 10, 4).tolist() == [6, 106]
    assert delayed(table, 10, np.array([2, 8])).tolist() == [8, 102]


def test_hidden_rogue_teams_pass_for_central_or_legacy():
    seen = seen_shares(np.array([0.4, 0.3, 0.1, 0.2]), 0.1, P)
    assert seen[3] == pytest.approx(0.1 + 0.3 * 0.1)
    hidden = 0.2 - seen[3]
    assert np.allclose(seen[:3], [0.4 + hidden / 3, 0.3 + hidden * 2 / 3, 0.1])


@given(arrays(float, 4, elements=st.floats(0.01, 1)), st.floats(0, 1))
def test_reported_shares_keep_their_sum_and_hide_rogues_only(raw, detected):
    shares = raw / raw.sum()
    seen = seen_shares(shares, detected, P)
    assert seen.sum() == pytest.approx(1)
    assert 0.3 * shares[3] - 1e-12 <= seen[3] <= shares[3] + 1e-12
    assert seen[2] == shares[2] and (seen[:2] >= shares[:2]).all()


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_audits_can_only_show_more(rogue, detected, more):
    assert visible_rogue_share(rogue, detected, P) <= visible_rogue_share(rogue, detected + more, P) + 1e-12
    assert visible_rogue_share(rogue, rogue, P) == pytest.approx(rogue)


def test_lobbying_heads_flatter_by_their_power():
    quality, power = np.zeros(3), np.array([0.2, 0.3, 0.5])
    assert np.allclose(reported_quality(quality, power, np.zeros(3), MEDIAN, P), 0)
    flattered = reported_quality(quality, power, np.ones(3), MEDIAN, P)
    assert np.allclose(flattered, 0.15 * 3 * power) and flattered.mean() == pytest.approx(0.15)


def test_noise_has_its_size():
    u = np.random.default_rng(0).random(100_000)
    zeros, even = np.zeros(len(u)), np.full(len(u), 1 / len(u))
    assert reported_quality(zeros, even, zeros, u, P).std() == pytest.approx(0.10, rel=0.02)


def test_news_of_rivals_is_one_to_two_months_old():
    delays = rival_delays(np.array([0.0, 0.39, 0.5, np.nextafter(1, 0)]), P)
    assert delays.tolist() == [4, 5, 6, 8]
    history = np.arange(60.0).reshape(20, 3)
    assert seen_capability(history, 10, np.array([4, 6, 8]), MEDIAN, P).tolist() == [18, 13, 8]


def test_a_quarter_is_known_when_it_is_over():
    assert [last_quarter_end(week) for week in (0, 12, 13, 25, 26)] == [0, 0, 12, 12, 25]


def test_a_survey_holds_still_for_a_quarter():
    history = np.arange(60.0).reshape(30, 2)
    u = np.array([0.5, 0.9])
    first, later = surveyed(history, 13, u, P), surveyed(history, 25, u, P)
    assert np.array_equal(first, later) and first[0] == history[12, 0]
    assert abs(first[1] - history[12, 1]) == pytest.approx(0.05 * 1.2816, rel=1e-3)


def test_what_is_sold_along_is_known_at_a_quarters_end():
    weeks = np.arange(40)
    direct, attached = 100.0 + weeks, 1000.0 + weeks
    seen = np.array([float(seen_revenue(direct + attached, attached, week, P)) for week in weeks])
    late = np.maximum(0, weeks - P.revenue_delay)
    assert (seen[:12] == direct[late[:12]] + attached[0]).all()
    for quarter in (1, 2, 3):
        end = 13 * quarter - 1
        assert (seen[end : end + 13] == direct[late[end : end + 13]] + attached[end]).all()
    assert (seen_revenue(direct + attached, attached, weeks, P) == seen).all(), "all weeks at once"
