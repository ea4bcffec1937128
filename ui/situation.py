"""What a screen can draw: the tables of a game beside those of the base case, as the CEO sees them or in truth.

A `Situation` only reads. At the opening, before any quarter is played, it holds the first week as found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd

from model.clock import WEEKS_A_QUARTER

WORKING_DAYS_A_QUARTER = 65
LEGACY, CENTRAL, THIRD, ROGUE = range(4)
STACKS = ("legacy", "central", "third", "rogue")
FRONTIER = "frontier"
"""Who sets the frontier: nobody that serves this market."""
SHARES = ("legacy_share", "internal_adoption", "third_party_share", "rogue_share")

Tables = Mapping[str, pd.DataFrame]


def rows(table: pd.DataFrame, kept: Any) -> pd.DataFrame:
    """Return the rows of a table that a mask keeps."""
    return cast(pd.DataFrame, table[kept])


def column(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of a table."""
    return cast(pd.Series, table[name])


def last(values: pd.Series) -> float:
    """Return the latest value of a series."""
    return float(values.to_numpy()[-1])


@dataclass(frozen=True)
class Situation:
    """A game at the end of a quarter (or at the opening), ready to be drawn.

    `tables` and `base` are the tables of the game and of its base case, `organisation` names units and teams,
    `truth` picks true values in place of what the CEO sees, `quarters` is the horizon, `firm` whose desk it is.
    `ahead` holds what is under way (`experiments.pipelines`), None where nobody asked.
    """

    tables: Tables
    base: Tables
    organisation: Any
    quarter: int
    quarters: int
    truth: bool = False
    firm: int = 0
    ahead: pd.DataFrame | None = None

    @property
    def opening(self) -> bool:
        """Whether no quarter has been played."""
        return self.quarter == 0

    @property
    def weeks(self) -> int:
        """How many weeks the tables hold."""
        return len(self.figures)

    @property
    def horizon_weeks(self) -> int:
        """How many weeks the whole game has."""
        return self.quarters * WEEKS_A_QUARTER

    @property
    def last_week(self) -> int:
        """The latest week, from 0."""
        return self.weeks - 1

    @property
    def quarter_start(self) -> int:
        """The first week of the quarter that was played last."""
        return max(0, self.weeks - WEEKS_A_QUARTER)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """One row a week and one column a KPI, true or seen."""
        return _of_firm(self.tables["firm" if self.truth else "view"], self.firm)

    @cached_property
    def base_figures(self) -> pd.DataFrame:
        """The same figures of the base case, cut to the weeks played."""
        return _of_firm(self.base["firm" if self.truth else "view"], self.firm).iloc[: self.weeks]

    def now(self, kpi: str) -> float:
        """The latest value of a KPI."""
        return last(column(self.figures, kpi))

    def base_now(self, kpi: str) -> float:
        """The value that the base case has in the same week."""
        return last(column(self.base_figures, kpi)) if len(self.base_figures) else float("nan")

    def before(self, kpi: str) -> float:
        """The value a quarter earlier, or that of the first week in the first quarter."""
        return float(column(self.figures, kpi).iloc[max(0, len(self.figures) - 1 - WEEKS_A_QUARTER)])

    def change(self, kpi: str) -> float:
        """How much a KPI moved in the last quarter."""
        return self.now(kpi) - self.before(kpi)

    @cached_property
    def options(self) -> np.ndarray:
        """What every team builds on, shape (weeks, teams): 0 legacy, 1 central, 2 third-party, 3 rogue."""
        return self._options(self.tables, "option" if self.truth else "seen_option")

    def _options(self, tables: Tables, column: str) -> np.ndarray:
        teams = tables["teams"]
        teams = rows(teams, teams["firm"] == self.firm)
        wide = teams.pivot_table(index="week", columns="team", values=column, aggfunc="last")
        return wide.to_numpy(dtype=int)[: self.weeks]

    @cached_property
    def queue(self) -> pd.DataFrame:
        """The items that waited at the end of the last week, oldest first."""
        queue = self._latest("queue", self.tables)
        return queue.sort_values("age", ascending=False, ignore_index=True)

    def unit_name(self, unit: int) -> str:
        """The name of a business unit, or an empty string where no unit owns something."""
        return str(self.organisation.units[unit]) if 0 <= unit < len(self.organisation.units) else ""

    def team_name(self, team: int) -> str:
        """The name of a product team."""
        return str(self.organisation.team_names[team])

    @cached_property
    def news(self) -> pd.DataFrame:
        """News of the last quarter that this firm can read, latest first."""
        news = self.tables["news"]
        mine = news["firm"].isin([-1, self.firm]) & (news["week"] >= self.quarter_start)
        return rows(news, mine & self.readable).sort_values("week", ascending=False, kind="stable", ignore_index=True)

    @property
    def readable(self) -> pd.Series:
        """Which news the CEO can have read: not that of a rogue stack that nobody has found yet."""
        news = self.tables["news"]
        if self.truth:
            return pd.Series(True, index=news.index)
        hidden = [
            key == "move.rogue" and self.options[-1, values["team"]] != ROGUE
            for key, values in zip(column(news, "key"), column(news, "values"), strict=True)
        ]
        return ~pd.Series(hidden, index=news.index, dtype=bool)

    @cached_property
    def owner(self) -> str:
        """Our name in the table of models: the owner who is neither a rival nor the frontier."""
        rivals = {str(name) for name in column(self.tables["rivals"], "rival").unique()}
        owners = [str(name) for name in column(self.tables["models"], "owner").unique()]
        own = [name for name in owners if name not in rivals and name.lower() != FRONTIER]
        return own[self.firm] if self.firm < len(own) else ""

    @property
    def sees_rivals(self) -> bool:
        """Whether the table of models holds what the CEO believes beside what is true."""
        return "seen" in self.tables["models"].columns

    def capability(self, tables: Tables) -> pd.DataFrame:
        """Capability by week (rows) and owner (columns), seen where the table holds what is seen."""
        models = tables["models"]
        seen = not self.truth and self.sees_rivals
        return self._wide("capability", tables, lambda: _pivot(models, "owner", "seen" if seen else "capability", sort=True))

    def shares(self, table: str, name: str, tables: Tables) -> pd.DataFrame:
        """Shares of the market by week (rows) and option or family (columns), as they are or some weeks old."""
        return self._wide(table, tables, lambda: _pivot(tables[table], name, "share" if self.truth else "seen"))

    def _wide(self, what: str, tables: Tables, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a table by week, made once: a picture, its data and its title ask for the same."""
        key = (what, id(tables))
        if key not in self._kept:
            self._kept[key] = made().iloc[: self.weeks]
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[tuple[str, int], pd.DataFrame]:
        return {}

    @cached_property
    def matters(self) -> dict[str, list[dict[str, Any]]]:
        """What is under way, as plain rows by kind."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.ahead.to_dict("records") if self.ahead is not None else ():
            found.setdefault(row["kind"], []).append(row)
        return found

    def gpus(self, tables: Tables) -> pd.DataFrame:
        """Where the firm's GPUs are by week; what units hide is counted only in truth."""
        held = _of_firm(tables["gpus"], self.firm).iloc[: self.weeks]
        return held if self.truth else held.assign(hidden=0.0)

    def books(self, tables: Tables) -> pd.DataFrame:
        """What came in (positive) or went out by quarter (rows, whole ones) and account, RMB M; cash is the change."""
        ledger = tables["ledger"]
        wide = self._wide("ledger", tables, lambda: -_pivot(rows(ledger, ledger["firm"] == self.firm), "account", "amount"))
        wide = wide.assign(cash=-wide["cash"])
        whole = wide.iloc[: WEEKS_A_QUARTER * (len(wide) // WEEKS_A_QUARTER)]
        return whole.groupby(whole.index // WEEKS_A_QUARTER).sum()

    def _latest(self, name: str, tables: Tables) -> pd.DataFrame:
        table = tables[name]
        return rows(table, (table["firm"] == self.firm) & (table["week"] == self.last_week))


def first_weeks(tables: Tables, weeks: int) -> dict[str, pd.DataFrame]:
    """Return the tables cut to their first `weeks` weeks; tables without weeks stay whole."""
    cut: dict[str, pd.DataFrame] = {}
    for name, table in tables.items():
        cut[name] = rows(table, table["week"] < weeks) if "week" in table.columns else table
    return cut


def _pivot(table: pd.DataFrame, columns: str, values: str, sort: bool = False) -> pd.DataFrame:
    return table.pivot_table(index="week", columns=columns, values=values, aggfunc="last", sort=sort)


def _of_firm(table: pd.DataFrame, firm: int) -> pd.DataFrame:
    return rows(table, table["firm"] == firm).sort_values("week").set_index("week").drop(columns="firm")
