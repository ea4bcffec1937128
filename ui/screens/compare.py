"""Two to four runs of the tree compared: over one another, and each against the first: gap, decisions, first weeks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from model.decisions import LEVERS
from ui import gap_findings, palette, session, telling, tree_charts
from ui.naming import team_label
from ui.screens import frame
from ui.session import pairs, tree
from ui.words import UNKNOWN, Words

if TYPE_CHECKING:
    from experiments.lineage import Pairs

MOST_CHANGES = 12


def draw(names: Sequence[str], words: Words) -> None:
    """Draw the choice of runs, each against the first, and the one shown against it in full."""
    chooser(names, words)
    laid = tree.laid()
    if len(laid) > 2:
        each(names, words)
    found = pairs.shown()
    with st.container(key="treecompare"):
        # a run alone has nothing it differs from, and its picture gets the room
        over, apart, *differs = st.columns([2, 1] if found is None else 3, gap="large")
    with over:
        overlay(laid, words)
    with apart:
        gap(found, words, alone=len(names) < 2)
    if found is not None:
        with differs[0]:
            decisions(laid[0], laid[tree.against()], words)


def chooser(names: Sequence[str], words: Words) -> None:
    """Draw the choice of runs; one that is chosen bears the letter and the colour of its line."""
    letters = dict(zip(tree.laid(), tree_charts.LETTERS, strict=False))
    labels = [f"**{letters[i]}** {frame.plain(name)}" if i in letters else frame.plain(name) for i, name in enumerate(names)]
    with st.container(key="treechoose"):
        st.pills(
            words("tree.compared"), list(range(len(names))), key=tree.compared_key(), selection_mode="multi",
            format_func=labels.__getitem__, on_change=tree.choose,
        )  # fmt: skip
        frame.style("".join(map(_edge, tree.laid(), tree_charts.COLOURS)))
        if tree.full():
            frame.refusal([words("tree.full", number=tree.MOST_COMPARED)], words)


def _edge(index: int, colour: str) -> str:
    """Return the style of a chosen run: the colour of its line at the left."""
    line = f"var(--{colour.replace('_', '-')})"
    return f".stApp .st-key-treechoose button:nth-of-type({index + 1}) {{ border-left: 6px solid {line}; }}"


def each(names: Sequence[str], words: Words) -> None:
    """Draw a row for every run against the first one, and the choice of the one that is shown in full."""
    kpi, laid = tree.kpi(), tree.laid()
    every = [pairs.of(place) for place in range(1, len(laid))]
    with st.container(key="treeeach"):
        frame.heading(gap_findings.each(every, kpi, words), words("tree.each.measure", kpi=telling.figure_name(kpi, words)))
        titles = [words(f"tree.each.{head}") for head in ("here", "mean", "interval", "pairs", "week")]
        pieces = "".join(f"<th>{escape(title)}</th>" for title in titles)
        lines = "".join(
            _row(f"{tree_charts.LETTERS[place]} {names[laid[place]]}", found, laid[place], kpi, words)
            for place, found in enumerate(every, 1)
        )
        html = f"<table><tr><th></th>{pieces}</tr>{lines}</table>"
        frame.markup(f'<section class="plan each"><div class="scroll">{html}</div></section>')
        st.segmented_control(
            words("tree.against"), list(range(1, len(laid))), key=tree.against_key(), required=True,
            format_func=lambda place: words("tree.apart", run=tree_charts.LETTERS[place]), label_visibility="collapsed",
        )  # fmt: skip


def _row(name: str, found: Pairs, index: int, kpi: str, words: Words) -> str:
    """Return a run against the first one: the gap here, its mean and interval under other lucks, the first week apart."""
    end, here = found.end(kpi), float(found.difference(kpi)[0, -1])
    _, weeks = tree.differences(tree.laid()[0], index)
    known = end.count > 1
    ends = {"low": telling.change(kpi, end.low, words, unit=False), "high": telling.change(kpi, end.high, words, unit=False)}
    cells = (
        words("tree.each.at", change=telling.change(kpi, here, words), quarter=found.quarters),
        telling.change(kpi, end.mean, words) if known else UNKNOWN,
        words("whatif.label.band", **ends) if known else UNKNOWN,
        words.number(found.played),
        words("map.week", week=min(weeks.values()) + 1) if weeks else words("tree.each.never"),
    )
    return f"<tr><td>{escape(name)}</td>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def overlay(laid: list[int], words: Words) -> None:
    """Draw the runs over one another."""
    kpi = tree.kpi()
    series, base, name = [tree.series(i, kpi) for i in laid], tree.base_series(kpi), telling.figure_name(kpi, words)
    measure = words("tree.over.measure", kpi=name)
    frame.heading(over_title(series, words), measure)
    chart = tree_charts.overlay(series, base, kpi, palette.of_theme(session.theme()), words) if series else None
    frame.chart(chart, key="overlay", alt=measure, empty=words("tree.choose"))
    if series:
        frame.data_buttons(tree_charts.overlay_table(series, base, words), name, "overlay", words)


def over_title(series: list[np.ndarray], words: Words) -> str:
    """Return the week in which the run shown and the first one part in the figure, or that they do not."""
    if len(series) < 2:
        return words("tree.over.one")
    one, other = series[0], series[tree.against()]
    weeks = min(len(one), len(other))
    apart, run = np.flatnonzero(one[:weeks] != other[:weeks]), tree_charts.LETTERS[tree.against()]
    return (
        words("tree.over.part", run=run, week=apart[0] + 1) if len(apart) else words("tree.over.same", run=run, week=weeks)
    )


def gap(found: Pairs | None, words: Words, alone: bool) -> None:
    """Draw the difference from the first run under other lucks, or how it comes about where the tree has one run."""
    kpi, place = tree.kpi(), tree.against()
    run = tree_charts.LETTERS[place]
    if found is None:
        title, note = (
            (words("tree.apart.none"), "tree.apart.none.note") if alone else (words("tree.apart", run=run), "tree.choose")
        )
        frame.heading(title, words(note))
        return
    band, title, unit = found.band(kpi), gap_findings.title(found, kpi, words), telling.change_unit(kpi, words)
    frame.heading(title, words("tree.apart.measure", run=run, number=found.played, unit=unit))
    chart = tree_charts.difference(*band, kpi, palette.of_theme(session.theme()), words, tree_charts.COLOURS[place])
    frame.chart(chart, key="apart", alt=title, empty="")
    frame.data_buttons(tree_charts.difference_table(*band, words), words("tree.difference"), "apart", words)


def decisions(one: int, other: int, words: Words) -> None:
    """Draw the decisions in which a run differs from the first one, and the first weeks in which anything does."""
    changes, weeks = tree.differences(one, other)
    side = tree_charts.LETTERS[tree.against()]
    frame.heading(words("tree.differs", number=len(changes)), words("tree.differs.measure", run=side))
    lines = ""
    for change in changes[:MOST_CHANGES]:
        shown = "".join(
            _cell(change.lever, *cell, words) for cell in zip((change.one, change.other), change.decided, strict=True)
        )
        week, said = escape(words("chart.quarter", quarter=change.quarter + 1)), escape(words(f"lever.{change.lever}"))
        lines += f"<tr><td>{said} · {week}</td>" + shown + "</tr>"
    if changes:
        frame.markup(
            f'<section class="plan decided"><table><tr><th></th><th>A</th><th>{side}</th></tr>{lines}</table></section>'
        )
    if len(changes) > MOST_CHANGES:
        st.caption(words("tree.more", number=len(changes) - MOST_CHANGES))
    html = first_weeks(one, other, weeks, words)
    frame.markup(f'<section class="plan partings">{html}</section>')


def _cell(lever: str, value: Any, decided: bool, words: Words) -> str:
    said = escape(telling.value_text(LEVERS[lever], value, words))
    return f"<td><b>{said}</b></td>" if decided else f"<td>{said}</td>"


def first_weeks(one: int, other: int, tables: dict[str, int], words: Words) -> str:
    """Return as HTML what differs first, week by week."""
    if not tables:
        return f"<h3>{escape(words('tree.same'))}</h3>"
    week = next(iter(tables.values()))
    where = words("list.comma").join(words(f"tree.table.{table}") for table, first in tables.items() if first == week)
    told = [
        (week, words("tree.parting.first", tables=where)),
        *((p.week, _parting(p, words)) for p in tree.partings(one, other)),
    ]
    lines = "".join(
        f"<tr><td>{escape(words('map.week', week=week + 1))}</td><td>{escape(said)}</td></tr>" for week, said in told
    )
    return f"<h3>{escape(words('tree.weeks'))}</h3><table>{lines}</table>"


def _parting(parting: Any, words: Words) -> str:
    one, other, run = parting.values["one"], parting.values["other"], tree_charts.LETTERS[tree.against()]
    if parting.kind == "queue":
        return words("tree.parting.queue", one=one, number=other, run=run)
    if parting.kind == "team":
        team = team_label(session.playing().organisation, parting.values["team"], words)
        return words("tree.parting.team", team=team, one=words(f"stack.{one}"), other=words(f"stack.{other}"))
    if parting.kind == "model":
        return words("tree.parting.model", one=one, other=other, run=run)
    kpi = parting.values["kpi"]
    told = [telling.figure(kpi, value, words) for value in (one, other)]
    return words("tree.parting.figure", kpi=telling.figure_name(kpi, words), one=told[0], other=told[1])
