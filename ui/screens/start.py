"""The first screen: the question, the situations one can start from, and the company as it is found."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import session
from ui.pictures import organisation_map
from ui.screens import frame
from ui.words import Words

QUESTION, PICTURE = 7, 9
LARGEST_SEED = 9999


def screen() -> None:
    """Draw the screen."""
    words = session.words()
    told = {name: frame.scenario_words(name, words) for name in session.scenarios()}
    with st.container(key="start"):
        question, picture = st.columns([QUESTION, PICTURE], gap="large")
    with question:
        scenario, seed = choice(told, words)
    with picture:
        as_found(scenario, told[scenario][0], seed, words)


def choice(told: dict[str, tuple[str, str]], words: Words) -> tuple[str, int]:
    """Draw the question and the way into a game; return the situation and the seed chosen."""
    frame.markup(f'<h1 class="question">{escape(words("start.question"))}</h1>')
    frame.markup(f'<p class="lead">{escape(words("start.lead"))}</p>')
    with st.container(horizontal=True, vertical_alignment="bottom", key="begin"):
        begin = st.button(words("start.play"), type="primary", key="play")
        seed = st.number_input(
            words("start.seed"),
            0,
            LARGEST_SEED,
            help=words("start.seed.help"),
            key="seed",
            width=150,
            persist_state="session",
        )
    with st.container(key="situations"):
        scenario = st.radio(
            words("start.situation"), list(told), key="situation", persist_state="session",
            format_func=lambda name: told[name][0], captions=[dilemma for _, dilemma in told.values()],
        )  # fmt: skip
    with st.popover(words("run.open"), type="tertiary", key="open-run"):
        frame.open_run_file(words)
    if begin:
        session.start(scenario, int(seed))
        session.go("play")
    return scenario, int(seed)


def as_found(scenario: str, title: str, seed: int, words: Words) -> None:
    """Draw the company in the first week of the situation chosen."""
    situation = session.preview(scenario, seed)
    finding = words("start.picture", scenario=title)
    frame.heading(finding, words("start.measure"))
    alt = words("start.alt", scenario=title)
    data = organisation_map.map_data(situation, words, f"preview {scenario} {seed}", alt)
    organisation_map.draw(data | {"scrubber": False}, key="preview")
    frame.data_buttons(organisation_map.map_table(situation, words), finding, "start", words)
