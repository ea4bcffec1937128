"""The screen of a quarter: the finding, the organisation, what happened, and the desk where one decides."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import charts, finding, palette, session, verdict_words
from ui.finding import KeyFigure
from ui.screens import desk, frame, gallery, guide, margin, tasks
from ui.session import ending
from ui.situation import Situation
from ui.words import Words

WIDE, DESK = 62, 30
ASIDE, MIDDLE = 18, 44
PICTURES = (
    ("race", finding.race_title, charts.race, charts.race_table, "frontier_gap_months"),
    ("queue", finding.queue_title, charts.queue, charts.queue_table, "decision_latency"),
    ("stacks", finding.stacks_title, charts.stacks, charts.stacks_table, "internal_adoption"),
)


def screen() -> None:
    """Draw the screen, or the way to a first game."""
    words = session.words()
    if session.game() is None:
        nothing_open(words)
        return
    session.just_played()
    situation = session.situation()
    header(situation, words)
    frame.caution(session.sitting().doubts, words)
    tasks.strip(words)
    with st.container(key="table"):  # the style sheet lays the third column under the first, or under both
        wide, desk_column, below = st.columns([WIDE, DESK, WIDE], gap="medium")
    with wide:
        aside, middle = st.columns([ASIDE, MIDDLE], gap="medium")
        with aside, st.container(key="playstory"):
            margin.draw(situation, words)
        with middle, st.container(key="playpicture"):
            with st.container():  # always there, so that nothing below changes its place when the guide has gone
                guide.at("map", words)
            gallery.draw(situation, words)
    with desk_column, st.container(border=True, key="desk"):
        desk.draw()
    with below:
        small_pictures(situation, words)
    note = words("footnote.truth" if situation.truth else "footnote.seen")
    frame.markup(f'<p class="footnote">{escape(note)}</p>')


def nothing_open(words: Words) -> None:
    """Say that no game is open, and offer the way to one."""
    notes = (words("play.none.note"), words("play.none.sees"))
    if frame.nothing("play", words("play.none"), notes, words("play.none.act"), "to-start"):
        session.go("start")


def header(situation: Situation, words: Words) -> None:
    """Draw where and when we are, the finding as a headline, and three key figures."""
    ended = session.outcome()
    found = finding.headline(situation) if ended is None else finding.outcome(situation, *ended)
    said = [words(f.key, **f.values) for f in found]
    found = ending.verdict()
    if found is not None and found.won:
        said.insert(1, verdict_words.told(found, words))
    headline = words("sentence.join").join(said)
    figures = "".join(key_figure(figure, words) for figure in finding.key_figures(situation))
    frame.markup(
        f'<header class="head"><div><p class="kicker">{escape(when(situation, words))}</p>'
        f"<h1>{escape(headline)}</h1></div><dl>{figures}</dl></header>"
    )


def when(situation: Situation, words: Words) -> str:
    """Say which quarter the page shows."""
    if situation.opening:
        return words("when.opening", quarters=situation.quarters)
    scenario, quarter = session.playing().scenario, situation.quarter - 1
    year, fiscal = words.fiscal(scenario.start_date, quarter)
    return words(
        "when.quarter.fiscal", quarter=situation.quarter, quarters=situation.quarters, week=situation.quarter_start,
        months=words.period(scenario.start_date, quarter), end=situation.last_week, year=str(year), fiscal=fiscal,
    )  # fmt: skip


def key_figure(figure: KeyFigure, words: Words) -> str:
    """Return one key figure as HTML: value, verdict as arrow and word, what is left, base case."""
    lines: list[tuple[str, str]] = []
    if figure.change is not None and figure.better is not None:
        arrow, verdict = ("▲", "better") if figure.better else ("▼", "worse")
        change = words(f"key.{figure.kpi}.{'up' if figure.change > 0 else 'down'}", change=abs(figure.change))
        lines.append((verdict, f"{arrow} {words(f'key.{verdict}', change=change)}"))
    elif figure.change is not None:
        lines.append(("same", words("key.same")))
    if figure.quarters_left is not None:
        lines.append(("same", words("key.cash.left", number=round(figure.quarters_left))))
    if figure.base is not None:
        lines.append(("base", words(f"key.{figure.kpi}.base", value=figure.base)))
    name, value = words(f"key.{figure.kpi}"), words(f"key.{figure.kpi}.value", value=figure.value)
    below = "".join(f'<dd class="{kind}">{escape(text)}</dd>' for kind, text in lines)
    return f'<div><dt>{escape(name)}</dt><dd class="value">{escape(value)}</dd>{below}</div>'


@st.fragment
def small_pictures(situation: Situation, words: Words) -> None:
    """Draw race, adoption by stack and approval queue side by side."""
    colours = palette.of_theme(session.theme())
    with st.container(key="firstpictures" if situation.opening else "laterpictures"), st.container(key="pictures"):
        columns = st.columns(len(PICTURES), gap="medium")
    for column, (name, title_of, draw, table_of, kpi) in zip(columns, PICTURES, strict=True):
        with column:
            found = title_of(situation)
            title = words(found.key, **found.values)
            side = gallery.side_note(situation, words, name == "queue" or (name == "race" and not situation.sees_rivals))
            measure = words(f"{name}.measure", side=side, **charts.measured(name, situation))
            frame.heading(title, measure)
            figure = None if name == "queue" and situation.queue.empty else draw(situation, colours, words)
            alt = f"{title}. {measure}" + (f": {charts.queue_told(situation, words)}" if name == "queue" else "")
            frame.chart(figure, key=name, alt=alt, empty=words("queue.none"))
            gallery.buttons(table_of(situation, words), title, name, words, kpi)
