"""Guided tasks: a situation with its luck and its cards, a goal, and the game's own verdict on it.

While a task is played its goal is measured by what the CEO sees; when the last quarter has been played, by what is true.
Each can be done by a plan that is kept (`Task.shown_by`), and is not done by doing nothing; a test plays both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from experiments.run import Game
from experiments.winnable import plan_of
from model.clock import WEEKS_A_QUARTER

BAD_RELEASES = "bad_releases"
"""A figure that is no KPI: how many bad models have been released so far."""

When = Literal["end", "every", "mean"]
State = Literal["open", "stands", "missed", "met"]
Outcome = Literal["open", "stands", "missed", "done", "failed"]


@dataclass(frozen=True)
class Goal:
    """One condition of a task: a figure at least (or `at_most`) `bound`.

    `when` says which quarters count: the "end" of the game, "every" quarter from `since` (from 1) on, or the "mean" over
    the quarters.
    """

    figure: str
    bound: float
    at_most: bool = False
    when: When = "end"
    since: int = 1

    def holds(self, value: float) -> bool:
        """Whether a value lies on the right side."""
        return value <= self.bound if self.at_most else value >= self.bound


@dataclass(frozen=True)
class Standing:
    """How a goal stands: the figure so far, and whether it is still open, stands, or is decided."""

    goal: Goal
    value: float
    state: State


@dataclass(frozen=True)
class Task:
    """A situation to be played towards goals; `events` as in `experiments.play`, `shown_by` a plan that does it."""

    name: str
    scenario: str
    seed: int
    goals: tuple[Goal, ...]
    shown_by: str
    quarters: int = 8
    events: tuple[str, ...] = ()

    def game(self, plan: str = "do_nothing") -> Game:
        """Return the game of the task before its first quarter, under a policy or a file of `scenario_plans`."""
        return Game.start(self.scenario, self.seed, self.quarters, plan=plan_of(plan, self.quarters), events=self.events)

    def fits(self, game: Game) -> bool:
        """Whether a game is one of this task's."""
        return (game.scenario.name, game.seed, game.horizon) == (self.scenario, self.seed, self.quarters)


def standings(task: Task, game: Game) -> tuple[Standing, ...]:
    """Return how every goal stands after the quarters played (at least one)."""
    series = game.series(seen=not game.over)
    series[BAD_RELEASES] = _bad_releases(game)
    return tuple(_standing(goal, series[goal.figure], game.horizon) for goal in task.goals)


def outcome(stands: Sequence[Standing]) -> Outcome:
    """Return how a task stands: done, failed, missed (it cannot be done any more), or open and whether it stands now."""
    states = {standing.state for standing in stands}
    if states == {"met"}:
        return "done"
    if "missed" in states:
        return "missed" if states & {"open", "stands"} else "failed"
    return "open" if "open" in states else "stands"


def _standing(goal: Goal, values: Sequence[float], quarters: int) -> Standing:
    over = len(values) >= quarters
    counted = values[-1:] if goal.when == "end" else values[goal.since - 1 :] if goal.when == "every" else values
    value = sum(values) / len(values) if goal.when == "mean" else values[-1]
    if goal.when == "every" and not all(map(goal.holds, counted)):
        return Standing(goal, value, "missed")
    good = goal.holds(value)
    if over:
        return Standing(goal, value, "met" if good else "missed")
    return Standing(goal, value, "stands" if good else "open")


def _bad_releases(game: Game) -> list[float]:
    """Return the number of bad releases so far at the end of every quarter; the firm learns of each when it happens."""
    weeks = [week for week, firm, key, _ in game.world.record.news if key == "release.bad" and firm == 0]
    return [float(sum(week < WEEKS_A_QUARTER * (quarter + 1) for week in weeks)) for quarter in range(game.quarter)]


TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        Task("queue", "base", 4,
             (Goal("decision_latency", 1.9, at_most=True, when="every", since=3),
              Goal(BAD_RELEASES, 1.0, at_most=True, when="every")), "sensible", quarters=4),
        Task("open", "base", 4, (Goal("developer_share", 0.5), Goal("cloud_ai_revenue", 460.0)), "open_everything"),
        Task("war", "base", 4, (Goal("internal_adoption", 0.6, when="every", since=5), Goal("cash", 3000.0)), "sensible",
             events=("price_war@40",)),
        Task("boats", "base", 4, (Goal("adoption_floor", 0.4), Goal("disruption", 0.05, at_most=True, when="mean")),
             "fragmented.toml"),
        Task("stars", "departure", 5, (Goal("talent_density", 0.95), Goal("frontier_gap", 0.5, at_most=True)),
             "open_everything"),
        Task("rogue", "fragmented", 2, (Goal("rogue_share", 0.08, at_most=True), Goal("trust", 0.4)), "small_pool.toml"),
        Task("small", "small_pool", 6, (Goal("internal_adoption", 0.8), Goal("cash", 3000.0)), "small_pool.toml"),
    )
}  # fmt: skip
"""Every task, the easiest first."""
