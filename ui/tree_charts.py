"""The charts that compare runs: overlay and difference by week, with tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from model.clock import WEEKS_A_QUARTER
from ui import telling
from ui.palette import Palette
from ui.plotting import BOTTOM, DASHES, LABEL_ROOM, TOP, Label, canvas, label_ends
from ui.words import Words

LETTERS = "ABCD"
NARROW, WIDE, LAST_NARROW = 6.6, 13.5, 0x2E80
"""Widths of a letter in px, of Latin and of Chinese, and the last sign before the wide ones."""
COLOURS = ("own", "run_b", "run_c", "run_d")


def overlay(series: Sequence[np.ndarray], base: np.ndarray, kpi: str, palette: Palette, words: Words) -> go.Figure:
    """Draw runs over one another, each in its colour and with its letter, the base case dashed."""
    figure, labels = go.Figure(), []
    scale = 100.0 if telling.is_share(kpi) else 1.0
    figure.add_trace(_line(base * scale, palette.base, 2, DASHES))
    told = f"{words('chart.base')} {telling.figure(kpi, float(base[-1]), words)}"
    labels.append(Label(float(base[-1]) * scale, told, palette.shade("base")))
    longest = max(len(values) for values in series)
    for letter, colour, values in zip(LETTERS, COLOURS, series, strict=False):
        figure.add_trace(_line(values * scale, getattr(palette, colour), 3))
        value, quarters = telling.figure(kpi, float(values[-1]), words), len(values) // WEEKS_A_QUARTER
        short = len(values) < longest  # its line ends before the labels begin
        text = words("tree.over.end", run=letter, value=value, quarter=quarters) if short else f"{letter} {value}"
        labels.append(Label(float(values[-1]) * scale, text, palette.shade(colour), bold=True))
    drawn = np.concatenate([*series, base]) * scale
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    pad = 0.08 * (high - low) or 0.5
    _axes(figure, max(len(base), *(len(values) for values in series)), (low - pad, high + pad), palette, words)
    figure.update_layout(margin_r=_room(labels))
    label_ends(figure, labels, (low - pad, high + pad))
    return figure


def difference(mean: np.ndarray, low: np.ndarray, high: np.ndarray, kpi: str, palette: Palette, words: Words) -> go.Figure:
    """Draw the difference of two runs by week with its interval, which is missing as long as there is one pair."""
    scale = 100.0 if telling.is_share(kpi) else 1.0
    figure, weeks = go.Figure(), list(range(len(mean)))
    if np.isfinite(low).all():
        figure.add_trace(go.Scatter(x=weeks, y=high * scale, mode="lines", line={"width": 0}, hoverinfo="skip"))
        figure.add_trace(
            go.Scatter(x=weeks, y=low * scale, mode="lines", line={"width": 0}, fill="tonexty", hoverinfo="skip",
                       fillcolor=palette.faint("run_b", 0.2))
        )  # fmt: skip
    figure.add_trace(_line(mean * 0, palette.base, 2, DASHES))
    figure.add_trace(_line(mean * scale, palette.run_b, 3))
    drawn = np.concatenate([mean, low, high, [0.0]]) * scale
    bottom, top = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    pad = 0.1 * (top - bottom) or 0.5
    _axes(figure, len(mean), (bottom - pad, top + pad), palette, words)
    text = telling.change(kpi, float(mean[-1]), words)
    labels = [Label(float(mean[-1]) * scale, text, palette.shade("run_b"), bold=True)]
    figure.update_layout(margin_r=_room(labels))
    label_ends(figure, labels, (bottom - pad, top + pad))
    return figure


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
    widths = [sum(WIDE if ord(sign) > LAST_NARROW else NARROW for sign in label.text) for label in labels]
    return int(max(LABEL_ROOM, 12 + max(widths)))


def _line(values: np.ndarray, colour: str, width: float, dash: str = "solid") -> go.Scatter:
    weeks = list(range(len(values)))
    return go.Scatter(
        x=weeks,
        y=values,
        mode="lines",
        hoverinfo="y",
        cliponaxis=False,
        line={"color": colour, "width": width, "dash": dash},
    )


def _axes(figure: go.Figure, weeks: int, heights: tuple[float, float], palette: Palette, words: Words) -> None:
    quarters = max(1, -(-weeks // WEEKS_A_QUARTER))
    every = 1 if quarters <= 5 else 2
    canvas(figure, palette)
    figure.update_layout(margin={"l": 40, "r": LABEL_ROOM, "t": TOP, "b": BOTTOM})
    figure.update_xaxes(
        range=[0, quarters * WEEKS_A_QUARTER - 1], showgrid=False, zeroline=False, ticks="", linecolor=palette.edge,
        showline=True, fixedrange=True, tickvals=[WEEKS_A_QUARTER * (q + 0.5) - 0.5 for q in range(0, quarters, every)],
        ticktext=[words("chart.quarter", quarter=q + 1) for q in range(0, quarters, every)],
    )  # fmt: skip
    figure.update_yaxes(range=list(heights), gridcolor=palette.rule, zeroline=False, nticks=5, ticks="", fixedrange=True)
