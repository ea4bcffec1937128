"""What a claim is as an experiment: worlds that differ in one thing, the figure that judges, the range it is asked over.

Nothing here says how a claim comes out. A claim names arms (ways to play, or worlds) and contrasts (sums of arms whose
figure must lie on the good side), and a dial: a parameter or lever moved over its plausible range in all arms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from model.decisions import Value
from model.kpis import KPIS


@dataclass(frozen=True)
class Arm:
    """One side of a comparison.

    `plan` decides (a policy, or a file of `experiments/scenario_plans/`), `levers` stand above it from the first quarter
    on; `parameters` change the world, `off` names mechanisms that are left out.
    """

    plan: str = "do_nothing"
    levers: Mapping[str, Value] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Point:
    """One place on a dial: its `value` as it is shown, and what it sets in every arm that does not set it itself.

    `read` is the quarter (from 1) after which the figure is read, None for the end of the game.
    """

    value: float
    parameters: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[str, Value] = field(default_factory=dict)
    read: int | None = None


@dataclass(frozen=True)
class Dial:
    """The range a claim is asked over: its points in ascending order, and where the base case stands.

    `writing` says how a value is written: a number of decimals, or "percent". `names` are the parameters or levers
    that it moves.
    """

    points: tuple[Point, ...]
    default: float
    names: tuple[str, ...]
    writing: str = "1"

    @property
    def values(self) -> tuple[float, ...]:
        """The values of the points."""
        return tuple(point.value for point in self.points)


@dataclass(frozen=True)
class Claim:
    """One claim of the essay.

    The effect of a contrast is the weighted sum of `kpi` over arms less `target`, in the KPI's unit, turned round where
    less is better, so that more speaks for the claim. With several contrasts the weakest counts: "better than each".
    An effect smaller than `matters` is none. `over` says which weeks count: the "game", or its last quarter ("end").
    `mechanisms` carry the claim; with those in `null` left out it must come to nothing. `deck` names the only cards that
    are drawn, None leaves them to the scenario.
    """

    name: str
    kpi: str
    arms: Mapping[str, Arm]
    contrasts: tuple[Mapping[str, float], ...]
    dial: Dial
    matters: float
    mechanisms: tuple[str, ...]
    over: Literal["game", "end"] = "game"
    target: float = 0.0
    null: tuple[str, ...] = ()
    deck: tuple[str, ...] | None = None
    scenario: str = "base"

    @property
    def sign(self) -> int:
        """1 where more of the figure speaks for the claim, -1 where less does."""
        return -1 if KPIS[self.kpi].better == "lower" else 1


def along(parameter: str, values: tuple[float, ...], default: float, writing: str = "1") -> Dial:
    """Return the dial of one parameter."""
    return Dial(tuple(Point(v, {parameter: v}) for v in values), default, (parameter,), writing)
