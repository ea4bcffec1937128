"""Which loops pulled at a figure and how strongly: what is said of it, and the areas of their shares with their table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui.palette import Palette, loop_colour
from ui.plotting import BOTTOM, SMALL, TOP, Label, canvas, label_ends
from ui.sketch import Sketch, Trace, bar_trace, scatter_trace
from ui.words import Words

if TYPE_CHECKING:
    from experiments.why import Strengths

MOST_LOOPS = 8
"""Loops that have an area of their own; the diagram shows fewer, and no more than these differ enough to be read."""
NAMED_FROM = 12.0
"""Share, per cent, from which a loop that has no label at the end is named within its area."""


def leading(strengths: Strengths, kpi: str) -> list[int]:
    """Return the loops that pull at a figure at all, the strongest first."""
    pull = np.abs(strengths.pull(kpi)).max(axis=1, initial=0.0)
    return [int(i) for i in np.argsort(-pull, kind="stable") if pull[i] > 0]


@dataclass(frozen=True)
class Drive:
    """Which loop pulls most at last, from which quarter on (from 0), and in how many quarters others did before."""

    now: str
    since: int
    before: Counter[str]


def drive(strengths: Strengths, kpi: str) -> Drive | None:
    """Return which loops drove; None where none pulled at all. Quarters without any pull belong to nobody."""
    size = np.abs(strengths.pull(kpi))
    pulled = np.flatnonzero(size.any(axis=0))
    if not len(pulled):
        return None
    most = [strengths.loops[int(i)] for i in size[:, pulled].argmax(axis=0)]
    since = next((k for k in range(len(most), 0, -1) if most[k - 1] != most[-1]), 0)
    return Drive(most[-1], int(pulled[since]), Counter(most[:since]))


def drive_told(strengths: Strengths, kpi: str, words: Words) -> str | None:
    """Say which loop drove, which one most of the time before it, since when and up to when; None where none pulled."""
    found = drive(strengths, kpi)
    if found is None:
        return None
    key, before = _drove_before(found)
    loop = words(f"loop.{before}") if before else ""
    last, quarters = int(np.flatnonzero(strengths.shares(kpi).any(axis=0))[-1]) + 1, strengths.values.shape[1]
    span = "on" if last == quarters else "one" if last == found.since + 1 else "span"
    when = words(f"why.shares.when.{span}", quarter=found.since + 1, last=last)
    said = words(f"why.shares.{key}", now=words(f"loop.{found.now}"), before=loop, when=when)
    return words("why.shares.ended", said=said, quarter=last) if key == "same" and span != "on" else said


def _drove_before(found: Drive) -> tuple[str, str]:
    """Return how to say what drove before, and the loop to name: the only one, or that of more quarters than any other."""
    if not found.before:
        return ("since" if found.since else "same"), ""
    (first, most), *others = found.before.most_common()
    if not others:
        return "changed", first
    if others[0][1] == most:
        return "turns", ""
    return ("again", "") if first == found.now else ("mostly", first)


def shares_chart(strengths: Strengths, kpi: str, palette: Palette, words: Words) -> go.Figure | None:
    """Draw the loops' shares of the pull by quarter as stacked areas, the strongest loop at the bottom."""
    shown = layers(strengths, kpi, words)
    if not shown:
        return None
    pulled = strengths.shares(kpi).sum(axis=0) > 0
    quarters, first = len(pulled), int(np.argmax(pulled))
    figure, labels, below = Sketch(), [], np.zeros(quarters)
    for place, layer in enumerate(shown):
        heights = 100 * layer.shares
        figure.add_trace(_layer(heights[first:], first, getattr(palette, layer.colour), palette))
        if heights[-1] >= 1:
            height = float(below[-1] + heights[-1] / 2)
            labels.append(Label(height, layer.at_end(words), palette.shade(layer.colour), place == 0))
        else:
            _name_inside(figure, below, heights, layer.short, palette)
        below += heights
    canvas(figure, palette)
    figure.update_layout(barmode="stack", bargap=0.04, margin={"l": 32, "r": 168, "t": TOP, "b": BOTTOM})
    figure.update_yaxes(range=[0, 100], tickvals=[0, 50, 100], gridcolor=palette.rule, zeroline=False, fixedrange=True)
    figure.update_xaxes(
        fixedrange=True, tickfont={"size": SMALL, "color": palette.ink3}, showgrid=False, zeroline=False,
        range=[-0.5, quarters - 0.5],
        tickvals=list(range(quarters)), ticktext=[words("chart.quarter", quarter=q + 1) for q in range(quarters)],
    )  # fmt: skip
    _say_level(figure, pulled, words("why.shares.level"), palette)
    label_ends(figure, labels, (0, 100))
    return figure.done()


@dataclass(frozen=True)
class Layer:
    """A loop's part of the pull (quarters,), 0 to 1, or that of `others`: its name, a short name, its colour's name."""

    name: str
    short: str
    colour: str
    shares: np.ndarray

    def at_end(self, words: Words) -> str:
        """Return its name with its last share, in per cent."""
        return f"{self.name} {words.number(100 * float(self.shares[-1]))}"


def layers(strengths: Strengths, kpi: str, words: Words) -> list[Layer]:
    """Return the loops that pull most, the strongest first, and the rest as one, so that nothing is left unnamed."""
    shares, loops = strengths.shares(kpi), leading(strengths, kpi)
    shown = [_of_loop(strengths.loops[loop], shares[loop], words) for loop in loops[:MOST_LOOPS]]
    rest = shares[loops[MOST_LOOPS:]].sum(axis=0)
    if rest.any():
        others = words("why.shares.others")
        shown.append(Layer(others, others, "base", rest))
    return shown


def _of_loop(name: str, shares: np.ndarray, words: Words) -> Layer:
    title = words(f"loop.{name}")
    return Layer(title, title.split()[0], loop_colour(name), shares)


def _say_level(figure: Sketch, pulled: np.ndarray, text: str, palette: Palette) -> None:
    """Say in each stretch of quarters without any pull that there was none; one quarter is too narrow beside longer ones."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], pulled, [True]]).astype(int)))
    stretches = edges.reshape(-1, 2)
    shortest = min(2, max((int(after - first) for first, after in stretches), default=0))
    for first, after in stretches:
        if after - first < shortest:
            continue
        figure.add_annotation(
            x=(first + after - 1) / 2, y=50, text=text.replace(" | ", "<br>"), showarrow=False,
            font={"size": SMALL, "color": palette.ink3},
        )  # fmt: skip


def _name_inside(figure: Sketch, below: np.ndarray, heights: np.ndarray, name: str, palette: Palette) -> None:
    """Write a loop's number into its area, where that is highest, if there is room."""
    quarter = int(heights.argmax())
    height = float(heights[quarter])
    if height >= NAMED_FROM:
        figure.add_annotation(
            x=quarter, y=float(below[quarter]) + height / 2, text=f"<b>{name}</b>", showarrow=False,
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
