"""How far a game and its twin are apart, figure by figure, and how much luck there is in the game itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np

from experiments import plans
from experiments.mean_field.twin import FIGURES, Twin
from experiments.plans import Plan
from experiments.run import Game
from model.arrays import Floats
from model.kpis import INDEX
from model.scenario import Scenario
from model.world import ALL, KPIS, World

PLANS = ("do_nothing", "sensible")
SEEDS = 10
LIMIT = 0.05
"""From here on a gap counts: the design's rule."""
RELATIVE = ("cloud_ai_revenue", "domain_error", "flywheel_quality", "disruption")
"""Figures whose gap is told as a part of the game's own level; that of the others, which are shares, in points."""


class Pair:
    """A game and its twin, played to the end: `ours` and `twins` map each of FIGURES to its weeks."""

    def __init__(
        self, scenario: Scenario | str, plan: Plan | str, seed: int, quarters: int | None = None, watch: str = ALL
    ) -> None:
        chosen = plans.named(plan) if isinstance(plan, str) else plan
        self.game = Game.start(scenario, seed=seed, plan=chosen, quarters=quarters, watch=watch)
        self.twin = Twin(self.game.world)
        self._quality: list[float] = []
        self._bought: list[float] = []
        self.game.world.phases = (*self.game.world.phases, ("note", self._note))

    def played(self) -> Pair:
        """Play both to the end and return them."""
        self.game.finish()
        return self

    @property
    def ours(self) -> dict[str, Floats]:
        """The figures of the game, as the twin names them."""
        world = self.game.world
        series = {name: world.record.kpis[0, : world.week, INDEX[name]] for name in FIGURES if name in INDEX}
        return series | {"flywheel_quality": np.array(self._quality)}

    @property
    def twins(self) -> dict[str, Floats]:
        """The figures of the twin."""
        return {name: np.array(values) for name, values in self.twin.series.items()}

    @property
    def bought(self) -> tuple[float, float]:
        """GPUs that units have bought for themselves, in the game and in the twin."""
        return float(np.sum(self._bought)), float(np.sum(self.twin.bought))

    def _note(self, world: World) -> None:
        self._quality.append(float(world.firms[0].flywheel.quality.mean()))
        self._bought.append(world.firms[0].compute.unit_bought)


class Gap(NamedTuple):
    """How far games and their twins are apart in one figure, as shares (points) or, of RELATIVE, parts of the level.

    `gap` is the mean over games and weeks of the absolute difference, `shift` the mean difference (twin less game) and
    `error` its standard error over games, `luck` the standard deviation of the games' means over weeks.
    """

    figure: str
    gap: float
    shift: float
    error: float
    luck: float

    @property
    def apart(self) -> bool:
        """Whether the gap reaches the limit."""
        return self.gap >= LIMIT

    @property
    def shifted(self) -> bool:
        """Whether the mean course, too, is apart by the limit, and by more than two standard errors."""
        return abs(self.shift) >= max(LIMIT, 2.0 * self.error)


def gaps(pairs: Sequence[tuple[Mapping[str, Floats], Mapping[str, Floats]]]) -> list[Gap]:
    """Return the gaps of FIGURES over pairs (game, twin) of series, all of one length; at least two pairs."""
    return [_gap(name, np.array([[ours[name], twins[name]] for ours, twins in pairs])) for name in FIGURES]


def differences(name: str, ours: Floats, twins: Floats) -> Floats:
    """Return twin less game, for RELATIVE figures as a part of the game's mean level; any shape."""
    return (twins - ours) / _level(name, ours)


def _level(name: str, ours: Floats) -> float:
    return max(float(np.abs(ours).mean()), np.finfo(float).tiny) if name in RELATIVE else 1.0


def _gap(name: str, both: Floats) -> Gap:
    ours, twins = both[:, 0], both[:, 1]
    apart = differences(name, ours, twins)
    by_game = apart.mean(axis=1)
    return Gap(
        figure=name,
        gap=float(np.abs(apart).mean()),
        shift=float(by_game.mean()),
        error=float(by_game.std(ddof=1)) / len(by_game) ** 0.5,
        luck=float(ours.mean(axis=1).std(ddof=1)) / _level(name, ours),
    )


def one(job: tuple[str, str, int]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Play a scenario under a plan and a seed; return the series of game and twin."""
    scenario, plan, seed = job
    pair = Pair(scenario, plan, seed, watch=KPIS).played()
    return pair.ours, pair.twins


def table(pool: Executor, scenarios: Iterable[str], plan: str, seeds: int = SEEDS) -> dict[str, list[Gap]]:
    """Return the gaps of each scenario under a plan."""
    names = list(scenarios)
    pairs = list(pool.map(one, [(name, plan, seed) for name in names for seed in range(seeds)]))
    return {name: gaps(pairs[k * seeds : (k + 1) * seeds]) for k, name in enumerate(names)}
