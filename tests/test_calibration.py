"""The start of the base case: derivations against the numbers in use, the tables behind them, the history."""

from __future__ import annotations

import importlib
import re
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from model import calibration, sources
from model import derivations as step
from model.calibration import start_values, vendor_shares
from model.parameters import Grade

TABLES = sorted(p.stem for p in (Path(sources.__file__).parent / "data").glob("*.csv"))


def declared(module: str, name: str) -> float:
    """The default of a parameter, whatever its group is called."""
    for group in vars(importlib.import_module(f"model.mechanisms.{module}")).values():
        if isinstance(group, type) and is_dataclass(group):
            for f in fields(group):
                if f.name == name and "grade" in f.metadata:
                    return f.default  # type: ignore[return-value]
    raise LookupError(f"{module}.{name}")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source_and_a_grade(name: str) -> None:
    rows = sources.table(name)
    assert rows
    for row in rows:
        assert None not in row and None not in row.values(), f"ragged row: {row}"
        assert row["source"].strip()
        assert row["grade"] in get_args(Grade)
        if row["grade"] == "assumed":
            assert "assum" in row["source"], f"say what is assumed and why: {row}"


def test_figures_lie_in_their_ranges() -> None:
    outside = [n for n, f in sources.figures().items() if not f.low <= f.value <= f.high]
    assert not outside


def test_every_figure_is_used() -> None:
    code = Path(calibration.__file__).read_text(encoding="utf-8")
    families = re.compile(r"retention_\w+|energy_query_\w+")
    unused = [n for n in sources.figures() if f'"{n}"' not in code and not families.fullmatch(n)]
    # kept for readers who compare: pace of density and demand, price at fixed quality, rent against ownership
    assert sorted(unused) == [
        "book_life", "capital_cost", "density_doubling", "fixed_quality_price_fall", "token_demand_doubling",
    ]  # fmt: skip


def test_an_unknown_figure_or_series_is_an_error() -> None:
    with pytest.raises(KeyError):
        sources.figure("no_such_figure")
    with pytest.raises(KeyError):
        sources.series("no_such_series")


# the history
def test_later_quarters_are_held_out() -> None:
    periods = [row["period"] for row in sources.table("series")]
    assert all(re.fullmatch(r"20\d\d(H[12]|Q[1-4])?", period) for period in periods)
    assert max(p.replace("H1", "Q2").replace("H2", "Q4") for p in periods) == "2025Q2"
    assert max(row["date"] for row in sources.table("events")) <= "2025-06-30"


def test_cloud_revenue_agrees_with_published_growth() -> None:
    errors = step.growth_errors(sources.series("cloud_revenue"), sources.series("cloud_growth"))
    assert len(errors) == 6
    assert max(map(abs, errors.values())) < 0.005, errors


def test_history_has_no_gap_and_grows() -> None:
    revenue = sources.series("cloud_revenue")
    assert list(revenue) == [f"{year}Q{q}" for year in (2023, 2024, 2025) for q in (1, 2, 3, 4)][:10]
    for cumulative in ("qwen_derivatives", "qwen_downloads", "ernie_users", "doubao_tokens"):
        values = list(sources.series(cumulative).values())
        assert all(b > a for a, b in pairwise(values)), cumulative


# closed forms
def test_steps_have_their_closed_forms() -> None:
    assert step.yearly_factor(12) == pytest.approx(2)
    assert step.frontier_growth(10, 10) == pytest.approx(2)
    assert step.capability(1e26, 1e24) == pytest.approx(2)
    assert step.central_lag(4, (9,)) == pytest.approx(6)
    assert step.months_behind(1.0 - step.capability_behind(1.0, 5, 0.8), 0.8) == pytest.approx(5)
    assert step.pool_shares(0.2, 0.2, 0.1) == pytest.approx((0.4, 0.4, 0.2))
    assert step.deliveries(6, 26, 2) == ((2, 6), (15, 6))
    assert step.split(9, (1, 2)) == pytest.approx((3, 6))
    assert step.zipf_shares(2, 1) == pytest.approx((2 / 3, 1 / 3))
    assert step.price_response(-1, 1, 0.5) == pytest.approx(2)
    assert step.market_growth(4, 1, 2, 5) == pytest.approx(2), "a flat long run halves the exponent"
    assert step.growth_errors({"2024Q1": 10, "2025Q1": 12}, {"2025Q1": 20, "2024Q1": 5}) == {"2025Q1": pytest.approx(0)}


# derivations against the numbers in use
@pytest.mark.parametrize(
    ("path", "used", "tolerance"),
    [
        ("pace.algorithms", 2.83, 0.001),
        ("pace.compute", 2.5, 0),
        ("pace.frontier", 0.85, 0.001),
        ("pace.horizon_doubling", 0.50, 0.01),
        ("pace.compute_exponent", 0.1783, 0.001),
        ("pace.market", 1.8, 0.015),
        ("pace.energy", 1.45 * 1.25, 0),
        ("capability.frontier", 1.60, 0),
        ("capability.own", 1.20, 0),
        ("capability.own_open", 0.95, 1e-9),
        ("compute.pool", 48_000, 1e-9),
        ("compute.order", 6_000, 1e-9),
        ("money.gpu_week", 2.4e-3, 0.01),
        ("money.gpu_price", 0.25, 0.05),
        ("money.payroll", 43, 0.001),
        ("money.list_price", 10, 0),
        ("market.revenue", 234, 0.004),
        ("market.anchor", 4000 / 13, 0.005),
        ("market.price_response", 1.8, 0.04),
        ("people.exit_hazard", 0.16, 0.035),
        ("people.energy_query", 0.30, 0.025),
    ],
)
def test_derivation_gives_the_number_in_use(path: str, used: float, tolerance: float) -> None:
    block, name = path.split(".")
    assert getattr(getattr(start_values(), block), name) == pytest.approx(used, rel=tolerance, abs=1e-12)


@pytest.mark.parametrize(
    ("module", "name", "block", "derived", "tolerance"),
    [
        ("frontier", "compute_growth", "pace", "compute", 0),
        ("frontier", "algorithm_growth", "pace", "algorithms", 0.001),
        ("frontier", "start_capability", "capability", "frontier", 0),
        ("agentic_work", "doubling", "pace", "horizon_doubling", 0.01),
        ("agentic_work", "capability_start", "capability", "own", 0),
        ("treasury", "market_size", "market", "workload", 0),
        ("treasury", "market_growth", "pace", "market", 0.015),
        ("treasury", "gpu_week_cost", "money", "gpu_week", 0.01),
        ("treasury", "gpu_price", "money", "gpu_price", 0.05),
        ("treasury", "operations", "money", "operations", 0),
        ("treasury", "payroll", "money", "payroll", 0.001),
        ("treasury", "grant", "money", "grant", 0),
        ("efficiency", "list_price_start", "money", "list_price", 0),
        ("efficiency", "list_price_fall", "pace", "list_price", 0),
        ("efficiency", "query_energy", "people", "energy_query", 0.025),
        ("inference_pool", "ecosystem_growth", "pace", "internal", 0),
        ("talent", "base_hazard", "people", "exit_hazard", 0.035),
        ("talent_pool", "stars", "people", "stars", 0),
    ],
)
def test_declared_default_is_the_derived_one(module: str, name: str, block: str, derived: str, tolerance: float) -> None:
    value = getattr(getattr(start_values(), block), derived)
    assert value == pytest.approx(declared(module, name), rel=tolerance, abs=1e-12)


def test_shares_and_layers() -> None:
    compute, market = start_values().compute, start_values().market
    assert compute.layers == pytest.approx((0.3125, 0.4375, 0.25))
    assert compute.deliveries == ((2, 6000), (15, 6000))
    assert sum(compute.units) == pytest.approx(12_000)
    assert market.offer.shares == pytest.approx((0.15, 0.12))
    outside = market.other_clouds + market.self_hosted + market.open_rival + market.none
    assert sum(market.offer.shares) + sum(market.rivals.values()) + outside == pytest.approx(1)


@pytest.mark.parametrize(("firms", "share"), [(1, 0.27), (2, 0.27), (3, 0.62 / 3), (8, 0.62 / 8)])
def test_firms_share_what_vendors_sell(firms: int, share: float) -> None:
    each, rivals = vendor_shares(firms)
    assert each == pytest.approx(share)
    assert firms * each + sum(rivals.values()) == pytest.approx(0.72)
    assert ("tencent" in rivals, "baidu" in rivals, "openlab" in rivals) == (firms < 2, firms < 3, True)


def test_plausibility_against_what_is_published() -> None:
    start = start_values()
    cloud = start.compute.pool * start.compute.layers[1]
    assert 0.75 < start.market.load / cloud < 0.80, "the cloud layer starts three quarters full"
    assert 0.70 < start.market.revenue / start.market.anchor < 0.85, "accelerator rent is left out"
    assert 0.10 < calibration.fleet_share_of_spending() < 0.25
    owned = step.gpu_week_owned(
        start.money.gpu_price, sources.figure("book_life"), start.money.operations, sources.figure("capital_cost")
    )
    assert owned == pytest.approx(start.money.gpu_week, rel=0.12), "renting costs about what owning costs"
    lag = step.months_behind(start.capability.frontier - start.capability.rivals["openlab"], start.pace.frontier)
    index = sources.figures()["lag_index"]
    assert index.low <= lag <= index.high, "the open laboratory lags as open weights do"
    assert start.pace.list_price < sources.figure("fixed_quality_price_fall")


# who is there
def test_units_follow_their_rules() -> None:
    units = calibration.units()
    assert [row["unit"] for row in sources.table("units")][:2] == ["taobao", "tmall"]
    assert [row["family"] for row in sources.table("units")].count("commerce") == 6
    for part in ("size", "political_weight", "gpu_share"):
        assert sum(units[part]) == pytest.approx(1), part
    assert units["gpu_share"] == pytest.approx(step.zipf_shares(12, 0.8), abs=2e-4)
    roots = [size**0.5 for size in units["size"]]
    assert units["political_weight"] == pytest.approx([r / sum(roots) for r in roots], abs=2e-3)
    assert units["data_stock"] == (60, 50, 30, 40, 30, 20, 10, 8, 6, 4, 3, 2)
    assert all(0 <= v <= 1 for part in ("access", "sensitivity", "quality") for v in units[part])


def test_populations_are_complete() -> None:
    for population in ("teams", "developers"):
        assert sum(sources.shares(population).values()) == pytest.approx(1)
    teams = 12 * start_values().people.teams_per_unit
    assert [round(teams * s) for s in sources.shares("teams").values()] == [33, 12, 9, 6]


@pytest.mark.parametrize(("festival", "day"), [("mid_year", date(2025, 6, 18)), ("singles_day", date(2025, 11, 11))])
def test_festivals_lie_on_their_days(festival: str, day: date) -> None:
    (row,) = (r for r in sources.table("festivals") if r["festival"] == festival)
    assert int(row["peak_week"]) == (day - date(2025, 4, 1)).days // 7
    assert int(row["first_week"]) <= int(row["peak_week"]) <= int(row["last_week"]) < 52


def test_spring_festival_is_between_the_dates_of_two_years() -> None:
    (row,) = (r for r in sources.table("festivals") if r["festival"] == "spring")
    early, late = (
        (date(2025, 1, 29) - date(2024, 4, 1)).days // 7,
        (date(2026, 2, 17) - date(2025, 4, 1)).days // 7,
    )
    assert early <= int(row["peak_week"]) <= late
