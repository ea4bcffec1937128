"""Which plan wins which scenario: the proof that each can be won, and that doing nothing does not.

A named policy where one wins, else a plan file in `experiments/scenario_plans/`, found by search under other lucks than
those it is shown under.
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
"""Seeds under which a winning plan is tested."""
FRESH_LUCKS = range(100, 140)
"""Seeds that no search has seen: what a plan is worth."""
FEW_LUCKS = range(3)
"""Seeds under which doing nothing is shown."""


WINNERS: dict[str, str] = {
    "base": "base.toml",
    "departure": "departure.toml",
    "export_winter": "base.toml",
    "commodity_flood": "commodity_flood.toml",
    "plateau": "adaptive",
    "arms_race": "arms_race.toml",
    "regulated_data": "base.toml",
    "festival": "base.toml",
    "fragmented": "fragmented.toml",
    "small_pool": "small_pool.toml",
}
"""A policy, or a file in FOLDER, that wins, by scenario in the order in which they are told."""


def plan_of(name: str, quarters: int) -> Plan:
    """Return a policy, or a file in FOLDER, as a plan."""
    return plans.load(str(FOLDER / name) if name.endswith(".toml") else name, quarters=quarters)


def won(game: Game) -> bool:
    """Whether the first firm won a game that has been played."""
    return game.world.firms[0].standing.won


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
            game = play(scenario, plan_of(plan, load(scenario).quarters), seed=seed)
        except Refused:
            endings[REFUSED] += 1
            continue
        games.append(game)
        endings[game.outcome] += 1
    means = {name: sum(game.kpis[name] for game in games) / max(len(games), 1) for name in FIGURES}
    return Trial(scenario, plan, len(seeds), sum(map(won, games)), endings, means)
