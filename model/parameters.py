"""How a parameter is declared: once, in the file of the mechanism that reads it.

A mechanism's parameters are one frozen dataclass whose fields are made by `parameter`. The declaration
carries what every reader needs: the gate validates with the range, the form shows unit and meaning, a sweep takes the
bounds, the documentation page prints the source and the evidence grade.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from model.errors import Sentence, declared, said
from model.values import is_number, plain, shown

Grade = Literal["measured", "derived", "expert", "assumed"]
"""How well a value is known: read in data, computed from data, taken from practice, or assumed."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that is known about one parameter.

    `path` is its dotted name (`adoption.influence`), `low` and `high` its plausible range in `unit`.
    """

    path: str
    default: float
    unit: str
    low: float
    high: float
    source: str
    grade: Grade
    meaning: str

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are meaningful (a count)."""
        return isinstance(self.default, int)

    def problem(self, value: object) -> Sentence | None:
        """Say in one sentence why `value` cannot be used, or None if it can; numpy's numbers count."""
        value = plain(value)
        told = {"path": self.path, "value": shown(value), "expected": self._expected()}
        if not is_number(value):
            return said("{path} is {value}, which is not a number: {expected}.", **told)
        if self.whole and value != int(value):
            return said("{path} is {value}, which is not a whole number: {expected}.", **told)
        if not self.low <= value <= self.high:
            return said("{path} is {value}, outside its range: {expected}.", **told)
        return None

    def _expected(self) -> Sentence:
        bounds = {"low": self.low, "high": self.high, "unit": declared(self.unit)}
        if self.whole:
            return said("use a whole number from {low:g} to {high:g} ({unit})", **bounds)
        return said("use a number from {low:g} to {high:g} ({unit})", **bounds)


def parameter(default: float, unit: str, low: float, high: float, source: str, grade: Grade, meaning: str) -> Any:
    """Declare a parameter as a field of a frozen dataclass.

    `unit` is "-" for a pure number; `source` is a citation, or "assumption: ..." with the reason.
    Raises ValueError for a blank source, an unknown grade or a default outside its range.
    """
    if not source.strip() or not unit.strip() or not meaning.strip():
        raise ValueError("a parameter needs a unit, a source and a meaning")
    if grade not in get_args(Grade):
        raise ValueError(f"unknown evidence grade {grade!r}")
    if not low <= default <= high:
        raise ValueError(f"default {default} outside {low}..{high}")
    known = {"unit": unit, "low": low, "high": high, "source": source, "grade": grade, "meaning": meaning}
    return field(default=default, metadata=known)


def declarations(group: type, prefix: str) -> dict[str, Declaration]:
    """Return the declarations of one group of parameters by dotted path; a field's type says whether it is a count."""
    found = {}
    for f in fields(group):
        default: Any = float(f.default) if f.type in ("float", float) else f.default  # type: ignore[arg-type]
        found[f"{prefix}.{f.name}"] = Declaration(path=f"{prefix}.{f.name}", default=default, **f.metadata)
    return found
