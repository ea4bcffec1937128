"""The titles of the pictures of plans say what the pictures show."""

from __future__ import annotations

import numpy as np
import pytest

from model.kpis import KPIS
from ui import words
from ui.plan_findings import course, difference, headline

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


BASE, MINE = stepped(*[0.2] * 8), stepped(*[0.2] * 4, *[0.48] * 4)


def test_one_luck_is_told_as_one_luck_and_judges_nothing() -> None:
    told = headline("internal_adoption", MINE, BASE, None, ENGLISH)
    assert told == "Under this luck your plan brings adoption to 48\u202f%, the base case to 20\u202f%."
    assert headline("internal_adoption", BASE, BASE, None, ENGLISH).endswith("under this luck: the base case.")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-0.03, 0.12, "No clear difference in adoption"), (0.05, 0.12, "Your plan clearly raises adoption"),
     (-0.12, -0.05, "Your plan clearly lowers adoption")],
)  # fmt: skip
def test_a_lucky_run_outside_its_band_is_no_finding(low: float, high: float, said: str) -> None:
    ends = (BASE + 0.03, BASE + 0.18), (BASE * 0 + low, BASE * 0 + high)
    told = headline("internal_adoption", MINE, BASE, ends, ENGLISH)
    assert told == f"{said}: 48\u202f% under this luck, 23 to 38\u202f% under others."
    assert "+" not in told
    assert headline("internal_adoption", MINE, BASE, ends, words.of("zh_CN")).count("23 至 38%") == 1


@pytest.mark.parametrize("kpi", sorted(KPIS))
@pytest.mark.parametrize("language", list(words.LANGUAGES))
def test_a_headline_has_room_in_two_lines(kpi: str, language: str) -> None:
    size = {"RMB M": 98_765.0, "share": 0.88}.get(KPIS[kpi].unit, 12.34)
    flat = np.full(104, size)
    told = headline(kpi, flat, flat * 0, ((flat * 0.9, flat * 1.1), (flat * -1, flat)), words.of(language))
    assert sum(2 if sign > "\u2e80" else 1 for sign in told) <= 120, told
