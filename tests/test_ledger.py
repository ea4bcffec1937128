"""Double entry: money neither appears nor vanishes, whatever is posted."""

from __future__ import annotations

import copy
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import ledger as books
from model.ledger import ACCOUNTS, ASSETS, EQUITY, EXPENSE, INCOME, PROGRAMMES, Ledger, discrepancy

AMOUNT = st.floats(-1e6, 1e6, allow_subnormal=False)
POSTING = st.one_of(
    st.tuples(st.just("receive"), st.sampled_from((*INCOME, *EQUITY)), AMOUNT),
    st.tuples(st.just("pay"), st.sampled_from((*EXPENSE, "gpu_fleet")), AMOUNT),
    st.tuples(st.just("charge_units"), st.none(), AMOUNT),
    st.tuples(st.just("depreciate"), st.none(), AMOUNT),
    st.tuples(st.just("open_week"), st.none(), st.just(0.0)),
)
CALM = settings(derandomize=True, database=None, deadline=None)


def post(ledger: Ledger, kind: str, account: str | None, amount: float) -> None:
    if kind == "open_week":
        ledger.open_week()
    elif account is None:
        getattr(ledger, kind)(amount)
    else:
        getattr(ledger, kind)(account, amount)


@CALM
@given(st.lists(POSTING, max_size=60), AMOUNT, AMOUNT)
def test_balances_sum_to_zero_after_any_postings(postings, cash, fleet) -> None:
    ledger = Ledger(cash, fleet)
    turnover = abs(cash) + abs(fleet) + 1.0
    for kind, account, amount in postings:
        post(ledger, kind, account, amount)
        turnover += 2.0 * abs(amount)
        assert abs(ledger.imbalance()) <= 1e-9 * turnover
        assert abs(math.fsum(ledger.week.values())) <= 1e-9 * turnover


@CALM
@given(st.lists(POSTING, max_size=60))
def test_weeks_add_up_to_the_balances(postings) -> None:
    ledger = Ledger(100.0, 50.0)
    start, total = dict(ledger.balance), dict.fromkeys(ACCOUNTS, 0.0)
    for kind, account, amount in [*postings, ("open_week", None, 0.0)]:
        if kind == "open_week":
            total = {name: total[name] + ledger.week[name] for name in ACCOUNTS}
        post(ledger, kind, account, amount)
    for name in ACCOUNTS:
        assert ledger.balance[name] == pytest.approx(start[name] + total[name], abs=1e-6)


def test_accounts_have_one_kind_each() -> None:
    assert len(set(ACCOUNTS)) == len(ACCOUNTS) == len(ASSETS) + len(EQUITY) + len(INCOME) + len(EXPENSE)
    assert set(PROGRAMMES) <= set(EXPENSE)


def test_what_each_posting_moves() -> None:
    ledger = Ledger(cash=4000.0, gpu_fleet=9000.0)
    assert (ledger.cash, ledger.balance["capital"]) == (4000.0, -13000.0)
    assert not any(ledger.week.values()), "the start is nobody's income"
    ledger.receive("api", 30.0)
    ledger.pay("payroll", 40.0)
    ledger.pay("gpu_fleet", 100.0)
    ledger.depreciate(5.0)
    ledger.charge_units(7.0)
    assert ledger.cash == 4000.0 + 30.0 - 40.0 - 100.0 + 7.0
    assert ledger.balance["gpu_fleet"] == 9000.0 + 100.0 - 5.0
    assert ledger.income() == 30.0 + 7.0
    assert ledger.spent_on(("payroll", "depreciation", "units_tokens")) == 40.0 + 5.0 + 7.0
    assert ledger.balance["units_clearing"] == -7.0, "units owe what they were charged"
    ledger.open_week()
    assert (ledger.income(), ledger.cash) == (0.0, 3897.0)


def test_an_unknown_account_is_an_error_and_moves_nothing() -> None:
    ledger = Ledger(10.0, 0.0)
    for wrong in (lambda: ledger.pay("bribes", 1.0), lambda: ledger.receive("gifts", 1.0)):
        with pytest.raises(KeyError):
            wrong()
        assert ledger.imbalance() == 0.0
        assert ledger.cash == 10.0


def test_copies_are_independent() -> None:
    ledger = Ledger(10.0, 0.0)
    twin = copy.deepcopy(ledger)
    twin.receive("api", 1.0)
    assert (ledger.cash, twin.cash) == (10.0, 11.0)
    assert ledger.week["api"] == 0.0


def test_discrepancy_of_physical_ledgers() -> None:
    assert discrepancy({"pool": 10.0, "units": 2.0}, {"frontier": 7.0, "cloud": 5.0}) == 0.0
    assert discrepancy({"a": 0.1, "b": 0.2}, {"c": 0.3}) == pytest.approx(0.0, abs=1e-16)
    assert discrepancy({"employed": 100}, {"now": 97, "left": 2}) == 1


def test_every_account_is_posted_somewhere() -> None:
    from pathlib import Path

    code = "".join(path.read_text(encoding="utf-8") for path in Path(books.__file__).parent.rglob("*.py"))
    outside = code.replace(Path(books.__file__).read_text(encoding="utf-8"), "")
    own = {"cash", "capital", "units_clearing", "transfer", "units_tokens", "depreciation"}
    assert not [name for name in ACCOUNTS if name not in own and f'"{name}"' not in outside]
