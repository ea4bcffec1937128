"""What is written down each week: fixed tables of arrays, and lists where the number of rows varies.

The recorder is written by the last phase of a week and read by tables, views and digests. Arrays are laid out
once for the whole game; a week that was not played holds NaN or -1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import digests
from model.cards import DECK
from model.kpis import INDEX, NAMES
from model.ledger import ACCOUNTS, PEOPLE_COLUMNS

UNIT_COLUMNS = ("central", "own_gpus", "wait", "data_access", "domain_error", "lobby", "grievance", "reported_quality")
LAYER_COLUMNS = (
    "frontier_aim",
    "cloud_aim",
    "ecosystem_aim",
    "frontier_price",
    "cloud_price",
    "ecosystem_price",
    "cloud_served",
    "ecosystem_served",
)
RIVAL_COLUMNS = ("capability", "served", "price", "aspiration", "performance", "action")
GPU_COLUMNS = (
    "imports",
    "own_chips",
    "units",
    "hidden",
    "frontier",
    "cloud",
    "ecosystem",
    "reserve",
    "research",
    "idle",
    "training",
    "cloud_used",
    "ecosystem_used",
    "ordered",
)
"""Where a firm's GPUs are, own chips as the imports they replace; `ordered` are on their way and in nothing else."""
TOLD, RUNS = 1, 2
"""Stages of a card in the table `events`."""


Entry = tuple[int, str, int, float]
"""A request in the queue: number, kind, unit (-1: none), week in which it was filed."""


@dataclass(slots=True)
class Reason:
    """Why one agent did what it did: enough to choose again.

    `options` are the labels of what it saw, `utilities` their values as it saw them, `draw` the uniform number
    (or numbers) that decided, `rule` the name of the rule and its settings; `chosen` is an index into `options`.
    """

    week: int
    firm: int
    kind: str
    agent: int
    rule: str
    options: tuple[str, ...]
    utilities: tuple[float, ...]
    draw: tuple[float, ...]
    settings: tuple[float, ...]
    chosen: int


@dataclass(slots=True)
class ReasonBlock:
    """Reasons of a whole population in one week: row k is the decision of `agents[k]`."""

    week: int
    firm: int
    kind: str
    rule: str
    options: tuple[str, ...]
    agents: NDArray[np.int64]
    utilities: NDArray[np.float64]
    draws: NDArray[np.float64]
    settings: NDArray[np.float64]
    chosen: NDArray[np.int64]

    def reason(self, row: int) -> Reason:
        """Return the reason of one row."""
        return Reason(
            week=self.week,
            firm=self.firm,
            kind=self.kind,
            agent=int(self.agents[row]),
            rule=self.rule,
            options=self.options,
            utilities=tuple(self.utilities[row].tolist()),
            draw=tuple(np.atleast_1d(self.draws[row]).tolist()),
            settings=tuple(np.atleast_1d(self.settings[row]).tolist()),
            chosen=int(self.chosen[row]),
        )


class Record:
    """The tables of one game.

    Array tables: `kpis` and `seen` (firm, week, KPI), `option` and `seen_option` (firm, week, team), `units` (firm,
    week, unit, column), `layers` (firm, week, column), `models` (week, owner), `seen_models` (firm,
    week, rival or frontier), `market` (week, option),
    `developers` (week, family), `rivals` (week, rival, column), `ledger` (firm, week, account), `events` (firm, week,
    card): 0, TOLD or RUNS, `states` (week, firm and last the market): a checksum of the discrete states. Lists: `waiting`
    (read as rows: `queue`), `news`, `decisions`, `reasons`. `gpus` and `people` (firm, week, column) and `attached` (firm,
    week) repeat what state and levers say and stand outside the digests.

    A record that is not `full` keeps what the world itself looks back on and no more: `kpis`, `seen`, `models`, `events`,
    `attached`, news and decisions.
    """

    ARRAYS = (
        "kpis",
        "seen",
        "option",
        "seen_option",
        "units",
        "layers",
        "seen_models",
        "models",
        "market",
        "developers",
        "rivals",
        "ledger",
        "events",
        "states",
    )
    SHARED = ("models", "market", "developers", "rivals", "states")

    def __init__(
        self, weeks: int, firms: int, teams: int, units: int, owners: int, options: int, families: int, rivals: int
    ) -> None:
        self.weeks = 0
        self.full = True
        self.kpis = np.full((firms, weeks, len(NAMES)), np.nan)
        self.seen = np.full((firms, weeks, len(NAMES)), np.nan)
        self.option = np.full((firms, weeks, teams), -1, dtype=np.int8)
        self.seen_option = np.full((firms, weeks, teams), -1, dtype=np.int8)
        self.layers = np.full((firms, weeks, len(LAYER_COLUMNS)), np.nan)
        self.gpus = np.full((firms, weeks, len(GPU_COLUMNS)), np.nan)
        self.units = np.full((firms, weeks, units, len(UNIT_COLUMNS)), np.nan)
        self.models = np.full((weeks, owners), np.nan)
        self.seen_models = np.full((firms, weeks, owners - firms), np.nan)
        self.market = np.full((weeks, options), np.nan)
        self.developers = np.full((weeks, families), np.nan)
        self.rivals = np.full((weeks, rivals, len(RIVAL_COLUMNS)), np.nan)
        self.ledger = np.full((firms, weeks, len(ACCOUNTS)), np.nan)
        self.people = np.full((firms, weeks, len(PEOPLE_COLUMNS)), np.nan)
        self.attached = np.full((firms, weeks), np.nan)  # revenue sold along, which the CEO learns of late
        self.events = np.full((firms, weeks, len(DECK)), -1, dtype=np.int8)
        self.states = np.full((weeks, firms + 1), -1, dtype=np.int64)
        self.waiting: list[tuple[int, int, list[Entry]]] = []  # firm, week, what waits at its end
        self.news: list[tuple[int, int, str, dict[str, Any]]] = []  # week, firm, key, values
        self.decisions: list[tuple[int, int, str, Any, Any]] = []  # firm, quarter, lever, value, before
        self.reasons: list[ReasonBlock] = []
        self.single_reasons: list[Reason] = []

    def __deepcopy__(self, memo: dict[int, Any]) -> Record:
        """Return a copy that can be written on; what is written stays as it is, so that both share the entries."""
        twin = object.__new__(Record)
        memo[id(self)] = twin
        for name, value in vars(self).items():
            setattr(twin, name, value if isinstance(value, int) else value.copy())
        return twin

    @property
    def queue(self) -> list[tuple[int, int, int, str, int, float]]:
        """What waited for the CEO at the end of each week: firm, week, item, kind, unit, age in weeks."""
        return [
            (firm, week, number, kind, unit, float(week - filed + 1))
            for firm, week, entries in self.waiting
            for number, kind, unit, filed in entries
        ]

    def keep(self, reason: Reason) -> None:
        """Keep a reason, if the record is full."""
        if self.full:
            self.single_reasons.append(reason)

    def kpi(self, firm: int, name: str, week: int) -> float:
        """Return the true value of a KPI at the end of `week`."""
        return float(self.kpis[firm, week, INDEX[name]])

    def digests(self) -> dict[str, list[str]]:
        """Return for each array table two short hashes a week, over values rounded to nine significant digits.

        Raises ValueError for a record that is not full.
        """
        if not self.full:
            raise ValueError("a world that is watched for its KPIs only has no digests: play it again with watch='all'")
        # a game in which no card came has no table of cards
        return {name: self._weekly(name) for name in self.ARRAYS if name != "events" or (self.events > 0).any()}

    def _weekly(self, name: str) -> list[str]:
        table = getattr(self, name)
        by_week = table if name in self.SHARED else np.swapaxes(table, 0, 1)
        played = np.ascontiguousarray(by_week[: self.weeks])
        if played.dtype.kind == "i":
            return digests.of_whole(played)
        return digests.of_reals(played, digests.FINEST_KPI if name in ("kpis", "seen") else digests.FINEST)
