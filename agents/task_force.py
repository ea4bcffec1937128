"""The player's seat: carries out what a person decided, or asks a policy."""

from __future__ import annotations

from collections.abc import Mapping
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

    def forget(self) -> None:
        """Take back an instruction that was refused."""
        self._instructed = None

    def decide(self, view: CeoView) -> dict[str, Value]:
        """Return the levers that would change this quarter; `commit` follows when they are accepted.

        Announcements fall silent after their quarter, so the same one can be made again.
        """
        told = self._instructed
        changes = POLICIES[self.policy].decide(view) if told is None else told
        standing = view.levers.carried_over() if view.quarter else view.levers
        return {name: value for name, value in changes.items() if standing[name] != value}

    def commit(self, week: int, changes: Mapping[str, Value]) -> None:
        """Keep the reason of an accepted decision."""
        rule = f"policy {self.policy}" if self._instructed is None else "as instructed"
        self._instructed = None
        self.reason = Reason(
            week=week, firm=self.firm, kind="task_force", agent=self.firm, rule=rule,
            options=("keep every lever", "change levers"), utilities=(0.0, float(len(changes))), draw=(), settings=(),
            chosen=int(bool(changes)),
        )  # fmt: skip
