"""What people know of their own firm beyond their own place: late and inexactly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import inside_news as m

P = m.InsideParameters()
EXACT = m.InsideParameters(hearing=1.0, standing_error=0.0, access_error=0.0, worth_error=0.0)
LUCK = np.random.default_rng(1).permuted(np.tile(((np.arange(100_000) + 0.5) / 100_000)[:, None], 2), axis=0)


def test_without_delay_and_error_everybody_knows_the_truth() -> None:
    assert (m.heard_standing(np.zeros(len(LUCK)), 0.7, LUCK, EXACT) == 0.7).all()
    assert np.array_equal(m.reported_access(LUCK[:, 0], LUCK[:, 1], EXACT), LUCK[:, 0])
    assert np.array_equal(
        m.guessed_worth(np.array([0.3, 0.1, 0.2]), LUCK[:3, [0, 1, 0]], EXACT), np.tile([0.3, 0.1, 0.2], (3, 1))
    )


def test_news_reaches_a_part_each_week_and_those_who_missed_it_believe_what_they_did() -> None:
    heard = m.heard_standing(np.full(len(LUCK), -5.0), 1.0, LUCK, P)
    knows = heard != -5.0
    assert knows.mean() == pytest.approx(P.hearing, rel=1e-3)
    assert heard[knows].mean() == pytest.approx(1.0, abs=0.01)
    assert heard[knows].std() == pytest.approx(P.standing_error, rel=0.02)


def test_what_was_believed_dies_out_geometrically() -> None:
    rng, believed = np.random.default_rng(2), np.zeros(20_000)
    for week in range(1, 9):
        believed = m.heard_standing(believed, 1.0, rng.random((len(believed), 2)), m.InsideParameters(standing_error=0.0))
        assert 1.0 - believed.mean() == pytest.approx((1.0 - P.hearing) ** week, abs=0.02)


@given(st.floats(0, 1), st.floats(0, 1, exclude_max=True))
def test_reported_access_stays_a_share(others: float, luck: float) -> None:
    seen = m.reported_access(np.array([others]), np.array([luck]), P)[0]
    assert 0.0 <= seen <= 1.0
    assert (seen <= others) if luck < 0.5 else (seen >= others - 1e-12)


def test_a_layer_head_knows_its_own_figures_and_guesses_at_the_others() -> None:
    worth = np.array([0.2, 0.1, math.inf])
    seen = m.guessed_worth(worth, LUCK[:9, 0].reshape(3, 3), P)
    assert np.array_equal(seen.diagonal(), worth)
    assert (seen[[1, 2], 0] != 0.2).all()
    assert np.isinf(seen[:, 2]).all()
    guesses = np.array([m.guessed_worth(np.ones(3), LUCK[k : k + 9, 0].reshape(3, 3), P)[0, 1] for k in range(0, 9000, 9)])
    assert np.log(guesses).std() == pytest.approx(P.worth_error, rel=0.1)


def test_no_luck_makes_knowledge_infinite() -> None:
    worst = np.zeros((4, 2))
    assert np.isfinite(m.heard_standing(np.zeros(4), 0.0, worst, P)).all()
    assert np.isfinite(m.guessed_worth(np.ones(3), np.zeros((3, 3)), P)).all()
