"""Bets: the score rewards who says what he believes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.bets import LEVEL, Bet

NUMBERS = st.floats(-100, 100)


@given(NUMBERS, st.floats(0, 50), NUMBERS)
def test_the_score_is_width_and_ten_times_the_miss(low, width, outcome):
    bet = Bet("trust", low, low + width)
    miss = 0.0 if bet.holds(outcome) else min(abs(outcome - bet.low), abs(outcome - bet.high))
    assert bet.score(outcome) == pytest.approx(bet.high - bet.low + 10 * miss, abs=1e-9)
    assert bet.score(outcome) >= bet.high - bet.low - 1e-12


def test_the_best_bet_is_the_interval_one_believes_in():
    outcomes = np.random.default_rng(3).normal(size=20_000)
    tail = (1 - LEVEL) / 2
    honest = np.quantile(outcomes, [tail, 1 - tail])

    def mean(low, high):
        return np.mean([Bet("trust", low, high).score(x) for x in outcomes[:4000]])

    best = mean(*honest)
    assert all(best < mean(honest[0] * k, honest[1] * k) for k in (0.3, 0.6, 1.6, 3.0))
    assert best < mean(honest[0] + 0.7, honest[1] + 0.7)
