"""The screen that says why: what each decision and event did, which loops pulled, the story, and one team's reasons."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from model.kpis import NAMES
from model.links import LINKS
from model.parameter_set import known_parameters
from ui import loop_charts, mechanism_texts, palette, session, telling, why_charts
from ui.naming import team_label
from ui.pictures import loop_diagram
from ui.screens import frame, reference
from ui.screens.deciders import deciders
from ui.session import why as inquiry
from ui.words import Words

if TYPE_CHECKING:
    from experiments.why import Sentence, Strengths, Waterfall

EVERY = 1.2  # seconds between two looks at what has been worked out


def screen() -> None:
    """Draw the screen, or say that there is nothing to explain yet."""
    words = session.words()
    if session.game() is None or not session.playing().quarter:
        nothing_played(words)
        return
    with st.spinner(words("why.waiting")):
        found = inquiry.waterfall()
    header(found, words)
    with st.container(key="whytable"):
        left, right = st.columns(2, gap="large")
    with left:
        questions(words)
        refined = st.fragment(run_every=EVERY if inquiry.refining() else None)(explained)
        refined()
        team(words)
    with right:
        measured = st.fragment(run_every=None if inquiry.meter().done else EVERY)(loops)
        measured()
        deciders(words)
    frame.markup(f'<p class="footnote">{escape(words("why.footnote"))}</p>')


def nothing_played(words: Words) -> None:
    """Say that no quarter has been played, and offer the way to one."""
    notes = (words("why.none.note"), words("why.none.sees"))
    if frame.nothing("why", words("why.none"), notes, words("why.to_play"), "to-play"):
        session.go("play" if session.game() is not None else "start")


def header(found: Waterfall, words: Words) -> None:
    """Draw which figure is explained after which quarter, what did most, and the choice of the figure."""
    name = telling.figure_name(found.kpi, words)
    kicker = words("why.kicker", quarter=found.quarter, kpi=name)
    rows = sorted(found.rows, key=lambda row: -abs(row.contribution))
    if not rows or not rows[0].contribution:
        headline = words("why.still" if rows else "why.same", kpi=name)
    else:
        word = "up" if rows[0].contribution > 0 else "down"
        total, piece = telling.figure(found.kpi, found.total, words), telling.piece_title(rows[0].piece, words)
        headline = words(f"why.headline.{word}", kpi=name, total=total, piece=piece)
    with st.container(key="whyhead"):
        left, right = st.columns([62, 38], vertical_alignment="bottom")
    with left:
        frame.markup(f'<p class="kicker">{escape(kicker)}</p><h1>{escape(headline)}</h1>')
    with right:
        figures(words)


def figures(words: Words) -> None:
    """Draw the choice of the figure and of the quarter."""
    options = [*inquiry.FIGURES, inquiry.OTHER]
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
        st.segmented_control(
            words("why.kpi"), options, required=True, key=inquiry.key("kpi", options[0]), persist_state="session",
            format_func=lambda kpi: words(f"why.kpi.{kpi}"), label_visibility="collapsed",
        )  # fmt: skip
        if inquiry.kpi() not in inquiry.FIGURES:
            st.selectbox(
                words("why.kpi.other"), list(NAMES), key=inquiry.key("other", "score"), persist_state="session",
                format_func=lambda kpi: telling.figure_name(kpi, words), label_visibility="collapsed", width=220,
            )  # fmt: skip


def questions(words: Words) -> None:
    """Draw what is taken apart: decisions or mechanisms, after which quarter, and one quarter's levers one by one."""
    played = session.playing().quarter
    with st.container(key="whyquestions"):
        what, when, split = st.columns([52, 20, 28], vertical_alignment="bottom")
    with what:
        st.segmented_control(
            words("why.of"), ["decisions", "mechanisms"], key=inquiry.key("of", "decisions"), required=True,
            format_func=lambda kind: words(f"why.of.{kind}"), persist_state="session",
        )  # fmt: skip
    with when:
        st.selectbox(words("why.quarter"), list(range(1, played + 1)), key=inquiry.quarter_key())
    with split:
        if not inquiry.of_mechanisms():
            st.selectbox(
                words("why.split"), list(range(inquiry.quarter() + 1)), key=inquiry.key("detail", 0),
                format_func=lambda q: words("why.split.quarter", quarter=q) if q else words("why.split.none"),
            )  # fmt: skip


def explained() -> None:
    """Draw the waterfall and the story, which say the same at any time, and refine them while they are looked at."""
    words, refining = session.words(), inquiry.refining()
    if refining:
        inquiry.refine()
    waterfall(refining, words)
    story(words)
    if refining and not inquiry.refining():  # the rest of the page may say so now; asked last, as below
        st.rerun()


def waterfall(refining: bool, words: Words) -> None:
    """Draw the waterfall, and how far it has been refined."""
    found, mechanisms = inquiry.waterfall(), inquiry.of_mechanisms()
    title = waterfall_title(found, mechanisms, words)
    unit = telling.change_unit(found.kpi, words)
    frame.heading(title, words("why.waterfall.measure", kpi=telling.figure_name(found.kpi, words), unit=unit))
    chart = why_charts.waterfall_chart(found, mechanisms, palette.of_theme(session.theme()), words)
    frame.changing_chart(chart, key="waterfall-turns", alt=why_charts.waterfall_alt(found, title, words))
    progress(found, refining, words)
    frame.data_buttons(why_charts.waterfall_table(found, words), title, "waterfall", words)


def waterfall_title(found: Waterfall, mechanisms: bool, words: Words) -> str:
    """Return what decisions and events did together."""
    if not any(row.contribution for row in found.rows):
        return words("why.waterfall.title.none")
    if mechanisms:
        return words("why.waterfall.title.mechanisms", change=telling.change(found.kpi, found.total - found.base, words))
    sums = {kind: sum(r.contribution for r in found.rows if r.piece.kind == kind) for kind in ("decisions", "event")}
    told = {kind: telling.change(found.kpi, value, words) for kind, value in sums.items()}
    return words("why.waterfall.title", decisions=told["decisions"], events=told["event"])


def progress(found: Waterfall, refining: bool, words: Words) -> None:
    """Draw how many orders were played, and the button that stops or goes on."""
    if not found.rows:
        return
    all_pairs = inquiry.explanation().most_pairs
    if found.exact:
        st.caption(words("why.orders.exact"))
        return
    text = words("why.orders", pairs=found.pairs, all=all_pairs) if found.pairs else words("why.orders.first")
    with st.container(horizontal=True, vertical_alignment="center", key="whyprogress"):
        if refining:
            st.progress(inquiry.explanation().share, text=text, width=380)
        else:
            st.caption(text)
        if refining or inquiry.stopped():
            label = words("why.go_on" if inquiry.stopped() else "why.stop")
            if st.button(label, key="why-stop", type="tertiary"):
                inquiry.stop()
                st.rerun()


def loops() -> None:
    """Draw the causal loops and their shares, measuring a quarter at a time."""
    words, meter, measuring = session.words(), inquiry.meter(), not inquiry.meter().done
    if measuring:
        inquiry.measure()
    with st.container():  # always there, so that the pictures below it keep their place
        if not meter.done:
            wait = words("why.loops.wait", done=meter.measured, all=meter.quarters)
            st.progress(meter.measured / meter.quarters, text=wait)
    loop_pictures(meter.strengths(), words)
    if measuring and meter.done:  # asked last, else nothing would stand here until the page is drawn again
        st.rerun()


def loop_pictures(strengths: Strengths, words: Words) -> None:
    """Draw the causal loops, and how their shares went; without any pull, the loops alone."""
    kpi = inquiry.kpi()
    leading = loop_charts.leading(strengths, kpi)
    name = telling.figure_name(kpi, words)
    if not leading:
        title = words("why.loops.none" if inquiry.meter().done else "why.loops.none.yet", kpi=name)
        frame.heading(title, words("why.loops.none.measure"))
        opened = loop_diagram.draw(loop_diagram.diagram_data(strengths, kpi, words, title), key="loops")
        if opened:
            open_loop(opened, words)
        return
    title = loops_title(strengths, kpi, words)
    frame.heading(title, words("why.loops.measure", kpi=name))
    data = loop_diagram.diagram_data(strengths, kpi, words, title)
    opened = loop_diagram.draw(data, key="loops")
    if opened:
        open_loop(opened, words)
    told = loop_charts.drive_told(strengths, kpi, words) or ""  # a loop pulls, see above
    frame.heading(told, words("why.shares.measure", kpi=name))
    chart = loop_charts.shares_chart(strengths, kpi, palette.of_theme(session.theme()), words)
    frame.chart(chart, key="shares", alt=told, empty=words("why.loops.none", kpi=name))
    frame.data_buttons(loop_charts.shares_table(strengths, kpi, words), told, "loops", words)


def loops_title(strengths: Strengths, kpi: str, words: Words) -> str:
    """Say which loop pulls most in the last quarter, or, where none does then, which one pulled most before."""
    last = strengths.shares(kpi)[:, -1]
    loop = strengths.loops[int(last.argmax()) if last.any() else loop_charts.leading(strengths, kpi)[0]]
    key = "why.loops.title" if last.any() else "why.loops.title.before"
    return words(key, loop=words(f"loop.{loop}"), quarter=strengths.values.shape[1])


def open_loop(name: str, words: Words) -> None:
    """Open a loop: what it is, its equations and parameters, and what the game would be without its mechanism."""
    st.dialog(words(f"loop.{name}"), width="large")(lambda: loop_details(name, words))()


def loop_details(name: str, words: Words) -> None:
    """Draw one loop's kind, its steps, where it is cut, the switch, equations, parameters and sources."""
    link, kpi = LINKS[name], inquiry.kpi()
    steps = " → ".join(words(f"node.{step}") for step in (*link.steps, link.steps[0]))
    st.markdown(f"**{steps}**")
    st.write(words("why.loop.reinforcing" if link.reinforcing else "why.loop.balancing"))
    if st.toggle(words("why.loop.switch"), key=f"off:{name}"):
        with st.spinner(words("why.waiting")):
            off = inquiry.without(link.switch, kpi)
        on = session.playing().kpis[kpi]
        st.info(
            words(
                "why.loop.off", mechanism=words(f"switch.{link.switch}"), kpi=telling.figure_name(kpi, words),
                off=telling.figure(kpi, off, words), on=telling.figure(kpi, on, words),
            )
        )  # fmt: skip
    st.caption(words("why.loop.held", held=words(f"why.held.{name}"), place=link.place))
    columns = [words(f"parameters.{column}") for column in ("name", "value", "unit", "source")]
    for mechanism in link.mechanisms:
        with st.expander(words("why.loop.equations", mechanism=words(f"mechanism.{mechanism}"))):
            frame.markup(mechanism_texts.as_html(mechanism, words))
            known = [d for path, d in known_parameters().items() if path.startswith(f"{mechanism}.")]
            if known:
                st.caption(words("why.loop.parameters"))
                st.dataframe(reference.parameter_table(known, words)[columns], hide_index=True)


def story(words: Words) -> None:
    """Draw the story: sentences, each with the place where its numbers stand."""
    sentences = inquiry.story()
    if not sentences:
        return
    organisation = session.playing().organisation
    lines = "".join(_sentence(sentence, organisation, words) for sentence in sentences)
    frame.markup(f'<section class="story"><h2>{escape(words("why.story"))}</h2>{lines}</section>')


def _sentence(sentence: Sentence, organisation: Any, words: Words) -> str:
    line, found = escape(telling.told(sentence, organisation, words)), sentence.evidence
    if found is None:
        return f"<p>{line}</p>"
    places = {
        "row": lambda: words("why.evidence.row", number=found.place[0] + 1),
        "waterfall": lambda: words("why.evidence.waterfall"),
        "loops": lambda: words("why.evidence.loops", quarter=found.place[1] + 1),
        "weighing": lambda: words("why.evidence.weighing", week=found.place[1]),
    }
    said = escape(words("sentence.named", name=words("why.evidence"), said=places[found.where]()))
    return f'<p>{line} <span class="evidence">{said}</span></p>'


@st.fragment
def team(words: Words) -> None:
    """Draw why one team chose as it did, up to a week."""
    game = session.playing()
    organisation = game.organisation
    frame.heading(words("why.team"), words("why.team.measure"))
    pick, when = st.columns([5, 4])
    number = pick.selectbox(
        words("why.team.pick"), list(range(len(organisation.team_names))), key=inquiry.key("team", inquiry.telling_team()),
        format_func=lambda t: team_label(organisation, t, words),
    )  # fmt: skip
    week = when.slider(words("why.team.week"), 1, game.week, key=inquiry.week_key())
    found = inquiry.weighing(int(number), int(week))
    if found is None:
        frame.markup(f'<p class="empty">{escape(words("why.team.none"))}</p>')
        return
    option = words(f"stack.{found.options[found.chosen]}")
    title = words("why.team.title", team=team_label(organisation, found.team, words), week=found.week, option=option)
    wait = telling.figure("decision_latency", found.wait, words)
    before = words(f"stack.{found.options[found.before]}")
    told = [("why.team.before", before), ("why.team.wait", wait)]
    frame.heading(title, " · ".join(words("sentence.named", name=words(key), said=said) for key, said in told))
    frame.chart(
        why_charts.weighing_chart(found, palette.of_theme(session.theme()), words), key="weighing", alt=title, empty=""
    )
    frame.data_buttons(why_charts.weighing_table(found, words), title, "weighing", words)
