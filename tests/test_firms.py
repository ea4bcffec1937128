"""Several firms in one market: equals start alike, stay alike when they decide alike, and change places freely."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from agents.roster import populate
from model.errors import BadInput
from model.kpis import NAMES
from model.phases import produce
from model.world import World
from tests.worlds import differences, leaves

ALONE = "tiering,open_release,rivalry"
"""Switched off, firms meet nobody: what is left is their own doing, and the people who change sides."""


def start(**settings) -> World:
    return World(populate=populate, **{"case": "base", "seed": 3, "quarters": 2, **settings})


PLANS = ({"migration.mandate": 0.6, "migration.support": 14}, {"compute.claw_back": 0.2, "release.gap": 0.6})


def firm_leaves(world: World, f: int) -> dict:
    """What belongs to one firm, its name and place left out."""
    firm = world.firms[f]
    tables = {name: getattr(world.record, name)[f] for name in world.record.ARRAYS if name not in world.record.SHARED}
    own = {"state": firm, "tables": tables, "news": [(w, key, v) for w, g, key, v in world.record.news if g == f]}
    return {path: leaf for path, leaf in leaves(own) if path not in (".state.index", ".state.name")}


@pytest.mark.parametrize("firms", [2, 3, 8])
def test_identical_firms_with_identical_decisions_are_identical(firms: int) -> None:
    world = start(firms=firms, quarters=3)
    for plan in (*PLANS, {}):
        world.advance(dict.fromkeys(range(firms), plan))
    assert world.firms[0].people.left > 0, "somebody has changed sides"
    for f in range(1, firms):
        assert not differences(firm_leaves(world, 0), firm_leaves(world, f))


@pytest.mark.parametrize("order", [(1, 0), (1, 2, 0), (2, 1, 0)])
def test_permuted_decisions_give_permuted_results(order: tuple[int, ...]) -> None:
    there, back = start(firms=len(order)), start(firms=len(order))
    for quarter in (0, 1):
        plans = [PLANS[quarter], {}, PLANS[1 - quarter]]
        there.advance({f: plans[f] for f in range(len(order))})
        back.advance({place: plans[f] for f, place in enumerate(order)})
    here, there_too = there.record.kpis, back.record.kpis[list(order)]
    np.testing.assert_allclose(here, there_too, rtol=1e-9, atol=1e-9)  # sums over firms round in another order
    assert not np.allclose(here[0], here[1], rtol=1e-3), "the plans make a difference"


def test_firms_that_meet_nobody_are_permuted_bit_for_bit() -> None:
    there, back = start(firms=2, off=ALONE), start(firms=2, off=ALONE)
    for plan in PLANS:
        there.advance({0: plan, 1: {}})
        back.advance({0: {}, 1: plan})
    for f in (0, 1):
        assert not differences(firm_leaves(there, f), firm_leaves(back, 1 - f))
    assert differences(firm_leaves(there, 0), firm_leaves(there, 1)), "the plans make a difference"


def test_firms_with_luck_of_their_own_differ() -> None:
    case = start(firms=2).case.changed(luck="own")
    world = World(populate=populate, seed=3, scenario_data=case, off=ALONE)
    world.advance()
    assert differences(firm_leaves(world, 0), firm_leaves(world, 1))


def test_no_firm_is_the_standard_of_the_others() -> None:
    case = start(firms=2).case.changed(luck="own")
    world = World(populate=populate, seed=3, scenario_data=case)
    inputs = [produce.research_input(world, firm) for firm in world.firms]
    assert inputs[0] != inputs[1]
    assert world.constants.research == pytest.approx(np.mean(inputs))


def test_every_firm_starts_with_the_load_it_has_alone() -> None:
    def customers(world: World) -> float:
        return float(world.fixed.firm_scale * world.market.customers.share[:2].sum())

    alone, *together = (start(firms=n) for n in (1, 2, 3))
    for world in together:
        assert customers(world) == pytest.approx(customers(alone))
        # the rest are hosted developers, of whom there are not more because there are more firms
        assert world.firms[0].standing.start_revenue == pytest.approx(alone.firms[0].standing.start_revenue, rel=0.02)
        assert world.firms[0].serving.need_cloud == pytest.approx(alone.firms[0].serving.need_cloud, rel=0.05)


EQUALS = ("internal_adoption", "cloud_ai_revenue", "frontier_gap", "talent_density", "trust", "score")


@pytest.mark.slow
def test_firms_with_luck_of_their_own_are_equals_in_the_mean() -> None:
    case = start(firms=3, quarters=4).case.changed(luck="own")
    at = [NAMES.index(name) for name in EQUALS]
    apart = []
    for seed in range(40):
        world = World(populate=populate, seed=seed, scenario_data=case, policies="sensible")
        while world.running:
            world.advance()
        ends = world.record.kpis[:, -1, at]
        apart.append([ends[one] - ends[other] for one, other in itertools.combinations(range(3), 2)])
    mean, error = np.mean(apart, axis=0), np.std(apart, axis=0, ddof=1) / np.sqrt(len(apart))
    assert (error > 0.0).all(), "luck has parted them"
    assert (np.abs(mean) < 2.5 * error).all(), dict(zip(EQUALS, (mean / error).T, strict=True))


def test_as_many_policies_as_firms_are_named() -> None:
    with pytest.raises(BadInput, match="2 policies are named for 3 firms"):
        start(firms=3, policies="sensible,do_nothing")
    world = start(firms=2, policies="sensible,do_nothing", quarters=1)
    world.advance()
    assert {firm for _, firm, *_ in world.record.decisions} == {0}, "doing nothing decides nothing"


@pytest.mark.parametrize(("firms", "seed"), [(5, 108), (8, 107), (8, 115)])
def test_markets_of_many_firms_start_at_rest(firms: int, seed: int) -> None:
    """Worlds in which a quickened search for the constants of choice once went astray."""
    world = start(firms=firms, seed=seed)
    assert world.market.customers.share == pytest.approx(world.fixed.start_shares, abs=1e-8)
