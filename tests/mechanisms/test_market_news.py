"""What others than users know of an offer: late, inexactly, and never of what is not there any more."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import market_news as m

P = m.NewsParameters()
EXACT = m.NewsParameters(capability_delay=0, price_delay=0, capability_error=0.0, notice=0.9)
LUCK = (np.arange(100_000) + 0.5) / 100_000


def weeks(number: int) -> list[np.ndarray]:
    """Terms whose quality is the week and whose price term is minus the week."""
    return [np.array([[t, t], [-t, -t], [0.0, 0.0], [0.0, 0.0]], dtype=float) for t in range(number)]


def test_capability_is_four_weeks_old_and_prices_two() -> None:
    known = m.known_terms(weeks(10), P)
    assert known[0].tolist() == [5.0, 5.0]
    assert known[1].tolist() == [-7.0, -7.0]


@given(st.integers(1, 14), st.integers(0, 13), st.integers(0, 6))
def test_news_is_never_newer_than_its_delay_nor_older_than_the_history(length: int, quality: int, price: int) -> None:
    p = m.NewsParameters(capability_delay=quality, price_delay=price)
    known = m.known_terms(weeks(length), p)
    assert known[0, 0] == max(length - 1 - quality, 0)
    assert -known[1, 0] == max(length - 1 - price, 0)
    assert m.longest_memory(p) >= max(quality, price)


def test_without_delay_and_error_news_is_the_truth() -> None:
    heard = weeks(5)
    assert np.array_equal(m.known_terms(heard, EXACT), heard[-1])
    assert not m.misjudgement(LUCK, EXACT).any()


def test_errors_are_centred_and_have_the_declared_spread() -> None:
    error = m.misjudgement(LUCK, P)
    assert error.mean() == pytest.approx(0.0, abs=1e-9)
    assert error.std() == pytest.approx(P.capability_error, rel=1e-3)
    assert np.isfinite(m.misjudgement(np.array([0.0, 1.0 - 2.0**-53]), P)).all()


def test_users_know_what_they_use_and_nobody_takes_what_is_gone() -> None:
    now, known = np.array([[1.0, -np.inf, 3.0]]), np.array([[9.0, 9.0, 9.0]])
    seen = m.perceived(now, known, np.array([[P.use, 0.0, P.use / 2.0]]), P)
    assert seen.tolist() == [[1.0, -np.inf, 9.0]]
    assert m.perceived(known, now, np.zeros((1, 3)), P).tolist() == [[1.0, -np.inf, 3.0]], "nor what they never heard of"


def test_the_age_of_news_is_geometric() -> None:
    age = m.age_of_news(LUCK, P)
    for weeks_old in (1, 5, 20):
        assert (age >= weeks_old).mean() == pytest.approx((1.0 - P.notice) ** weeks_old, abs=1e-4)
    assert age.max() == P.memory
    assert m.age_of_news(np.zeros(1), P)[0] == P.memory
    assert age.mean() == pytest.approx((1 - P.notice) / P.notice * (1 - (1 - P.notice) ** P.memory), abs=1e-3)


def test_a_developer_knows_its_own_family_as_it_is() -> None:
    heard = np.array([[1.0, 2.0], [10.0, 20.0], [100.0, 200.0]])
    uses = np.array([[True, False], [False, True], [False, False]])
    assert m.family_worth(heard, np.array([1, 2, 0]), uses).tolist() == [[1.0, 20.0], [100.0, 2.0], [1.0, 2.0]]


def test_who_reads_every_week_knows_at_most_a_week_of_old_news() -> None:
    assert math.isclose((m.age_of_news(LUCK, EXACT) == 0).mean(), EXACT.notice, abs_tol=1e-4)


def test_parts_of_all_ages_are_those_that_are_drawn() -> None:
    p = m.NewsParameters(notice=0.2, memory=12)
    drawn = np.bincount(m.age_of_news(LUCK, p), minlength=13) / len(LUCK)
    assert m.age_shares(p) == pytest.approx(drawn, abs=1e-4)
    assert m.age_shares(p).sum() == pytest.approx(1.0)
