"""Money: what came in and went out by quarter, from the double-entry books, and cash by week."""

from __future__ import annotations

from typing import cast

import pandas as pd
import plotly.graph_objects as go

from ui.charts.tables import weekly
from ui.palette import Palette
from ui.plotting import BOTTOM, DASHES, HEIGHT, LABEL_ROOM, TEXT, TOP, Label, add_lines, canvas, label_ends, line, time_axes
from ui.situation import Situation, Tables, column, last
from ui.sketch import Sketch, bar_trace, scatter_trace
from ui.words import Words

INCOME = {
    "grant": ("funding",),
    "cloud": ("api", "hosted", "developer_hosting"),
    "attached": ("attached",),
    "units": ("transfer",),
    "agents": ("agent_value", "fines_received"),
}
EXPENSE = {
    "gpus": ("gpu_fleet", "depreciation"),
    "staff": ("payroll", "pay_premium"),
    "attached_cost": ("attached_cost",),
    "operations": ("operations",),
    "programmes": (
        "data_hub", "pooling", "tiers", "domains", "migration_support", "audit", "reintegration", "security", "codesign",
        "agent_incidents", "breaches",
    ),
}  # fmt: skip
"""Groups of accounts in the picture; what is worn off (depreciation) takes no cash and cancels against the fleet."""
GROUP_OF = {account: group for group, accounts in (INCOME | EXPENSE).items() for account in accounts}
CLEARING = ("units_tokens", "units_clearing")
"""What units pay one another: it cancels here, and the payment itself is `transfer`."""
TONES = {
    "grant": ("base", 0.55), "cloud": ("own", 1.0), "attached": ("own", 0.66), "units": ("own", 0.4),
    "agents": ("own", 0.22), "gpus": ("third", 1.0), "staff": ("third", 0.72), "attached_cost": ("third", 0.5),
    "operations": ("third", 0.32),
    "programmes": ("third", 0.18),
}  # fmt: skip
LEAST_SHOWN = 0.02
"""A group whose last bar is thinner than this share of the picture gets no label."""


def grouped(situation: Situation, tables: Tables) -> pd.DataFrame:
    """Return by quarter what each group brought (positive) or took (negative), RMB M, and the change of cash.

    The groups sum to `cash`, quarter by quarter.
    """
    accounts = situation.books(tables)
    by_group = cast(pd.DataFrame, accounts.T.groupby(GROUP_OF).sum())
    table = by_group.T.reindex(columns=[*INCOME, *EXPENSE], fill_value=0.0)
    return table.assign(cash=accounts["cash"] if len(accounts) else 0.0)


def books(situation: Situation, palette: Palette, words: Words, height: int = HEIGHT) -> go.Figure | None:
    """Draw income above and expenses below zero by quarter, with the change of cash as a dot; None before the first."""
    table, base = grouped(situation, situation.tables), grouped(situation, situation.base)
    if not len(table):
        return None
    places = list(range(len(table)))
    bars = []
    for name in (*INCOME, *EXPENSE):
        tone, strength = TONES[name]
        bar = bar_trace(
            x=places, y=column(table, name), width=0.62, name=words(f"books.{name}"), hovertemplate="%{y:,.0f}",
            marker={"color": palette.faint(tone, strength), "line": {"color": palette.paper, "width": 1}},
        )  # fmt: skip
        bars.append(bar)
    figure = Sketch(*bars)
    dashed = {"line": {"color": palette.base, "width": 2, "dash": DASHES}}
    heights = zip(places, column(base, "cash"), strict=False)
    add_lines(figure, [{"x0": at - 0.4, "x1": at + 0.4, "y0": height, "y1": height, **dashed} for at, height in heights])
    change = column(table, "cash")
    figure.add_trace(
        scatter_trace(
            x=places, y=change, mode="markers", marker={"color": palette.ink, "size": 9}, hoverinfo="y", cliponaxis=False,
        )
    )  # fmt: skip
    for place, value in zip(places, change, strict=True):  # on a ground of its own: the base case's dashes pass behind
        figure.add_annotation(
            x=place, y=value, yanchor="bottom", yshift=7, showarrow=False, borderpad=1, bgcolor=palette.faint("paper", 0.78),
            text=f"<b>{words.number(value / _per(words), 1, signed=True)}</b>", font={"size": TEXT, "color": palette.ink},
        )  # fmt: skip
    _frame(figure, table, palette, words, height)
    return figure.done()


def cash(situation: Situation, palette: Palette, words: Words, height: int = HEIGHT) -> go.Figure:
    """Draw cash in hand by week, the base case dashed."""
    own, labels = column(situation.figures, "cash") / _per(words), []
    figure, low, high = Sketch(), min(0.0, float(own.min())), float(own.max())
    if not situation.opening:
        base = column(situation.base_figures, "cash") / _per(words)
        low, high = min(low, float(base.min())), max(high, float(base.max()))
        figure.add_trace(line(base, palette.base, dash=DASHES))
        labels.append(Label(last(base), words("chart.base"), palette.shade("base")))
    figure.add_trace(line(own, palette.own, width=3, symbol="circle", size=9))
    labels.append(Label(last(own), words.money(_per(words) * last(own)), palette.own_text, bold=True))
    top = high + 0.12 * max(high - low, 0.1)
    time_axes(figure, palette, situation, words, (low, top), height)
    label_ends(figure, labels, (low, top), height)
    return figure.done()


def books_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return every account by quarter, RMB M: what it brought or took; the last row is the change of cash."""
    accounts = situation.books(situation.tables)
    names = [name for name in accounts.columns if name != "cash" and column(accounts, name).abs().sum() > 0.0]
    table = accounts[[*names, "cash"]].T.round(1)
    table.columns = [words("chart.quarter", quarter=int(quarter) + 1) for quarter in table.columns]
    table.insert(0, words("books.account"), [words(f"account.{name}") for name in table.index])
    return table.reset_index(drop=True)


def cash_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return cash by week, RMB M, and that of the base case."""
    table = pd.DataFrame({words("books.cash"): column(situation.figures, "cash")})
    if not situation.opening:
        table[words("chart.base")] = column(situation.base_figures, "cash")
    return weekly(table, words)


def _per(words: Words) -> float:
    """Return how many RMB M one unit of the axis has: a billion, or 亿 in Chinese."""
    return float(words("money.large.millions"))


def _frame(figure: Sketch, table: pd.DataFrame, palette: Palette, words: Words, height: int) -> None:
    """Draw the axes, and the names of the groups beside the last quarter's bars."""
    gains, losses = table[list(INCOME)].clip(lower=0.0), table[list(EXPENSE)].clip(upper=0.0)
    top, bottom = 1.16 * float(gains.sum(axis=1).max()), 1.06 * float(losses.sum(axis=1).min())
    canvas(figure, palette, height)
    figure.update_layout(barmode="relative", margin={"l": 40, "r": LABEL_ROOM + 24, "t": TOP, "b": BOTTOM})
    figure.update_xaxes(
        tickvals=list(range(len(table))), range=[-0.6, len(table) - 0.4], showgrid=False, zeroline=False, fixedrange=True,
        ticktext=[words("chart.quarter", quarter=int(quarter) + 1) for quarter in table.index], ticks="",
    )  # fmt: skip
    step = next(step for step in (500, 1000, 2000, 5000, 10000, 10**9) if (top - bottom) / step <= 6)
    ticks = list(range(int(bottom // step) * step + step, int(top) + 1, step))
    figure.update_yaxes(
        range=[bottom, top], gridcolor=palette.rule, zeroline=True, zerolinecolor=palette.edge, ticks="", fixedrange=True,
        tickvals=ticks, ticktext=[words.number(tick / _per(words), 0 if step >= _per(words) else 1) for tick in ticks],
    )  # fmt: skip
    label_ends(figure, _labels(table, palette, words, top - bottom), (bottom, top), height)


def _labels(table: pd.DataFrame, palette: Palette, words: Words, span: float) -> list[Label]:
    labels = []
    for groups in (INCOME, EXPENSE):
        reached = 0.0
        for name in groups:
            value = last(column(table, name))
            if abs(value) >= LEAST_SHOWN * span:
                text = f"{words(f'books.{name}')} {words.number(abs(value) / _per(words), 1)}"
                labels.append(Label(reached + value / 2, text, palette.shade(TONES[name][0]), name == "cloud"))
            reached += value
    return labels
