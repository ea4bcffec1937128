"""Stacked areas: shares that fill a whole, ours at the bottom, labelled at the right, the base case dashed over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from ui.palette import Palette
from ui.plotting import DASHES, HEIGHT, SMALL, Label, area, label_ends, line, time_axes
from ui.situation import Situation, column, last
from ui.sketch import Sketch
from ui.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """One layer: its column, the name of its colour in the palette, its label, and how strong the colour is."""

    name: str
    colour: str
    label: str
    bold: bool = False
    strength: float = 1.0


def areas(
    situation: Situation, shares: pd.DataFrame, parts: Sequence[Part], base: pd.Series | None, palette: Palette,
    words: Words, height: int = HEIGHT,
) -> go.Figure:  # fmt: skip
    """Draw `shares` (rows weeks, columns of `parts`, bottom first) in per cent; `base` is a line at its height."""
    layers, labels, below = [], [], 0.0
    for part in parts:
        colour = getattr(palette, part.colour) if part.strength == 1.0 else palette.faint(part.colour, part.strength)
        layers.append(area(column(shares, part.name), colour, palette.paper, situation.opening))
        top = last(column(shares, part.name))
        text = f"{part.label} {words.percent(top)}"
        labels.append(Label(100 * (below + top / 2), text, palette.shade(part.colour), part.bold))
        below += top
    if base is not None:
        layers += [line(100 * base, palette.paper, width=5), line(100 * base, palette.base, dash=DASHES)]
    figure = Sketch(*layers)
    time_axes(figure, palette, situation, words, (0, 100), height)
    figure.update_layout(barmode="stack", yaxis={"tickvals": [0, 50, 100]})
    if base is not None:
        _note(figure, base, palette, words)
    label_ends(figure, labels, (0, 100), height)
    return figure.done()


def _note(figure: Sketch, base: pd.Series, palette: Palette, words: Words) -> None:
    """Name the dashed line on the area itself, at its start, where the areas are widest apart."""
    figure.add_annotation(
        x=0, xanchor="left", y=100 * float(base.to_numpy()[0]), yanchor="bottom", yshift=3, xshift=4, showarrow=False,
        text=words("chart.base"), font={"size": SMALL, "color": palette.ink}, bgcolor=palette.faint("paper", 0.78),
    )  # fmt: skip
