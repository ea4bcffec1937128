"""Tidy tables of a game, made from the record when somebody looks.

Tables count firms, quarters and weeks from 0, as the record does; what people read (JSON, plans, run files, cards played
by hand) counts from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.kpis import NAMES
from model.ledger import ACCOUNTS, PEOPLE_COLUMNS
from model.mechanisms.event_deck import NEVER
from model.record import GPU_COLUMNS, LAYER_COLUMNS, RIVAL_COLUMNS, UNIT_COLUMNS

if TYPE_CHECKING:
    from model.record import Record
    from model.world import World


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of a game by name, each made when it is first asked for."""

    def __init__(self, world: World) -> None:
        record, weeks, fixed = world.record, world.record.weeks, world.fixed
        late = world.p.observation.market_delay
        self._made: dict[str, pd.DataFrame] = {}
        self._makers: dict[str, Callable[[], pd.DataFrame]] = {
            "firm": lambda: _columns_table(record.kpis, NAMES, weeks),
            "view": lambda: _columns_table(record.seen, NAMES, weeks),
            "teams": lambda: _team_table(record, weeks),
            "units": lambda: _unit_table(record, weeks),
            "layers": lambda: _columns_table(record.layers, LAYER_COLUMNS, weeks),
            "gpus": lambda: _columns_table(record.gpus, GPU_COLUMNS, weeks),
            "people": lambda: _columns_table(record.people, PEOPLE_COLUMNS, weeks),
            "models": lambda: _model_table(record, weeks, fixed.owner_names),
            "market": lambda: _market_table(record.market[:weeks], "option", fixed.option_names, late),
            "developers": lambda: _market_table(record.developers[:weeks], "family", fixed.family_names, late),
            "rivals": lambda: _rival_table(record, weeks, list(world.market.rivals.names)),
            "queue": lambda: pd.DataFrame(record.queue, columns=["firm", "week", "item", "kind", "owner", "age"]),
            "news": lambda: _news_table(record),
            "decisions": lambda: pd.DataFrame(record.decisions, columns=["firm", "quarter", "lever", "value", "before"]),
            "ledger": lambda: _ledger_table(record, weeks),
            "events": lambda: _event_table(world),
            "reasons": lambda: reasons_table(record),
        }

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table, made now if nobody asked before."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def build_tables(world: World) -> Tables:
    """Return every table of the weeks played so far, by name; firms, quarters and weeks count from 0."""
    return Tables(world)


def _news_table(record: Record) -> pd.DataFrame:
    return pd.DataFrame(
        [(firm, week, key.split(".")[0], key, values) for week, firm, key, values in record.news],
        columns=["firm", "week", "kind", "key", "values"],
    )


def _event_table(world: World) -> pd.DataFrame:
    """Return the cards told so far: firm (-1: all), week of the tell, card, start, end (-1: it stays), source."""
    told = [d for d in world.market.nature.cards if d.told < world.record.weeks]
    rows = [
        (d.firm, d.told, d.card, d.start, d.end if d.end < NEVER else -1, d.source)
        for d in sorted(told, key=lambda d: (d.told, d.start))
    ]
    return pd.DataFrame(rows, columns=["firm", "week", "card", "start", "end", "source"])


def _model_table(record: Record, weeks: int, owners: tuple[str, ...]) -> pd.DataFrame:
    """Return who had which model, truly and as the first firm saw it."""
    frame = _wide(record.models[:weeks], "owner", owners, "capability")
    seen = record.models[:weeks].copy()
    outsiders = record.seen_models.shape[2]
    seen[:, -outsiders:] = record.seen_models[0, :weeks]
    return frame.assign(seen=seen.ravel())


def _grid(firms: int, weeks: int) -> dict[str, np.ndarray]:
    return {"firm": np.repeat(np.arange(firms), weeks), "week": np.tile(np.arange(weeks), firms)}


def _team_table(record: Record, weeks: int) -> pd.DataFrame:
    firms, _, teams = record.option.shape
    grid = _grid(firms, weeks)
    return pd.DataFrame(
        {
            "firm": np.repeat(grid["firm"], teams),
            "week": np.repeat(grid["week"], teams),
            "team": np.tile(np.arange(teams), firms * weeks),
            "option": record.option[:, :weeks].ravel(),
            "seen_option": record.seen_option[:, :weeks].ravel(),
        }
    )


def _unit_table(record: Record, weeks: int) -> pd.DataFrame:
    firms, _, units, columns = record.units.shape
    grid = _grid(firms, weeks)
    frame = pd.DataFrame(record.units[:, :weeks].reshape(-1, columns), columns=list(UNIT_COLUMNS))
    frame.insert(0, "firm", np.repeat(grid["firm"], units))
    frame.insert(1, "week", np.repeat(grid["week"], units))
    frame.insert(2, "unit", np.tile(np.arange(units), firms * weeks))
    return frame


def _columns_table(values: np.ndarray, columns: tuple[str, ...], weeks: int) -> pd.DataFrame:
    firms = len(values)
    frame = pd.DataFrame(values[:, :weeks].reshape(firms * weeks, -1), columns=list(columns))
    for position, (name, column) in enumerate(_grid(firms, weeks).items()):
        frame.insert(position, name, column)
    return frame


def _wide(values: np.ndarray, name: str, labels: tuple[str, ...], measure: str) -> pd.DataFrame:
    weeks, columns = values.shape
    return pd.DataFrame({"week": np.repeat(np.arange(weeks), columns), name: list(labels) * weeks, measure: values.ravel()})


def _market_table(values: np.ndarray, name: str, labels: tuple[str, ...], late: int) -> pd.DataFrame:
    """Return shares of the market, and as every firm sees them: some weeks old."""
    seen = values[np.maximum(np.arange(len(values)) - late, 0)] if len(values) else values
    return _wide(values, name, labels, "share").assign(seen=seen.ravel())


def _rival_table(record: Record, weeks: int, names: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(record.rivals[:weeks].reshape(weeks * len(names), len(RIVAL_COLUMNS)), columns=list(RIVAL_COLUMNS))
    frame.insert(0, "week", np.repeat(np.arange(weeks), len(names)))
    frame.insert(1, "rival", names * weeks)
    return frame


def _ledger_table(record: Record, weeks: int) -> pd.DataFrame:
    firms = len(record.ledger)
    grid = _grid(firms, weeks)
    accounts = len(ACCOUNTS)
    return pd.DataFrame(
        {
            "firm": np.repeat(grid["firm"], accounts),
            "week": np.repeat(grid["week"], accounts),
            "account": list(ACCOUNTS) * (firms * weeks),
            "amount": record.ledger[:, :weeks].ravel(),
        }
    )


def reasons_table(record: Record) -> pd.DataFrame:
    """Return one row for each recorded decision of an adaptive agent."""
    rows = [block.reason(k) for block in record.reasons for k in range(len(block.agents))]
    rows += record.single_reasons
    columns = ["week", "firm", "kind", "agent", "rule", "options", "utilities", "draw", "settings", "chosen"]
    return pd.DataFrame([[getattr(r, c) for c in columns] for r in rows], columns=columns)
