"""The first screen: the question, one company after two plans, and the situations one can start from."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import session
from ui.pictures import gallery, organisation_map
from ui.screens import frame
from ui.session import front, guide
from ui.words import Words

QUESTION, PICTURE = 6, 9
LARGEST_SEED = 9999
FIRST = "base"
"""The situation that the first button begins."""


def screen() -> None:
    """Draw the screen."""
    words = session.words()
    with st.container(key="start"):
        question, picture = st.columns([QUESTION, PICTURE], gap="large")
    with question:
        seed = ways_in(words)
    with picture:
        two_plans(words)
    situations(seed, words)


def ways_in(words: Words) -> int:
    """Draw the question and the ways into a game; return the seed chosen."""
    frame.markup(f'<h1 class="question">{escape(words("start.question"))}</h1>')
    frame.markup(f'<p class="lead">{escape(words("start.lead"))}</p>')
    back = go_on(words)
    with st.container(horizontal=True, key="begin"):
        begin = st.button(words("start.play"), type="secondary" if back else "primary", key="play")
        plan = st.button(words("start.plan"), key="try")
    st.caption(words("start.promise"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="ways"):
        with st.popover(words("run.open"), type="tertiary", key="open-run"):
            frame.open_run_file(words, leave=True)
        with st.popover(words("start.luck", seed=front.seed()), type="tertiary", key="luck"):
            seed = st.number_input(
                words("start.seed"), 0, LARGEST_SEED, help=words("start.seed.help"), key=front.seed_key(), width=160
            )
    if session.just_opened():
        session.go("play")
    if begin or plan:
        session.start(FIRST, int(seed))
        if begin:
            guide.begin()
        session.go("play" if begin else "whatif")
    return int(seed)


def go_on(words: Words) -> bool:
    """Draw the way back into the game in play, else into the one this browser played last; return whether there is one."""
    game, found = session.game(), session.remembered()
    if game is not None:
        scenario, played, token = game.scenario.name, game.quarter, ""
    elif found is not None:
        token, scenario, played = found
    else:
        return False
    label = words("start.continue", scenario=frame.scenario_words(scenario, words)[0], number=played)
    if st.button(label, type="primary", key="continue") and (not token or session.take_up(token)):
        session.go("play")
    return True


def two_plans(words: Words) -> None:
    """Draw the same company under the same luck after two plans."""
    frame.heading(words("start.pictures"))
    with st.container(key="twoplans"):
        columns = st.columns(2, gap="small")
    for column, plan in zip(columns, front.plans(), strict=True):
        with column:
            situation = front.ended(plan)
            shares = {name: situation.now(name) for name in ("internal_adoption", "third_party_share", "rogue_share")}
            title, told = words(f"start.plan.{plan}"), words("start.shares", **shares)
            data = organisation_map.map_data(
                situation, words, f"ending {plan}", words("sentence.named", name=title, said=told)
            )
            organisation_map.draw(data | {"quiet": True}, key=f"ending-{plan}")
            frame.markup(f'<div class="finding"><h4>{escape(title)}</h4><p class="measure">{escape(told)}</p></div>')
    stacks_key(words)


def stacks_key(words: Words) -> None:
    """Draw the marks of the stacks with their names."""
    marks = {"central": "●", "legacy": "○", "third": "■", "rogue": "▲"}
    pieces = ""
    for kind, figures in marks.items():
        said = escape(words(f"stack.{kind}"))
        pieces += f'<span><i class="{kind}" aria-hidden="true">{figures}</i> {said}</span>'
    frame.markup(f'<p class="stacks-key">{escape(words("start.key"))} {pieces}</p>')


def situations(seed: int, words: Words) -> None:
    """Draw the gallery of situations; a click begins one."""
    told = {name: frame.scenario_words(name, words) for name in session.scenarios()}
    with st.container(key="situations"):
        title, said = escape(words("start.situations", number=len(told))), escape(words("start.situations.note"))
        frame.markup(f'<header class="gallery-head"><h2>{title}</h2><p class="measure">{said}</p></header>')
        chosen = gallery.draw(gallery.gallery_data(told, front.alone(), words), key="gallery")
    if chosen in told:
        session.start(str(chosen), seed)
        session.go("play")
    frame.data_buttons(front.alone_table(words, told), words("start.situations", number=len(told)), "situations", words)
