"""The part of the screen that says why in which anybody but a team is asked for its reason."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import decider_charts, palette, session
from ui.screens import frame
from ui.session import why as inquiry
from ui.words import Words


@st.fragment
def deciders(words: Words) -> None:
    """Draw why one researcher, head, rival, laboratory or review decided as it did, up to a week."""
    game = session.playing()
    organisation, rivals = game.organisation, game.world.market.rivals.names
    frame.heading(words("decider"), words("decider.measure"))
    asked = inquiry.decider_kinds()
    kinds, pick, when = st.columns([5, 5, 4])
    kind = kinds.selectbox(
        words("decider.kind"), asked, key=inquiry.key("decider", asked[0]), format_func=lambda k: words(f"decider.kind.{k}")
    )
    known = inquiry.deciders(kind)
    if not known:
        frame.markup(f'<p class="empty">{escape(words(f"decider.none.{kind}"))}</p>')
        return
    agent = pick.selectbox(
        words("decider.who"), known, key=inquiry.choice_key(f"decider:{kind}", known),
        format_func=lambda a: decider_charts.agent_label(kind, a, organisation, rivals, words),
    )  # fmt: skip
    week = when.slider(words("why.team.week"), 1, game.week, key=inquiry.week_key("decider"))
    found = inquiry.deciding(kind, int(agent), int(week))
    if found is None:
        frame.markup(f'<p class="empty">{escape(words("decider.none"))}</p>')
        return
    who = decider_charts.agent_label(kind, found.agent, organisation, rivals, words)
    did = decider_charts.option_label(kind, found.options[found.chosen], words)
    title = words("why.team.title", team=who, week=found.week, option=did)
    frame.heading(title, decider_charts.what_moved(found, words))
    chart = decider_charts.deciding_chart(found, palette.of_theme(session.theme()), words)
    frame.chart(chart, key="deciding", alt=title, empty="")
    frame.data_buttons(decider_charts.deciding_table(found, words), title, "deciding", words)
