"""The screen to learn from: guided tasks, the essay's claims as experiments, parameters, equations and terms."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import session
from ui.screens import claims, frame, reference, tasks
from ui.words import Words

TASKS, REST = 20, 70
TABS = {
    "claims": claims.draw,
    "parameters": reference.parameters,
    "equations": reference.equations,
    "glossary": reference.glossary,
}


def screen() -> None:
    """Draw the screen."""
    words = session.words()
    header(words)
    with st.container(key="learntable"):
        left, right = st.columns([TASKS, REST], gap="large")
    with right:
        tabs = st.tabs([words(f"learn.tab.{name}") for name in TABS], on_change="rerun", key="learntabs")
        for tab, draw in zip(tabs, TABS.values(), strict=True):
            if tab.open:
                with tab:
                    draw()
    with left:
        tasks.draw()


def header(words: Words) -> None:
    """Draw what has come out of the claims so far, and that it is provisional."""
    counts = claims.counts()
    told = [words(f"learn.count.{kind}", number=number) for kind, number in counts.items() if number]
    values = {"tried": sum(counts.values()), "all": claims.number(), "counts": words("list.comma").join(told)}
    headline = words("learn.headline", **values) if told else words("learn.headline.none")
    frame.markup(
        f'<header class="head"><div><p class="kicker">{escape(words("learn.kicker"))}</p><h1>{escape(headline)}</h1>'
        f'<p class="measure provisional">{escape(words("learn.provisional"))}</p></div></header>'
    )
