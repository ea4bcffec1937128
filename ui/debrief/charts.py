"""The report's charts over time: lines and areas by week, labelled at the line's end, base case dashed grey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.clock import WEEKS_A_QUARTER
from ui.debrief.svg import DASHES, SMALL, TEXT, Picture, path, ticks
from ui.plotting import spread
from ui.words import Words

WIDTH, HEIGHT = 720.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 172.0, 12.0, 26.0
LABEL_GAP = 17.0
SMALL_WIDTH, SMALL_HEIGHT = 224.0, 74.0


@dataclass(frozen=True)
class Line:
    """One line: values by week, the name of its colour, its label, and how it is drawn."""

    values: Sequence[float] | np.ndarray
    colour: str
    label: str
    width: float = 2
    dash: str = ""
    mark: str = ""
    bold: bool = False

    @property
    def end(self) -> float:
        """The last value that is a number."""
        finite = [value for value in np.asarray(self.values, dtype=float).tolist() if np.isfinite(value)]
        return finite[-1] if finite else float("nan")


@dataclass(frozen=True)
class Frame:
    """Where weeks and heights lie on a picture."""

    weeks: int
    low: float
    high: float
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM

    def x(self, week: float) -> float:
        """Return the place of a week (from 0)."""
        return self.left + (self.right - self.left) * week / max(self.weeks - 1, 1)

    def y(self, value: float) -> float:
        """Return the place of a height."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def points(self, values: Sequence[float] | np.ndarray) -> list[tuple[float, float]]:
        """Return a series by week as points."""
        return [(self.x(week), self.y(float(value))) for week, value in enumerate(values)]


def line_chart(
    lines: Sequence[Line], title: str, described: str, told: Callable[[float], str], words: Words, left: float = LEFT
) -> Picture:
    """Draw lines by week; `told` writes a height on the axis, which has `left` px of room."""
    drawn = np.concatenate([np.asarray(line.values, dtype=float) for line in lines])
    low, high = bounds(drawn)
    frame = Frame(max(len(line.values) for line in lines), low, high, left)
    picture = Picture(WIDTH, HEIGHT, title, described)
    axes(picture, frame, [(value, told(value)) for value in ticks(low, high)], words)
    for line in lines:
        picture.line(frame.points(line.values), line.colour, line.width, line.dash)
        if line.mark:
            picture.mark(line.mark, frame.x(len(line.values) - 1), frame.y(line.end), 4, line.colour)
    end_labels(picture, frame, [(line.end, line.label, line.colour, line.bold) for line in lines])
    return picture


def share_areas(
    shares: Sequence[Line], base: Sequence[float] | np.ndarray, title: str, described: str, words: Words
) -> Picture:
    """Draw shares (0 to 1) stacked in the order given, with the base case of the lowest as a dashed line.

    A share is labelled at the height it has at last, or where it was largest if nothing of it is left.
    """
    weeks = len(shares[0].values)
    frame, picture = Frame(weeks, 0.0, 1.0), Picture(WIDTH, HEIGHT, title, described)
    below, labels = np.zeros(weeks), []
    axes(picture, frame, [(value, words.percent(value)) for value in (0.0, 0.5, 1.0)], words, lines=False)
    for share in shares:
        above = below + np.asarray(share.values, dtype=float)
        outline = frame.points(above) + frame.points(below)[::-1]
        picture.shape("path", share.colour, "paper", 1, d=path(outline) + "Z")
        week = -1 if share.end > 0 else int(np.argmax(share.values))
        labels.append(((below[week] + above[week]) / 2, share.label, share.colour, share.bold))
        below = above
    if len(base):
        picture.line(frame.points(base), "paper", 4.5)
        picture.line(frame.points(base), "base", 2, DASHES)
        place = min(weeks - 1, weeks // 2)
        x, y = frame.x(place), frame.y(float(base[place])) - 8
        picture.shape("rect", "paper", x=x - 36, y=y - 12, width=72, height=16, rx=3, opacity="0.85")
        picture.text(x, y, words("chart.base"), "ink", SMALL, "middle")
    end_labels(picture, frame, labels)
    return picture


def small_chart(own: np.ndarray, base: np.ndarray, title: str, described: str) -> Picture:
    """Draw one figure by week in a small picture, ours against the base case; its numbers stand beside it."""
    low, high = bounds(np.concatenate([own, base]))
    frame = Frame(len(own), low, high, 2, SMALL_WIDTH - 8, 6, SMALL_HEIGHT - 8)
    picture = Picture(SMALL_WIDTH, SMALL_HEIGHT, title, described)
    picture.rule(0, SMALL_HEIGHT - 4, SMALL_WIDTH, SMALL_HEIGHT - 4, "rule")
    picture.line(frame.points(base), "base", 1.8, DASHES)
    picture.line(frame.points(own), "own", 2.4)
    if len(own) and np.isfinite(own[-1]):
        picture.mark("circle", frame.x(len(own) - 1), frame.y(float(own[-1])), 3.4, "own")
    return picture


def bounds(values: np.ndarray) -> tuple[float, float]:
    """Return the least and greatest height to draw, with some air."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    pad = 0.07 * (high - low) or max(0.1 * abs(high), 0.5)
    return low - pad, high + pad


def axes(picture: Picture, frame: Frame, heights: Sequence[tuple[float, str]], words: Words, lines: bool = True) -> None:
    """Draw quarters along the bottom, and horizontal lines at `heights`, each with its text."""
    for height, text in heights:
        if lines:
            picture.rule(frame.left, frame.y(height), frame.right, frame.y(height))
        picture.text(frame.left - 8, frame.y(height) + 4, text, "ink3", SMALL, "end")
    picture.rule(frame.left, frame.bottom, frame.right, frame.bottom, "edge")
    quarters = -(-frame.weeks // WEEKS_A_QUARTER)
    for quarter in range(quarters):
        if quarter:
            x = frame.x(WEEKS_A_QUARTER * quarter - 0.5)
            picture.rule(x, frame.top, x, frame.bottom, "rule", 1, "1 3")
        middle = frame.x(WEEKS_A_QUARTER * (quarter + 0.5) - 0.5)
        picture.text(middle, frame.bottom + 17, words("chart.quarter", quarter=quarter + 1), "ink3", SMALL, "middle")


def end_labels(picture: Picture, frame: Frame, labels: Sequence[tuple[float, str, str, bool]]) -> None:
    """Write labels (height, text, colour, bold) right of the plot, moved apart where they would touch."""
    known = [label for label in labels if np.isfinite(label[0])]
    heights = [frame.bottom - frame.y(height) for height, *_ in known]
    places = spread(heights, LABEL_GAP, 2.0, frame.bottom - frame.top)
    for (_, text, colour, bold), place in zip(known, places, strict=True):
        picture.text(frame.right + 12, frame.bottom - place + 4, text, f"label:{colour}", TEXT if bold else SMALL, bold=bold)
