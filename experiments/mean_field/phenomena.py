"""What an aggregate cannot have: islands, hysteresis of a crowd with neighbours, histories, hidden clusters that grow again.

Each is measured in games and in their twins under the same decisions (the design's EM1, EM2, EM3 and EM7). EM4, how
exits draw exits, is about researchers, whom the twin does not aggregate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np

from experiments import patterns
from experiments.mean_field.distance import Pair
from experiments.mean_field.hysteresis import loops
from experiments.plans import EVERY_FIRM, Plan
from model.arrays import Floats
from model.decisions import Value
from model.market_state import NO_FAMILY
from model.mechanisms.open_release import Neighbours
from model.record import UNIT_COLUMNS
from model.scenario import Scenario, load
from model.streams import Streams
from model.world import World

SEEDS = 10
INFLUENCES = (0.0, 0.6, 1.2)
"""Weights of peers, util: none, the default, twice that."""
MANDATES: Mapping[str, Mapping[str, float]] = {
    "as usual": {}, "enforced, little resented": {"adoption__enforcement": 1.4, "perception__reactance": 0.6},
}  # fmt: skip
"""What a mandate is worth: by default, and at the ends of the ranges at which it pulls hardest."""
UNDER_PRESSURE: Mapping[str, Value] = {
    "governance.review_weeks": 13, "governance.delegation": 0.0, "migration.mandate": 0.5,
}  # fmt: skip
"""A slow desk and a mandate: teams that are pushed and have to wait go their own ways."""
CLAWED: Mapping[str, Value] = {"governance.review_weeks": 8, "compute.claw_back": 1.0}
ISLANDS = next(pattern for pattern in patterns.PATTERNS if pattern.name == "islands")


class Shown(NamedTuple):
    """A figure in games and in twins: means over games, and standard deviations between them."""

    games: float
    games_spread: float
    twins: float
    twins_spread: float


def shown(rows: Sequence[tuple[float, float]]) -> Shown:
    """Return the means and spreads of pairs (game, twin)."""
    games, twins = np.array(rows).T
    return Shown(*(float(f) for f in (games.mean(), games.std(ddof=1), twins.mean(), twins.std(ddof=1))))


def calm(**parameters: float) -> Scenario:
    """Return the base case without cards, under other parameters (`adoption__influence` for a dotted name)."""
    case = load("base").changed(draw_events=False)
    return case.with_parameters({name.replace("__", "."): value for name, value in parameters.items()})


def decided(name: str, by_quarter: Sequence[Mapping[str, Value]]) -> Plan:
    """Return a plan that decides so in the first quarters."""
    return Plan(name=name, quarters={(EVERY_FIRM, q): dict(levers) for q, levers in enumerate(by_quarter)})


def islands(job: tuple[float, int]) -> tuple[float, float, float, float]:
    """Return Moran's I of rogue use in a game at this weight of peers, what chance gives, and rogue use in game and twin."""
    influence, seed = job
    pair = Pair(calm(adoption__influence=influence), decided("pressed", [UNDER_PRESSURE]), seed).played()
    world = pair.game.world
    teams = world.record.option.shape[2]
    half = slice(world.week // 2, None)
    rogue = (float(pair.ours["rogue_share"][half].mean()), float(pair.twins["rogue_share"][half].mean()))
    return ISLANDS.measure(world), -1.0 / (teams - 1), *rogue


class OtherLuck(Streams):
    """The streams of one luck, of which those in `names` are of another."""

    def __init__(self, seed: int, names: Collection[str] = (), luck: int = 0) -> None:
        super().__init__(seed)
        self.names, self.luck = names, luck

    def _key(self, name: str) -> np.ndarray:
        return Streams(self.seed, self.luck)._key(name) if name in self.names else super()._key(name)


CROWDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "teams": (("perception", "adoption", "audit", "incidents"), "internal_adoption"),
    "customers": (("tiering", "market_news"), "hosted_share"),
    "developers": (("open_release",), "developer_share"),
}
"""Of each crowd the streams of its choices, and the figure that tells of it."""


def history(job: tuple[str, int]) -> tuple[float, float]:
    """Return where a crowd's figure ends in game and twin when only the luck of its own choices is another one.

    The crowd, its tastes and its network are those of seed 0, and so is all other luck.
    """
    crowd, luck = job
    names, figure = CROWDS[crowd]
    pair = Pair(calm(), "do_nothing", 0)
    pair.game.world.streams = OtherLuck(0, names, luck)
    pair.played()
    return float(pair.ours[figure][-1]), float(pair.twins[figure][-1])


class Race(NamedTuple):
    """The end of a game's race for developers: shares (3,) of families in game and twin, and `clustering` of the game."""

    game: Floats
    twin: Floats
    clustering: float


def race(seed: int) -> Race:
    """Return how the race for developers ends under this luck, with cards and without decisions."""
    pair = Pair(load("base"), "do_nothing", seed).played()
    return Race(pair.game.world.record.developers[-1].copy(), pair.twin.families[-1], clustering(pair.game.world))


def clustering(world: World) -> float:
    """Return how much likelier than by chance two developers who know each other use the same family."""
    family, graph = world.market.developers.family, world.fixed.graph
    assert isinstance(graph, Neighbours)
    users = family < NO_FAMILY
    both = users[graph.owner] & users[graph.other]
    same = family[graph.owner[both]] == family[graph.other[both]]
    shares = np.bincount(family[graph.owner[both]], minlength=NO_FAMILY) / np.count_nonzero(both)
    return float(same.mean() - (shares**2).sum())


def regrowth(seed: int) -> tuple[float, float, float]:
    """Return the GPUs that units buy after claw-backs, in game and twin, and how these go with waiting over units."""
    pair = Pair(calm(), decided("clawed", [CLAWED]), seed).played()
    world = pair.game.world
    own, wait = (world.record.units[0, :, :, UNIT_COLUMNS.index(name)] for name in ("own_gpus", "wait"))
    taken = int(own.sum(axis=1).argmin())
    a_head = (own[-1] - own[taken]) / world.fixed.unit_size**world.p.politics.power_exponent
    return *pair.bought, float(np.corrcoef(a_head, wait[taken:].mean(axis=0))[0, 1])


class Phenomena(NamedTuple):
    """Everything measured, by weight of peers where peers matter."""

    islands: dict[float, Shown]  # Moran's I, beside what chance gives
    rogue: dict[float, Shown]
    loops: dict[tuple[str, float], Shown]  # by what a mandate is worth, and weight of peers
    histories: dict[str, Shown]  # by crowd: where its figure ends
    winner: Shown  # share of the leading family
    other_winner: int  # games whose leading family is not that of the twin
    clustering: float
    regrowth: Shown
    waiting: float  # correlation of regrowth with waits, mean over games


def measured(pool: Executor, seeds: int = SEEDS) -> Phenomena:
    """Play and measure them all."""
    lucks = range(seeds)
    places = {j: list(pool.map(islands, [(j, seed) for seed in lucks])) for j in INFLUENCES}
    around = {
        (name, j): shown(list(pool.map(loops, [(calm(adoption__influence=j, **values), seed) for seed in lucks])))
        for name, values in MANDATES.items()
        for j in INFLUENCES
    }
    races = list(pool.map(race, lucks))
    grown = list(pool.map(regrowth, lucks))
    return Phenomena(
        islands={j: shown([row[:2] for row in rows if np.isfinite(row[0])]) for j, rows in places.items()},
        rogue={j: shown([row[2:] for row in rows]) for j, rows in places.items()},
        loops=around,
        histories={name: shown(list(pool.map(history, [(name, luck) for luck in lucks]))) for name in CROWDS},
        winner=shown([(float(end.game.max()), float(end.twin.max())) for end in races]),
        other_winner=sum(int(end.game.argmax() != end.twin.argmax()) for end in races),
        clustering=float(np.mean([end.clustering for end in races])),
        regrowth=shown([row[:2] for row in grown]),
        waiting=float(np.mean([row[2] for row in grown])),
    )
