"""The look that all charts share: canvas, time axis, lines, areas and labels at the lines' ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.clock import WEEKS_A_QUARTER
from ui.palette import Palette
from ui.situation import Situation
from ui.sketch import Sketch, Trace, bar_trace, scatter_trace
from ui.words import Words

EDGE = 1e-6
"""Part of an axis that stays free of labels at both ends."""
HEIGHT = 236
CONFIG = {"displayModeBar": False, "responsive": True}
DASHES = "6px,5px"
FONT = "Source Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
TEXT, SMALL = 13, 12.5
LABEL_ROOM, LABEL_GAP = 108, 16
GAP = 6
"""Between a name and the bar it names, px."""
NARROW, WIDE, LAST_NARROW = 6.6, 13.5, 0x2E80
"""Widths of a letter in px, of Latin and of Chinese, and the last sign before the wide ones."""
TOP, BOTTOM = 12, 24  # a number at the very top needs its half height
MANY_QUARTERS = 5


@dataclass(frozen=True)
class Label:
    """A label at the end of a line: its height in data units, words and colour."""

    height: float
    text: str
    colour: str
    bold: bool = False


def look(palette: Palette, height: int = HEIGHT) -> dict[str, Any]:
    """Return what the layouts of all charts share: height, fonts and a transparent ground."""
    return {
        "height": height, "showlegend": False, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": SMALL, "color": palette.ink3}, "dragmode": False,
        "hoverlabel": {"bgcolor": palette.panel, "font": {"family": FONT, "color": palette.ink}},
        "transition": {"duration": 200, "easing": "cubic-out"},
    }  # fmt: skip


def canvas(figure: Sketch, palette: Palette, height: int = HEIGHT) -> None:
    """Give a figure the look of all charts."""
    figure.update_layout(look(palette, height))


def time_axes(
    figure: Sketch,
    palette: Palette,
    situation: Situation,
    words: Words,
    heights: tuple[float, float],
    height: int = HEIGHT,
) -> None:
    """Draw quarters along the bottom and a few horizontal lines."""
    quarters = max(1, -(-situation.weeks // WEEKS_A_QUARTER))
    every = 2 if quarters > MANY_QUARTERS else 1
    middles = [WEEKS_A_QUARTER * (q + 0.5) - 0.5 for q in range(0, quarters, every)]
    last = quarters * WEEKS_A_QUARTER - 1
    figure.update_layout(
        look(palette, height),
        margin={"l": 32, "r": LABEL_ROOM, "t": TOP, "b": BOTTOM},
        xaxis={
            "range": [-1.5 if situation.opening else 0, last], "tickvals": middles, "showgrid": False, "zeroline": False,
            "ticktext": [words("chart.quarter", quarter=q + 1) for q in range(0, quarters, every)], "ticks": "",
            "linecolor": palette.edge, "showline": True, "fixedrange": True,
        },
        yaxis={
            "range": list(heights), "gridcolor": palette.rule, "zeroline": False, "nticks": 4, "ticks": "",
            "fixedrange": True,
        },
    )  # fmt: skip
    quarter_lines(figure, [quarter * WEEKS_A_QUARTER - 0.5 for quarter in range(1, quarters)], palette)


def quarter_lines(figure: Sketch, starts: Iterable[float], palette: Palette) -> None:
    """Draw a dotted line where each quarter starts, behind everything else."""
    rule = {"y0": 0, "y1": 1, "yref": "paper", "layer": "below", "line": {"color": palette.rule, "width": 1, "dash": "dot"}}
    add_lines(figure, [{"x0": start, "x1": start, **rule} for start in starts])


def add_lines(figure: Sketch, lines: Iterable[dict[str, Any]]) -> None:
    """Draw lines."""
    for line in lines:
        figure.add_shape(type="line", **line)


def add_notes(figure: Sketch, notes: Iterable[dict[str, Any]]) -> None:
    """Write words into a picture, without arrows."""
    for note in notes:
        figure.add_annotation(showarrow=False, **note)


def line(values: pd.Series, colour: str, width: float = 2, dash: str = "solid", symbol: str = "", size: float = 8) -> Trace:
    """Return a line by week, with a mark at its end where `symbol` names one."""
    ends = [0.0] * (len(values) - 1) + [size if symbol else 0.0]
    return scatter_trace(
        x=list(values.index), y=values.to_numpy(), mode="lines+markers", hoverinfo="y", cliponaxis=False,
        line={"color": colour, "width": width, "dash": dash},
        marker={"size": ends, "symbol": symbol or "circle", "color": colour, "opacity": 1},
    )  # fmt: skip


def area(share: pd.Series, colour: str, gap: str, opening: bool) -> Trace:
    """Return one layer of a stack, in per cent, edged by a hairline in the colour of `gap`."""
    x, y = list(share.index), 100 * share.to_numpy()
    if opening:  # one week has no width, so it is drawn as a column
        return bar_trace(x=x, y=y, width=2.4, marker={"color": colour, "line": {"color": gap, "width": 1}}, hoverinfo="y")
    return scatter_trace(
        x=x,
        y=y,
        stackgroup="shares",
        mode="lines",
        line={"color": gap, "width": 1},
        fillcolor=colour,
        hoverinfo="y",
    )


def label_ends(figure: Sketch, labels: list[Label], heights: tuple[float, float], height: int = HEIGHT) -> None:
    """Write labels right of the plot, moved apart where they would touch."""
    low, high = heights
    scale = (height - TOP - BOTTOM) / (high - low)
    places = spread([label.height for label in labels], LABEL_GAP / scale, low, high)
    notes = [
        {
            "x": 1, "xref": "paper", "y": place, "xanchor": "left", "xshift": 8, "align": "left",
            "text": f"<b>{label.text}</b>" if label.bold else label.text,
            "font": {"size": TEXT if label.bold else SMALL, "color": label.colour},
        }
        for label, place in zip(labels, places, strict=True)
    ]  # fmt: skip
    add_notes(figure, notes)


def same_scale(figures: Sequence[Any], height: int = HEIGHT) -> None:
    """Give charts by week that stand side by side the same axes; labels keep their gap and stay at the lines' ends."""
    ends = [figure.layout.xaxis.range[1] for figure in figures]
    longest = figures[ends.index(max(ends))].layout
    low = min(figure.layout.yaxis.range[0] for figure in figures)
    high = max(figure.layout.yaxis.range[1] for figure in figures)
    deepest = min(figures, key=lambda figure: figure.layout.yaxis.range[0]).layout.yaxis
    gap = LABEL_GAP * (high - low) / (height - TOP - BOTTOM)
    for figure, end in zip(figures, ends, strict=True):
        labels = [note for note in figure.layout.annotations if note.xref == "paper" and note.x == 1]
        for label, place in zip(labels, spread([label.y for label in labels], gap, low, high), strict=True):
            label.update(y=place, xref="x", x=end)
        figure.layout.shapes = longest.shapes
        figure.update_xaxes(
            range=[figure.layout.xaxis.range[0], max(ends)], tickvals=longest.xaxis.tickvals, ticktext=longest.xaxis.ticktext
        )
        figure.update_yaxes(range=[low, high], tickvals=deepest.tickvals, ticktext=deepest.ticktext)


def spread(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that neighbours keep `gap`, as little as possible, inside `low` to `high`.

    Returns the new heights in the order given. Labels that cannot fit keep the gap and run out at the top. The ends
    themselves are kept free: Plotly leaves out a label that stands on the end of its axis.
    """
    low, high = low + EDGE * (high - low), high - EDGE * (high - low)
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed: list[list[float]] = []  # clusters: centre of mass, number, ids follow
    members: list[list[int]] = []
    for i in order:
        placed.append([min(max(heights[i], low), high), 1.0])
        members.append([i])
        while len(placed) > 1 and _touch(placed[-2], placed[-1], gap):
            mass = placed[-2][1] + placed[-1][1]
            centre = (placed[-2][0] * placed[-2][1] + placed[-1][0] * placed[-1][1]) / mass
            half = gap * (mass - 1) / 2
            placed[-2:] = [[max(min(centre, high - half), low + half), mass]]
            members[-2:] = [members[-2] + members[-1]]
    result = [0.0] * len(heights)
    for (centre, mass), ids in zip(placed, members, strict=True):
        for place, i in enumerate(ids):
            result[i] = centre + gap * (place - (mass - 1) / 2)
    return result


def _touch(below: list[float], above: list[float], gap: float) -> bool:
    return above[0] - gap * (above[1] - 1) / 2 - (below[0] + gap * (below[1] - 1) / 2) < gap - 1e-9
