"""From paired differences to a verdict: pure functions.

A trial looks at its differences when 4, 8, 16 and 32 lucks have been played, and between looks the last one stands.
The four looks share an error of 5 % (Bonferroni; Jennison & Turnbull 2000, chapter 2), so that stopping when one likes
what one sees makes no claim true: each interval is one of 98.75 %. Several points of a dial are judged one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from experiments.compare import CONFIDENCE, Interval, interval

LOOKS = (4, 8, 16, 32)
LEVEL = 1.0 - (1.0 - CONFIDENCE) / len(LOOKS)
"""Confidence of one look."""

State = Literal["holds", "reverse", "none", "unclear", "too_few"]
Verdict = Literal["holds", "holds_when", "fails", "unclear", "too_few"]


@dataclass(frozen=True)
class Found:
    """What came out at one point: the effect (more speaks for the claim) with its interval, and what that says.

    `rival` is the contrast that was weakest; `refused` counts lucks in which a plan could not be carried out.
    """

    value: float
    effect: Interval
    state: State
    rival: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Finding:
    """The verdict over a dial: in `spans` (first and last value of points that follow one another) the claim holds.

    `open` are the values at which it cannot be told yet; `reverse` says that somewhere the opposite is true.
    """

    verdict: Verdict
    points: tuple[Found, ...]
    spans: tuple[tuple[float, float], ...] = ()
    open: tuple[float, ...] = ()
    reverse: bool = False

    @property
    def lucks(self) -> int:
        """The lucks that the verdict rests on at every point."""
        return min((point.effect.count + point.refused for point in self.points), default=0)


def looked_at(played: int) -> int:
    """Return how many of the lucks played count: those at the last look."""
    return max((look for look in LOOKS if look <= played), default=0)


def judged(effect: Interval, matters: float) -> State:
    """Return what an interval says, where an effect smaller than `matters` is none."""
    if effect.count < LOOKS[0]:
        return "too_few"
    if effect.low > 0.0 and effect.mean >= matters:
        return "holds"
    if effect.high < 0.0 and effect.mean <= -matters:
        return "reverse"
    return "none" if -matters < effect.low and effect.high < matters else "unclear"


def found_at(value: float, contrasts: Sequence[ArrayLike], matters: float) -> Found:
    """Return what came out at a point from the effects (one a luck, NaN where refused) of every contrast.

    The weakest contrast counts: to be better than each of several is to be better than the best of them.
    """
    tables = [np.asarray(effects, dtype=float) for effects in contrasts]
    count = looked_at(min(len(effects) for effects in tables))
    intervals = [interval(effects[:count], LEVEL) for effects in tables]
    weakest = min(range(len(tables)), key=lambda k: intervals[k].mean if intervals[k].count else np.inf)
    effect = intervals[weakest]
    return Found(value, effect, judged(effect, matters), weakest, count - effect.count)


def finding(points: Sequence[Found]) -> Finding:
    """Return the verdict over all points of a dial, in ascending order of their values."""
    states = [point.state for point in points]
    open_at = tuple(point.value for point in points if point.state in ("unclear", "too_few"))
    kept = tuple(points)
    reverse = "reverse" in states
    if all(state == "too_few" for state in states):
        return Finding("too_few", kept, open=open_at)
    if all(state == "holds" for state in states):
        return Finding("holds", kept, spans=_spans(points))
    if "holds" in states:
        return Finding("holds_when", kept, _spans(points), open_at, reverse)
    return Finding("unclear" if open_at else "fails", kept, (), open_at, reverse)


def _spans(points: Sequence[Found]) -> tuple[tuple[float, float], ...]:
    spans: list[tuple[float, float]] = []
    before = ""
    for point in points:
        if point.state == "holds":
            first = spans.pop()[0] if before == "holds" else point.value
            spans.append((first, point.value))
        before = point.state
    return tuple(spans)
