"""The player's seat: carries out what a person decided, or asks a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from agents.policies import POLICIES, CeoView
from model.decisions import Value
from model.record import Reason

if TYPE_CHECKING:
    from model.world import World


class TaskForce(mesa.Agent):
    """The CEO-led task force of one firm.

    A person's decisions are put in by `instruct` before the quarter opens; otherwise the policy decides.
    """

    model: World

    def __init__(self, model: World, firm: int, policy: str) -> None:
        super().__init__(model)
        self.firm = firm
        self.policy = policy
        self.reason: Reason | None = None
        self._instructed: dict[str, Value] | None = None

    def instruct(self, changes: dict[str, Value]) -> None:
        """Set the levers to change when the next quarter opens."""
        self._instructed = dict(changes)

    def decide(self, view: CeoView) -> dict[str, Value]:
        """Return the levers that change this quarter, and keep the reason."""
        if self._instructed is not None:
            changes, rule = self._instructed, "as instructed"
            self._instructed = None
        else:
            changes, rule = POLICIES[self.policy].decide(view), f"policy {self.policy}"
        moved = {name: value for name, value in changes.items() if view.levers[name] != value}
        self.reason = Reason(
            week=view.quarter * 13, firm=self.firm, kind="task_force", agent=self.firm, rule=rule,
            options=("keep every lever", "change levers"), utilities=(0.0, float(len(moved))), draw=(), settings=(),
            chosen=int(bool(moved)),
        )  # fmt: skip
        return moved
