"""What is kept of a plan that is tried out: the plan, its futures as they come, and the one before it given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from model.decisions import Value
from ui.session.pool import Errand

if TYPE_CHECKING:
    from experiments.futures import Future

Plan = dict[int, dict[str, Value]]


@dataclass
class Attempt:
    """One plan by quarter (from 0), its futures by luck (0 is the game's, `coming` while played), and what is asked behind.

    A new plan is a new attempt: an answer that comes late goes where nobody looks any more.
    """

    plan: Plan = field(default_factory=dict)
    mine: dict[int, Future] = field(default_factory=dict)
    errand: Errand = field(default_factory=Errand)
    coming: Any = None
    shown: bool = False
    drawn: int = 0

    def recall(self) -> None:
        """Want no answer any more."""
        self.errand.recall()
        if self.coming:
            self.coming.cancel()


@dataclass
class Trial:
    """What is tried out after a history: `subject` is what workers are asked about; `turn` starts widgets afresh.

    `moved` is when a lever was moved last (s), `written` whether the plan as it is now outlives the server.
    """

    subject: Any
    since: int
    quarters: int
    standing: dict[str, Value]
    attempt: Attempt = field(default_factory=Attempt)
    base: dict[int, Future] = field(default_factory=dict)
    turn: int = 0
    moved: float = 0.0
    written: bool = True

    def change(self, plan: Plan) -> None:
        """Try another plan; what was asked about the last one is recalled."""
        self.attempt.recall()
        self.attempt = Attempt(plan)
