"""What a policy is given to decide by: the CEO's view, and what the gate for decisions answers.

A policy knows no more than a person in the seat. What it wishes may ask for more attention, money or time than there
is; a person is told so by the form and lowers the wish, and `CeoView.fitted` does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.arrays import Floats
from model.decisions import LEVERS, Levers, Value

DICE = 80
"""Uniform numbers a policy is given each quarter, for those that play by chance."""
LOWERING = 12
"""Steps in which a wish is lowered before it is given up."""
SHARES = ("compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve")


def _no_objection(changes: Mapping[str, Any]) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class CeoView:
    """What the task force knows when it decides.

    `quarter` counts from 0, `quarters` is the horizon; `seen` holds the KPIs as the CEO sees them, nothing before
    the first week; `levers` are in force now; `attention` is the share of the CEO's time that may be bound; `means`
    is cash with the next grant, RMB M; `dice` are uniform numbers of this quarter, shape (DICE,); `objections` asks
    the gate why changes cannot be decided, as the form does; `events` are the cards of the event deck that have been
    "told" of or "run".
    """

    quarter: int
    quarters: int
    levers: Levers
    seen: Mapping[str, float] = field(default_factory=dict)
    cash: float = 0.0
    means: float = 0.0
    attention: float = 0.0
    deadline_announced: bool = False
    dice: Floats = field(default_factory=lambda: np.full(DICE, 0.5))
    objections: Callable[[Mapping[str, Any]], Sequence[str]] = _no_objection
    events: Mapping[str, str] = field(default_factory=dict)

    @property
    def standing(self) -> Levers:
        """The levers that hold if nothing is decided: announcements of the quarter before are silent."""
        return self.levers.carried_over() if self.quarter else self.levers

    @property
    def left(self) -> int:
        """Quarters still to be played, this one included."""
        return self.quarters - self.quarter

    def fitted(self, wish: Mapping[str, Value]) -> dict[str, Value]:
        """Return what of `wish` can be decided together: its levers in order of importance, lowered where need be."""
        if not self.objections(wish):
            return dict(wish)
        kept = {name: wish[name] for name in SHARES if name in wish}
        if self.objections(kept):
            kept = {}
        for name, value in wish.items():
            if name in SHARES:
                continue
            for step in self._towards_standing(name, value):
                if not self.objections(kept | {name: step}):
                    kept[name] = step
                    break
        return kept

    def _towards_standing(self, name: str, value: Value) -> Sequence[Value]:
        """Return `value` and milder ones, down to what stands; a choice or a switch is taken or left."""
        lever, stands = LEVERS[name], self.standing[name]
        if not isinstance(value, int | float) or not isinstance(stands, int | float) or lever.kind in ("choice", "switch"):
            return [value]
        aim = 0.0 if name == "compute.capex_order" else float(stands)  # an order that stands may be too dear as well
        grid = lever.step or 1.0
        steps: list[Value] = [value]
        for k in range(1, LOWERING + 1):
            mild = value + (aim - value) * k / LOWERING
            mild = aim + int((mild - aim) / grid) * grid
            steps.append(lever.normalised(round(mild, 6)))
        return steps


Wish = Callable[[CeoView], dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Policy:
    """A named rule for the player's seat: `idea` says it in a sentence, `wish` what it would like to change.

    What it wishes stands in order of importance: where the gate objects, the first come before the last.
    """

    name: str
    idea: str
    wish: Wish

    def decide(self, view: CeoView) -> dict[str, Value]:
        """Return the levers to change this quarter; the gate accepts them."""
        return view.fitted(self.wish(view))
