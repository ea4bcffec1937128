"""The middle of a quarter: the chooser of pictures, and the one that is chosen; only that one is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from ui import charts, finding, palette, picture_findings, session
from ui.finding import Finding
from ui.naming import spelt
from ui.pictures import compute_flow, organisation_map
from ui.screens import frame, quarter_report
from ui.session import pictures
from ui.situation import Situation
from ui.words import Words

TALL, MIDDLE, LOW = 400, 320, 220
"""Heights of a chart: alone in the middle column, above another one, below it."""


class Plot(NamedTuple):
    """A chart of the gallery: its name, height, finding, figure, data, and the figure that Why explains."""

    name: str
    height: int
    title: Callable[[Situation], Finding]
    draw: Callable[..., Any]
    table: Callable[[Situation, Words], pd.DataFrame]
    kpi: str
    by_week: bool = True


RACE = Plot("race", TALL, finding.race_title, charts.race, charts.race_table, "frontier_gap_months")
MONTHS = Plot("months", TALL, picture_findings.months, charts.months, charts.months_table, "frontier_gap_months")
PLOTS = {
    "market": (
        Plot("market", MIDDLE, picture_findings.market, charts.market, charts.market_table, "cloud_ai_revenue"),
        Plot("developers", LOW, picture_findings.developers, charts.developers, charts.developers_table, "developer_share"),
    ),
    "money": (
        Plot("books", MIDDLE, picture_findings.books, charts.books, charts.books_table, "gross_margin", by_week=False),
        Plot("cash", LOW, picture_findings.cash, charts.cash, charts.cash_table, "cash"),
    ),
}
EXACT = ("books", "cash", "pipelines")
"""Pictures of what a CEO knows exactly: they have no other side."""


@st.fragment
def draw(situation: Situation, words: Words) -> None:
    """Draw the chooser, the switch between what is seen and what is true, and the picture. It runs alone."""
    with st.container(key="picture-head", horizontal=True, horizontal_alignment="distribute"):
        chosen = st.segmented_control(
            words("picture.which"), pictures.choices(), required=True, key=pictures.key(), label_visibility="collapsed",
            format_func=lambda name: words(f"picture.{name}"), on_change=pictures.looked_elsewhere,
        )  # fmt: skip
        with st.container(key="figures-switch", width="content"):
            st.segmented_control(
                words("figures.label"), ["seen", "truth"], format_func=lambda side: words(f"figures.{side}"), required=True,
                key=session.truth_key(), label_visibility="collapsed", persist_state="session",
            )  # fmt: skip
    if session.situation() is not situation:  # the switch was turned: the whole page shows the other side
        st.rerun()
    with st.container(key="gallery"):
        show(str(chosen or pictures.MAP), situation, words)


def show(chosen: str, situation: Situation, words: Words) -> None:
    """Draw one picture."""
    if chosen == pictures.REPORT:
        quarter_report.draw(situation, words)
    elif chosen == "compute":
        compute(situation, words)
    elif chosen == "pipelines":
        under_way(situation, words)
    elif chosen == "race":
        race(situation, words)
    elif chosen in PLOTS:
        for shown in PLOTS[chosen]:
            plot(shown, situation, words)
    else:
        organisation(situation, words)


def organisation(situation: Situation, words: Words, other: str = "") -> None:
    """Draw the organisation map with its week scrubber; a quarter just played is played on it.

    `other` is the key of a run that is not the one in play: it has no quarter to be watched, and no why.
    """
    title = said(finding.map_title(situation), situation, words)
    frame.heading(title, words("map.measure", side=side_note(situation, words)))
    alt = words("map.alt", finding=title, week=situation.last_week)
    watch = not other and pictures.to_be_watched()
    data = organisation_map.map_data(situation, words, session.token() + other, alt, watch)
    organisation_map.draw(data, key=f"{other}map", watched=_nothing if other else pictures.watched)
    why = "" if other else "internal_adoption"
    buttons(organisation_map.map_table(situation, words), title, f"{other}organisation", words, why)


def compute(situation: Situation, words: Words, other: str = "") -> None:
    """Draw the GPUs as a flow; `other` as above."""
    title = said(picture_findings.compute(situation), situation, words)
    frame.heading(title, words("compute.measure", side=side_note(situation, words)))
    alt = words("map.alt", finding=title, week=situation.last_week)
    side = "truth" if situation.truth else "seen"
    data = compute_flow.flow_data(situation, words, f"{session.token()}{other}:{side}", alt)
    compute_flow.draw(data, key=f"{other}compute")
    why = "" if other else "mvc_coverage"
    buttons(compute_flow.flow_table(situation, words), title, f"{other}compute", words, why)


def under_way(situation: Situation, words: Words, other: str = "") -> None:
    """Draw what waits for what; `other` as above."""
    title, measure = said(picture_findings.under_way(situation), situation, words), words("pipelines.measure")
    frame.heading(title, measure)
    figure = charts.pipelines(situation, palette.of_theme(session.theme()), words)
    frame.chart(figure, key=f"{other}pipelines", alt=f"{title}. {measure}", empty=words("pipelines.none"))
    why = "" if other else "decision_latency"
    buttons(charts.pipelines_table(situation, words), title, f"{other}pipelines", words, why)


def race(situation: Situation, words: Words) -> None:
    """Draw the race in capability or in months behind the frontier."""
    measured = st.segmented_control(
        words("race.which"), ["race", "months"], required=True, key=pictures.measure_key(), label_visibility="collapsed",
        format_func=lambda name: words(f"race.which.{name}"),
    )  # fmt: skip
    plot(MONTHS if measured == "months" else RACE, situation, words)


def plot(shown: Plot, situation: Situation, words: Words) -> None:
    """Draw one chart of the game in play under its finding, with its data and the way to its why."""
    plotted(shown, situation, drawn(shown, situation, words), words, f"large-{shown.name}", shown.kpi)


def drawn(shown: Plot, situation: Situation, words: Words) -> Any:
    """Return one chart, None where there is nothing to draw yet."""
    return shown.draw(situation, palette.of_theme(session.theme()), words, shown.height)


def plotted(shown: Plot, situation: Situation, figure: Any, words: Words, key: str, why: str = "") -> None:
    """Draw a chart under its finding, with its data and, where `why` names a figure, the way to its why."""
    title = said(shown.title(situation), situation, words)
    exact = shown.name in EXACT or (shown.name in ("race", "months") and not situation.sees_rivals)
    measure = words(f"{shown.name}.measure", side=side_note(situation, words, exact))
    frame.heading(title, measure)
    frame.chart(figure, key=key, alt=f"{title}. {measure}", empty=words("picture.not_yet"))
    if figure is not None:
        buttons(shown.table(situation, words), title, key, words, why)


def buttons(table: pd.DataFrame, title: str, key: str, words: Words, kpi: str) -> None:
    """Draw the data buttons; Why has nothing to say before the first quarter."""
    frame.data_buttons(table, title, key, words, kpi if session.playing().quarter else "")


def said(found: Finding, situation: Situation, words: Words) -> str:
    """Return a finding in words."""
    return words(found.key, **spelt(situation, found.values, words))


def side_note(situation: Situation, words: Words, exact: bool = False) -> str:
    """Say whether a picture shows what the CEO sees or what is true (`exact`: it has no other side)."""
    if exact:
        return words("side.exact")
    return words("side.truth" if situation.truth else "side.seen")


def _nothing() -> None:
    """Nobody waits for it."""
