"""The report of a quarter: what happened, what surprised, what was decided and why, who reacted with which reason."""

from __future__ import annotations

import streamlit as st

from model.decisions import LEVERS
from ui import finding, quarter_told, session, telling
from ui.finding import Finding
from ui.naming import spelt
from ui.screens import frame, guide
from ui.session import bets, pictures
from ui.situation import Situation
from ui.words import Words


def draw(situation: Situation, words: Words) -> None:
    """Draw the four parts of the report, two and two."""
    guide.at("report", words)
    frame.heading(words("report.heading", quarter=situation.quarter), words("report.measure", side=_side(situation, words)))
    with st.container(key="report"):
        left, right = st.columns(2, gap="medium")
    with left:
        frame.aside(words("report.title"), [_said(f, situation, words) for f in finding.report(situation)])
        reactions(situation, words)
    with right:
        frame.aside(words("report.surprised"), surprises(situation, words))
        decisions(situation, words)


def surprises(situation: Situation, words: Words) -> list[str]:
    """Return what came otherwise than bet or expected, each with its largest part."""
    last = [(bet, came) for quarter, bet, came in bets.outcomes() if quarter == situation.quarter - 1]
    sentences: list[str] = []
    for found in quarter_told.surprises(situation, last):
        text = _said(found, situation, words)
        if found.key.startswith("because.") and sentences:  # the largest part belongs to the sentence before
            sentences[-1] = words("sentence.join").join([sentences[-1], text])
        else:
            sentences.append(text)
    return sentences


def reactions(situation: Situation, words: Words) -> None:
    """Draw who reacted."""
    told = [_said(found, situation, words) for found in quarter_told.reacted(situation, pictures.reactions())]
    frame.aside(words("report.reacted"), told or [words("report.reacted.none")])


def decisions(situation: Situation, words: Words) -> None:
    """Draw what was decided, and the way to what it did."""
    moved = [
        words("report.lever", lever=words(f"lever.{lever}"), change=_change(lever, before, after, words))
        for lever, before, after in quarter_told.decided(situation)
    ]
    frame.aside(words("report.decided"), moved or [words("report.decided.none")])
    with st.container(horizontal=True, gap="small", key="report-data"):
        if st.button(words("report.why"), type="tertiary", key="to-why"):
            session.go("why")


def _change(lever: str, before: object, after: object, words: Words) -> str:
    values = (telling.value_text(LEVERS[lever], value, words) for value in (before, after))
    return words("lever.change", **dict(zip(("before", "after"), values, strict=True)))


def _said(found: Finding, situation: Situation, words: Words) -> str:
    """Return a sentence of the report; the values of a figure are written in its unit."""
    values = spelt(situation, found.values, words)
    kpi = values.get("kpi")
    if kpi:
        for name in ("low", "high", "came", "now", "before", "base"):
            if name in values:
                values[name] = telling.figure(kpi, values[name], words)
        values["kpi"] = telling.figure_name(kpi, words)
    return words(found.key, **values)


def _side(situation: Situation, words: Words) -> str:
    return words("side.truth" if situation.truth else "side.seen")
