"""Named ways to play. A policy sees what the CEO sees and returns the levers it changes this quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from model.decisions import Levers, Value


@dataclass(frozen=True, slots=True)
class CeoView:
    """What the task force knows when it decides.

    `quarter` counts from 0, `quarters` is the horizon; `seen` holds the KPIs as the CEO sees them; `levers` are in
    force now; `attention` is the share of the CEO's time that may be bound.
    """

    quarter: int
    quarters: int
    levers: Levers
    seen: Mapping[str, float] = field(default_factory=dict)
    cash: float = 0.0
    attention: float = 0.0
    deadline_announced: bool = False


Decide = Callable[[CeoView], dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Policy:
    """A named rule for the player's seat: `idea` says it in a sentence."""

    name: str
    idea: str
    decide: Decide


def _do_nothing(view: CeoView) -> dict[str, Value]:
    return {}


_SENSIBLE: dict[str, Value] = {
    "compute.frontier": 0.34,
    "compute.cloud": 0.36,
    "compute.ecosystem": 0.30,
    "compute.reserve": 0.0,
    "compute.capex_order": 9000,
    "compute.claw_back": 0.15,
    "governance.review_weeks": 2,
    "governance.review_layers": 1,
    "governance.delegation": 0.6,
    "talent.group_linking": 0.2,
    "data.hub_capacity": 1.5,
    "data.sharing_mandate": 0.7,
    "data.security": 60.0,
    "serving.pooling": 0.8,
    "migration.mandate": 0.5,
    "migration.support": 16,
    "migration.audit": 0.08,
    "migration.amnesty": True,
    "agents.domains": 1,
}
_FIRST_WAVE_QUARTER = 3  # counted from 0: the waves are announced for the fourth quarter
_ENOUGH_CASH = 4000.0


def _sensible(view: CeoView) -> dict[str, Value]:
    changes = dict(_SENSIBLE) if view.quarter == 0 else {}
    if view.quarter == 1 and view.quarters > _FIRST_WAVE_QUARTER + 2:
        changes |= {"migration.deadline": _FIRST_WAVE_QUARTER - view.quarter, "migration.waves": 4}
    if view.cash < _ENOUGH_CASH:
        changes["compute.capex_order"] = 6000
    return changes


def _burn_the_boats(view: CeoView) -> dict[str, Value]:
    if view.quarter == 0:
        changes: dict[str, Value] = {"migration.mandate": 0.8, "migration.waves": 1}
        if view.quarters > 2:
            changes["migration.deadline"] = 2
        return changes
    return {}


POLICIES: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("do_nothing", "Leaves every lever where the group had it.", _do_nothing),
        Policy(
            "sensible",
            "Shortens the queue first, opens data and pools serving, then moves teams in four supported waves.",
            _sensible,
        ),
        Policy(
            "burn_the_boats",
            "Switches every legacy system off in the third quarter, by order, with the help there is.",
            _burn_the_boats,
        ),
    )
}
"""Every named policy."""
