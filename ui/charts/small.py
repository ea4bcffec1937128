"""The small pictures of a quarter: adoption by stack, and the approval queue."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts.areas import Part, areas
from ui.charts.tables import weekly
from ui.finding import stack_shares
from ui.naming import item_names, kind_name, told_apart, unit_name
from ui.palette import Palette
from ui.plotting import DASHES, GAP, HEIGHT, SMALL, TEXT, canvas
from ui.situation import Situation, column, rows
from ui.sketch import Sketch, bar_trace
from ui.words import Words

QUEUE_BARS = 6
LONGEST_NAME = 22
"""Letters of a request's name that fit on one line beside its bar."""


def stacks(situation: Situation, palette: Palette, words: Words, height: int = HEIGHT) -> go.Figure:
    """Draw the shares of workload by stack as areas, central at the bottom, with the base case's adoption."""
    shares = stack_shares(situation.figures)
    parts = [Part(name, name, words(f"stack.{name}"), name == "central") for name in shares.columns]
    base = None if situation.opening else column(situation.base_figures, "internal_adoption")
    return areas(situation, shares, parts, base, palette, words, height)


def queue(situation: Situation, palette: Palette, words: Words) -> go.Figure:
    """Draw the oldest items of the approval queue as bars, with the age of the base case's oldest dashed."""
    oldest = situation.queue.head(QUEUE_BARS)
    names = item_names(situation, words)[:QUEUE_BARS]
    places = list(range(len(oldest)))
    colours = [palette.own if row == 0 else palette.faint("ink2", 0.75) for row in places]
    figure = Sketch(
        bar_trace(
            x=oldest["age"], y=places, orientation="h", marker={"color": colours}, width=0.62,
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
        tickvals=places, ticktext=[in_two_lines(name) for name in names], range=[QUEUE_BARS - 0.4, -0.6], automargin=True,
        ticklabelstandoff=GAP, showgrid=False, tickfont={"size": TEXT, "color": palette.ink2}, fixedrange=True,
    )  # fmt: skip
    if base_oldest and not situation.opening:
        figure.add_shape(
            type="line", layer="below", x0=base_oldest, x1=base_oldest, y0=-0.5, y1=len(places) - 0.4,
            line={"color": palette.base, "width": 2, "dash": DASHES},
        )  # fmt: skip
        figure.add_annotation(
            x=base_oldest, y=0, yref="paper", yanchor="top", yshift=-2, showarrow=False,
            xanchor="right" if base_oldest > top / 2 else "center",  # the words are wider than the bars, and end with them
            text=words("queue.base", age=base_oldest), font={"size": SMALL, "color": palette.shade("base")},
        )  # fmt: skip
    return figure.done()


def in_two_lines(name: str) -> str:
    """Return a request's name, broken after the unit where it would leave no room for its bar."""
    return name.replace(": ", ":<br>", 1) if len(name) > LONGEST_NAME else name


def stacks_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return the data of the adoption chart: a row a week, a column a stack, and the base case's adoption."""
    shares = stack_shares(situation.figures).rename(columns=lambda name: words(f"stack.{name}"))
    if not situation.opening:
        shares[words("chart.base")] = column(situation.base_figures, "internal_adoption")
    return weekly(shares, words)


def queue_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return all waiting items, oldest first."""
    items = situation.queue.to_dict("records")
    kinds = [kind_name(row["kind"], words) for row in items]
    return pd.DataFrame(
        {
            words("table.item"): told_apart(kinds, [row["item"] for row in items], words),
            words("table.unit"): [unit_name(situation, int(row["owner"]), words) for row in items],
            words("table.age"): [round(float(row["age"]), 1) for row in items],
        }
    )


def queue_told(situation: Situation, words: Words) -> str:
    """Return the bars of the queue in words: whoever cannot see them hears which request has waited how long."""
    ages = column(situation.queue, "age")
    named = zip(item_names(situation, words)[:QUEUE_BARS], ages, strict=False)
    return words("list.comma").join(f"{name} {words.number(float(age), 1)}" for name, age in named)


def measured(name: str, situation: Situation) -> dict[str, Any]:
    """Return the values that the line under a chart's title names."""
    if name == "queue":
        return {"base": len(base_queue(situation))}
    return {}


def base_queue(situation: Situation) -> pd.DataFrame:
    """Return the items that wait in the base case in the same week."""
    table = situation.base["queue"]
    return rows(table, (table["firm"] == situation.firm) & (table["week"] == situation.last_week))
