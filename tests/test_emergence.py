"""What no equation of a part says: patterns of the joined world, each against a world in which its cause is missing.

Twelve lucks a pattern, compared in pairs by Wilcoxon's signed ranks at .01.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from scipy.stats import combine_pvalues, wilcoxon

from agents.roster import populate
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from model.kpis import INDEX
from model.mechanisms.open_release import Neighbours
from model.record import UNIT_COLUMNS
from model.scenario import load
from model.state import Stack
from model.world import World

pytestmark = pytest.mark.slow

SEEDS = range(12)
CALM = load("base").changed(draw_events=False)
SLOW_DESK = {"governance.review_weeks": 13, "governance.delegation": 0.0}
SHUFFLES = 99


def start(seed: int, decisions: Mapping[str, Value], off: str = "", **parameters: float) -> World:
    """A world in which the task force decides once, in the first quarter."""
    case = CALM.with_parameters({name.replace("__", "."): value for name, value in parameters.items()})
    world = World(populate=populate, seed=seed, scenario_data=case, off=off)
    world.advance({0: dict(decisions)})
    return world


def played(seed: int, decisions: Mapping[str, Value], off: str = "", **parameters: float) -> World:
    world = start(seed, decisions, off, **parameters)
    while world.running:
        world.step()
    return world


def mostly_above(left: list[float], right: list[float]) -> bool:
    return float(wilcoxon(left, right, alternative="greater")[1]) < 0.01


# --- rogue teams -------------------------------------------------------------------------------------------------


def autocorrelation(marked: np.ndarray, influence: np.ndarray) -> float:
    """Moran's I of a mark on the influence graph: 0 where it is scattered, not-a-number where nobody has it."""
    apart = marked - marked.mean()
    return float(apart @ influence @ apart / (apart @ apart)) if apart.any() else float("nan")


def islands(world: World) -> tuple[float, float]:
    """Mean autocorrelation of rogue use in the second year, and the share of shuffles of the teams below it."""
    influence, option = world.firms[0].adoption.influence, world.record.option[0, 52::4]
    rng = np.random.default_rng(world.streams.seed)

    def mean(order: np.ndarray) -> float:
        return float(np.nanmean([autocorrelation((row == Stack.ROGUE)[order].astype(float), influence) for row in option]))

    teams = np.arange(option.shape[1])
    found = mean(teams)
    return found, float(np.mean([mean(rng.permutation(teams)) < found for _ in range(SHUFFLES)]))


def by_chance(above: list[float]) -> float:
    """Fisher's joint probability that shuffles reach what was found, over all lucks."""
    chances = [(SHUFFLES * (1.0 - share) + 1.0) / (SHUFFLES + 1.0) for share in above]
    return float(combine_pvalues(chances).pvalue)


def test_rogue_use_spreads_along_influence_and_makes_islands() -> None:
    decisions = SLOW_DESK | {"migration.mandate": 0.5}
    strong = [islands(played(seed, decisions, adoption__influence=1.2)) for seed in SEEDS]
    usual = [islands(played(seed, decisions)) for seed in SEEDS]
    none = [islands(played(seed, decisions, adoption__influence=0.0)) for seed in SEEDS]
    assert np.median([above for _, above in strong]) > 0.95
    assert by_chance([above for _, above in usual]) < 0.01, "not what chance alone makes of as many rogue teams"
    assert by_chance([above for _, above in none]) > 0.01
    assert mostly_above([value for value, _ in strong], [value for value, _ in none])
    assert np.mean([value for value, _ in usual]) > np.mean([value for value, _ in none])


# --- developers --------------------------------------------------------------------------------------------------


def excess_of_equals(world: World) -> tuple[float, float]:
    """How much likelier than by chance neighbours use the same family, and the share of shuffles below."""
    family, graph = world.market.developers.family, world.fixed.graph
    assert isinstance(graph, Neighbours)
    users = family < world.record.developers.shape[1]
    users &= family >= 0
    both = users[graph.owner] & users[graph.other]
    left, right = graph.owner[both], graph.other[both]
    among, rng = np.unique(left), np.random.default_rng(world.streams.seed)

    def equal(of: np.ndarray) -> float:
        return float((of[left] == of[right]).mean())

    def shuffled() -> float:
        other = family.copy()
        other[among] = rng.permutation(family[among])
        return equal(other)

    chance = [shuffled() for _ in range(SHUFFLES)]
    return equal(family) - float(np.mean(chance)), float(np.mean(np.array(chance) < equal(family)))


def test_developers_cluster_by_family_where_neighbours_count() -> None:
    usual = [excess_of_equals(played(seed, {})) for seed in SEEDS]
    none = [excess_of_equals(played(seed, {}, open_release__peer_weight=0.0)) for seed in SEEDS]
    assert min(above for _, above in usual) > 0.9
    assert abs(np.mean([excess for excess, _ in none])) < 0.01, "without pull of neighbours, nothing but chance"
    assert mostly_above([excess for excess, _ in usual], [excess for excess, _ in none])


# --- researchers -------------------------------------------------------------------------------------------------


def dispersion_of_exits(seed: int, contagion: float) -> float:
    """Variance over mean of exits a quarter: 1 where each leaves for himself, more where one draws another."""
    world = start(seed, {"governance.review_weeks": 13, "governance.review_layers": 3}, talent__contagion=contagion)
    exits = []
    while world.running:
        world.step()
        exits.append(world.firms[0].people.exits_now)
    quarters = np.reshape(exits, (-1, WEEKS_A_QUARTER)).sum(axis=1)
    return float(quarters.var(ddof=1) / quarters.mean())


def test_people_leave_in_waves_where_one_exit_draws_another() -> None:
    drawn = [dispersion_of_exits(seed, 0.6) for seed in SEEDS]
    alone = [dispersion_of_exits(seed, 0.0) for seed in SEEDS]
    assert mostly_above(drawn, alone)
    assert np.mean(drawn) > 1.2 > np.mean(alone)


def variety_between_groups(world: World) -> float:
    beliefs, group = world.firms[0].research.beliefs, world.firms[0].people.group
    means = np.array([beliefs[group == k].mean(axis=0) for k in np.unique(group)])
    return float(means.var(axis=0).mean())


def test_groups_left_alone_keep_ideas_of_their_own() -> None:
    apart = [variety_between_groups(played(seed, {"talent.group_linking": 0.0})) for seed in SEEDS]
    linked = [variety_between_groups(played(seed, {"talent.group_linking": 0.8})) for seed in SEEDS]
    assert mostly_above(apart, linked)
    assert np.mean(apart) > 3 * np.mean(linked)


# --- the chief executive's queue ---------------------------------------------------------------------------------


def test_clusters_grow_again_where_people_wait() -> None:
    own, wait = (UNIT_COLUMNS.index(name) for name in ("own_gpus", "wait"))
    decisions = {"governance.review_weeks": 8, "compute.claw_back": 1.0}
    together, back = [], []
    for seed in SEEDS:
        world = played(seed, decisions)
        units = world.record.units[0]
        taken = int(units[:, :, own].sum(axis=1).argmin())
        grown = units[-1, :, own] - units[taken, :, own]
        back.append(float(grown.sum()))
        a_head = grown / world.fixed.unit_size**world.p.politics.power_exponent
        together.append(float(np.corrcoef(a_head, units[taken:, :, wait].mean(axis=0))[0, 1]))
    at_once = [played(seed, decisions, off="approval_queue").record.units[0, -1, :, own].sum() for seed in SEEDS]
    assert min(back) > 0 and max(at_once) == 0.0, "nobody hides GPUs where nobody waits"
    assert mostly_above(together, [0.0] * len(SEEDS)), "who waits longer buys more, for his size"


def test_a_mandate_without_anybody_to_approve_overshoots_and_collapses() -> None:
    decisions = SLOW_DESK | {"migration.mandate": 0.7}

    def fall(seed: int, off: str) -> float:
        adoption = played(seed, decisions, off).record.kpis[0, :, INDEX["internal_adoption"]]
        return float(adoption.max() - adoption[-1])

    queued, at_once = ([fall(seed, off) for seed in SEEDS] for off in ("", "approval_queue"))
    assert mostly_above(queued, at_once)
    assert np.mean(queued) > 0.15 and np.mean(at_once) < 0.05
