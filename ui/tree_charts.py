"""The charts that compare runs: overlay and difference by week, with tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from model.clock import WEEKS_A_QUARTER
from ui import axis, telling
from ui.palette import Palette
from ui.plotting import BOTTOM, DASHES, GAP, LABEL_ROOM, LAST_NARROW, NARROW, TOP, WIDE, Label, canvas, label_ends
from ui.sketch import Sketch, Trace, scatter_trace
from ui.words import Words

LETTERS = "ABCD"
COLOURS = ("own", "run_b", "run_c", "run_d")
SHARED = "8px,8px"
"""Dashes of a run over the one it equals."""


def overlay(series: Sequence[np.ndarray], base: np.ndarray, kpi: str, palette: Palette, words: Words) -> go.Figure:
    """Draw runs over one another, each in its colour and with its letter, the base case dashed.

    A run begins where it leaves those drawn before it; one that never does is dashed over the one it equals.
    """
    figure, labels = Sketch(), []
    figure.add_trace(_line(base, palette.base, 2, DASHES))
    told = f"{words('chart.base')} {telling.figure(kpi, float(base[-1]), words)}"
    labels.append(Label(float(base[-1]), told, palette.shade("base")))
    longest = max(len(values) for values in series)
    for place, (letter, colour, values) in enumerate(zip(LETTERS, COLOURS, series, strict=False)):
        _run(figure, values, leaves(values, series[:place]), getattr(palette, colour), place)
        value, quarters = telling.figure(kpi, float(values[-1]), words), len(values) // WEEKS_A_QUARTER
        short = len(values) < longest  # its line ends before the labels begin
        text = words("tree.over.end", run=letter, value=value, quarter=quarters) if short else f"{letter} {value}"
        labels.append(Label(float(values[-1]), text, palette.shade(colour), bold=True))
    drawn = np.concatenate([*series, base])
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    pad = max(0.08 * (high - low), telling.finest(kpi, max(abs(low), abs(high)), words))
    _axes(figure, max(len(base), longest), palette, words)
    _heights(figure, kpi, (low - pad, high + pad), labels, words)
    return figure.done()


def leaves(values: np.ndarray, before: Sequence[np.ndarray]) -> int | None:
    """Return the last week in which a run still equals one of those `before`: 0 without one, None where it never parts."""
    last = 0
    for other in before:
        weeks = min(len(values), len(other))
        apart = np.flatnonzero(values[:weeks] != other[:weeks])
        if not len(apart) and len(values) <= len(other):
            return None
        last = max(last, (int(apart[0]) if len(apart) else weeks) - 1)
    return last


def difference(
    mean: np.ndarray, low: np.ndarray, high: np.ndarray, kpi: str, palette: Palette, words: Words, colour: str = "run_b"
) -> go.Figure:
    """Draw the difference of two runs by week with its interval, which is missing as long as there is one pair."""
    figure, weeks = Sketch(), list(range(len(mean)))
    labels = [Label(float(mean[-1]), telling.change(kpi, float(mean[-1]), words), palette.shade(colour), bold=True)]
    if np.isfinite(low).all():
        figure.add_trace(scatter_trace(x=weeks, y=high, mode="lines", line={"width": 0}, hoverinfo="skip"))
        figure.add_trace(
            scatter_trace(x=weeks, y=low, mode="lines", line={"width": 0}, fill="tonexty", hoverinfo="skip",
                       fillcolor=palette.faint(colour, 0.2))
        )  # fmt: skip
        ends = (telling.change(kpi, float(bound[-1]), words, unit=False) for bound in (low, high))
        text = words("whatif.label.band", **dict(zip(("low", "high"), ends, strict=True)))
        labels = [replace(labels[0], text=f"{labels[0].text}</b><br>{text}<b>")]
    figure.add_trace(_line(mean * 0, palette.base, 2, DASHES))
    figure.add_trace(_line(mean, getattr(palette, colour), 3))
    drawn = np.concatenate([mean, low, high, [0.0]])
    bottom, top = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    pad = max(0.1 * (top - bottom), telling.finest(kpi, max(abs(bottom), abs(top)), words, difference=True))
    _axes(figure, len(mean), palette, words)
    _heights(figure, kpi, (bottom - pad, top + pad), labels, words, difference=True)
    return figure.done()


def overlay_table(series: Sequence[np.ndarray], base: np.ndarray, words: Words) -> pd.DataFrame:
    """Return the overlay's data: a row a week, a column a run and one for the base case."""
    weeks = max(len(base), *(len(values) for values in series))
    columns = dict(zip(LETTERS, series, strict=False)) | {words("chart.base"): base}
    padded = {name: np.concatenate([values, np.full(weeks - len(values), np.nan)]) for name, values in columns.items()}
    return pd.DataFrame({words("table.week"): np.arange(1, weeks + 1), **padded})


def difference_table(mean: np.ndarray, low: np.ndarray, high: np.ndarray, words: Words) -> pd.DataFrame:
    """Return the difference's data: a row a week."""
    return pd.DataFrame(
        {
            words("table.week"): np.arange(1, len(mean) + 1),
            words("tree.difference"): mean,
            words("tree.low"): low,
            words("tree.high"): high,
        }
    )


def _room(labels: Sequence[Label]) -> int:
    """Return the room right of the plot that the longest label needs, in px."""
    rows = [row for label in labels for row in re.split("</?b>|<br>", label.text)]
    widths = [sum(WIDE if ord(sign) > LAST_NARROW else NARROW for sign in row) for row in rows]
    return int(max(LABEL_ROOM, 12 + max(widths)))


def _line(values: np.ndarray, colour: str, width: float, dash: str = "solid", first: int = 0) -> Trace:
    return scatter_trace(
        x=list(range(first, first + len(values))), y=values, mode="lines", hoverinfo="y", cliponaxis=False,
        line={"color": colour, "width": width, "dash": dash},
    )  # fmt: skip


def _run(figure: Sketch, values: np.ndarray, since: int | None, colour: str, place: int) -> None:
    """Draw one run from week `since` on, with a dot where it leaves an earlier one."""
    if since is None:
        figure.add_trace(_line(values, colour, 3, SHARED))
        return
    figure.add_trace(_line(values[since:], colour, 3, first=since))
    if place:
        dot = {"color": colour, "size": 8}
        figure.add_trace(scatter_trace(x=[since], y=[values[since]], mode="markers", marker=dot, hoverinfo="skip"))


def _axes(figure: Sketch, weeks: int, palette: Palette, words: Words) -> None:
    quarters = max(1, -(-weeks // WEEKS_A_QUARTER))
    every = 1 if quarters <= 5 else 2
    canvas(figure, palette)
    figure.update_layout(margin={"l": 8, "r": LABEL_ROOM, "t": TOP, "b": BOTTOM})
    figure.update_xaxes(
        range=[0, quarters * WEEKS_A_QUARTER - 1], showgrid=False, zeroline=False, ticks="", linecolor=palette.edge,
        showline=True, fixedrange=True, tickvals=[WEEKS_A_QUARTER * (q + 0.5) - 0.5 for q in range(0, quarters, every)],
        ticktext=[words("chart.quarter", quarter=q + 1) for q in range(0, quarters, every)],
    )  # fmt: skip
    figure.update_yaxes(
        gridcolor=palette.rule, zeroline=False, ticks="", fixedrange=True, automargin=True, ticklabelstandoff=GAP
    )


def _heights(
    figure: Sketch, kpi: str, heights: tuple[float, float], labels: list[Label], words: Words, difference: bool = False
) -> None:
    """Write the axis in the figure's own unit, and the labels right of the lines."""
    marks = axis.written(kpi, *heights, words, difference)
    figure.update_yaxes(range=list(heights), tickvals=[value for value, _ in marks], ticktext=[text for _, text in marks])
    figure.update_layout(margin={"r": _room(labels)})
    label_ends(figure, labels, heights)
