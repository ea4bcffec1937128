"""Which plan wins which scenario: the proof that each can be won, and that doing nothing does not.

A named policy where one wins, else a plan file in `experiments/scenario_plans/`, found by search for one luck and
played under others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments import plans
from experiments.plans import Plan
from experiments.run import Game, play
from model.errors import Refused
from model.scenario import load

FOLDER = Path(__file__).parent / "scenario_plans"
NOTHING = "do_nothing"
REFUSED = "refused"
LUCKS = range(10)
"""Seeds under which a winning plan is shown."""
FEW_LUCKS = range(3)
"""Seeds under which doing nothing is shown."""


@dataclass(frozen=True)
class Winner:
    """A plan that wins a scenario under `seed`: a policy, or a file in FOLDER."""

    plan: str
    seed: int

    def load(self, quarters: int) -> Plan:
        """Return the plan."""
        name = str(FOLDER / self.plan) if self.plan.endswith(".toml") else self.plan
        return plans.load(name, quarters=quarters)


WINNERS: dict[str, Winner] = {
    "base": Winner("adaptive", 0),
    "departure": Winner("departure.toml", 3),
    "commodity_flood": Winner("adaptive", 1),
    "plateau": Winner("adaptive", 0),
    "arms_race": Winner("arms_race.toml", 0),
    "regulated_data": Winner("adaptive", 0),
    "festival": Winner("adaptive", 0),
    "fragmented": Winner("sensible", 1),
    "small_pool": Winner("small_pool.toml", 0),
}
"""A plan that wins, by scenario, in the order in which they are told."""


def won(game: Game) -> bool:
    """Whether a game that has been played ended with one operating system for all."""
    return game.world.firms[0].standing.won and game.outcome.startswith("operating_system")


@dataclass(frozen=True)
class Trial:
    """How a plan did in a scenario over some seeds: endings, wins and the means of some figures at the end."""

    scenario: str
    plan: str
    games: int
    wins: int
    endings: Counter[str]
    means: dict[str, float]


FIGURES = ("internal_adoption", "adoption_floor", "frontier_gap", "cloud_ai_revenue", "score")


def trial(scenario: str, plan: str, seeds: Sequence[int]) -> Trial:
    """Play `plan` (a policy, or a file in FOLDER) under each seed; a plan that is refused counts as an ending."""
    games, endings = [], Counter[str]()
    for seed in seeds:
        try:
            game = play(scenario, Winner(plan, seed).load(load(scenario).quarters), seed=seed)
        except Refused:
            endings[REFUSED] += 1
            continue
        games.append(game)
        endings[game.outcome] += 1
    means = {name: sum(game.kpis[name] for game in games) / max(len(games), 1) for name in FIGURES}
    return Trial(scenario, plan, len(seeds), sum(map(won, games)), endings, means)
