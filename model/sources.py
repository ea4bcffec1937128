"""The figures that the start of the world rests on: tables in `model/data`, every row with its source and grade.

`constants.csv` holds single figures with a plausible range, `series.csv` quarterly and half-yearly history up to
June 2025 (calendar periods: 2024, 2024H2, 2024Q3), `events.csv` dated releases and decisions. `units.csv`,
`rivals.csv`, `start_shares.csv`, `festivals.csv` and `tasks.csv` describe who and what is there at the start.
Later figures are kept out on purpose, so that they can test the model.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple


class Figure(NamedTuple):
    """One figure with its plausible range; `grade` says how well it is known (see `model.parameters.Grade`)."""

    value: float
    unit: str
    low: float
    high: float
    grade: str
    source: str


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of `model/data/<name>.csv`, each by column name; raises FileNotFoundError."""
    text = resources.files("model").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def figures() -> Mapping[str, Figure]:
    """Return every figure of `constants.csv` by name."""
    return MappingProxyType(
        {
            row["name"]: Figure(
                float(row["value"]),
                row["unit"],
                float(row["low"]),
                float(row["high"]),
                row["grade"],
                row["source"],
            )
            for row in table("constants")
        }
    )


def figure(name: str) -> float:
    """Return the value of one figure; raises KeyError for a name that is not in `constants.csv`."""
    return figures()[name].value


def series(name: str) -> dict[str, float]:
    """Return one historical series as value by calendar period, oldest first; raises KeyError if there is none."""
    found = {row["period"]: float(row["value"]) for row in table("series") if row["series"] == name}
    if not found:
        raise KeyError(name)
    return dict(sorted(found.items()))


def column(name: str, of: str) -> tuple[float, ...]:
    """Return the numbers in column `name` of table `of`, in the order of its rows."""
    return tuple(float(row[name]) for row in table(of))


def shares(population: str) -> dict[str, float]:
    """Return the start shares of a population ("teams", "developers") by option."""
    rows = (row for row in table("start_shares") if row["population"] == population)
    return {row["option"]: float(row["share"]) for row in rows}
