"""Has a game been won, and if not, what was missing? The conditions of the win as the model tested them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.phases.standing import verdict_week, win_conditions

if TYPE_CHECKING:
    from experiments.run import Game
    from model.mechanisms.objectives import Condition


@dataclass(frozen=True)
class Verdict:
    """Whether a game is won: after how many weeks it was read, whether it stands for good, and each condition.

    `final` is False while the week of the verdict is to come and nothing is lost yet.
    """

    won: bool
    week: int
    final: bool
    conditions: tuple[Condition, ...]

    @property
    def missing(self) -> tuple[Condition, ...]:
        """The conditions that are not met."""
        return tuple(condition for condition in self.conditions if not condition.met)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, each condition with value, limit, which way the limit binds, and whether it is met."""
        listed = [{**condition._asdict(), "met": condition.met} for condition in self.conditions]
        return {"week": self.week, "final": self.final, "conditions": listed}


def verdict(game: Game, firm: int = 0) -> Verdict | None:
    """Return the verdict on `firm` (from 0) so far, None before the first week."""
    world = game.world
    if not world.week:
        return None
    state, week = world.firms[firm], verdict_week(world)
    final = world.week >= world.case.checked_at or bool(state.standing.loss)
    return Verdict(state.standing.won, week + 1, final, win_conditions(world, state, week))
