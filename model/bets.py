"""Predictions before the reveal, kept with a run: an interval for a figure, and what it was worth in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEVEL = 0.8
"""How often an interval should hold the outcome."""

Bets = Mapping[tuple[int, int], "tuple[Bet, ...]"]
"""What firms predicted for the end of a quarter, by (firm, quarter), both from 0."""


@dataclass(frozen=True)
class Bet:
    """An interval for a KPI at the end of a quarter, in the KPI's unit."""

    kpi: str
    low: float
    high: float

    def holds(self, outcome: float) -> bool:
        """Whether the outcome lies inside."""
        return self.low <= outcome <= self.high

    def score(self, outcome: float) -> float:
        """Return the interval score at LEVEL, in the KPI's unit; smaller is better (Gneiting & Raftery 2007, eq. 43).

        The width of the interval, and what the outcome lies outside it times 2/(1 - LEVEL).
        """
        outside = max(self.low - outcome, 0.0) + max(outcome - self.high, 0.0)
        return self.high - self.low + 2.0 / (1.0 - LEVEL) * outside


def before(bets: Bets, quarter: int) -> dict[tuple[int, int], tuple[Bet, ...]]:
    """Return the bets of the quarters before `quarter` (from 0)."""
    return {place: laid for place, laid in bets.items() if place[1] < quarter}
