"""The left margin of a quarter: news, the board's memo, what is coming, the last bets."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from ui import coming, news, session, telling
from ui.coming import Flag
from ui.screens import frame
from ui.session import bets, pictures
from ui.situation import Situation
from ui.words import Words

if TYPE_CHECKING:
    from model.bets import Bet

NEWS_SHOWN = 5
STEM, STEP = 16, 17
"""Height of the lowest flag's stem and of one level more, px on a laptop."""
REM = 16
"""What the size of the page's letters is on a laptop, px: heights grow with it."""


def draw(situation: Situation, words: Words) -> None:
    """Draw the margin; at the opening, the situation one finds in place of news."""
    if situation.opening:
        title, dilemma = frame.scenario_words(session.playing().scenario.name, words)
        frame.aside(title, [dilemma, words("opening.how")])
    else:
        news_list(situation, words)
        board_memo(situation, words)
    what_is_coming(situation, words)
    bets_told(words)


def news_list(situation: Situation, words: Words) -> None:
    """Draw the foremost news of the quarter; the rest waits behind a button."""
    items = [item for item in news.items(situation, words) if item.key not in (news.MEMO, *news.OF_THE_MEMO)]
    shown = "".join(news_item(item, words) for item in news.foremost(items, NEWS_SHOWN))
    shown = shown or f'<p class="empty">{escape(words("news.none"))}</p>'
    frame.markup(f'<section class="aside"><h2>{escape(words("news.since"))}</h2>{shown}</section>')
    if len(items) > NEWS_SHOWN:
        with st.popover(words("news.all", number=len(items)), type="tertiary", key="all-news"):
            frame.markup(f'<section class="aside">{"".join(news_item(item, words) for item in items)}</section>')


def news_item(item: news.Item, words: Words) -> str:
    """Return one piece of news as HTML."""
    week = escape(words("map.week", week=item.week + 1))
    return f'<article class="news {item.role}"><p class="week">{week}</p><p>{escape(item.text)}</p></article>'


def board_memo(situation: Situation, words: Words) -> None:
    """Draw the board's memo as a quoted paragraph: what it weighs, and what presses on it."""
    memo = pictures.memo()
    pressing = [item.text for item in news.items(situation, words) if item.key in news.PRESSURE]
    if not memo and not pressing:
        return
    line = escape(words(f"memo.{memo['goal']}", weight=memo["weight"])) if memo else ""
    said = escape(words("memo.weight", weight=memo["weight"], goal=words(f"goal.{memo['goal']}"))) if memo else ""
    lines = f"<blockquote>{line}</blockquote><p>{said}</p>" if memo else ""
    lines += "".join(f"<p>{escape(text)}</p>" for text in pressing)
    frame.markup(f'<section class="aside memo"><h2>{escape(words("memo.title"))}</h2>{lines}</section>')


def what_is_coming(situation: Situation, words: Words) -> None:
    """Draw the weeks ahead as an axis with flags, then what is announced for no known week."""
    flags, open_ended = coming.flags(situation, words), coming.undated(situation, words)
    if session.over():
        return
    height = STEM + STEP * max((flag.level for flag in flags), default=0) + 4
    pieces = "".join(_flag(flag, words) for flag in flags) + _quarters(situation, words)
    rest = "".join(f"<p>{escape(words('coming.undated', card=card))}</p>" for card in open_ended)
    title = escape(words("coming.title"))
    frame.markup(
        f'<section class="aside coming"><h2>{title}</h2>'
        f'<div class="axis" style="height:calc({height:d}rem / {REM:d})"><ul>{pieces}</ul></div>' + rest + "</section>"
    )


def _flag(flag: Flag, words: Words) -> str:
    side, role = "left" if flag.left else "right", flag.role
    stem, place = STEM + STEP * flag.level, 100 * flag.place
    week = escape(words("map.week", week=flag.week + 1))
    return (
        f'<li class="flag {role} {side}" style="left:{place:.1f}%;height:calc({stem:d}rem / {REM:d})" title="{week}">'
        f'<span>{escape(flag.text)}<span class="spoken">, {week}</span></span></li>'
    )


def _quarters(situation: Situation, words: Words) -> str:
    pieces = ""
    for number, start in coming.quarters(situation):
        place, said = 100 * start, escape(words("chart.quarter", quarter=number))
        pieces += f'<li class="quarter" style="left:{place:.1f}%" aria-hidden="true">{said}</li>'
    return pieces


def bets_told(words: Words) -> None:
    """Draw how the bets of the last quarter came out: the range as a bar, the outcome as a dot, on the bet's own track."""
    told = bets.outcomes()
    last = [(bet, came) for quarter, bet, came in told if quarter == session.playing().quarter - 1]
    if not last:
        return
    shown = "".join(_bet(bet, came, words) for bet, came in last)
    held = sum(bet.holds(came) for _, bet, came in told)
    said = escape(words("bet.held", held=held, all=len(told)))
    title = escape(words("bet.report"))
    frame.markup(f'<section class="aside lastbets"><h2>{title}</h2>{shown}<p class="note">{said}</p></section>')


def _bet(bet: Bet, came: float, words: Words) -> str:
    least, most = bets.track(bet, came)
    low, high, outcome = (telling.figure(bet.kpi, value, words) for value in (bet.low, bet.high, came))
    bare, _ = telling.figures_from_to(bet.kpi, bet.low, bet.high, words)
    start, end, dot = (100 * (min(max(value, least), most) - least) / (most - least) for value in (bet.low, bet.high, came))
    name, holds = telling.figure_name(bet.kpi, words), bet.holds(came)
    score = telling.change(bet.kpi, bet.score(came), words, unit=False).lstrip("+")
    line = escape(words("bet.range", kpi=name, low=bare, high=high))
    said = escape(words("bet.came.inside" if holds else "bet.came.outside", came=outcome))
    title = escape(words("bet.inside" if holds else "bet.outside", kpi=name, low=low, high=high, came=outcome, score=score))
    width = max(end - start, 1.0)
    return (
        f'<div class="bet" role="img" aria-label="{title}" title="{title}"><p><span>{line}</span> <b>{said}</b></p>'
        f'<div class="track"><i style="left:{start:.1f}%;width:{width:.1f}%"></i><b style="left:{dot:.1f}%"></b></div></div>'
    )
