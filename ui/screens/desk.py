"""The desk: the levers, what they ask of the CEO, and the button that plays the quarter."""

from __future__ import annotations

from html import escape

import streamlit as st

from model.decisions import DESKS, LEVERS, Lever
from ui import controls, session, telling, tradeoff_words, verdict_words
from ui.pictures import commit_key
from ui.screens import frame, guide
from ui.session import bets, ending, pictures
from ui.words import Words


@st.fragment
def draw() -> None:
    """Draw the desk. It runs alone while levers move, and the whole page runs when a quarter is committed."""
    words = session.words()
    if session.just_played():  # the desk ran alone: everything else shows the quarter before
        st.rerun()
    if session.over():
        game_over(words)
        return
    with st.container(key="desk-head", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        frame.markup(f"<h2>{escape(words('desk.title'))}</h2>", width="content")
        st.segmented_control(
            words("desk.which"), ["main", "all"], required=True, key=session.desk_key(), persist_state="session",
            label_visibility="collapsed", format_func=lambda which: words(f"desk.{which}", number=len(LEVERS)),
        )  # fmt: skip
    guide.at("lever", words)
    if session.all_levers():
        every_desk(words)
    else:
        levers(controls.main_levers(), words)
    frame.markup(controls.attention_bar(*session.attention(), words))
    predictions(words)
    act(words)


def every_desk(words: Words) -> None:
    """Draw the search for a lever, and what it finds, or all levers, a tab for each desk."""
    st.text_input(
        words("whatif.find"), key=pictures.sought_key(), placeholder=words("whatif.find"), label_visibility="collapsed"
    )
    if pictures.sought():
        found = controls.found(pictures.sought(), words)
        levers(found, words)
        if not found:
            frame.markup(f'<p class="empty">{escape(words("whatif.find.none"))}</p>')
        return
    commit_key.draw("commit-key")
    tabs = st.tabs([words(f"desk.{name}") for name in DESKS], on_change="rerun", key="desks")
    for name, tab in zip(DESKS, tabs, strict=True):
        if tab.open:
            with tab:
                levers(controls.desk_levers(name), words)


def levers(shown: list[Lever], words: Words) -> None:
    """Draw the widgets of these levers; what was changed says what the change asks for."""
    draft, asked = session.draft(), pictures.tradeoffs()
    for lever in shown:
        key = session.lever_key(lever.name)
        before, value = draft.in_force[lever.name], draft.value(lever.name)
        note = tradeoff_words.told(asked[lever.name], before, value, words) if lever.name in asked else ""
        controls.draw_lever(lever, before, value, key, words, session.take_lever, note)


def predictions(words: Words) -> None:
    """Draw the two bets: between which values the figures will be seen when the quarter closes. Only what is bet counts."""
    guide.at("bet", words)
    frame.markup(f'<p class="bets"><b>{escape(words("bet.title"))}</b> {escape(words("bet.note"))}</p>')
    for kpi in bets.KPIS:
        _, least, most, step = bets.WIDE[kpi]
        low, high = telling.figures_from_to(kpi, *bets.shown(kpi), words)
        said = words("whatif.label.band" if bets.laid(kpi) else "bet.open", low=low, high=high)
        label = f"**{telling.figure_name(kpi, words)}** :gray[{said}]"
        st.slider(label, least, most, bets.first(kpi), step, key=session.bet_key(kpi), on_change=bets.moved, args=(kpi,))
    if not all(bets.laid(kpi) for kpi in bets.KPIS):
        st.button(words("bet.take"), type="tertiary", key="bet-take", on_click=bets.lay, args=bets.KPIS)


def act(words: Words) -> None:
    """Say what stands in the way of the draft, and draw the buttons that commit it or undo it."""
    guide.at("commit", words)
    refused = session.problems()
    frame.refusal([*refused, *session.said("commit")], words)
    if session.outcome() is not None:
        st.caption(words("over.stands"))
    with st.container(horizontal=True, gap="small", key="act"):
        label = words("desk.commit", quarter=session.playing().quarter + 1)
        st.button(
            label, type="primary", key="commit", disabled=bool(refused), shortcut="Ctrl+Enter", on_click=session.commit
        )
        unchanged = not session.draft().changes
        st.button(words("desk.reset"), key="reset", disabled=unchanged, on_click=session.forget_draft)


def game_over(words: Words) -> None:
    """Draw what remains to do when the last quarter is played."""
    frame.markup(f"<h2>{escape(words('over.title'))}</h2>")
    sentences = [said for said in (verdict_words.told(ending.verdict(), words), words("over.note")) if said]
    lines = "".join(f"<p>{escape(said)}</p>" for said in sentences)
    frame.markup(f'<section class="aside">{lines}</section>')
    with st.container(horizontal=True, gap="small", key="over-ways"):
        for screen in ("why", "report", "tree"):
            if st.button(words(f"over.{screen}"), type="primary" if screen == "why" else "secondary", key=f"over-{screen}"):
                session.go(screen)
        if st.button(words("over.again"), type="tertiary", key="again"):
            session.go("start")
