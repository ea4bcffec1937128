"""The charts: Plotly figures in the look of the palette, labelled at the line's end, base case dashed grey.

Titles are findings and stand outside the figure, so that they wrap and a screen reader meets them first. Every
chart comes with its data as a table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui.finding import stack_shares
from ui.naming import item_name, kind_name, owner_name, unit_name
from ui.palette import Palette
from ui.plotting import DASHES, SMALL, TEXT, Label, area, canvas, label_ends, line, time_axes
from ui.situation import Situation, column, last, rows
from ui.words import Words

QUEUE_BARS = 6

RIVAL_MARKS = {
    "frontier": ("frontier", "circle"),
    "openlab": ("openlab", "diamond"),
    "baidu": ("baidu", "square"),
    "tencent": ("tencent", "triangle-up"),
}
STACK_COLOUR = {"central": "central", "legacy": "legacy", "third": "third", "rogue": "rogue"}


def race(situation: Situation, palette: Palette, words: Words) -> go.Figure:
    """Draw the capability of everybody's best model by week, ours in ember and our base case dashed."""
    levels = situation.capability(situation.tables)
    base = _base_capability(situation)
    figure, labels = go.Figure(), []
    if base is not None:
        figure.add_trace(line(base, palette.base, dash=DASHES))
        labels.append(Label(last(base), words("chart.base"), palette.shade("base")))
    for owner in [name for name in levels.columns if name != situation.owner]:
        colour, symbol = RIVAL_MARKS.get(_family(owner), ("edge", "circle"))
        figure.add_trace(line(column(levels, owner), getattr(palette, colour), symbol=symbol))
        text = f"{owner_name(situation, str(owner), words)} {words.number(last(column(levels, owner)), 2)}"
        labels.append(Label(last(column(levels, owner)), text, palette.shade(colour)))
    if situation.owner in levels.columns:
        own = column(levels, situation.owner)
        figure.add_trace(line(own, palette.own, width=3, symbol="circle", size=9))
        text = f"{words('owner.us')} {words.number(last(own), 2)}"
        labels.append(Label(last(own), text, palette.own_text, bold=True))
    drawn = [levels.to_numpy().ravel(), base.to_numpy() if base is not None else np.empty(0)]
    low, high = float(np.nanmin(np.concatenate(drawn))), float(np.nanmax(np.concatenate(drawn)))
    pad = 0.08 * max(high - low, 0.1)
    time_axes(figure, palette, situation, words, (low - pad, high + pad))
    label_ends(figure, labels, (low - pad, high + pad))
    return figure


def stacks(situation: Situation, palette: Palette, words: Words) -> go.Figure:
    """Draw the shares of workload by stack as areas, central at the bottom, with the base case's adoption."""
    shares = stack_shares(situation.figures)
    figure, labels, below = go.Figure(), [], 0.0
    for name in shares.columns:
        colour = getattr(palette, STACK_COLOUR[name])
        figure.add_trace(area(column(shares, name), colour, palette.paper, situation.opening))
        top = last(column(shares, name))
        text = f"{words(f'stack.{name}')} {words.percent(top)}"
        labels.append(Label(100 * (below + top / 2), text, palette.shade(STACK_COLOUR[name]), name == "central"))
        below += top
    if not situation.opening:
        base = 100 * column(situation.base_figures, "internal_adoption")
        figure.add_trace(line(base, palette.paper, width=5))
        figure.add_trace(line(base, palette.base, dash=DASHES))
    time_axes(figure, palette, situation, words, (0, 100))
    figure.update_layout(barmode="stack", yaxis={"tickvals": [0, 50, 100]})
    if not situation.opening:
        _note(figure, column(situation.base_figures, "internal_adoption"), palette, words)
    label_ends(figure, labels, (0, 100))
    return figure


def queue(situation: Situation, palette: Palette, words: Words) -> go.Figure:
    """Draw the oldest items of the approval queue as bars, with the age of the base case's oldest dashed."""
    oldest = situation.queue.head(QUEUE_BARS)
    names = [item_name(situation, row, words) for row in oldest.to_dict("records")]
    places = list(range(len(oldest)))
    colours = [palette.own if row == 0 else palette.faint("ink2", 0.75) for row in places]
    figure = go.Figure(
        go.Bar(
            x=oldest["age"], y=places, orientation="h", marker_color=colours, width=0.62,
            text=[words.number(age, 1) for age in oldest["age"]], textposition="outside", cliponaxis=False,
            textfont={"size": TEXT, "color": palette.ink}, customdata=names,
            hovertemplate="%{customdata}: %{x:.1f}<extra></extra>",
        )
    )  # fmt: skip
    base = base_queue(situation)
    base_oldest = float(column(base, "age").max()) if len(base) else 0.0
    canvas(figure, palette)
    top = max(float(column(oldest, "age").max()), base_oldest)
    figure.update_layout(margin={"l": 8, "r": 36, "t": 4, "b": 30}, bargap=0.4)
    figure.update_xaxes(visible=False, range=[0, top * 1.02], fixedrange=True)
    figure.update_yaxes(
        tickvals=places, ticktext=names, range=[QUEUE_BARS - 0.4, -0.6], automargin=True, showgrid=False,
        tickfont={"size": TEXT, "color": palette.ink2}, fixedrange=True,
    )  # fmt: skip
    if base_oldest and not situation.opening:
        figure.add_shape(
            type="line", layer="below", x0=base_oldest, x1=base_oldest, y0=-0.5, y1=len(places) - 0.4,
            line={"color": palette.base, "width": 2, "dash": DASHES},
        )  # fmt: skip
        figure.add_annotation(
            x=base_oldest, y=0, yref="paper", yanchor="top", yshift=-2, showarrow=False,
            xanchor="right" if base_oldest > top / 2 else "left",
            text=words("queue.base", age=base_oldest), font={"size": SMALL, "color": palette.shade("base")},
        )  # fmt: skip
    return figure


def race_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return the data of the race: a row a week, a column an owner and one for our base case."""
    levels = situation.capability(situation.tables)
    named = levels.rename(columns=lambda owner: owner_name(situation, str(owner), words))
    base = _base_capability(situation)
    if base is not None:
        named[words("chart.base")] = base
    return _weekly(named, words)


def stacks_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return the data of the adoption chart: a row a week, a column a stack, and the base case's adoption."""
    shares = stack_shares(situation.figures).rename(columns=lambda name: words(f"stack.{name}"))
    if not situation.opening:
        shares[words("chart.base")] = column(situation.base_figures, "internal_adoption")
    return _weekly(shares, words)


def queue_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return all waiting items, oldest first."""
    items = situation.queue.to_dict("records")
    return pd.DataFrame(
        {
            words("table.item"): [kind_name(row["kind"], words) for row in items],
            words("table.unit"): [unit_name(situation, int(row["owner"]), words) for row in items],
            words("table.age"): [round(float(row["age"]), 1) for row in items],
        }
    )


def measured(name: str, situation: Situation) -> dict[str, Any]:
    """Return the values that the line under a chart's title names."""
    if name == "queue":
        return {"base": len(base_queue(situation))}
    return {}


def base_queue(situation: Situation) -> pd.DataFrame:
    """Return the items that wait in the base case in the same week."""
    table = situation.base["queue"]
    return rows(table, (table["firm"] == situation.firm) & (table["week"] == situation.last_week))


def _base_capability(situation: Situation) -> pd.Series | None:
    """Return our capability in the base case; None at the opening, where it is ours."""
    levels = situation.capability(situation.base)
    known = not situation.opening and situation.owner in levels.columns
    return column(levels, situation.owner) if known else None


def _note(figure: go.Figure, base: pd.Series, palette: Palette, words: Words) -> None:
    """Name the dashed line on the area itself, at its start, where the areas are widest apart."""
    figure.add_annotation(
        x=0, xanchor="left", y=100 * float(base.to_numpy()[0]), yanchor="bottom", yshift=3, xshift=4, showarrow=False,
        text=words("chart.base"), font={"size": SMALL, "color": palette.ink}, bgcolor=palette.faint("paper", 0.78),
    )  # fmt: skip


def _family(owner: str) -> str:
    return next((name for name in RIVAL_MARKS if name in owner.lower()), "")


def _weekly(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    numbered = table.round(4).reset_index(drop=True)
    numbered.insert(0, words("table.week"), np.arange(1, len(numbered) + 1))
    return numbered
