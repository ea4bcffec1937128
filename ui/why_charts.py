"""The charts of the page that says why: the waterfall and what a team weighed, each with its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui import axis, telling
from ui.palette import Palette
from ui.plotting import GAP, TEXT, add_lines, add_notes, canvas
from ui.sketch import Sketch, bar_trace
from ui.words import Words

if TYPE_CHECKING:
    from experiments.why import Row, Waterfall, Weighing

ROW = 30  # px
MOST_ROWS = 14
LONG_MARK = 7
"""Marks of an axis with more characters than this would touch: every other one is left out."""
STACKS = ("legacy", "central", "third", "rogue")


def shown_rows(waterfall: Waterfall) -> list[Row]:
    """Return the rows in the order they are drawn: decisions by size, then events; those that do least fall away."""
    rows = [row for row in waterfall.rows if abs(row.contribution) > 0 or len(waterfall.rows) <= MOST_ROWS]
    largest = sorted(rows, key=lambda row: -abs(row.contribution))[:MOST_ROWS]
    return sorted(largest, key=lambda row: (row.piece.kind == "event", -abs(row.contribution)))


def waterfall_chart(waterfall: Waterfall, mechanisms: bool, palette: Palette, words: Words) -> go.Figure:
    """Draw what leads from nothing decided to the game: a bar a piece, hatched where it lowered the figure."""
    rows, kpi = shown_rows(waterfall), waterfall.kpi
    starts, level = [], waterfall.base
    for row in rows:
        starts.append(level)
        level += row.contribution
    figure = Sketch()
    sizes = [row.contribution for row in rows]
    colours = [palette.third if row.piece.kind == "event" else palette.own for row in rows]
    figure.add_trace(
        bar_trace(
            x=sizes, base=starts, y=list(range(1, len(rows) + 1)), orientation="h", width=0.62, hoverinfo="skip",
            marker={"color": colours, "line": {"color": colours, "width": 1},
                    "pattern": {"shape": ["/" if size < 0 else "" for size in sizes], "fgcolor": colours,
                                "bgcolor": palette.paper, "fgopacity": 1, "size": 6}},
        )
    )  # fmt: skip
    edges = [waterfall.base, waterfall.total, *starts, *(s + d for s, d in zip(starts, sizes, strict=True))]
    low, high = min(edges), max(edges)
    finest = telling.finest(kpi, max(abs(low), abs(high)), words)
    still = high - low < telling.finest(kpi, high - low, words, difference=True)  # an axis would say nothing
    pad = max(0.04 * (high - low), finest)
    notes: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for place, value, colour in ((0, waterfall.base, palette.base), (len(rows) + 1, waterfall.total, palette.ink)):
        bar = {"color": colour, "width": 7}
        lines.append({"x0": value, "x1": value, "y0": place - 0.34, "y1": place + 0.34, "line": bar})
        notes.append(_at(value, place, f"<b>{telling.figure(kpi, value, words)}</b>", palette.ink, 10))
    for place, (row, start) in enumerate(zip(rows, starts, strict=True), start=1):
        after, edge = start + row.contribution, {"color": palette.edge, "width": 1}
        lines.append({"x0": start, "x1": start, "y0": place - 1.31, "y1": place - 0.31, "line": edge})
        text = telling.change(kpi, row.contribution, words, unit=False)
        error = telling.change(kpi, row.error, words, unit=False).lstrip("+") if row.error == row.error else ""
        told = f"<b>{text}</b>" + (f" ±{error}" if error and row.error > 0 else "")
        notes.append(_at(max(start, after), place, told, palette.ink2, 6))
    add_lines(figure, lines)
    add_notes(figure, notes)
    names = [
        words("why.base.mechanisms" if mechanisms else "why.base"),
        *(telling.piece_title(row.piece, words) for row in rows),
        words("why.total"),
    ]
    canvas(figure, palette)
    figure.update_layout(height=ROW * len(names) + 30, margin={"l": 8, "r": 74, "t": 4, "b": 22}, barmode="overlay")
    marks = [] if still else axis.written(kpi, low - pad, high + 5 * pad, words)
    if max((len(text) for _, text in marks), default=0) > LONG_MARK:
        marks = marks[::2]
    figure.update_xaxes(range=[low - pad, high + 5 * pad], gridcolor=palette.rule, zeroline=False, fixedrange=True,
                        tickvals=[value for value, _ in marks], ticktext=[text for _, text in marks])  # fmt: skip
    figure.update_xaxes(tickangle=0)
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6], automargin=True, fixedrange=True,
        ticklabelstandoff=GAP, showgrid=False, zeroline=False, tickfont={"size": TEXT, "color": palette.ink},
    )  # fmt: skip
    return figure.done()


def waterfall_alt(found: Waterfall, title: str, words: Words) -> str:
    """Return the waterfall as a sentence."""
    rows = words("list.comma").join(
        f"{telling.piece_title(row.piece, words)} {telling.change(found.kpi, row.contribution, words)}"
        for row in shown_rows(found)
    )
    base, total = (telling.figure(found.kpi, value, words) for value in (found.base, found.total))
    return f"{title}. {words('why.base')} {base}; {rows}; {words('why.total')} {total}."


def waterfall_table(waterfall: Waterfall, words: Words) -> pd.DataFrame:
    """Return the data of the waterfall: a row a piece, in order of time."""
    return pd.DataFrame(
        {
            words("why.when"): [telling.piece_when(row.piece, words) for row in waterfall.rows],
            words("why.piece"): [telling.piece_name(row.piece, words) for row in waterfall.rows],
            words("why.contribution"): [row.contribution for row in waterfall.rows],
            words("why.error"): [row.error for row in waterfall.rows],
            words("why.alone"): [row.alone for row in waterfall.rows],
            words("why.without"): [-row.last for row in waterfall.rows],
        }
    )


def weighing_chart(found: Weighing, palette: Palette, words: Words) -> go.Figure:
    """Draw how likely each option was for a team, from nothing on, the likeliest first, with what it was worth."""
    worth = np.array(found.worth)
    order = sorted(range(len(worth)), key=lambda i: -worth[i] if np.isfinite(worth[i]) else np.inf)
    told = [
        f"<b>{words.percent(found.chance[i])}</b> · {words.number(worth[i], 2, signed=True)}"
        if np.isfinite(worth[i])
        else words("why.team.unavailable")
        for i in order
    ]
    names = [f"<b>{words(f'stack.{STACKS[i]}')}</b>" if i == found.chosen else words(f"stack.{STACKS[i]}") for i in order]
    figure = Sketch(
        bar_trace(
            x=[100 * found.chance[i] if np.isfinite(worth[i]) else 0.0 for i in order], y=list(range(len(order))),
            orientation="h", width=0.6, text=told, textposition="outside",
            cliponaxis=False, hoverinfo="skip", textfont={"size": TEXT, "color": palette.ink},
            marker={"color": [getattr(palette, STACKS[i]) for i in order]},
        )
    )  # fmt: skip
    canvas(figure, palette)
    figure.update_layout(height=36 * len(order) + 16, margin={"l": 8, "r": 110, "t": 4, "b": 4})
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, max(100 * max(found.chance), 1.0)])
    figure.update_yaxes(tickvals=list(range(len(order))), ticktext=names, range=[len(order) - 0.4, -0.6],
                        automargin=True, ticklabelstandoff=GAP, showgrid=False, zeroline=False, fixedrange=True,
                        tickfont={"size": TEXT, "color": palette.ink})  # fmt: skip
    return figure.done()


def weighing_table(found: Weighing, words: Words) -> pd.DataFrame:
    """Return what a team weighed: a row an option."""
    return pd.DataFrame(
        {
            words("table.stack"): [words(f"stack.{option}") for option in STACKS],
            words("why.team.worth"): list(found.worth),
            words("why.team.chance"): list(found.chance),
        }
    )


def _at(x: float, y: float, text: str, colour: str, shift: int) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "xanchor": "left", "xshift": shift, "font": {"size": TEXT, "color": colour}}
