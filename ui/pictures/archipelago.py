"""Where the islands of the organisation map lie: a unit is an island, its teams lie on it.

Positions depend on the number of units and teams alone, so nothing jumps between weeks, runs or people: only
colours and shapes tell a change.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 700.0, 446.0
SHORE = 78.0
"""Room at the edges for half an island and its shallows."""
LABEL = 16.0
RING = 33.0
"""Mean distance of a team from the middle of its island."""
FLATTENING = 0.88
ROWS_OF_TWELVE = (4, 5, 3)
GOLDEN = (math.sqrt(5) - 1) / 2
"""Multiples of the golden ratio spread evenly over 0..1 without a pattern the eye can find."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Island:
    """A business unit on the map: its middle, its coast (a convex polygon) and its teams' places."""

    x: float
    y: float
    coast: tuple[Point, ...]
    teams: tuple[int, ...]
    places: tuple[Point, ...]


def islands(team_unit: Sequence[int], units: int) -> list[Island]:
    """Return an island for each unit, given the unit of every team."""
    return [
        _island(unit, middle, [team for team, of in enumerate(team_unit) if of == unit])
        for unit, middle in enumerate(middles(units))
    ]


def middles(units: int) -> list[Point]:
    """Return the middles of the islands in rows that are offset against each other, in reading order.

    The last row ends early, which leaves room for the callout in the corner.
    """
    rows = ROWS_OF_TWELVE if units == sum(ROWS_OF_TWELVE) else _rows(units)
    longest, points = max(rows), list[Point]()
    step = (WIDTH - 2 * SHORE) / max(1, longest - 1)
    rise = (HEIGHT - 2 * SHORE - LABEL) / max(1, len(rows) - 1)
    for row, number in enumerate(rows):
        shift = 0.5 if row == len(rows) - 1 and row and number < longest else (longest - number) / 2
        for place in range(number):
            wobble, sway = _even(len(points)) - 0.5, _even(3 * len(points)) - 0.5
            points.append((SHORE + step * (place + shift) + 14 * wobble, SHORE + rise * row + 18 * sway))
    return points


def hull(points: Sequence[Point]) -> list[Point]:
    """Return the convex hull, anticlockwise in mathematical orientation (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _island(unit: int, middle: Point, teams: list[int]) -> Island:
    x, y = middle
    places = [_place(x, y, unit, number, len(teams)) for number in range(len(teams))]
    return Island(x, y, tuple(hull(places) or [middle]), tuple(teams), tuple(places))


def _place(x: float, y: float, unit: int, number: int, teams: int) -> Point:
    if teams == 1:
        return x, y
    turn = 2 * math.pi * ((number + 0.32 * _even(7 * unit + number)) / teams + _even(unit) / teams)
    reach = RING * (0.84 + 0.36 * _even(11 * unit + 5 * number)) * (1 if teams <= 6 else 1.15)
    return x + reach * math.cos(turn), y + FLATTENING * reach * math.sin(turn)


def _even(number: int) -> float:
    return (GOLDEN * (number + 1)) % 1.0


def _rows(units: int) -> tuple[int, ...]:
    rows = max(1, round(math.sqrt(units / 1.5)))
    return tuple(units // rows + (row < units % rows) for row in range(rows))


def _chain(points: list[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
