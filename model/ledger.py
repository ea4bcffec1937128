"""Double entry: every posting names two accounts, so money neither appears nor vanishes.

Amounts are RMB million. An account's balance is its debits minus its credits; over all accounts the balances sum
to zero. GPU-weeks and people are kept in twin ledgers as sources and uses that must be equal every week: the tables
`gpus` and `people` of the record.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

ASSETS = ("cash", "gpu_fleet", "units_clearing")
EQUITY = ("capital", "funding")
INCOME = ("api", "hosted", "developer_hosting", "attached", "transfer", "agent_value", "fines_received")
EXPENSE = (
    "attached_cost",
    "operations",
    "payroll",
    "pay_premium",
    "data_hub",
    "pooling",
    "tiers",
    "domains",
    "migration_support",
    "audit",
    "reintegration",
    "security",
    "codesign",
    "agent_incidents",
    "breaches",
    "depreciation",
    "units_tokens",
)
ACCOUNTS = ASSETS + EQUITY + INCOME + EXPENSE
PROGRAMMES = (
    "data_hub",
    "pooling",
    "tiers",
    "domains",
    "migration_support",
    "audit",
    "reintegration",
    "security",
    "codesign",
)
"""Expenses that the levers choose."""

PEOPLE_SOURCES = ("at_first", "hired", "left")
PEOPLE_USES = ("employed",)
PLACES = ("in_hire", "vacant")
"""Researcher agents (ten people each): those of the start and those hired since less those who left (a negative
number) are employed; the other places are promised to somebody who is on the way, or vacant."""
PEOPLE_COLUMNS = PEOPLE_SOURCES + PEOPLE_USES + PLACES


class Ledger:
    """The books of one firm: balances since the start, and this week's postings."""

    __slots__ = ("balance", "week")

    def __init__(self, cash: float, gpu_fleet: float) -> None:
        self.balance: dict[str, float] = dict.fromkeys(ACCOUNTS, 0.0)
        self.open_week()
        self._post("cash", "capital", cash)
        self._post("gpu_fleet", "capital", gpu_fleet)
        self.open_week()

    def open_week(self) -> None:
        """Start a new week of postings."""
        self.week: dict[str, float] = dict.fromkeys(ACCOUNTS, 0.0)

    def receive(self, income: str, amount: float) -> None:
        """Post income that arrives in cash."""
        self._post("cash", income, amount)

    def pay(self, expense: str, amount: float) -> None:
        """Post an expense, or the purchase of an asset, paid in cash."""
        self._post(expense, "cash", amount)

    def charge_units(self, amount: float) -> None:
        """Post tokens that units buy from the task force: their expense, their clearing account, our income."""
        self._post("units_tokens", "units_clearing", amount)
        self.receive("transfer", amount)

    def depreciate(self, amount: float) -> None:
        """Post the wear of the GPU fleet, which costs no cash."""
        self._post("depreciation", "gpu_fleet", amount)

    def _post(self, debit: str, credit: str, amount: float) -> None:
        balance, week = self.balance, self.week
        if debit not in balance or credit not in balance:
            raise KeyError(f"there is no account {(debit if debit not in balance else credit)!r}")
        balance[debit] += amount
        balance[credit] -= amount
        week[debit] += amount
        week[credit] -= amount

    @property
    def cash(self) -> float:
        """Cash in hand, RMB M."""
        return self.balance["cash"]

    def imbalance(self) -> float:
        """Return the sum of all balances, which double entry keeps at zero."""
        return math.fsum(self.balance.values())

    def income(self) -> float:
        """Return this week's income, transfers included, RMB M."""
        return -math.fsum([self.week[a] for a in INCOME])

    def spent_on(self, accounts: tuple[str, ...]) -> float:
        """Return this week's postings to the given expense accounts, RMB M."""
        return math.fsum([self.week[a] for a in accounts])


def discrepancy(sources: Mapping[str, float], uses: Mapping[str, float]) -> float:
    """Return sources minus uses of a physical ledger (GPU-weeks or people), which must be zero."""
    return math.fsum(sources.values()) - math.fsum(uses.values())
