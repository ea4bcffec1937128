"""The screen of a quarter: the finding, the organisation, what happened, and the desk where one decides."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from ui import charts, finding, palette, session
from ui.finding import KeyFigure
from ui.pictures import organisation_map
from ui.screens import desk, frame
from ui.situation import Situation
from ui.words import Words

NEWS_SHOWN = 6
WIDE, DESK = 62, 30
ASIDE, MIDDLE = 18, 44
ROLE_OF_NEWS = {"event": "event", "rival": "event", "market": "event", "card": "event", "team": "rogue", "own": "own"}
PICTURES = (
    ("race", finding.race_title, charts.race, charts.race_table),
    ("stacks", finding.stacks_title, charts.stacks, charts.stacks_table),
    ("queue", finding.queue_title, charts.queue, charts.queue_table),
)


def screen() -> None:
    """Draw the screen, or the way to a first game."""
    words = session.words()
    if session.game() is None:
        nothing_open(words)
        return
    situation = session.situation()
    header(situation, words)
    with st.container(key="table"):
        wide, desk_column = st.columns([WIDE, DESK], gap="large")
    with wide:
        aside, middle = st.columns([ASIDE, MIDDLE], gap="medium")
        with aside:
            what_happened(situation, words)
        with middle:
            organisation(situation, words)
        small_pictures(situation, words)
    with desk_column, st.container(border=True, key="desk"):
        desk.draw()
    note = words("footnote.truth" if situation.truth else "footnote.seen")
    st.html(f'<p class="footnote">{escape(note)}</p>')


def nothing_open(words: Words) -> None:
    """Say that no game is open, and offer the way to one."""
    frame.heading(words("play.none"), words("play.none.note"), level=1)
    if st.button(words("play.none.act"), type="primary", key="to-start"):
        session.go("start")


def header(situation: Situation, words: Words) -> None:
    """Draw where and when we are, the finding as a headline, and three key figures."""
    ended = session.outcome()
    found = finding.headline(situation) if ended is None else finding.outcome(situation, *ended)
    headline = words("sentence.join").join(words(f.key, **f.values) for f in found)
    figures = "".join(key_figure(figure, words) for figure in finding.key_figures(situation))
    st.html(
        f'<header class="head"><div><p class="kicker">{escape(when(situation, words))}</p>'
        f"<h1>{escape(headline)}</h1></div><dl>{figures}</dl></header>"
    )


def when(situation: Situation, words: Words) -> str:
    """Say which quarter the page shows."""
    if situation.opening:
        return words("when.opening", quarters=situation.quarters)
    return words(
        "when.quarter", quarter=situation.quarter, quarters=situation.quarters, week=situation.quarter_start,
        months=words.period(session.playing().scenario.start_date, situation.quarter - 1), end=situation.last_week,
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


def what_happened(situation: Situation, words: Words) -> None:
    """Draw the report of the quarter and its news; at the opening, the situation one finds."""
    if situation.opening:
        title, dilemma = frame.scenario_words(session.playing().scenario.name, words)
        frame.aside(title, [dilemma, words("opening.how")])
        return
    frame.aside(words("report.title"), [words(f.key, **f.values) for f in finding.report(situation)])
    news(situation, words)


def news(situation: Situation, words: Words) -> None:
    """Draw the latest news of the quarter; the rest waits behind a button."""
    items = [news_item(row, words) for row in situation.news.to_dict("records")]
    shown = "".join(items[:NEWS_SHOWN]) or f'<p class="empty">{escape(words("news.none"))}</p>'
    st.html(f'<section class="aside"><h2>{escape(words("news.title"))}</h2>{shown}</section>')
    if len(items) > NEWS_SHOWN:
        with st.popover(words("news.all", number=len(items)), type="tertiary", key="all-news"):
            st.html(f'<section class="aside">{"".join(items)}</section>')


def news_item(row: dict[Any, Any], words: Words) -> str:
    """Return one piece of news as HTML."""
    role = ROLE_OF_NEWS.get(str(row["kind"]), "plain")
    week = words("map.week", week=int(row["week"]) + 1)
    text = words(row["key"], **row["values"])
    return f'<article class="news {role}"><p class="week">{escape(week)}</p><p>{escape(text)}</p></article>'


def organisation(situation: Situation, words: Words) -> None:
    """Draw the organisation map with its week scrubber, and the switch between what is seen and what is true."""
    found = finding.map_title(situation)
    title = words(found.key, **found.values)
    with st.container(key="figures-switch"):
        st.segmented_control(
            words("figures.label"), ["seen", "truth"], format_func=lambda side: words(f"figures.{side}"),
            required=True, key=session.truth_key(), label_visibility="collapsed",
        )  # fmt: skip
    frame.heading(title, words("map.measure", side=side_note(situation, words)))
    alt = words("map.alt", finding=title, week=situation.last_week)
    organisation_map.draw(organisation_map.map_data(situation, words, session.token(), alt), key="map")
    organisation_data(situation, words)


@st.fragment
def organisation_data(situation: Situation, words: Words) -> None:
    """Draw the map's data buttons; opening the table redraws nothing else."""
    frame.data_buttons(organisation_map.map_table(situation, words), "organisation", words)


@st.fragment
def small_pictures(situation: Situation, words: Words) -> None:
    """Draw race, adoption by stack and approval queue side by side."""
    colours = palette.of_theme(session.theme())
    with st.container(key="pictures"):
        columns = st.columns(len(PICTURES), gap="medium")
    for column, (name, title_of, draw, table_of) in zip(columns, PICTURES, strict=True):
        with column:
            found = title_of(situation)
            title = words(found.key, **found.values)
            side = side_note(situation, words)
            measure = words(f"{name}.measure", side=side, **charts.measured(name, situation))
            frame.heading(title, measure)
            figure = None if name == "queue" and situation.queue.empty else draw(situation, colours, words)
            frame.chart(figure, key=name, alt=f"{title}. {measure}", empty=words("queue.none"))
            frame.data_buttons(table_of(situation, words), name, words)


def side_note(situation: Situation, words: Words) -> str:
    """Say whether a picture shows what the CEO sees or what is true."""
    return words("side.truth" if situation.truth else "side.seen")
