"""The race: everybody's best model by week, in capability or in months behind the frontier."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui.charts.tables import weekly
from ui.naming import owner_name
from ui.palette import Palette
from ui.plotting import DASHES, HEIGHT, Label, label_ends, line, time_axes
from ui.situation import FRONTIER, Situation, column, last
from ui.sketch import Sketch
from ui.words import Words

MARKS = {
    "frontier": ("frontier", "circle"),
    "openlab": ("openlab", "diamond"),
    "baidu": ("baidu", "square"),
    "tencent": ("tencent", "triangle-up"),
}
USUAL_MONTHS = 12.0
"""Months a K that are taken where every gap is too small to read them."""
LEAST_GAP = 0.01
"""A gap (K) below which the pace of the frontier cannot be read off it."""


def race(situation: Situation, palette: Palette, words: Words, height: int = HEIGHT) -> go.Figure:
    """Draw the capability of everybody's best model by week, ours in ember and our base case dashed."""
    levels, base = situation.capability(situation.tables), base_capability(situation)
    return _lines(situation, levels, base, palette, words, height, decimals=2).done()


def months(situation: Situation, palette: Palette, words: Words, height: int = HEIGHT) -> go.Figure:
    """Draw how many months everybody's best model trails the frontier; the frontier is the line at the top."""
    behind, base = months_behind(situation)
    figure = _lines(situation, -behind, None if base is None else -base, palette, words, height, decimals=1)
    ticks = [tick for tick in range(0, 61, 3) if tick <= behind.to_numpy().max() + 2]
    figure.update_yaxes(tickvals=[-tick for tick in ticks], ticktext=[words.number(tick) for tick in ticks])
    return figure.done()


def race_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return the data of the race: a row a week, a column an owner and one for our base case."""
    return _table(situation, situation.capability(situation.tables), base_capability(situation), words)


def months_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return the months behind the frontier: a row a week, a column an owner and one for our base case."""
    return _table(situation, *months_behind(situation), words)


def months_behind(situation: Situation) -> tuple[pd.DataFrame, pd.Series | None]:
    """Return by week how many months the frontier, at its usual pace, leads everybody by; and our base case."""
    levels, pace = situation.capability(situation.tables), months_a_k(situation)
    frontier = _frontier(levels)
    base = base_capability(situation)
    behind = (levels.rsub(frontier, axis=0)) * pace
    return behind, None if base is None else (_frontier(situation.capability(situation.base)) - base) * pace


def months_a_k(situation: Situation) -> float:
    """Return the months the frontier needs for 1 K: a constant of the scenario, read off two figures that share it."""
    firm = situation.tables["firm"]
    gap = column(firm, "frontier_gap")
    known = (gap.abs() > LEAST_GAP).to_numpy()
    return float(np.median((column(firm, "frontier_gap_months") / gap).to_numpy()[known])) if known.any() else USUAL_MONTHS


def base_capability(situation: Situation) -> pd.Series | None:
    """Return our capability in the base case; None at the opening, where it is ours."""
    levels = situation.capability(situation.base)
    known = not situation.opening and situation.owner in levels.columns
    return column(levels, situation.owner) if known else None


def _frontier(levels: pd.DataFrame) -> pd.Series:
    return column(levels, next(name for name in levels.columns if str(name).lower() == FRONTIER))


def _lines(
    situation: Situation, levels: pd.DataFrame, base: pd.Series | None, palette: Palette, words: Words, height: int,
    decimals: int,
) -> Sketch:  # fmt: skip
    figure, labels = Sketch(), []
    if base is not None:
        figure.add_trace(line(base, palette.base, dash=DASHES))
        labels.append(Label(last(base), words("chart.base"), palette.shade("base")))
    for owner in [name for name in levels.columns if name != situation.owner]:
        colour, symbol = MARKS.get(_family(owner), ("edge", "circle"))
        figure.add_trace(line(column(levels, owner), getattr(palette, colour), symbol=symbol))
        text = f"{owner_name(situation, str(owner), words)} {words.number(abs(last(column(levels, owner))), decimals)}"
        labels.append(Label(last(column(levels, owner)), text, palette.shade(colour)))
    if situation.owner in levels.columns:
        own = column(levels, situation.owner)
        figure.add_trace(line(own, palette.own, width=3, symbol="circle", size=9))
        text = f"{words('owner.us')} {words.number(abs(last(own)), decimals)}"
        labels.append(Label(last(own), text, palette.own_text, bold=True))
    drawn = [levels.to_numpy().ravel(), base.to_numpy() if base is not None else np.empty(0)]
    low, high = float(np.nanmin(np.concatenate(drawn))), float(np.nanmax(np.concatenate(drawn)))
    pad = 0.08 * max(high - low, 0.1)
    time_axes(figure, palette, situation, words, (low - pad, high + pad), height)
    label_ends(figure, labels, (low - pad, high + pad), height)
    return figure


def _table(situation: Situation, levels: pd.DataFrame, base: pd.Series | None, words: Words) -> pd.DataFrame:
    named = levels.rename(columns=lambda owner: owner_name(situation, str(owner), words))
    if base is not None:
        named[words("chart.base")] = base
    return weekly(named, words)


def _family(owner: str) -> str:
    return next((name for name in MARKS if name in owner.lower()), "")
