"""The charts: Plotly figures in the look of the palette, labelled at the line's end, base case dashed grey.

Titles are findings and stand outside the figure, so that they wrap and a screen reader meets them first. Every
chart comes with its data as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from model.clock import WEEKS_A_QUARTER
from ui.finding import stack_shares
from ui.palette import Palette
from ui.situation import Situation
from ui.words import Words

HEIGHT = 236
CONFIG = {"displayModeBar": False, "responsive": True}
DASHES = "6px,5px"
FONT = "Source Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
TEXT, SMALL = 13, 12.5
LABEL_ROOM, LABEL_GAP = 96, 16
TOP, BOTTOM = 8, 24
QUEUE_BARS = 6
MANY_QUARTERS = 5

RIVAL_MARKS = {
    "frontier": ("frontier", "circle"),
    "openlab": ("openlab", "diamond"),
    "baidu": ("baidu", "square"),
    "tencent": ("tencent", "triangle-up"),
}
STACK_COLOUR = {"central": "central", "legacy": "legacy", "third": "third", "rogue": "rogue"}


@dataclass(frozen=True)
class Label:
    """A label at the end of a line: its height in data units, words and colour."""

    height: float
    text: str
    colour: str
    bold: bool = False


def race(situation: Situation, palette: Palette, words: Words) -> go.Figure:
    """Draw the capability of everybody's best model by week, ours in ember and our base case dashed."""
    levels = situation.capability(situation.tables)
    base = situation.capability(situation.base).get(situation.owner)
    figure, labels = go.Figure(), []
    if base is not None and not situation.opening:
        figure.add_trace(_line(base, palette.base, dash=DASHES))
        labels.append(Label(float(base.iloc[-1]), words("chart.base"), palette.shade("base")))
    for owner in [name for name in levels.columns if name != situation.owner]:
        colour, symbol = RIVAL_MARKS.get(_family(owner), ("edge", "circle"))
        figure.add_trace(_line(levels[owner], getattr(palette, colour), symbol=symbol))
        text = f"{words.name('owner', owner)} {words.number(levels[owner].iloc[-1], 2)}"
        labels.append(Label(float(levels[owner].iloc[-1]), text, palette.shade(colour)))
    if situation.owner in levels.columns:
        own = levels[situation.owner]
        figure.add_trace(_line(own, palette.own, width=3, symbol="circle", size=9))
        text = f"{words('owner.us')} {words.number(own.iloc[-1], 2)}"
        labels.append(Label(float(own.iloc[-1]), text, palette.own_text, bold=True))
    heights = pd.concat([levels.stack(), base if base is not None else pd.Series(dtype=float)])
    low, high = float(heights.min()), float(heights.max())
    pad = 0.08 * max(high - low, 0.1)
    _frame(figure, palette, situation, (low - pad, high + pad))
    _label_ends(figure, labels, (low - pad, high + pad))
    return figure


def stacks(situation: Situation, palette: Palette, words: Words) -> go.Figure:
    """Draw the shares of workload by stack as areas, central at the bottom, with the base case's adoption."""
    shares = stack_shares(situation.figures)
    figure, labels, below = go.Figure(), [], 0.0
    for name in shares.columns:
        colour = getattr(palette, STACK_COLOUR[name])
        figure.add_trace(_area(shares[name], colour, palette.paper, situation.opening))
        top = float(shares[name].iloc[-1])
        text = f"{words(f'stack.{name}')} {words.percent(top)}"
        labels.append(Label(100 * (below + top / 2), text, palette.shade(STACK_COLOUR[name]), name == "central"))
        below += top
    if not situation.opening:
        base = 100 * situation.base_figures["internal_adoption"]
        figure.add_trace(_line(base, palette.paper, width=5))
        figure.add_trace(_line(base, palette.base, dash=DASHES))
    _frame(figure, palette, situation, (0, 100))
    figure.update_layout(barmode="stack", yaxis={"tickvals": [0, 50, 100]})
    if not situation.opening:
        _note(figure, situation.base_figures["internal_adoption"], palette, words)
    _label_ends(figure, labels, (0, 100))
    return figure


def queue(situation: Situation, palette: Palette, words: Words) -> go.Figure:
    """Draw the oldest items of the approval queue as bars, with the age of the base case's oldest dashed."""
    oldest = situation.queue.head(QUEUE_BARS)
    names = [item_name(situation, row, words) for row in oldest.to_dict("records")]
    rows = list(range(len(oldest)))
    colours = [palette.own if row == 0 else palette.faint("ink2", 0.75) for row in rows]
    figure = go.Figure(
        go.Bar(
            x=oldest["age"], y=rows, orientation="h", marker_color=colours, width=0.62,
            text=[words.number(age, 1) for age in oldest["age"]], textposition="outside", cliponaxis=False,
            textfont={"size": TEXT, "color": palette.ink}, customdata=names,
            hovertemplate="%{customdata}: %{x:.1f}<extra></extra>",
        )
    )  # fmt: skip
    base = base_queue(situation)
    base_oldest = float(base["age"].max()) if len(base) else 0.0
    _canvas(figure, palette)
    top = max(float(oldest["age"].max()), base_oldest)
    figure.update_layout(margin={"l": 8, "r": 36, "t": 4, "b": 30}, bargap=0.4)
    figure.update_xaxes(visible=False, range=[0, top * 1.02], fixedrange=True)
    figure.update_yaxes(
        tickvals=rows, ticktext=names, range=[QUEUE_BARS - 0.4, -0.6], automargin=True, showgrid=False,
        tickfont={"size": TEXT, "color": palette.ink2}, fixedrange=True,
    )  # fmt: skip
    if base_oldest and not situation.opening:
        figure.add_shape(
            type="line", x0=base_oldest, x1=base_oldest, y0=-0.5, y1=len(rows) - 0.4,
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
    named = levels.rename(columns=lambda owner: _owner_name(situation, str(owner), words))
    base = situation.capability(situation.base).get(situation.owner)
    if base is not None and not situation.opening:
        named[words("chart.base")] = base
    return _weekly(named, words)


def stacks_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return the data of the adoption chart: a row a week, a column a stack, and the base case's adoption."""
    shares = stack_shares(situation.figures).rename(columns=lambda name: words(f"stack.{name}"))
    if not situation.opening:
        shares[words("chart.base")] = situation.base_figures["internal_adoption"]
    return _weekly(shares, words)


def queue_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return all waiting items, oldest first."""
    rows = situation.queue.to_dict("records")
    return pd.DataFrame(
        {
            words("table.item"): [words.name("kind", row["kind"]) for row in rows],
            words("table.unit"): [words.name("unit", situation.unit_name(int(row["owner"]))) for row in rows],
            words("table.age"): [round(float(row["age"]), 1) for row in rows],
        }
    )


def measured(name: str, situation: Situation) -> dict[str, Any]:
    """Return the values that the line under a chart's title names."""
    if name == "queue":
        return {"shown": min(QUEUE_BARS, len(situation.queue)), "base": len(base_queue(situation))}
    return {}


def base_queue(situation: Situation) -> pd.DataFrame:
    """Return the items that wait in the base case in the same week."""
    table = situation.base["queue"]
    return table[(table["firm"] == situation.firm) & (table["week"] == situation.last_week)]


def item_name(situation: Situation, row: dict[Any, Any], words: Words) -> str:
    """Name a waiting item: its unit, where it has one, and what it asks for."""
    kind, unit = words.name("kind", row["kind"]), situation.unit_name(int(row["owner"]))
    return f"{words.name('unit', unit)}: {kind}" if unit else kind[:1].upper() + kind[1:]


def spread(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that neighbours keep `gap`, as little as possible, inside `low` to `high`.

    Returns the new heights in the order given. Labels that cannot fit keep the gap and run out at the top.
    """
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


def _line(
    values: pd.Series, colour: str, width: float = 2, dash: str = "solid", symbol: str = "", size: float = 8
) -> go.Scatter:
    ends = [0.0] * (len(values) - 1) + [size if symbol else 0.0]
    return go.Scatter(
        x=list(values.index), y=values.to_numpy(), mode="lines+markers", hoverinfo="y", cliponaxis=False,
        line={"color": colour, "width": width, "dash": dash},
        marker={"size": ends, "symbol": symbol or "circle", "color": colour, "opacity": 1},
    )  # fmt: skip


def _area(share: pd.Series, colour: str, gap: str, opening: bool) -> go.Scatter | go.Bar:
    x, y = list(share.index), 100 * share.to_numpy()
    if opening:  # one week has no width, so it is drawn as a column
        return go.Bar(x=x, y=y, width=2.4, marker={"color": colour, "line": {"color": gap, "width": 1}}, hoverinfo="y")
    return go.Scatter(
        x=x,
        y=y,
        stackgroup="shares",
        mode="lines",
        line={"color": gap, "width": 1},
        fillcolor=colour,
        hoverinfo="y",
    )


def _canvas(figure: go.Figure, palette: Palette) -> None:
    figure.update_layout(
        height=HEIGHT, showlegend=False, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": SMALL, "color": palette.ink3}, dragmode=False,
        hoverlabel={"bgcolor": palette.panel, "font": {"family": FONT, "color": palette.ink}},
        transition={"duration": 200, "easing": "cubic-out"},
    )  # fmt: skip


def _frame(figure: go.Figure, palette: Palette, situation: Situation, heights: tuple[float, float]) -> None:
    quarters = max(1, -(-situation.weeks // WEEKS_A_QUARTER))
    every = 2 if quarters > MANY_QUARTERS else 1
    middles = [WEEKS_A_QUARTER * (q + 0.5) - 0.5 for q in range(0, quarters, every)]
    last = quarters * WEEKS_A_QUARTER - 1
    _canvas(figure, palette)
    figure.update_layout(margin={"l": 32, "r": LABEL_ROOM, "t": TOP, "b": BOTTOM})
    figure.update_xaxes(
        range=[-1.5 if situation.opening else 0, last], tickvals=middles, showgrid=False, zeroline=False,
        ticktext=[f"Q{q + 1}" for q in range(0, quarters, every)], linecolor=palette.edge, showline=True,
        ticks="", fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(range=list(heights), gridcolor=palette.rule, zeroline=False, nticks=4, ticks="", fixedrange=True)
    for quarter in range(1, quarters):
        figure.add_shape(
            type="line", x0=quarter * WEEKS_A_QUARTER - 0.5, x1=quarter * WEEKS_A_QUARTER - 0.5, y0=0, y1=1,
            yref="paper", layer="below", line={"color": palette.rule, "width": 1, "dash": "dot"},
        )  # fmt: skip


def _label_ends(figure: go.Figure, labels: list[Label], heights: tuple[float, float]) -> None:
    low, high = heights
    scale = (HEIGHT - TOP - BOTTOM) / (high - low)
    places = spread([label.height for label in labels], LABEL_GAP / scale, low, high)
    for label, place in zip(labels, places, strict=True):
        figure.add_annotation(
            x=1, xref="paper", y=place, xanchor="left", xshift=8, showarrow=False, align="left",
            text=f"<b>{label.text}</b>" if label.bold else label.text,
            font={"size": TEXT if label.bold else SMALL, "color": label.colour},
        )  # fmt: skip


def _note(figure: go.Figure, base: pd.Series, palette: Palette, words: Words) -> None:
    """Name the dashed line on the area itself, at its start, where the areas are widest apart."""
    figure.add_annotation(
        x=0, xanchor="left", y=100 * float(base.iloc[0]), yanchor="bottom", yshift=3, xshift=4, showarrow=False,
        text=words("chart.base"), font={"size": SMALL, "color": palette.ink}, bgcolor=palette.faint("paper", 0.78),
    )  # fmt: skip


def _family(owner: str) -> str:
    return next((name for name in RIVAL_MARKS if name in owner.lower()), "")


def _owner_name(situation: Situation, owner: str, words: Words) -> str:
    return words("owner.us") if owner == situation.owner else words.name("owner", owner)


def _weekly(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    numbered = table.round(4).reset_index(drop=True)
    numbered.insert(0, words("table.week"), np.arange(1, len(numbered) + 1))
    return numbered
