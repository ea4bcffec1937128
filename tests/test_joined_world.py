"""What the joined world must show: the shape of doing nothing, and the sign of each lever, over paired seeds.

Twenty seeds a lever, the same luck with and without; a two-sided sign test at .01 needs 17 of 20.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from experiments.plans import EVERY_FIRM, Plan
from experiments.run import Game, play
from model.kpis import INDEX
from model.record import LAYER_COLUMNS
from model.scenario import load

pytestmark = pytest.mark.slow

SEEDS = range(20)
CALM = load("base").changed(draw_events=False)
"""The base case without cards: shapes and signs are those of the mechanisms."""
LAST_HALF_YEAR = slice(-26, None)


MORE = {"compute.frontier": {"compute.cloud": 0.30}, "data.hub_capacity": {"agents.domains": 1}}
"""What is moved along with a lever: the frontier's share comes from the cloud, the hub serves agents."""


@lru_cache(maxsize=64)
def games(lever: str | None, value: object, plan: str | None = None) -> tuple[Game, ...]:
    """Return the base case played over all seeds with one lever moved in the first quarter."""
    changes = {lever: value} | MORE.get(lever, {}) if lever else {}
    chosen = plan or (Plan(quarters={(EVERY_FIRM, 0): changes}) if lever else None)
    return tuple(play(CALM, plan=chosen, seed=seed) for seed in SEEDS)


def late(lever: str | None, value: object, kpi: str) -> np.ndarray:
    """Return the mean of a KPI over the last half year, one number a seed."""
    return np.array([g.world.record.kpis[0, LAST_HALF_YEAR, INDEX[kpi]].mean() for g in games(lever, value)])


def opposition(lever: str | None, value: object) -> np.ndarray:
    return np.array([g.world.firms[0].politics.opposition for g in games(lever, value)])


def goes(difference: np.ndarray, sign: int) -> bool:
    moved = difference[difference != 0.0]
    return (
        len(moved) > 0
        and binomtest(int(np.sum(moved * sign > 0)), len(moved)).pvalue < 0.01
        and np.sign(np.median(moved)) == sign
    )


SIGNS = [
    ("compute.frontier", 0.45, "frontier_gap", -1),
    ("compute.frontier", 0.45, "cloud_ai_revenue", -1),
    ("governance.review_weeks", 13, "decision_latency", 1),
    ("governance.review_weeks", 13, "internal_adoption", -1),
    ("data.hub_capacity", 2.0, "domain_error", -1),
    ("release.policy", "closed", "developer_share", -1),
    ("release.policy", "closed", "cloud_ai_revenue", -1),
    ("release.policy", "closed", "frontier_gap", 1),
    ("data.hub_capacity", 2.0, "internal_adoption", 1),
    ("talent.pay_premium", 0.3, "attrition", -1),
    ("efficiency.codesign", 400.0, "cost_per_mtok", -1),
    ("migration.support", 20, "disruption", -1),
    ("governance.delegation", 0.6, "decision_latency", -1),
]


@pytest.mark.parametrize(("lever", "value", "kpi", "sign"), SIGNS, ids=[f"{s[0]}-{s[2]}" for s in SIGNS])
def test_a_lever_moves_what_it_should(lever: str, value: object, kpi: str, sign: int) -> None:
    assert goes(late(lever, value, kpi) - late(None, None, kpi), sign)


def test_a_mandate_raises_adoption() -> None:
    """In twenty lucks by too little to be sure of the sign, in forty it is."""

    def adoption(value: float) -> np.ndarray:
        plan = Plan(quarters={(EVERY_FIRM, 0): {"migration.mandate": value} if value else {}})
        played = (play(CALM, plan=plan, seed=seed) for seed in range(2 * len(SEEDS)))
        return np.array([g.world.record.kpis[0, LAST_HALF_YEAR, INDEX["internal_adoption"]].mean() for g in played])

    difference = adoption(0.5) - adoption(0.0)
    assert goes(difference, 1)
    told = f"over forty seeds {np.count_nonzero(difference > 0)} of {np.count_nonzero(difference)}"
    assert told in PAGE.read_text(encoding="utf-8")


def test_a_mandate_stirs_opposition() -> None:
    assert goes(opposition("migration.mandate", 0.5) - opposition(None, None), 1)


def test_a_mandate_costs_trust() -> None:
    """Over the whole game: teams forget, and the last half year alone shows it in fewer games."""

    def whole(value: float | None) -> np.ndarray:
        played = games("migration.mandate", value) if value else games(None, None)
        return np.array([g.world.record.kpis[0, :, INDEX["trust"]].mean() for g in played])

    assert goes(whole(0.5) - whole(None), -1)


def test_a_mandate_loads_the_machines_of_the_units() -> None:
    def need(value: object) -> np.ndarray:
        lever = "migration.mandate" if value else None
        firms = (g.world.firms[0] for g in games(lever, value))
        return np.array([f.serving.need_ecosystem / f.compute.ecosystem for f in firms])

    assert goes(need(0.5) - need(None), 1)


def test_quarterly_review_widens_the_gap_on_average() -> None:
    """Not in every luck: a candidate that has waited is also better known, so that fewer bad models get out."""

    def over_the_game(lever: str | None, value: object) -> np.ndarray:
        return np.array([g.world.record.kpis[0, :, INDEX["frontier_gap"]].mean() for g in games(lever, value)])

    wider = over_the_game("governance.review_weeks", 13) - over_the_game(None, None)
    assert wider.mean() > 2.0 * wider.std(ddof=1) / np.sqrt(len(wider))


def test_standing_orders_beyond_the_means_ruin_the_firm() -> None:
    broke = [g.outcome == "lost_cash" for g in games("compute.capex_order", 14000)]
    assert sum(broke) >= 0.9 * len(broke)


def test_free_tokens_overload_the_ecosystem() -> None:
    served = LAYER_COLUMNS.index("ecosystem_served")

    def least(value: float) -> np.ndarray:
        return np.array([g.world.record.layers[0, :, served].min() for g in games("price.transfer", value)])

    assert goes(least(0.0) - least(1.0), -1)


def test_closing_the_weights_costs_talent() -> None:
    attrition = late("release.policy", "closed", "attrition") - late(None, None, "attrition")
    assert attrition.mean() > 0


PAGE = next((Path(__file__).parents[1] / "docs" / "decisions").glob("030*.md"))
WEEKS = (13, 26, 52, 65, 78, 104)
SERVED = LAYER_COLUMNS.index("cloud_served")
MEASURES = {
    "internal_adoption": lambda record, week: record.kpis[0, week, INDEX["internal_adoption"]],
    "gap of the API model alone, K": lambda record, week: record.models[week, -1] - record.models[week, 0],
    "served share of the cloud's load": lambda record, week: record.layers[0, week, SERVED],
    "developer_share": lambda record, week: record.kpis[0, week, INDEX["developer_share"]],
    "cloud_ai_revenue, RMB M a week": lambda record, week: record.kpis[0, week, INDEX["cloud_ai_revenue"]],
}
"""What the page tabulates, from a record and a week (from 0)."""
PROTOTYPE = {
    "internal_adoption": ((0.19, 0.20, 0.21, 0.26, 0.31, 0.44), 0.13),
    "developer_share": ((0.27, 0.25, 0.18, 0.20, 0.18, 0.15), 0.04),
}
"""Rows of the design's table that hold, with its standard deviation; the page says why the other rows do not."""


def over_seeds(row: str, week: int) -> np.ndarray:
    return np.array([MEASURES[row](g.world.record, week - 1) for g in games(None, None)])


def shown() -> dict[str, list[tuple[str, str]]]:
    """Return the page's table: for each row the mean and the deviation of every week, as written."""
    lines = [line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = {line[0].strip(): [re.fullmatch(r"(\S+) \((\S+)\)", cell.strip()) for cell in line[1:7]] for line in lines}
    return {name: [(c[1], c[2]) for c in row if c] for name, row in cells.items() if name in MEASURES}


@pytest.mark.parametrize("row", MEASURES)
def test_doing_nothing_is_as_the_page_says(row: str) -> None:
    """Each cell of the table, to the digits that are written there."""
    written = shown()[row]
    assert len(written) == len(WEEKS)
    for week, (mean, deviation) in zip(WEEKS, written, strict=True):
        values = over_seeds(row, week)
        step = 10.0 ** -len(mean.partition(".")[2])
        assert abs(values.mean() - float(mean)) <= 0.51 * step, week
        assert abs(values.std(ddof=1) - float(deviation)) <= 0.51 * step, week


@pytest.mark.parametrize("row", PROTOTYPE)
def test_doing_nothing_departs_from_the_prototype_only_where_the_page_says(row: str) -> None:
    wanted, deviation = PROTOTYPE[row]
    found = [over_seeds(row, week).mean() for week in WEEKS]
    assert np.abs(np.array(found) - wanted).max() <= 2.0 * deviation


WHOLE = slice(None)
TOLD = {
    "gap down, revenue down": [("compute.frontier", 0.45, "frontier_gap", LAST_HALF_YEAR, -1),
                               ("compute.frontier", 0.45, "cloud_ai_revenue", LAST_HALF_YEAR, -1)],
    "latency up": [("governance.review_weeks", 13, "decision_latency", LAST_HALF_YEAR, 1)],
    "adoption down": [("governance.review_weeks", 13, "internal_adoption", LAST_HALF_YEAR, -1)],
    "gap up": [("governance.review_weeks", 13, "frontier_gap", LAST_HALF_YEAR, 1),
               ("governance.review_weeks", 13, "frontier_gap", WHOLE, 1)],
    "bought models up": [("governance.review_weeks", 13, "third_party_share", LAST_HALF_YEAR, 1)],
    "error down, adoption up": [("data.hub_capacity", 2.0, "domain_error", LAST_HALF_YEAR, -1),
                                ("data.hub_capacity", 2.0, "internal_adoption", LAST_HALF_YEAR, 1)],
    "adoption up with a mandate": [("migration.mandate", 0.5, "internal_adoption", LAST_HALF_YEAR, 1)],
    "trust down": [("migration.mandate", 0.5, "trust", WHOLE, -1),
                   ("migration.mandate", 0.5, "trust", LAST_HALF_YEAR, -1)],
    "developers down, revenue down": [("release.policy", "closed", "developer_share", LAST_HALF_YEAR, -1),
                                      ("release.policy", "closed", "cloud_ai_revenue", LAST_HALF_YEAR, -1)],
    "density of talent down": [("release.policy", "closed", "talent_density", LAST_HALF_YEAR, -1),
                               ("release.policy", "closed", "attrition", WHOLE, 1)],
    "adoption up": [("price.transfer", 0.0, "internal_adoption", LAST_HALF_YEAR, 1)],
}  # fmt: skip
"""Rows of the page's second table, and what its counts count, in their order: lever, value, figure, weeks, sign."""


@pytest.mark.parametrize("row", TOLD)
def test_signs_are_found_as_often_as_the_page_says(row: str) -> None:
    lines = [line.strip("| \n").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    (found,) = (cells[-1] for cells in lines if cells[-2].strip() == row)
    counted = []
    for lever, value, kpi, weeks, sign in TOLD[row]:
        with_it, without = (
            np.array([g.world.record.kpis[0, weeks, INDEX[kpi]].mean() for g in played])
            for played in (games(lever, value), games(None, None))
        )
        moved = (with_it - without)[with_it != without]
        counted.append(f"{np.count_nonzero(moved * sign > 0)} of {len(moved)}")
    assert re.findall(r"\d+ of \d+", found)[: len(counted)] == counted


def test_doing_nothing_has_its_shape() -> None:
    """Revenue grows all along; developers leave; the gap dips after the first year and opens again."""
    revenue, developers, gap = (
        [over_seeds(row, week).mean() for week in WEEKS]
        for row in ("cloud_ai_revenue, RMB M a week", "developer_share", "gap of the API model alone, K")
    )
    assert (np.diff(revenue) > 0).all()
    assert developers[-1] < 0.6 * developers[0]
    assert gap[3] == min(gap) and gap[4] < gap[5]


def test_doing_nothing_shows_trouble_by_the_sixth_quarter() -> None:
    records = [g.world.record for g in games(None, None)]
    at = {name: np.mean([r.kpis[0, 77, INDEX[name]] for r in records]) for name in INDEX}
    start = {name: np.mean([r.kpis[0, 0, INDEX[name]] for r in records]) for name in INDEX}
    assert at["legacy_share"] > 0.45 and at["adoption_floor"] < 0.05
    assert at["developer_share"] < 0.75 * start["developer_share"]
    assert np.mean([r.layers[0, 26:, SERVED].min() for r in records]) < 0.93, "the cloud turns customers away"
    assert np.mean([r.layers[0, :26, SERVED].min() for r in records]) > 0.98


def test_doing_nothing_never_wins() -> None:
    assert not any(g.world.firms[0].standing.won for g in games(None, None))
    assert all(g.outcome.startswith("fragmented") for g in games(None, None))


def test_a_sensible_plan_wins_sometimes() -> None:
    won = np.mean([g.world.firms[0].standing.won for g in games(None, None, "sensible")])
    assert 0.1 <= won <= 0.7


def test_burning_the_boats_without_a_ship_feeds_rivals() -> None:
    burnt = games(None, None, "burn_the_boats")
    third = np.mean([g.kpis["third_party_share"] for g in burnt])
    idle = np.mean([g.kpis["third_party_share"] for g in games(None, None)])
    sensible = np.mean([g.kpis["internal_adoption"] for g in games(None, None, "sensible")])
    assert third > 1.5 * idle
    assert sensible > np.mean([g.kpis["internal_adoption"] for g in burnt]) + 0.2


def test_adoption_and_frontier_are_separate_goals() -> None:
    """Over levers and seeds, the firm that everybody uses is not the firm at the frontier (T14.1)."""
    ends = [g.kpis for s in SIGNS[::3] for g in games(s[0], s[1])] + [g.kpis for g in games(None, None, "sensible")]
    pairs = np.array([[k["internal_adoption"], -k["frontier_gap"]] for k in ends])
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 0.5
