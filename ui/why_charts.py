"""The charts of the page that says why: waterfall, shares of the loops, what a team weighed; each with its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui import axis, telling
from ui.palette import Palette
from ui.plotting import BOTTOM, GAP, SMALL, TEXT, TOP, Label, add_lines, add_notes, canvas, label_ends
from ui.sketch import Sketch, Trace, bar_trace, scatter_trace
from ui.words import Words

if TYPE_CHECKING:
    from experiments.why import Row, Strengths, Waterfall, Weighing

ROW = 30  # px
MOST_ROWS = 14
MOST_LOOPS = 5
LOOP_COLOURS = ("tencent", "run_d", "third", "run_b", "frontier")
"""Of the areas, by strength; not those that say in the diagram which way a loop pulls."""
NAMED_FROM = 12.0
"""Share, per cent, from which a loop that has no label at the end is named within its area."""
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
    figure.update_xaxes(range=[low - pad, high + 5 * pad], gridcolor=palette.rule, zeroline=False, fixedrange=True,
                        tickvals=[value for value, _ in marks], ticktext=[text for _, text in marks])  # fmt: skip
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


def leading(strengths: Strengths, kpi: str) -> list[int]:
    """Return the loops that pull at a figure at all, the strongest first."""
    pull = np.abs(np.nan_to_num(strengths.of(kpi))).max(axis=1) if strengths.values.shape[1] else np.zeros(0)
    return [int(i) for i in np.argsort(-pull, kind="stable") if pull[i] > 0]


def drivers(strengths: Strengths, kpi: str) -> tuple[str, str, int] | None:
    """Return the loop that pulls most at last, the one that did before it ("" if none), and since which quarter (from 0)."""
    size = np.abs(np.nan_to_num(strengths.of(kpi)))
    pulled = np.flatnonzero(size.max(axis=0) > 0) if size.shape[1] else []
    if not len(pulled):
        return None
    most = [int(i) for i in size[:, pulled].argmax(axis=0)]
    since = next((k for k in range(len(most), 0, -1) if most[k - 1] != most[-1]), 0)
    before = strengths.loops[most[since - 1]] if since else ""
    return strengths.loops[most[-1]], before, int(pulled[since])


def drive_told(strengths: Strengths, kpi: str, words: Words) -> str | None:
    """Say which loop drove, which one before it, since when and up to when; None where none pulled at all."""
    found = drivers(strengths, kpi)
    if found is None:
        return None
    now, before, since = found
    key = "changed" if before else "since" if since else "same"
    told = {"now": words(f"loop.{now}"), "before": words(f"loop.{before}") if before else "", "quarter": since + 1}
    said = words(f"why.shares.{key}", **told)
    last = int(np.flatnonzero(strengths.shares(kpi).any(axis=0))[-1]) + 1
    return said if last == strengths.values.shape[1] else words("why.shares.ended", said=said, quarter=last)


def shares_chart(strengths: Strengths, kpi: str, palette: Palette, words: Words) -> go.Figure | None:
    """Draw the loops' shares of the pull by quarter as stacked areas, the strongest loop at the bottom."""
    loops = leading(strengths, kpi)[:MOST_LOOPS]
    if not loops:
        return None
    shares = 100 * strengths.shares(kpi)
    quarters, first = shares.shape[1], int(np.argmax(shares.sum(axis=0) > 0))
    others = 100 * (shares.sum(axis=0) > 0) - shares[loops].sum(axis=0)
    layers = [(shares[loop], LOOP_COLOURS[place]) for place, loop in enumerate(loops)]
    figure, labels, below = Sketch(), [], 0.0
    for heights, colour in [*layers, (np.maximum(others, 0.0), "base")]:
        figure.add_trace(_layer(heights[first:], first, getattr(palette, colour), palette))
    for place, loop in enumerate(loops):
        top = float(shares[loop, -1])
        if top >= 1:
            text = f"{words(f'loop.{strengths.loops[loop]}')} {words.number(top)}"
            labels.append(Label(below + top / 2, text, palette.shade(LOOP_COLOURS[place]), place == 0))
        below += top
        if top < 1:
            _name_inside(figure, shares[loops[: place + 1]], words(f"loop.{strengths.loops[loop]}"), palette)
    canvas(figure, palette)
    figure.update_layout(barmode="stack", bargap=0.04, margin={"l": 32, "r": 168, "t": TOP, "b": BOTTOM})
    figure.update_yaxes(range=[0, 100], tickvals=[0, 50, 100], gridcolor=palette.rule, zeroline=False, fixedrange=True)
    figure.update_xaxes(
        fixedrange=True, tickfont={"size": SMALL, "color": palette.ink3}, showgrid=False, zeroline=False,
        range=[-0.5, quarters - 0.5],
        tickvals=list(range(quarters)), ticktext=[words("chart.quarter", quarter=q + 1) for q in range(quarters)],
    )  # fmt: skip
    _say_level(figure, shares.sum(axis=0) > 0, words("why.shares.level"), palette)
    label_ends(figure, labels, (0, 100))
    return figure.done()


def _say_level(figure: Sketch, pulled: np.ndarray, text: str, palette: Palette) -> None:
    """Say in each stretch of quarters without any pull that there was none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], pulled, [True]]).astype(int)))
    for first, after in edges.reshape(-1, 2):
        figure.add_annotation(
            x=(first + after - 1) / 2, y=50, text=text.replace(" | ", "<br>"), showarrow=False,
            font={"size": SMALL, "color": palette.ink3},
        )  # fmt: skip


def _name_inside(figure: Sketch, stacked: np.ndarray, name: str, palette: Palette) -> None:
    """Write a loop's number into the top one of some areas, where that is highest."""
    quarter = int(stacked[-1].argmax())
    height = float(stacked[-1, quarter])
    if height >= NAMED_FROM:
        figure.add_annotation(
            x=quarter, y=float(stacked[:, quarter].sum()) - height / 2, text=f"<b>{name.split()[0]}</b>", showarrow=False,
            font={"size": SMALL, "color": palette.paper},
        )  # fmt: skip


def _layer(heights: np.ndarray, first: int, colour: str, palette: Palette) -> Trace:
    """Return one loop's layer from quarter `first` on: an area up to the last one's end, a column for a single quarter."""
    if len(heights) == 1:
        return bar_trace(
            x=[first], y=heights, marker={"color": colour, "line": {"color": palette.paper, "width": 1}}, hoverinfo="y"
        )
    x = [first - 0.5, *range(first, first + len(heights)), first + len(heights) - 0.5]
    return scatter_trace(
        x=x, y=[heights[0], *heights, heights[-1]], stackgroup="loops", mode="lines", fillcolor=colour, hoverinfo="y",
        line={"color": palette.paper, "width": 1, "shape": "hvh"},
    )  # fmt: skip


def shares_table(strengths: Strengths, kpi: str, words: Words) -> pd.DataFrame:
    """Return the strengths of all loops: a row a loop, a column a quarter."""
    values = strengths.of(kpi)
    columns = {words("chart.quarter", quarter=q + 1): values[:, q] for q in range(values.shape[1])}
    return pd.DataFrame({words("why.piece"): [words(f"loop.{name}") for name in strengths.loops], **columns})


def weighing_chart(found: Weighing, palette: Palette, words: Words) -> go.Figure:
    """Draw what each option was worth to a team, the best first, with how likely it was."""
    worth = np.array(found.worth)
    order = sorted(range(len(worth)), key=lambda i: -worth[i] if np.isfinite(worth[i]) else np.inf)
    floor = float(np.nanmin(worth)) - 0.15 * max(float(np.nanmax(worth) - np.nanmin(worth)), 0.1)
    lengths = [worth[i] - floor if np.isfinite(worth[i]) else 0.0 for i in order]
    texts = [
        f"<b>{words.number(worth[i], 2, signed=True)}</b> · {words.percent(found.chance[i])}"
        if np.isfinite(worth[i])
        else words("why.team.unavailable")
        for i in order
    ]
    names = [f"<b>{words(f'stack.{STACKS[i]}')}</b>" if i == found.chosen else words(f"stack.{STACKS[i]}") for i in order]
    figure = Sketch(
        bar_trace(
            x=lengths, y=list(range(len(order))), orientation="h", width=0.6, text=texts, textposition="outside",
            cliponaxis=False, hoverinfo="skip", textfont={"size": TEXT, "color": palette.ink},
            marker={"color": [getattr(palette, STACKS[i]) for i in order]},
        )
    )  # fmt: skip
    canvas(figure, palette)
    figure.update_layout(height=36 * len(order) + 16, margin={"l": 8, "r": 110, "t": 4, "b": 4})
    figure.update_xaxes(visible=False, fixedrange=True)
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
