"""The screen that tries a plan out: levers that answer while they are dragged, and all that moves with them."""

from __future__ import annotations

import time
from functools import partial
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from model.decisions import DESKS, LEVERS, Value
from model.kpis import KPIS, NAMES
from ui import controls, plan_findings, session, telling
from ui.pictures import fan, lever
from ui.screens import frame
from ui.session import whatif as trial
from ui.words import Words

ELSE = ("rogue_share", "frontier_gap_months", "disruption", "attrition", "cash", "decision_latency", "cloud_ai_revenue")
"""Figures beside the large one; the first six that are not it are shown."""
SMALL_PICTURES = 6
GOAL = 0.60
"""What the board wants of adoption."""
EVERY = 0.9  # seconds between two looks for futures that have come


def screen() -> None:
    """Draw the screen, or the way to a first game."""
    words = session.words()
    if session.game() is None:
        notes = (words("whatif.none.note"), words("whatif.none.sees"))
        if frame.nothing("whatif", words("whatif.none"), notes, words("whatif.begin"), "whatif-begin"):
            session.start("base", 0)
            st.rerun()
        return
    table()


@st.fragment
def table() -> None:
    """Draw levers and pictures: this part alone runs while a lever is dragged.

    The plan is played meanwhile, so all that does not depend on it comes first.
    """
    began, words = time.perf_counter(), session.words()
    trial.ask_ahead()
    with st.container(key="whatifhead"):
        told, acts = st.columns([66, 34], vertical_alignment="bottom")
    with st.container(key="whatiftable"):
        left, middle, right = st.columns([25, 44, 23], gap="large")
    with acts, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        ways_on(words)
    with left:
        names = choice_of_levers(words)
        drawn = st.container(key="whatiflevers")
    with middle:  # the style sheet names these: on a tablet the picture stays while the levers pass under it
        kpi = choice_of_figure(words)
        course, apart, buttons, plan = (st.container(key=f"whatif{name}") for name in ("course", "apart", "data", "plan"))
    with buttons:
        name = telling.figure_name(kpi, words)
        frame.data_buttons(lambda: weekly(kpi, trial.mine(), trial.base(), words), name, "whatif", words)
    with right:
        frame.heading(words("whatif.else"), words("whatif.else.measure"), level=2)
    mine, base = trial.mine(), trial.base()
    bands = trial.bands(kpi)
    with told:
        headline(kpi, mine, base, bands, words)
    with course:
        large_picture(kpi, mine, base, bands, words)
    with apart:
        difference(kpi, mine, base, bands, words)
    with plan:
        plan_table(words)
    with right:
        what_else(kpi, mine, base, words)
    spent = round(1000 * (time.perf_counter() - began))
    note = words("whatif.footnote", ms=spent, filled=trial.filled(), all=trial.LUCKS)
    frame.markup(f'<p class="footnote">{escape(note)}</p>')
    with drawn:  # last: a lever that hears of its move knows that all pictures have been drawn
        levers(names, words)
    trial.shown()
    st.fragment(run_every=EVERY if trial.filled() < trial.LUCKS else None)(filling)()  # its clock begins with a move


def filling() -> None:
    """Fill the bands in behind; redraw when there is something to see."""
    if trial.fill():
        st.rerun()


def headline(kpi: str, mine: Any, base: Any, bands: trial.Bands | None, words: Words) -> None:
    """Draw the finding with its number."""
    said = plan_findings.headline(kpi, mine.series(kpi), base.series(kpi), bands, words)
    kicker = words("whatif.kicker", first=trial.since() + 1, last=trial.quarters())
    frame.markup(f'<p class="kicker">{escape(kicker)}</p><h1>{escape(said)}</h1>')


def ways_on(words: Words) -> None:
    """Draw what can be done with the plan."""
    plan = trial.plan()
    st.button(words("whatif.reset"), key="whatif-reset", disabled=not plan, on_click=trial.reset)
    st.download_button(
        words("whatif.save"), data=trial.run_text, file_name="plan.toml", mime=frame.RUN_FILE_MIME, on_click="ignore",
        key="whatif-save", disabled=not plan,
    )  # fmt: skip
    if trial.since() == session.playing().quarter:
        nothing = not plan.get(trial.since())
        if st.button(words("whatif.play"), type="primary", key="whatif-play", disabled=nothing):
            trial.to_the_desk()
            session.go("play")


def choice_of_figure(words: Words) -> str:
    """Draw the choice of the figure in the large picture; return it."""
    st.selectbox(
        words("whatif.kpi"), list(NAMES), key=trial.key("kpi", "internal_adoption"), persist_state="session",
        format_func=lambda name: telling.figure_name(name, words), label_visibility="collapsed",
    )  # fmt: skip
    return str(trial.chosen("kpi", "internal_adoption"))


def choice_of_levers(words: Words) -> list[str]:
    """Draw the quarter on the table and the search; return the levers found."""
    since, quarters = trial.since(), trial.quarters()
    when, find = st.columns(2, vertical_alignment="bottom")
    when.selectbox(
        words("whatif.quarter"), list(range(since + 1, quarters + 1)), key=trial.quarter_key(),
        format_func=lambda q: words("whatif.quarter.from", quarter=q),
    )  # fmt: skip
    sought = find.text_input(
        words("whatif.find"), key=trial.key("find", ""), placeholder=words("whatif.find"), label_visibility="collapsed"
    )
    number = len(trial.changed())
    chosen = st.segmented_control(
        words("desk.which"), ["main", "changed", "all"], required=True, key=trial.key("which", "main"),
        label_visibility="collapsed", format_func=lambda w: words(f"whatif.which.{w}", number=number),
    )  # fmt: skip
    desk = DESKS[0]
    if chosen == "all" and not sought:  # a desk at a time: the pictures stay beside the lever that moves them
        desk = st.selectbox(
            words("whatif.desk"), DESKS, key=trial.key("desk", desk), format_func=lambda name: words(f"desk.{name}"),
            label_visibility="collapsed",
        )  # fmt: skip
    return found(str(sought or ""), str(chosen), str(desk), words)


def levers(names: list[str], words: Words) -> None:
    """Draw the levers found, and what of the plan was refused."""
    if not names:
        frame.markup(f'<p class="empty">{escape(words("whatif.find.none"))}</p>')
    for name in names:
        key = trial.lever_key(name)
        lever.draw(name, trial.planned(name), trial.base_value(name), key, words, partial(trial.moved, name, key))
    refused = [sentence for sentences in trial.mine().refused.values() for sentence in sentences]
    frame.refusal(refused, words)


def found(sought: str, which: str, desk: str, words: Words) -> list[str]:
    """Return the levers to show: those whose name or desk holds the words sought, else those of the choice or the desk."""
    if sought.strip():
        part = sought.strip().lower()
        return [n for n, lv in LEVERS.items() if part in f"{words(f'lever.{n}')} {words(f'desk.{lv.desk}')}".lower()]
    if which == "changed":
        return trial.changed()
    return list(controls.MAIN) if which == "main" else [n for n in LEVERS if LEVERS[n].desk == desk]


def large_picture(kpi: str, mine: Any, base: Any, bands: trial.Bands | None, words: Words) -> None:
    """Draw the large picture of a figure."""
    since, band = trial.weeks_before(), (bands or (None, None))[0]
    measure = words("whatif.measure.band" if band else "whatif.measure", kpi=telling.figure_name(kpi, words),
                    number=trial.filled())  # fmt: skip
    goal = GOAL if kpi == "internal_adoption" else None
    frame.heading(plan_findings.course(kpi, mine.series(kpi), since, words, goal), measure)
    alt = told(kpi, mine, base, words)
    fan.draw(fan.fan_data(kpi, mine.series(kpi), base.series(kpi), band, since, words, alt, goal=goal), key="fan")


def difference(kpi: str, mine: Any, base: Any, bands: trial.Bands | None, words: Words) -> None:
    """Draw the difference of a figure from the base case."""
    since, band = trial.weeks_before(), (bands or (None, None))[1]
    apart = mine.series(kpi) - base.series(kpi)
    finding = plan_findings.difference(kpi, apart, band, since, words)
    frame.heading(finding, words("whatif.difference.measure", unit=telling.change_unit(kpi, words)))
    alt = told(kpi, mine, base, words)
    data = fan.fan_data(kpi, apart, np.zeros_like(apart), band, since, words, alt, fan.LOW, difference=True)
    fan.draw(data, key="difference")


def told(kpi: str, mine: Any, base: Any, words: Words) -> str:
    """Return where a figure ends, with the plan and in the base case, in words."""
    end, usual = (telling.figure(kpi, float(run.series(kpi)[-1]), words) for run in (mine, base))
    return words("whatif.alt", kpi=telling.figure_name(kpi, words), end=end, base=usual)


def weekly(kpi: str, mine: Any, base: Any, words: Words) -> pd.DataFrame:
    """Return the large picture's data: a row a week."""
    return pd.DataFrame(
        {
            words("table.week"): np.arange(1, len(mine.kpis) + 1),
            words("whatif.plan"): mine.series(kpi),
            words("chart.base"): base.series(kpi),
        }
    )


def what_else(kpi: str, mine: Any, base: Any, words: Words) -> None:
    """Draw small pictures of the other figures, each with a verdict in words."""
    others = [name for name in ELSE if name != kpi][:SMALL_PICTURES]
    fan.draw_also([small_picture(other, mine, base, words) for other in others], words, key="also")


def small_picture(kpi: str, mine: Any, base: Any, words: Words) -> dict[str, Any]:
    """Return a figure's small picture and the words beside it."""
    end, end_base = float(mine.series(kpi)[-1]), float(base.series(kpi)[-1])
    name, value = telling.figure_name(kpi, words), telling.figure(kpi, end, words)
    usual = telling.figure(kpi, end_base, words)
    band, apart_band = trial.bands(kpi) or (None, None)
    kind, verdict = judged(kpi, 0.0 if value == usual else end - end_base, apart_band, words)
    said = {"name": name, "value": value, "kind": kind, "verdict": verdict, "base": words("whatif.base", value=usual)}
    alt = f"{name}: {value}, {said['base']}{', ' if verdict else ''}{verdict}"
    lines = (mine.series(kpi), base.series(kpi), band, trial.weeks_before())
    return {"words": said, "picture": fan.fan_data(kpi, *lines, words, alt, fan.SMALL)}


def judged(kpi: str, apart: float, band: plan_findings.Band | None, words: Words) -> tuple[str, str]:
    """Return the verdict on a difference: its kind, and arrow and words; no words as long as only one luck is known."""
    if band is None:
        return "same", ""
    if abs(apart) < 1e-9 or not plan_findings.side(band) or KPIS[kpi].better == "neither":
        return "same", words("whatif.verdict.same")
    better = (plan_findings.side(band) > 0) == (KPIS[kpi].better == "higher")
    kind = "better" if better else "worse"
    return kind, f"{'▲' if better else '▼'} {words(f'whatif.verdict.{kind}')}"


def plan_table(words: Words) -> None:
    """Draw the plan quarter by quarter: what stands, in bold what differs from the base case."""
    names = trial.changed()
    if not names:
        frame.markup(f'<p class="empty">{escape(words("whatif.plan.none"))}</p>')
        return
    quarters = range(trial.since(), trial.quarters())
    mine, base = trial.mine().levers, trial.base().levers
    pieces = "".join(f"<th>{escape(words('chart.quarter', quarter=q + 1))}</th>" for q in quarters)
    lines = ""
    for name in names:
        cells = "".join(_cell(name, mine[q][name], base[q][name], words) for q in quarters)
        said = escape(words(f"lever.{name}"))
        lines += f"<tr><td>{said}</td>" + cells + "</tr>"
    title, said = escape(words("whatif.plan.title")), escape(words("whatif.plan.note"))
    frame.markup(
        f'<section class="plan"><h3>{title}</h3><p class="measure">{said}</p>'
        f'<div class="scroll"><table><tr><th></th>{pieces}</tr>{lines}</table></div></section>'
    )


def _cell(name: str, value: Value, usual: Value, words: Words) -> str:
    shown = escape(telling.value_text(LEVERS[name], value, words, unit=False))
    return f"<td>{shown}</td>" if value == usual else f"<td><b>{shown}</b></td>"
