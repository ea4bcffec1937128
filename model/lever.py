"""How a lever is declared: once, at its desk, with range, unit, the mechanisms that read it and the work it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from model.errors import Sentence, declared, said
from model.values import is_number, plain, shown

Value = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Lever:
    """What is known about one lever.

    `kind` is "number", "whole", "choice" or "switch"; `choices` lists the allowed values where they are few;
    `mechanisms` are those that read it, and `source` is the work that this rests on, or "assumption: ..."; `announced`
    marks a lever that returns to "none" after its quarter; `main` marks the six that a beginner sees.
    """

    name: str
    kind: str
    default: Value
    low: float
    high: float
    step: float
    unit: str
    choices: tuple[Value, ...]
    mechanisms: tuple[str, ...]
    source: str
    announced: bool
    main: bool

    @property
    def desk(self) -> str:
        """The desk that decides: compute, governance, talent, data, serving, ..."""
        return self.name.split(".")[0]

    @property
    def allowed(self) -> str:
        """The values this lever takes, in words for a sentence."""
        if self.kind == "switch":
            return "true or false"
        if self.choices:
            return ", ".join(str(c) for c in self.choices[:-1]) + f" or {self.choices[-1]}"
        whole = "a whole number" if self.kind == "whole" else "a number"
        return f"{whole} from {self.low:g} to {self.high:g}" + (f" ({self.unit})" if self.unit != "-" else "")

    def problem(self, value: object) -> Sentence | None:
        """Say in one sentence why `value` cannot be set, or None if it can; numbers of numpy count as those of Python."""
        value = plain(value)
        if self._accepts(value):
            return None
        return said("{name} is {value}: use {allowed}.", name=self.name, value=shown(value), allowed=declared(self.allowed))

    def _accepts(self, value: object) -> bool:
        if self.kind == "switch":
            return isinstance(value, bool)
        if isinstance(value, bool):
            return False
        if self.choices:
            return value in self.choices
        if not is_number(value):
            return False
        if self.kind == "whole" and value != int(value):
            return False
        return self.low <= value <= self.high

    def normalised(self, value: Any) -> Value:
        """Return an accepted `value` in the lever's own type."""
        value = plain(value)
        if self.kind == "switch" or isinstance(value, str):
            return value
        return int(value) if self.kind == "whole" or isinstance(self.default, int) else float(value)


def number(
    default: float, low: float, high: float, step: float, unit: str, through: str, source: str, main: bool = False
) -> Any:
    """Declare a lever that is a number, a whole one where its default is; `through` names mechanisms, with commas."""
    kind = "whole" if isinstance(default, int) else "number"
    return _declared(kind, default, (low, high, step), unit, (), through, source, main)


def choice(
    default: Value,
    choices: tuple[Value, ...],
    unit: str,
    through: str,
    source: str,
    main: bool = False,
    announced: bool = False,
) -> Any:
    """Declare a lever with few values; `low` and `high` are those of its numbers, 0 where all are names."""
    numbers = [c for c in choices if not isinstance(c, str)]
    low, high = (min(numbers), max(numbers)) if numbers else (0, 0)
    return _declared("choice", default, (low, high, 1), unit, choices, through, source, main, announced)


def switch(default: bool, through: str, source: str) -> Any:
    """Declare a lever that is on or off."""
    return _declared("switch", default, (0, 1, 1), "-", (), through, source)


def _declared(
    kind: str,
    default: Value,
    bounds: tuple[float, float, float],
    unit: str,
    choices: tuple[Value, ...],
    through: str,
    source: str,
    main: bool = False,
    announced: bool = False,
) -> Any:
    if not source.strip() or not unit.strip() or not through.strip():
        raise ValueError("a lever needs a unit, a mechanism and a source")
    low, high, step = bounds
    known = {
        "kind": kind, "low": low, "high": high, "step": step, "unit": unit, "choices": choices,
        "mechanisms": tuple(through.split(", ")), "source": source, "main": main, "announced": announced,
    }  # fmt: skip
    return field(default=default, metadata=known)
