"""The screen of the report: what is in it, how far it is, the report itself, and the button that saves it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from ui import finding, session, verdict_words
from ui.screens import frame, play
from ui.session import ending, report
from ui.words import Words

BREATH, EVERY = 1.0, 1.2  # seconds of work, and between two moments of it
PREVIEW = 860  # px
HOLDS = ("course", "pictures", "decisions", "why", "road", "again")


def screen() -> None:
    """Draw the screen, or say that there is nothing to report yet."""
    words = session.words()
    if session.game() is None or not session.playing().quarter:
        notes = (words("report.screen.none.note"), words("report.screen.none.sees"))
        if frame.nothing("report", words("report.screen.none"), notes, words("why.to_play"), "report-to-play"):
            session.go("play" if session.game() is not None else "start")
        return
    header(words)
    with st.container(key="reporttable"):
        left, right = st.columns([30, 62], gap="large")
    with left:
        st.fragment(run_every=EVERY if report.under_way() else None)(act)()
        holds(words)
    with right:
        sheet(words)


def header(words: Words) -> None:
    """Draw how far the game has come, and what a report is for."""
    game = session.playing()
    kicker = words("report.screen.kicker", quarter=game.quarter, quarters=game.horizon)
    frame.markup(
        f'<header class="head"><div><p class="kicker">{escape(kicker)}</p>'
        f"<h1>{escape(words('report.screen.title'))}</h1></div></header>"
    )


def holds(words: Words) -> None:
    """Draw what the report holds."""
    named = [escape(words(f"report.screen.holds.{part}")) for part in HOLDS]
    items = "".join(f"<li>{said}</li>" for said in named)
    partial = "" if session.over() else f'<p class="measure">{escape(words("report.screen.partial"))}</p>'
    note = escape(words("report.screen.note"))
    frame.markup(f'<section class="aside holds"><p>{note}</p><ul>{items}</ul>{partial}</section>')


def act() -> None:
    """Draw the one thing to do now: make the report, stop, or save it; it is worked on while this is looked at."""
    words, making = session.words(), report.making()
    if making.failed:
        frame.refusal([words("report.screen.failed", reason=words.sentence(sentence)) for sentence in making.failed], words)
    elif report.under_way():
        under_way(words)
    elif making.debrief is None:
        if st.button(words("report.screen.make"), type="primary", key="report-make"):
            report.begin()
            st.rerun()
        st.caption(words("report.screen.wait"))
    else:
        ready(words)


def under_way(words: Words) -> None:
    """Draw how far each part is, then work a little."""
    debriefing = report.making().debriefing
    for stage, share in (debriefing.shares() if debriefing else {}).items():
        label = words("report.screen.doing", stage=words(f"report.screen.stage.{stage}"), done=min(share, 1.0))
        st.progress(min(share, 1.0), text=label)
    if st.button(words("report.screen.stop"), type="tertiary", key="report-stop"):
        report.stop()
        st.rerun()
    st.caption(words("report.screen.wait"))
    report.work(BREATH)
    if not report.under_way():
        st.rerun()


def ready(words: Words) -> None:
    """Draw the button that saves the report, and after a stop the way on."""
    game, text = session.playing(), report.text()
    name = words("run.file", scenario=game.scenario.name, quarter=game.quarter, seed=game.seed)
    st.download_button(
        words("report.screen.download"), data=text, file_name=f"{name}.html", mime="text/html", type="primary",
        on_click="ignore", key="report-save",
    )  # fmt: skip
    st.caption(words("report.screen.done", size=len(text.encode()) / 1000))
    if report.making().debriefing is not None:
        st.caption(words("report.screen.stopped"))
        if st.button(words("report.screen.go_on"), type="tertiary", key="report-go-on"):
            report.begin()
            st.rerun()


def sheet(words: Words) -> None:
    """Draw the report as it will open, or, until there is one, its first lines."""
    if report.making().debrief is not None:
        st.iframe(report.text(), height=PREVIEW, alt=words("report.screen.preview"))
        return
    situation, ended = replace(session.situation(), truth=True), session.outcome()
    found = finding.headline(situation) if ended is None else finding.outcome(situation, *ended)[:1]
    said = [words(f.key, **f.values) for f in found]
    if won := verdict_words.short(ending.verdict(), words):
        said.append(won)
    headline = words("sentence.join").join(said)
    title, dilemma = frame.scenario_words(session.playing().scenario.name, words)
    against = finding.against_base(situation)
    figures = "".join(play.key_figure(figure, words) for figure in finding.key_figures(situation))
    frame.markup(
        f'<div class="sheet"><p class="kicker">{escape(words("report.kind"))} · {escape(title)}</p>'
        f"<h2>{escape(headline)}</h2><p>{escape(words(against.key, **against.values))}</p><dl>{figures}</dl>"
        f"<p>{escape(dilemma)}</p></div>"
    )
