"""What sections of the report are made of, ready for the template, and how tables of figures by quarter are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup

from experiments.debrief import Debrief
from model.clock import WEEKS_A_QUARTER
from model.kpis import INDEX, KPIS
from ui import telling
from ui.situation import Situation, first_weeks
from ui.words import Words


@dataclass(frozen=True)
class Table:
    """A table: headers and rows of texts; the first `texts` columns are words, the others numbers."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1


@dataclass(frozen=True)
class Picture:
    """A finding, what is measured, the picture that proves it, and its data."""

    title: str
    measure: str
    picture: Markup
    table: Table | None = None


@dataclass(frozen=True)
class Small:
    """One figure in a small picture: name, value, verdict as (kind, words), base case."""

    name: str
    value: str
    verdict: tuple[str, str]
    base: str
    picture: Markup


@dataclass(frozen=True)
class Story:
    """The debrief and the words it is told in, with what several sections read."""

    debrief: Debrief
    words: Words
    situations: dict[int, Situation] = field(default_factory=dict)

    @property
    def quarters(self) -> int:
        """How many quarters were played."""
        return self.debrief.game.quarter

    @property
    def end(self) -> Situation:
        """The game at its end, in truth."""
        return self.at(self.quarters)

    def at(self, quarter: int) -> Situation:
        """Return the game after a quarter (from 1), in truth."""
        if quarter not in self.situations:
            game, base = self.debrief.game, self.debrief.base
            weeks = quarter * WEEKS_A_QUARTER
            tables, base_tables = game.tables, base.tables
            if quarter < self.quarters:
                tables, base_tables = first_weeks(tables, weeks), first_weeks(base_tables, weeks)
            self.situations[quarter] = Situation(tables, base_tables, game.organisation, quarter, game.horizon, truth=True)
        return self.situations[quarter]

    def own(self, kpi: str) -> np.ndarray:
        """Return a KPI of the game by week, true values."""
        return self.debrief.game.world.record.kpis[0, : self.debrief.game.week, INDEX[kpi]]

    def base(self, kpi: str) -> np.ndarray:
        """Return a KPI of the base case by week, true values."""
        return self.debrief.base.world.record.kpis[0, : self.debrief.game.week, INDEX[kpi]]

    def figure(self, kpi: str, value: float) -> str:
        """Return a value of a KPI with its unit."""
        return telling.figure(kpi, float(value), self.words)

    def change(self, kpi: str, value: float) -> str:
        """Return a difference of a KPI with its sign and unit."""
        return telling.change(kpi, float(value), self.words)

    def quarter_table(self, kpi: str, series: Mapping[str, np.ndarray]) -> Table:
        """Return series of a KPI by week as a table by quarter, each at its last week."""
        quarters = range(1, self.quarters + 1)
        headers = ["", *(self.words("chart.quarter", quarter=q) for q in quarters)]
        rows = [
            [name, *(self.figure(kpi, values[WEEKS_A_QUARTER * q - 1]) for q in quarters)] for name, values in series.items()
        ]
        return Table(headers, rows)


def verdict(kpi: str, own: float, other: float, words: Words) -> tuple[str, str]:
    """Return whether a value is better or worse than another: a kind for its colour, and arrow and word.

    What reads alike is no difference.
    """
    alike = telling.figure(kpi, own, words) == telling.figure(kpi, other, words)
    if KPIS[kpi].better == "neither" or alike:
        return "same", words("report.verdict.same")
    kind = "better" if (own > other) == (KPIS[kpi].better == "higher") else "worse"
    return kind, f"{'▲' if kind == 'better' else '▼'} {words(f'whatif.verdict.{kind}')}"
