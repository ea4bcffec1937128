"""Where a mean-field twin must be right, it is: crowds that are large, alike and well mixed are their shares.

Tolerances come from sampling: the share s of n people who choose for themselves has the standard error sqrt(s(1-s)/n).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pytest

from experiments.mean_field import causes
from experiments.mean_field.causes import ALIKE, ALONE, MANY
from experiments.mean_field.distance import Pair
from experiments.mean_field.phenomena import decided
from model.arrays import Floats
from model.decisions import Value

pytestmark = pytest.mark.slow

STACKS = ("legacy_share", "internal_adoption", "third_party_share", "rogue_share")
OFTEN = slice(0, None, 13)
SURE = 3.0
"""Standard errors that nothing of what is read may be apart by."""
SWITCHED_OFF: Mapping[str, Value] = {
    "migration.mandate": 0.5, "migration.deadline": 1, "migration.waves": 2, "migration.audit": 0.1,
}  # fmt: skip


def pairs(
    values: Mapping[str, float], seeds: Iterable[int], levers: Mapping[str, Value] | None = None, quarters: int = 4
) -> list[Pair]:
    plan = decided("levers", [levers or {}])
    return [Pair(causes.without(values), plan, seed, quarters=quarters).played() for seed in seeds]


def heads(pair: Pair) -> Floats:
    """Shares of teams by head (4, weeks): weights are luck of the units'."""
    option = pair.game.world.record.option[0]
    return np.array([(option == stack).mean(axis=1) for stack in range(4)])


def stacks(pair: Pair) -> Floats:
    return np.array([pair.twin.series[name] for name in STACKS])


def errors(played: list[Pair]) -> Floats:
    """Differences of mean shares (4, weeks) in standard errors of as many teams as were played."""
    ours, twins = (np.mean([read(pair) for pair in played], axis=0) for read in (heads, stacks))
    teams = len(played) * len(played[0].game.world.fixed.team_names)
    return ((ours - twins) / np.sqrt(np.maximum(twins * (1.0 - twins), 1.0 / teams) / teams))[:, OFTEN]


def test_large_crowds_that_are_alike_and_look_at_nobody_are_their_twin() -> None:
    played = pairs({**ALIKE, **ALONE, **MANY}, range(3))
    assert np.abs(errors(played)).max() < SURE
    for name, number in (("developer_share", "start.developers"), ("hosted_share", "start.customers")):
        ours, twins = (np.mean([getattr(pair, of)[name] for pair in played], axis=0) for of in ("ours", "twins"))
        assert np.abs(ours - twins).max() < SURE * np.sqrt(twins.max() / (len(played) * MANY[number])), name
    for name in ("cannibalisation", "cloud_ai_revenue"):
        ours, twins = (np.mean([getattr(pair, of)[name] for pair in played]) for of in ("ours", "twins"))
        assert ours == pytest.approx(twins, rel=0.02), name


def test_a_switch_off_under_a_mandate_is_its_twin_too() -> None:
    played = pairs({**ALIKE, **ALONE, "start.teams_a_unit": 200, "perception.reactance": 0.0}, range(5), SWITCHED_OFF)
    assert max(stacks(played[0])[1]) > 0.35, "something has happened"
    assert np.abs(errors(played)).max() < SURE


def test_teams_who_all_know_each_other_are_their_twin_even_where_norms_count() -> None:
    crowd = {"start.tie_inside": 1.0, "start.tie_between": 1.0, "start.teams_a_unit": 50, "perception.reactance": 0.0}
    played = pairs({**ALIKE, **crowd, "adoption.influence": 1.2}, range(8), SWITCHED_OFF, quarters=6)
    assert max(stacks(played[0])[1]) > 0.35 > stacks(played[0])[1, -1] + 0.1, "adoption has risen, and fallen by the norm"
    assert np.abs(errors(played)).max() < SURE


def test_developers_come_nearer_to_their_twin_the_better_they_are_mixed() -> None:
    def gap(ties: int, rewired: float) -> float:
        crowd = {"start.developers": 20_000, "start.developer_ties": ties, "start.developer_rewired": rewired}
        played = pairs({**ALIKE, **crowd}, range(2))
        return float(np.mean([np.abs(p.game.world.record.developers - np.array(p.twin.families)).mean() for p in played]))

    ring, mixed = gap(4, 0.0), gap(40, 1.0)
    assert mixed < 0.005 < ring
