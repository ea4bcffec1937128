"""The scoreboard: a finding in sentences, figures that fit, signs that need no colour, words in both languages."""

from __future__ import annotations

import io
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from experiments.compare import Interval
from experiments.verdict import Verdict
from model.decisions import LEVERS
from model.kpis import NAMES
from model.mechanisms.objectives import LOST_CASH, OUTCOMES, ObjectivesParameters, win_conditions
from ui import board_words, scoreboard
from ui.scoreboard import ROWS, Board, columns, draw, draw_firms, draw_luck, finding, sparkline, worse
from ui.telling import value_text
from ui.verdict_words import told
from ui.words import FOLDER, LANGUAGES

P = ObjectivesParameters()
ENGLISH = board_words.of("en")


def board(quarters: int = 8, **changes) -> Board:
    series = {name: [0.1 + 0.05 * q for q in range(quarters)] for name in NAMES}
    series["cash"] = [12_345.6 - 100 * q for q in range(quarters)]
    base = {name: [0.1] * quarters for name in NAMES} | {"cash": [20_000.0] * quarters}
    known = Board(
        title="The base case", plan="sensible", seed=3, outcome="fragmented_behind", series=series, base=base,
        decisions={0: {"governance.review_weeks": (4, 2), "migration.amnesty": (False, True)},
                   2: {"migration.deadline": ("none", 2)}},
    )  # fmt: skip
    return replace(known, **changes)


def printed(action, *arguments, width: int = 80, language: str = "en", colour: bool = False) -> str:
    kept = io.StringIO()
    console = Console(file=kept, width=width, force_terminal=colour, highlight=False, markup=False)
    action(*arguments[:1], console, board_words.of(language), *arguments[1:])
    return kept.getvalue()


def test_the_finding_is_said_in_sentences() -> None:
    said = finding(board(), ENGLISH)
    assert "45%" in said
    assert "35 points above the base case" in said
    assert "where it would be" in finding(board(base=board().series), ENGLISH)
    assert "base" not in finding(board(base={}), ENGLISH)
    assert "in quarter 3" in finding(board(outcome="lost_cash", ended={"quarter": 3, "cause": "cash"}), ENGLISH)


def verdict(week: int = 104, final: bool = True, **values) -> Verdict:
    known = {"adoption": 0.9, "floor": 0.5, "rogue": 0.0, "disruption": 0.068, "revenue": 0.5} | values
    month = np.ones(P.win_weeks)
    conditions = win_conditions(
        known["adoption"] * month, known["floor"] * month, known["rogue"] * month, known["disruption"], known["revenue"],
        known.get("loss"), P,
    )  # fmt: skip
    return Verdict(all(condition.met for condition in conditions), week, final, conditions)


def test_it_is_told_whether_the_game_is_won_and_what_was_missing() -> None:
    ending = {"outcome": "operating_system_behind"}
    assert "Not won: mean disruption 6.8%, where 6% was the most." in finding(board(verdict=verdict(), **ending), ENGLISH)
    assert "Won." in finding(board(verdict=verdict(disruption=0.03), **ending), ENGLISH)
    said = finding(board(verdict=verdict(adoption=0.3, floor=0.1, revenue=0.1)), ENGLISH)
    assert all(text in said for text in ("where 80% was needed", "where 40% was needed", "mean disruption", "revenue"))
    assert "won" not in finding(board(verdict=verdict(final=False)), ENGLISH).lower(), "it is not over yet"
    assert "won" not in finding(board(verdict=verdict(loss=LOST_CASH)), ENGLISH).lower(), "the ending says it"


def test_a_near_miss_is_never_written_as_if_it_were_met() -> None:
    assert "6.04%, where 6% was the most" in told(verdict(disruption=0.0604), ENGLISH)
    assert "79.9%" in told(verdict(disruption=0.0, adoption=0.7987), ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_headline_names_two_conditions_and_counts_the_rest(language: str) -> None:
    said = told(verdict(adoption=0.3, floor=0.1, revenue=0.1), board_words.of(language))
    assert ("80%" in said, "40%" in said, "2" in said) == (True, True, True)
    assert said.count("%") == 4


def test_wins_are_counted_over_lucks() -> None:
    boards = [board(verdict=verdict()), board(verdict=verdict(disruption=0.01)), board(verdict=verdict(disruption=0.02))]
    interval = dict.fromkeys(NAMES, Interval(0.1, 0.0, 0.2, 3))
    assert "Won: 2 of 3" in printed(draw_luck, boards, (interval, interval))


def test_events_are_named_with_their_weeks() -> None:
    events = [
        {"card": "export_control", "source": "drawn", "told": 55, "start": 62, "end": 113},
        {"card": "cash_squeeze", "source": "drawn", "told": 48, "start": 54, "end": 80},
        {"card": "antitrust", "source": "drawn", "told": 60, "start": 70, "end": None},
    ]
    text = printed(draw, board(events=events))
    assert text.index("weeks 54–79 Cash squeeze") < text.index("week 62 on  Export control") < text.index("week 70 on")
    assert "第 54–79 周 资金收紧" in printed(draw, board(events=events), language="zh_CN")
    assert "Events" not in printed(draw, board())


def test_an_interval_ends_at_what_is_possible() -> None:
    wide = dict.fromkeys(NAMES, Interval(0.14, -0.16, 1.2, 3))
    lines = printed(draw_luck, [board()] * 3, (wide, wide)).splitlines()
    shown = {row.kpi: next(line for line in lines if line.startswith(ENGLISH(f"board.kpi.{row.kpi}"))) for row in ROWS}
    assert "0 … 100 " in shown["internal_adoption"] and "0 … 100 " in shown["rogue_share"]
    assert "0 … 120 " in shown["attrition"], "more than all may leave in a year"
    assert "−16 … 100 " in shown["gross_margin"] and "−0.2 … 1.2 " in shown["frontier_gap_months"]
    assert shown["rogue_share"].rstrip().endswith("−16 … 120"), "a difference may be negative"


@pytest.mark.parametrize("width", [60, 80, 110])
@pytest.mark.parametrize("quarters", [1, 8, 12, 40])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_any_width_and_horizon(width: int, quarters: int, language: str) -> None:
    text = printed(draw, board(quarters), width=width, language=language)
    assert all(Console().measure(line).maximum <= width for line in text.splitlines() if line.strip())
    assert f"Q{quarters}" in text
    assert "…" not in text, "a figure was cut"


def test_all_eight_quarters_of_a_game_are_shown_at_80_columns() -> None:
    text = printed(draw, board())
    assert all(f"Q{quarter}" in text for quarter in range(1, 9))


def test_colour_only_repeats_what_signs_say() -> None:
    plain, coloured = printed(draw, board()), printed(draw, board(), colour=True)
    assert "\x1b" not in plain
    assert "\x1b" in coloured
    cash = next(line for line in plain.splitlines() if line.startswith("Cash"))
    assert cash.rstrip().endswith("−8.4*")
    adoption = next(line for line in plain.splitlines() if line.startswith("Common stack"))
    assert adoption.rstrip().endswith("+35")


def test_decisions_are_told_by_quarter() -> None:
    text = printed(draw, board())
    assert "Q1 Review every 4 → 2 weeks · Amnesty off → on" in text
    assert "Q3 Switch off legacy 2 quarters from now" in text
    assert "No lever was moved" in printed(draw, board(decisions={}))


def test_a_figure_that_is_not_known_is_a_dash() -> None:
    unknown = board(series=board().series | {"trust": [None] * 8})
    line = next(line for line in printed(draw, unknown).splitlines() if line.startswith("Trust"))
    assert "nan" not in line
    assert "–" in line


def test_several_lucks_show_intervals_and_endings() -> None:
    boards = [board(), board(outcome="lost_cash", ended={"quarter": 3, "cause": "cash"}), board()]
    clear, unclear = Interval(-0.3, -0.4, -0.2, 3), Interval(-0.3, -0.9, 0.3, 3)
    against = {name: clear if name == "trust" else unclear for name in NAMES}
    text = printed(draw_luck, boards, (dict.fromkeys(NAMES, clear), against))
    assert "2 of 3: fragmented, behind the frontier" in text
    assert text.count("*") == 1
    assert "−40 … −20" in text


def test_firms_are_ranked_and_a_loser_is_never_first() -> None:
    rich_loser = board(outcome="lost_coup", ended={"quarter": 1, "cause": "coup"}, plan="burn_the_boats")
    winner = board(series={name: [0.05] * 8 for name in NAMES})
    text = printed(draw_firms, [rich_loser, winner])
    assert "Firm 2 did best" in text
    assert text.index("sensible") < text.index("forced")


def test_worse_follows_the_direction_of_the_figure() -> None:
    assert worse("trust", -0.1) is True
    assert worse("rogue_share", -0.1) is False
    assert worse("tier_gap", -0.1) is None
    assert worse("trust", math.nan) is None
    assert worse("trust", -0.1, visible=0.5) is None


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9), st.just(math.nan)), max_size=60), st.integers(1, 20))
def test_a_sparkline_never_breaks(values: list[float | None], width: int) -> None:
    line = sparkline(values, width)
    assert len(line) == min(len(values), width)
    assert set(line) <= set(scoreboard.BLOCKS + " ")


def test_a_sparkline_climbs_from_lowest_to_highest() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8) == scoreboard.BLOCKS
    assert sparkline([3, 3], 8) == "▅▅"


@given(st.integers(1, 60), st.integers(-5, 60))
def test_columns_keep_first_and_last(quarters: int, room: int) -> None:
    shown = columns(quarters, room)
    assert shown[0] == 0
    assert shown[-1] == quarters - 1
    assert len(shown) <= max(2, room, 1)
    assert shown == sorted(set(shown))


def test_values_of_levers_are_told_as_people_read_them() -> None:
    told = {name: value_text(LEVERS[name], LEVERS[name].default, ENGLISH) for name in LEVERS}
    assert told["governance.review_weeks"] == "4 weeks"
    assert told["governance.delegation"] == "30%"
    assert told["migration.deadline"] == "none"
    assert told["talent.publication"] == "on"
    assert told["price.api"].startswith("2.5")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing(language: str) -> None:
    words = board_words.of(language)
    keys = [f"board.kpi.{row.kpi}" for row in ROWS] + [f"board.ending.{name}" for name in OUTCOMES]
    keys += [f"board.{name}" for name in ("setting", "luck", "quarter", "trend", "end", "against", "interval", "legend",
             "legend.luck", "decided", "decided.nothing", "endings", "firm", "plan", "ending", "best",
             "wins", "won", "events", "event.weeks", "event.on")]  # fmt: skip
    assert not [key for key in keys if not words.has(key)]
    path = FOLDER / language / "LC_MESSAGES" / "board.po"
    with path.open("rb") as file:
        own = Counter(m.id for m in read_po(file, locale=language) if m.id)
    assert set(own) == {*keys, "number.percent"}, "a word is missing or nobody says it"
