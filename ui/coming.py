"""What is coming, as flags on a small time axis: what a CEO can know of the weeks ahead.

A flag stands at its week; its level says how high, so that no label covers another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.clock import WEEKS_A_QUARTER
from ui.charts.gantt_rows import now, of_kind
from ui.situation import Situation
from ui.words import Words

QUARTERS = 4
"""How far the axis looks ahead."""
MOST = 9
WIDTH = 200.0  # px of the narrowest aside: labels are set so that they fit there
LATIN, WIDE = 6.4, 12.8  # px a character takes
PENNANT = 16.0
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag: its week (from 0), place on the axis (0 to 1), level (0 lowest), whose colour, words, to which side."""

    week: int
    place: float
    level: int
    role: str
    text: str
    left: bool


def flags(situation: Situation, words: Words) -> list[Flag]:
    """Return the flags of the quarters ahead, the nearest first."""
    first, weeks = now(situation), QUARTERS * WEEKS_A_QUARTER
    last = min(first + weeks, situation.horizon_weeks)
    expected = sorted((max(week, first), role, text) for week, role, text in _expected(situation, words) if week < last)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(LEVELS)]
    found = []
    for week, role, text in list(dict.fromkeys(expected))[:MOST]:
        place = (week - first) / weeks
        length = PENNANT + sum(WIDE if ord(letter) > 0x2E80 else LATIN for letter in text)
        left = place * WIDTH + length > WIDTH and place * WIDTH > length
        span = (place * WIDTH - length, place * WIDTH) if left else (place * WIDTH, place * WIDTH + length)
        level = _free(taken, span)
        taken[level].append(span)
        found.append(Flag(week, place, level, role, text, left))
    return found


def quarters(situation: Situation) -> list[tuple[int, float]]:
    """Return the quarters on the axis: number (from 1) and where each begins (0 to 1)."""
    first = now(situation)
    numbers = range(first // WEEKS_A_QUARTER, min(first // WEEKS_A_QUARTER + QUARTERS, situation.quarters))
    return [(q + 1, (q * WEEKS_A_QUARTER - first) / (QUARTERS * WEEKS_A_QUARTER)) for q in numbers]


def undated(situation: Situation, words: Words) -> list[str]:
    """Return what is announced for no known week."""
    return [words(f"card.{row['what']}") for row in of_kind(situation, "card") if row["end"] < 0]


def _expected(situation: Situation, words: Words) -> Iterator[tuple[int, str, str]]:
    """Each as (week, role, words): ember for what we do, blue for others, ink for the calendar."""
    for row in of_kind(situation, "card"):
        if row["end"] >= 0:
            yield int(row["end"]), "event", words(f"card.{row['what']}")
    for row in of_kind(situation, "festival"):
        yield int(row["start"]), "plain", words(f"coming.festival.{row['what']}")
    for week, gpus in _deliveries(situation).items():
        yield week, "own", words("coming.gpus", gpus=gpus)
    for row in of_kind(situation, "run"):
        yield int(row["end"]), "own", words("coming.run")
    for row in of_kind(situation, "weights"):
        yield int(row["end"]), "own", words("coming.weights")
    for row in of_kind(situation, "wave"):
        if row["start"] >= now(situation):
            yield int(row["start"]), "own", words("coming.wave", wave=int(row["what"]), number=int(row["amount"]))
    for row in of_kind(situation, "deal"):
        yield int(row["end"]), "event", words("coming.deal")
    for row in of_kind(situation, "freeze"):
        yield int(row["end"]), "plain", words("coming.freeze")


def _deliveries(situation: Situation) -> dict[int, float]:
    found: dict[int, float] = {}
    for row in of_kind(situation, "order"):
        found[int(row["end"])] = found.get(int(row["end"]), 0.0) + row["amount"]
    return found


def _free(taken: list[list[tuple[float, float]]], span: tuple[float, float]) -> int:
    """Return the lowest level on which nothing stands in the way; the highest where all are full."""
    for level, spans in enumerate(taken):
        if all(span[1] < start or end < span[0] for start, end in spans):
            return level
    return len(taken) - 1
