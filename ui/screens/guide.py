"""The guide through a first quarter: one sentence at a time, in the place it speaks of."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import session
from ui.screens import frame
from ui.session import guide
from ui.words import Words


def at(place: str, words: Words) -> None:
    """Draw the step that belongs to `place`, if it is that step's turn."""
    guide.notice()
    if guide.step() != place:
        return
    with st.container(key=f"led-{place}"):
        count = words("guide.count", step=guide.number(), steps=len(guide.STEPS))
        share = session.situation().now("internal_adoption")
        said = words(f"guide.{place}", share=share)
        frame.markup(f'<div class="guide" role="status"><p class="step">{escape(count)}</p><p>{escape(said)}</p></div>')
        with st.container(horizontal=True, gap="small"):
            if place not in ("lever", "commit"):  # those end by what the player does
                label = words("guide.done" if place == "report" else "guide.next")
                st.button(label, key=f"guide-next-{place}", on_click=guide.go_on)
            if place != "report":
                st.button(words("guide.skip"), key=f"guide-skip-{place}", type="tertiary", on_click=guide.skip)
