"""Predictions before the reveal: an interval for a figure, and what it was worth when the quarter closed."""

from __future__ import annotations

from dataclasses import dataclass

LEVEL = 0.8
"""How often an interval should hold the outcome."""


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
