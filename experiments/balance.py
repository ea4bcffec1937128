"""Is there one way to play that is best in every world? Named policies against drawn worlds.

A drawn world is a shipped scenario with a seed of its own, in which every parameter that is only assumed lies
somewhere between its default and the ends of its plausible range. What the board wants, what counts as winning and
how the world starts are not drawn: a game is not balanced by moving its goal. Policies meet the same worlds with the
same luck.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from agents.policies import POLICIES
from agents.roster import populate
from model.kpis import NAMES
from model.parameter_set import declaration, known_parameters
from model.parameters import Declaration
from model.scenario import Scenario, load, shipped
from model.streams import Streams
from model.world import World

WIDTH = 0.3
"""How far a parameter moves at most, as a share of the way from its default to the ends of its range."""
SETTLED = ("start", "objectives")
"""Groups of parameters that are not drawn."""
TOP = 0.1


@dataclass(frozen=True)
class DrawnWorld:
    """A scenario with drawn parameters, and the seed of its luck."""

    scenario: Scenario
    seed: int


@dataclass(frozen=True)
class Balance:
    """What each policy (rows) reached in each world (columns): final score, and whether it won."""

    policies: tuple[str, ...]
    scores: np.ndarray
    won: np.ndarray

    @property
    def top(self) -> dict[str, float]:
        """Return in which share of the worlds a policy is in the top tenth of policies, and in the first place at least."""
        places = max(1, math.floor(TOP * len(self.policies)))
        rank = np.argsort(np.argsort(-self.scores, axis=0, kind="stable"), axis=0)
        return dict(zip(self.policies, (rank < places).mean(axis=1).tolist(), strict=True))

    @property
    def wins(self) -> dict[str, float]:
        """Return in which share of the worlds a policy won."""
        return dict(zip(self.policies, self.won.mean(axis=1).tolist(), strict=True))


def draw_worlds(number: int, seed: int = 0) -> list[DrawnWorld]:
    """Return `number` drawn worlds, the shipped scenarios by turns; equal arguments give equal worlds."""
    names = shipped()
    streams = Streams(seed)
    worlds = []
    for k in range(number):
        scenario = load(names[k % len(names)])
        drawn = _parameters(streams.at("drawn_worlds", k).random(len(known_parameters())))
        worlds.append(DrawnWorld(scenario.with_parameters({**drawn, **scenario.overrides}), seed + k))
    return worlds


def play_all(
    worlds: Sequence[DrawnWorld], policies: Sequence[str] = tuple(POLICIES), watch: Callable[[], None] = lambda: None
) -> Balance:
    """Play every policy in every world; `watch` is told after each game."""
    jobs = [(world, policy) for policy in policies for world in worlds]
    ends = []
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("forkserver")) as pool:
        for end in pool.map(_end, jobs):
            ends.append(end)
            watch()
    table = np.array(ends, dtype=float).reshape(len(policies), len(worlds), 2)
    return Balance(tuple(policies), table[:, :, 0], table[:, :, 1] > 0.0)


# --- inside --------------------------------------------------------------------------------------------------


def _parameters(chances: np.ndarray) -> dict[str, float]:
    drawn: dict[str, float] = {}
    for name, chance in zip(known_parameters(), chances.tolist(), strict=True):
        parameter = declaration(name)
        if parameter.grade == "assumed" and name.split(".")[0] not in SETTLED:
            value = _between(parameter, 2.0 * chance - 1.0)
            drawn[name] = round(value) if parameter.whole else value
    return drawn


def _between(parameter: Declaration, chance: float) -> float:
    """Return a value as far below the default as often as above it; on a scale of ratios where all are positive."""
    end, way = (parameter.high if chance > 0.0 else parameter.low), WIDTH * abs(chance)
    value = parameter.default + way * (end - parameter.default)
    if parameter.low > 0.0:
        value = parameter.default ** (1.0 - way) * end**way
    return min(max(value, parameter.low), parameter.high)


def _end(job: tuple[DrawnWorld, str]) -> tuple[float, float]:
    drawn, policy = job
    world = World(populate=populate, scenario_data=drawn.scenario, seed=drawn.seed, policies=policy)
    for _ in range(drawn.scenario.quarters):
        world.advance({})
    standing = world.firms[0].standing
    return float(world.record.kpis[0, world.week - 1, NAMES.index("score")]), float(standing.won and not standing.loss)
