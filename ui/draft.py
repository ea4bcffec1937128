"""The decisions on the desk before they are committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from model.decisions import Value

POOL = ("compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve")
LAYERS = POOL[:3]
RESERVE = POOL[3]
SAME = 1e-6


@dataclass
class Draft:
    """Levers `in_force` and those set anew; `changes` holds only what differs."""

    in_force: dict[str, Value]
    set_to: dict[str, Value] = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, Value]:
        """The levers that differ from those in force."""
        return {name: value for name, value in self.set_to.items() if not same(self.in_force[name], value)}

    def value(self, name: str) -> Value:
        """What a lever would be if the draft were committed now."""
        return self.set_to.get(name, self.in_force[name])

    def take(self, name: str, value: Value) -> list[str]:
        """Set a lever; return the names of all levers that moved with it (shares of the pool keep their sum)."""
        if name not in POOL:
            self.set_to[name] = value
            return [name]
        shares = balanced({share: self.value(share) for share in POOL}, name, float(value))
        moved = [share for share, after in shares.items() if share == name or not same(self.value(share), after)]
        self.set_to.update(shares)
        return moved


def same(one: object, other: object) -> bool:
    """Whether two values of a lever are the same to the eye."""
    if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, str) or isinstance(other, str):
        return one == other and type(one) is type(other)
    return abs(float(one) - float(other)) < SAME  # type: ignore[arg-type]


def balanced(values: Mapping[str, Any], changed: str, share: float) -> dict[str, float]:
    """Return all shares of the GPU pool after `changed` becomes `share`; they sum to 1.

    The other layers give or take in proportion to what they have; the reserve moves only by its own lever.
    """
    others = [name for name in (POOL if changed == RESERVE else LAYERS) if name != changed]
    fixed = 0.0 if changed == RESERVE else float(values[RESERVE])
    share = min(max(share, 0.0), 1.0 - fixed)
    room, held = 1.0 - fixed - share, sum(float(values[name]) for name in others)
    shares = {name: float(values[name]) for name in POOL} | {changed: share}
    for name in others:
        part = float(values[name]) / held if held > SAME else 1 / len(others)
        shares[name] = round(room * part, 4)
    largest = max(others, key=lambda name: shares[name])  # takes up what rounding left over
    shares[largest] = room - sum(shares[name] for name in others if name != largest)
    return shares
