"""The player's seat: carries out what a person decided, or asks a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import mesa

from agents.policies import POLICIES, CeoView
from model.decisions import LEVERS, Levers, Value
from model.kpis import NAMES
from model.record import Reason

if TYPE_CHECKING:
    from model.world import World

KEEP = "keep every lever"
INSTRUCTED = "as instructed"
POLICY = "policy "
"""How the rule of a decision begins that a named policy took; its name follows."""


def view_as_numbers(view: CeoView) -> tuple[float, ...]:
    """Return all that a task force knew as numbers, in the order that `view_from_numbers` reads."""
    levers = (_number(name, view.levers[name]) for name in LEVERS)
    seen = (view.seen[name] for name in NAMES) if view.seen else ()
    return (view.quarter, view.quarters, view.cash, view.attention, view.deadline_announced, *levers, *seen)


def view_from_numbers(numbers: tuple[float, ...]) -> CeoView:
    """Return the view that `view_as_numbers` wrote down."""
    quarter, quarters, cash, attention, announced, *rest = numbers
    levers = {name: _value(name, number) for name, number in zip(LEVERS, rest, strict=False)}
    seen = rest[len(LEVERS) :]
    return CeoView(
        quarter=int(quarter),
        quarters=int(quarters),
        levers=Levers().changed(levers),
        seen=dict(zip(NAMES, seen, strict=True)) if seen else {},
        cash=cash,
        attention=attention,
        deadline_announced=bool(announced),
    )


def _number(name: str, value: Value) -> float:
    choices = LEVERS[name].choices
    return float(choices.index(value) if choices else value)


def _value(name: str, number: float) -> Value:
    lever = LEVERS[name]
    if lever.choices:
        return lever.choices[int(number)]
    return bool(number) if lever.kind == "switch" else number


def in_words(changes: Mapping[str, Value]) -> str:
    """Return a decision as the label of an option."""
    return "; ".join(f"{name} = {value!r}" for name, value in changes.items()) or KEEP


def what_changes(view: CeoView, wanted: Mapping[str, Value]) -> dict[str, Value]:
    """Return those of the `wanted` levers that differ from what stands.

    Announcements fall silent after their quarter, so the same one can be made again.
    """
    standing = view.levers.carried_over() if view.quarter else view.levers
    return {name: value for name, value in wanted.items() if standing[name] != value}


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
        self._view: tuple[float, ...] = ()

    def instruct(self, changes: dict[str, Value]) -> None:
        """Set the levers to change when the next quarter opens."""
        self._instructed = dict(changes)

    def forget(self) -> None:
        """Take back an instruction that was refused."""
        self._instructed = None

    def decide(self, view: CeoView) -> dict[str, Value]:
        """Return the levers that would change this quarter; `commit` follows when they are accepted."""
        told = self._instructed
        self._view = view_as_numbers(view)
        return what_changes(view, POLICIES[self.policy].decide(view) if told is None else told)

    def commit(self, week: int, changes: Mapping[str, Value]) -> None:
        """Keep the reason of an accepted decision."""
        self.reason = self.explained(week, changes)
        self._instructed = None
        self.model.record.single_reasons.append(self.reason)

    def explained(self, week: int, changes: Mapping[str, Value]) -> Reason:
        """Return the reason of `changes`: what was wanted against keeping all, and what was known.

        The utilities count the levers that the rule wants otherwise; `settings` are the view of `view_as_numbers`, from
        which the policy that the rule names decides the same again.
        """
        return Reason(
            week=week,
            firm=self.firm,
            kind="task_force",
            agent=self.firm,
            rule=f"{POLICY}{self.policy}" if self._instructed is None else INSTRUCTED,
            options=(KEEP, in_words(changes)) if changes else (KEEP,),
            utilities=(0.0, float(len(changes))) if changes else (0.0,),
            draw=(),
            settings=self._view,
            chosen=int(bool(changes)),
        )
