"""The titles of the pictures of plans say what the pictures show."""

from __future__ import annotations

import numpy as np
import pytest

from ui import words
from ui.plan_findings import course, difference

ENGLISH = words.of("en")
WEEKS = np.arange(104)


def stepped(*values: float) -> np.ndarray:
    """One value for every quarter."""
    return np.repeat(np.array(values, dtype=float), 13)


def band(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return low, high


GROWS = stepped(0, 0, 0, 0, 0.1, 0.2, 0.2, 0.2)


def test_without_a_change_there_is_no_difference() -> None:
    assert difference("cash", np.zeros(104), None, 26, ENGLISH) == "No difference from the base case"


def test_a_difference_without_a_band_is_told_by_its_size() -> None:
    assert "+20.0 points" in difference("internal_adoption", GROWS, None, 26, ENGLISH)


@pytest.mark.parametrize(
    ("kpi", "sign", "said"),
    [("internal_adoption", 1, "gain"), ("internal_adoption", -1, "loss"), ("decision_latency", 1, "loss"),
     ("decision_latency", -1, "gain"), ("price_index", 1, "rise"), ("price_index", -1, "fall")],
)  # fmt: skip
def test_it_is_sure_from_where_the_band_leaves_zero_for_good(kpi: str, sign: int, said: str) -> None:
    apart = sign * GROWS
    narrow = band(apart - 0.12, apart + 0.12)
    assert difference(kpi, apart, narrow, 26, ENGLISH) == f"The {said} is sure from Q6 on"


def test_a_loss_before_a_gain_is_told() -> None:
    apart = stepped(0, 0, -0.2, -0.2, 0, 0.2, 0.2, 0.2)
    told = difference("internal_adoption", apart, band(apart - 0.1, apart + 0.1), 26, ENGLISH)
    assert told == "The gain is sure from Q6 on, a loss before"


def test_nothing_is_sure_where_zero_lies_within_the_band_at_the_end() -> None:
    told = difference("internal_adoption", GROWS, band(GROWS - 0.5, GROWS + 0.5), 26, ENGLISH)
    assert told == "Nothing is sure yet: other lucks end on either side"


@pytest.mark.parametrize(
    ("values", "said"),
    [((0.2, 0.3, 0.5, 0.7, 0.7, 0.7, 0.8, 0.9), "reached in Q4 and held"),
     ((0.2, 0.3, 0.7, 0.7, 0.5, 0.5, 0.5, 0.5), "reached in Q3 and lost again"),
     ((0.2,) * 8, "out of reach")],
)  # fmt: skip
def test_what_the_board_wants_is_reached_held_or_out_of_reach(values: tuple[float, ...], said: str) -> None:
    told = course("internal_adoption", stepped(*values), 0, ENGLISH, goal=0.6)
    assert "60\u202f%" in told and said in told


def test_any_other_figure_is_told_from_now_to_the_end() -> None:
    told = course("decision_latency", stepped(1, 2, 3, 3, 3, 3, 3, 4.2), 26, ENGLISH)
    assert "2.0 weeks" in told and "4.2 weeks" in told


def test_every_title_is_there_in_chinese() -> None:
    chinese = words.of("zh_CN")
    assert "第 6 季" in difference("internal_adoption", GROWS, band(GROWS - 0.12, GROWS + 0.12), 26, chinese)
    assert "董事会" in course("internal_adoption", stepped(*[0.2] * 8), 0, chinese, goal=0.6)
