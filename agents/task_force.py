"""The player's seat: carries out what a person decided, or asks a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

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
        self._considered: Reason | None = None

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
        answers = {KEEP: True}

        def noted(changes: Mapping[str, Any]) -> Sequence[str]:
            objections = view.objections(changes)
            answers[in_words(changes)] = not objections
            return objections

        if self._instructed is None:
            rule, wanted = f"{POLICY}{self.policy}", POLICIES[self.policy].decide(replace(view, objections=noted))
        else:
            rule, wanted = INSTRUCTED, self._instructed
            answers = {KEEP: not wanted, in_words(wanted): True}
        self._considered = self._explained(rule, view, answers, wanted) if self.model.record.full else None
        standing = view.standing
        return {name: value for name, value in wanted.items() if standing[name] != value}

    def commit(self) -> None:
        """Keep the reason of an accepted decision."""
        self._instructed = None
        self.reason = self._considered
        if self.reason is not None:
            self.model.record.single_reasons.append(self.reason)

    def _explained(self, rule: str, view: CeoView, answers: Mapping[str, bool], wanted: Mapping[str, Value]) -> Reason:
        """Return the reason of what is `wanted`; `decided_again` decides from it.

        The options are what was considered, their utilities 1 where the gate agreed and 0 where it objected; the draw
        are the dice, and the settings all other knowledge.
        """
        return Reason(
            week=self.model.week,
            firm=self.firm,
            kind="task_force",
            agent=self.firm,
            rule=rule,
            options=tuple(answers),
            utilities=tuple(map(float, answers.values())),
            draw=tuple(view.dice.tolist()),
            settings=view_as_numbers(view),
            chosen=list(answers).index(in_words(wanted)),
        )


def decided_again(reason: Reason) -> int:
    """Return the option that the rule of a task force's reason takes, from the reason alone.

    Raises KeyError if the rule now considers what it did not consider then.
    """
    if not reason.rule.startswith(POLICY):
        return int(np.argmax(reason.utilities))
    agreed = dict(zip(reason.options, reason.utilities, strict=True))

    def objections(changes: Mapping[str, Any]) -> list[str]:
        return [] if agreed[in_words(changes)] else ["refused"]

    view = view_from_numbers(reason.settings, reason.draw, objections)
    return reason.options.index(in_words(POLICIES[reason.rule.removeprefix(POLICY)].decide(view)))


def in_words(changes: Mapping[str, Value]) -> str:
    """Return a decision as the label of an option."""
    return "; ".join(f"{name} = {value!r}" for name, value in changes.items()) or KEEP


def view_as_numbers(view: CeoView) -> tuple[float, ...]:
    """Return what a task force knew, dice apart, in the order that `view_from_numbers` reads."""
    levers = (_number(name, view.levers[name]) for name in LEVERS)
    seen = (view.seen[name] for name in NAMES) if view.seen else ()
    announced = float(view.deadline_announced)
    return (view.quarter, view.quarters, view.cash, view.means, view.attention, announced, *levers, *seen)


def view_from_numbers(
    numbers: tuple[float, ...], dice: tuple[float, ...], objections: Callable[[Mapping[str, Any]], list[str]]
) -> CeoView:
    """Return the view that `view_as_numbers` wrote down."""
    quarter, quarters, cash, means, attention, announced, *rest = numbers
    levers, seen = rest[: len(LEVERS)], rest[len(LEVERS) :]
    return CeoView(
        quarter=int(quarter),
        quarters=int(quarters),
        levers=Levers().changed({name: _value(name, number) for name, number in zip(LEVERS, levers, strict=True)}),
        seen=dict(zip(NAMES, seen, strict=True)) if seen else {},
        cash=cash,
        means=means,
        attention=attention,
        deadline_announced=bool(announced),
        dice=np.array(dice),
        objections=objections,
    )


def _number(name: str, value: Value) -> float:
    choices = LEVERS[name].choices
    return float(choices.index(value) if choices else value)


def _value(name: str, number: float) -> Value:
    lever = LEVERS[name]
    if lever.choices:
        return lever.choices[int(number)]
    return bool(number) if lever.kind == "switch" else number
