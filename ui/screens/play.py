"""The screen of a quarter: the finding, the organisation, what happened, and the desk where one decides."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import charts, finding, news, palette, session, telling
from ui.finding import KeyFigure
from ui.naming import spelt
from ui.pictures import organisation_map
from ui.screens import desk, frame, guide
from ui.session import bets
from ui.situation import Situation
from ui.words import Words

NEWS_SHOWN = 6
WIDE, DESK = 62, 30
ASIDE, MIDDLE = 18, 44
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
    session.just_played()
    situation = session.situation()
    header(situation, words)
    with st.container(key="table"):
        wide, desk_column = st.columns([WIDE, DESK], gap="medium")
    with wide:
        aside, middle = st.columns([ASIDE, MIDDLE], gap="medium")
        with aside:
            what_happened(situation, words)
        with middle:
            guide.at("map", words)
            organisation(situation, words)
        small_pictures(situation, words)
    with desk_column, st.container(border=True, key="desk"):
        desk.draw()
    note = words("footnote.truth" if situation.truth else "footnote.seen")
    frame.markup(f'<p class="footnote">{escape(note)}</p>')


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
    frame.markup(
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
    guide.at("report", words)
    frame.aside(
        words("report.title"), [words(f.key, **spelt(situation, f.values, words)) for f in finding.report(situation)]
    )
    bets_told(words)
    if st.button(words("report.why"), type="tertiary", key="to-why"):
        session.go("why")
    news_list(situation, words)


def bets_told(words: Words) -> None:
    """Say how the bets of the last quarter came out, and how often all bets held."""
    told = bets.outcomes()
    last = [(bet, outcome) for quarter, bet, outcome in told if quarter == session.playing().quarter - 1]
    if not last:
        return
    lines = []
    for bet, outcome in last:
        low, high, came = (telling.figure(bet.kpi, value, words) for value in (bet.low, bet.high, outcome))
        name, score = telling.figure_name(bet.kpi, words), telling.change(bet.kpi, bet.score(outcome), words, unit=False)
        key = "bet.inside" if bet.holds(outcome) else "bet.outside"
        lines.append(words(key, kpi=name, low=low, high=high, came=came, score=score.lstrip("+")))
    held = sum(bet.holds(outcome) for _, bet, outcome in told)
    frame.aside(words("bet.report"), [*lines, words("bet.held", held=held, all=len(told))])


def news_list(situation: Situation, words: Words) -> None:
    """Draw the foremost news of the quarter; the rest waits behind a button."""
    items = news.items(situation, words)
    shown = "".join(news_item(item, words) for item in news.foremost(items, NEWS_SHOWN))
    shown = shown or f'<p class="empty">{escape(words("news.none"))}</p>'
    frame.markup(f'<section class="aside"><h2>{escape(words("news.title"))}</h2>{shown}</section>')
    if len(items) > NEWS_SHOWN:
        with st.popover(words("news.all", number=len(items)), type="tertiary", key="all-news"):
            frame.markup(f'<section class="aside">{"".join(news_item(item, words) for item in items)}</section>')


def news_item(item: news.Item, words: Words) -> str:
    """Return one piece of news as HTML."""
    week = escape(words("map.week", week=item.week + 1))
    return f'<article class="news {item.role}"><p class="week">{week}</p><p>{escape(item.text)}</p></article>'


def organisation(situation: Situation, words: Words) -> None:
    """Draw the organisation map with its week scrubber, and the switch between what is seen and what is true."""
    found = finding.map_title(situation)
    title = words(found.key, **spelt(situation, found.values, words))
    with st.container(key="figures-switch"):
        st.segmented_control(
            words("figures.label"), ["seen", "truth"], format_func=lambda side: words(f"figures.{side}"),
            required=True, key=session.truth_key(), label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
    frame.heading(title, words("map.measure", side=side_note(situation, words)))
    alt = words("map.alt", finding=title, week=situation.last_week)
    organisation_map.draw(organisation_map.map_data(situation, words, session.token(), alt), key="map")
    organisation_data(situation, title, words)


@st.fragment
def organisation_data(situation: Situation, title: str, words: Words) -> None:
    """Draw the map's data buttons; opening the table redraws nothing else."""
    frame.data_buttons(organisation_map.map_table(situation, words), title, "organisation", words)


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
            side = side_note(situation, words, exact=name == "race" and not situation.sees_rivals)
            measure = words(f"{name}.measure", side=side, **charts.measured(name, situation))
            frame.heading(title, measure)
            figure = None if name == "queue" and situation.queue.empty else draw(situation, colours, words)
            frame.chart(figure, key=name, alt=f"{title}. {measure}", empty=words("queue.none"))
            frame.data_buttons(table_of(situation, words), title, name, words)


def side_note(situation: Situation, words: Words, exact: bool = False) -> str:
    """Say whether a picture shows what the CEO sees or what is true (`exact`: it has no other side)."""
    return words("side.truth" if situation.truth or exact else "side.seen")
