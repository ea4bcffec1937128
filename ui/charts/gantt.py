"""Pipelines: what waits for what, on a time axis from some weeks back to as far as anything is known."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from model.clock import WEEKS_A_QUARTER
from ui.charts.gantt_rows import BACK, Bar, bars, now
from ui.palette import Palette
from ui.plotting import GAP, LAST_NARROW, NARROW, SMALL, TEXT, WIDE, add_lines, add_notes, canvas, quarter_lines
from ui.situation import Situation
from ui.sketch import Sketch, Trace, bar_trace
from ui.words import Words

FORTH = 40
"""Weeks of the axis after now."""
CROWDED = 16
"""A bar that ends so few weeks before the axis does has no room for words beside it."""
WEEK = 7.4
"""Width of a week on a tablet, px."""
ROW, MARGIN_TOP, MARGIN_BOTTOM = 25, 20, 26


def pipelines(situation: Situation, palette: Palette, words: Words) -> go.Figure | None:
    """Draw every matter as a bar: what has passed and goes on solid, what it must wait for yet hatched."""
    shown, present = bars(situation, words), now(situation)
    if not shown:
        return None
    window = (present - BACK, present + FORTH)
    figure = Sketch()
    for waiting in (False, True):
        figure.add_trace(_trace(shown, waiting, window, palette))
    canvas(figure, palette, ROW * len(shown) + MARGIN_TOP + MARGIN_BOTTOM)
    margin = {"l": 8, "r": 8, "t": MARGIN_TOP, "b": MARGIN_BOTTOM}
    figure.update_layout(margin=margin, barmode="overlay", transition={"duration": 0})
    _axes(figure, shown, window, palette, words)
    _groups(figure, shown, palette)
    _words(figure, shown, present, window[1], palette, words("pipelines.now", week=present))
    add_lines(figure, [{"x0": present, "x1": present, "y0": 0, "y1": 1, "yref": "paper",
                        "line": {"color": palette.ink, "width": 1.4}}])  # fmt: skip
    return figure.done()


def _words(figure: Sketch, shown: list[Bar], present: int, last: int, palette: Palette, now: str) -> None:
    """Write what is said of each matter right of its bar, or on its end where there is no room, and which week is now."""
    notes: list[dict[str, Any]] = []
    for place, bar in enumerate(shown):
        at = min(max(bar.end, bar.waits, present), last)
        crowded, long = at > last - CROWDED, at + weeks_of(bar.said) > last
        side = {"xanchor": "right", "xshift": -5} if crowded or long else {"xanchor": "left", "xshift": 5}
        ground = {"bgcolor": palette.faint("paper", 0.9)} if crowded or long else {}
        at = last if long and not crowded else at  # begins on the bar's end, but ends where the picture does
        font = {"size": SMALL, "color": palette.ink2}
        notes.append({"x": at, "y": place, "text": bar.said, "font": font, "borderpad": 1, **side, **ground})
    font = {"size": SMALL, "color": palette.ink}
    notes.append({"x": present, "y": 1, "yref": "paper", "yanchor": "bottom", "text": f"<b>{now}</b>", "font": font})
    add_notes(figure, notes)


def weeks_of(text: str) -> float:
    """Return how many weeks of the axis a text covers on a tablet, where a week is narrowest."""
    return sum(WIDE if ord(sign) > LAST_NARROW else NARROW for sign in text) / WEEK


def _groups(figure: Sketch, shown: list[Bar], palette: Palette) -> None:
    """Draw a hairline between one pipeline and the next."""
    rule = {"x0": 0, "x1": 1, "xref": "paper", "layer": "below", "line": {"color": palette.rule, "width": 1}}
    starts = [place for place in range(1, len(shown)) if shown[place].group != shown[place - 1].group]
    add_lines(figure, [{"y0": place - 0.5, "y1": place - 0.5, **rule} for place in starts])


def _trace(shown: list[Bar], waiting: bool, window: tuple[int, int], palette: Palette) -> Trace:
    """Return the bars, or the waits behind them, cut to the window."""
    first, last = window
    spans = []
    for bar in shown:
        start, end = (max(bar.end, bar.start), bar.waits) if waiting else (bar.start, bar.end)
        start, end = max(start, first), min(end, last)
        spans.append((start, max(end - start, 0.0)))
    colours = [getattr(palette, bar.colour) for bar in shown]
    marker = {"color": colours, "line": {"width": 0}}
    if waiting:
        marker |= {"pattern": {"shape": "/", "size": 6, "solidity": 0.22, "fillmode": "replace", "fgcolor": colours}}
        marker["line"] = {"width": 1, "color": colours}
    return bar_trace(
        base=[start for start, _ in spans], x=[length for _, length in spans], y=list(range(len(shown))), orientation="h",
        width=0.5, marker=marker, hoverinfo="skip",
    )  # fmt: skip


def _axes(figure: Sketch, shown: list[Bar], window: tuple[int, int], palette: Palette, words: Words) -> None:
    first, last = window
    quarters = range(max(0, first // WEEKS_A_QUARTER), last // WEEKS_A_QUARTER + 1)
    middles = {WEEKS_A_QUARTER * (q + 0.5): words("chart.quarter", quarter=q + 1) for q in quarters}
    inside = {week: name for week, name in middles.items() if first <= week <= last}
    figure.update_xaxes(
        range=[first, last], tickvals=list(inside), ticktext=list(inside.values()), showgrid=False, zeroline=False, ticks="",
        linecolor=palette.edge, showline=True, fixedrange=True,
    )  # fmt: skip
    starts = (quarter * WEEKS_A_QUARTER for quarter in quarters)
    quarter_lines(figure, [start for start in starts if first < start < last], palette)
    figure.update_yaxes(
        tickvals=list(range(len(shown))), ticktext=[bar.name for bar in shown], range=[len(shown) - 0.4, -0.6],
        automargin=True, ticklabelstandoff=GAP, showgrid=False, zeroline=False, fixedrange=True,
        tickfont={"size": TEXT, "color": palette.ink2},
    )  # fmt: skip
