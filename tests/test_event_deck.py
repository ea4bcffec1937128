"""Each card forced at week 20: it moves the figure it names beyond one paired standard deviation, and is answered.

Ten seeds, the same luck with and without the card, with and without the lever that answers it from the first quarter.
The damage is the mean difference over the weeks in which the card is felt; an answer makes it smaller in the mean, by
a one-sided t-test at .05. Cards that bring a chance do nothing for who has not prepared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from agents.roster import populate
from model.cards import DECK, Order
from model.decisions import Value
from model.kpis import INDEX
from model.scenario import load
from model.world import World

pytestmark = pytest.mark.slow

SEEDS = range(10)
WEEK = 20
CALM = load("base").changed(draw_events=False)
FOR_ADOPTION: dict[str, Value] = {
    "migration.mandate": 0.5, "migration.support": 16, "data.hub_capacity": 1.5, "governance.review_layers": 1,
    "governance.review_weeks": 2, "governance.delegation": 0.6,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A figure, which way the card moves it, the answer, from when to when it is felt; levers that set the stage.

    `chance` says that the card is a good one: who has answered gets it, who has not gets less or nothing.
    """

    kpi: str
    sign: int
    answer: Mapping[str, Value]
    first: int = WEEK
    last: int = 39
    stage: Mapping[str, Value] = field(default_factory=dict)
    chance: bool = False


CASES = {
    "export_control": Case("mvc_coverage", -1, {"efficiency.own_chip_share": 0.5}, 26),
    "open_shock": Case("cloud_ai_revenue", -1, {"price.api": 1.8}, 22, 52),
    "price_war": Case("cloud_ai_revenue", -1, {"price.api": 1.8, "price.hosted": 1.8}),
    "data_regulation": Case("data_coverage", -1, {"data.security": 100.0}),
    "data_breach": Case("cash", -1, {"data.hub_capacity": 0.0, "data.sharing_mandate": 0.0}),
    "talent_raid": Case("attrition", 1, {"talent.pay_premium": 0.3}, 21),
    "chip_breakthrough": Case("cost_per_mtok", -1, {"efficiency.codesign": 800.0}, chance=True),
    "architecture_shift": Case("frontier_gap", 1, {"talent.group_linking": 0.3}, 30, 65),
    "festival": Case("disruption", 1, {"migration.deadline": 2}, last=23,
                     stage={"migration.deadline": 1, "migration.waves": 2}),
    "cash_squeeze": Case("cash", -1, {"compute.capex_order": 0}, 39, 52),
    "antitrust": Case("cloud_ai_revenue", -1, {"price.hosted": 3.2}, last=52),
    "agent_incident": Case("automated_transactions", -1, {"agents.review": 0.9}, last=33, stage={"agents.domains": 2}),
    "weights_leak": Case("cloud_ai_revenue", -1, {"release.gap": 0.0}, 24, 52),
    "mega_deal": Case("cloud_ai_revenue", 1, {"compute.frontier": 0.2125, "compute.reserve": 0.10}, chance=True),
    "benchmark_saturation": Case("score", 1, FOR_ADOPTION, 33, 65, chance=True),
    "board_memo": Case("score", -1, FOR_ADOPTION, last=46),
}  # fmt: skip


def test_every_card_has_its_case() -> None:
    assert set(CASES) == set(DECK)
    for name, case in CASES.items():
        assert case.kpi in DECK[name].kpis
        assert DECK[name].levers[0] in case.answer, "the answer that is tested is the one that is told"


@lru_cache(maxsize=128)
def played(levers: tuple[tuple[str, Value], ...], card: str, weeks: int) -> np.ndarray:
    """Return the KPIs (seeds, weeks, KPI) of the base case with levers set in the first quarter."""
    games = []
    quarters = -(-max(weeks, WEEK + 19) // 13)
    for seed in SEEDS:
        world = World(
            populate=populate, seed=seed, scenario_data=CALM.changed(quarters=quarters),
            events=[Order(card, WEEK)] if card else (),
        )  # fmt: skip
        for quarter in range(quarters):
            world.advance({0: dict(levers) if quarter == 0 else {}})
        games.append(world.record.kpis[0])
    return np.array(games)


def damage(name: str, answered: bool) -> np.ndarray:
    """Return what the card does to its figure, one number a seed; the weeks before it are untouched."""
    case = CASES[name]
    levers = tuple(sorted({**case.stage, **(case.answer if answered else {})}.items()))
    with_card, without = played(levers, name, case.last), played(levers, "", case.last)
    assert np.array_equal(with_card[:, :WEEK], without[:, :WEEK])
    return (with_card - without)[:, case.first : case.last, INDEX[case.kpi]].mean(axis=1)


@pytest.mark.parametrize("name", CASES)
def test_a_card_moves_its_figure_and_is_answered(name: str) -> None:
    case = CASES[name]
    bare, ready = damage(name, False) * case.sign, damage(name, True) * case.sign
    moved = ready if case.chance else bare
    assert moved.mean() > moved.std(ddof=1), "beyond one paired standard deviation"
    gained = (ready - bare) if case.chance else (bare - ready)
    # where the answer takes the same from every seed there is no spread to test against
    sure = gained.mean() > 0 and (np.ptp(gained) == 0.0 or ttest_1samp(gained, 0.0, alternative="greater").pvalue < 0.05)
    assert sure, "the answer reduces the damage, or gets the chance"
