"""Policies with one idea: what they set when they come in, what they announce, and how they order GPUs."""

from __future__ import annotations

from agents.policies.view import CeoView
from model.decisions import Value

Wishes = dict[str, Value]

GPU_PRICE = 0.28
"""What a GPU costs by rule of thumb, RMB M: the list price with some surcharge for large orders."""
_SPARE_CASH = 1500.0
_ENOUGH_CASH = 4000.0
_LEAST_AFTER = 2
"""Quarters that must follow a first wave for an announcement to make sense."""


def layers(frontier: float, cloud: float, ecosystem: float, reserve: float = 0.0) -> Wishes:
    """Return the shares of the pool."""
    return {
        "compute.frontier": frontier,
        "compute.cloud": cloud,
        "compute.ecosystem": ecosystem,
        "compute.reserve": reserve,
    }


def order(view: CeoView, most: int, spare: float = _SPARE_CASH) -> Wishes:
    """Return an order of GPUs that follows cash: `most`, or what is paid for with `spare` RMB M left."""
    affordable = int((view.means - spare) / GPU_PRICE // 500 * 500)
    return {"compute.capex_order": max(0, min(most, affordable))}


def announcement(view: CeoView, quarter: int, first: int, waves: int) -> Wishes:
    """Return the announcement, in `quarter`, of `waves` that begin in quarter `first` (all from 0), where it fits."""
    if view.quarter != quarter or view.quarters <= first + _LEAST_AFTER:
        return {}
    return {"migration.waves": waves, "migration.deadline": first - quarter}


def _opening(view: CeoView, changes: Wishes) -> Wishes:
    return dict(changes) if view.quarter == 0 else {}


def do_nothing(view: CeoView) -> Wishes:
    """Return nothing."""
    return {}


_CENTRALISE: Wishes = {
    **layers(0.38, 0.34, 0.28),
    "governance.review_weeks": 1,
    "governance.review_layers": 2,
    "governance.delegation": 0.1,
    "migration.mandate": 0.6,
    "migration.audit": 0.12,
    "data.sharing_mandate": 1.0,
    "data.hub_capacity": 2.0,
    "data.security": 60.0,
    "serving.pooling": 1.0,
    "talent.group_linking": 0.5,
    "talent.publication": False,
}
_TAKEN_BACK = (0.5, 0.3, 0.0)
"""Claw-back of the first quarters; nothing is left to take afterwards but what units buy anew."""


def centralise(view: CeoView) -> Wishes:
    """Return what puts GPUs, data and decisions in one place."""
    rate: Wishes = {"compute.claw_back": _TAKEN_BACK[min(view.quarter, len(_TAKEN_BACK) - 1)]}
    return rate | _opening(view, _CENTRALISE) | announcement(view, 1, 3, 2) | order(view, 8000)


_FEDERATE: Wishes = {
    **layers(0.22, 0.42, 0.36),
    "governance.delegation": 0.9,
    "governance.review_layers": 1,
    "migration.mandate": 0.0,
    "migration.support": 12,
    "migration.audit": 0.05,
    "migration.amnesty": True,
    "data.hub_capacity": 1.0,
    "data.sharing_mandate": 0.1,
    "data.security": 80.0,
    "price.transfer": 0.6,
    "talent.group_linking": 0.0,
    "agents.domains": 1,
}


def federate(view: CeoView) -> Wishes:
    """Return what leaves decisions to the units and makes the common stack worth choosing."""
    return _opening(view, _FEDERATE) | order(view, 6000)


def burn_the_boats(view: CeoView) -> Wishes:
    """Return one wave for everybody in the third quarter, by order."""
    return _opening(view, {"migration.mandate": 0.8}) | announcement(view, 0, 2, 1)


_PHASED: Wishes = {
    "migration.support": 20,
    "governance.review_weeks": 2,
    "governance.delegation": 0.5,
    "data.hub_capacity": 1.0,
    "data.sharing_mandate": 0.5,
    "serving.pooling": 0.6,
    "migration.mandate": 0.4,
    "migration.audit": 0.05,
    "migration.amnesty": True,
    **layers(0.30, 0.38, 0.32),
}


def phased_migration(view: CeoView) -> Wishes:
    """Return eight small waves with all the help there is, and less help when they are over."""
    changes = _opening(view, _PHASED) | announcement(view, 1, 2, 8) | order(view, 7000)
    if view.quarter == view.quarters - 1:
        changes["migration.support"] = 10
    return changes


_OPEN: Wishes = {
    "release.policy": "fully_open",
    "release.gap": 0.0,
    "release.licence": "apache",
    "release.reintegration": 40,
    "talent.publication": True,
    "talent.group_linking": 0.3,
    "price.hosted": 1.8,
    "price.api": 2.0,
    **layers(0.36, 0.40, 0.24),
    "governance.review_weeks": 2,
    "governance.review_layers": 1,
    "governance.delegation": 0.6,
}


def open_everything(view: CeoView) -> Wishes:
    """Return what gives every model away and lives from hosting."""
    return _opening(view, _OPEN) | order(view, 8000)


_CLOSED: Wishes = {
    "release.policy": "closed",
    "release.gap": 1.5,
    "release.licence": "restricted",
    "release.reintegration": 0,
    "talent.publication": False,
    "talent.pay_premium": 0.2,
    "data.security": 120.0,
    "price.api": 3.2,
    **layers(0.36, 0.40, 0.24),
    "governance.review_layers": 2,
    "governance.review_weeks": 2,
    "governance.delegation": 0.5,
}


def all_closed(view: CeoView) -> Wishes:
    """Return what keeps weights, papers and data at home."""
    return _opening(view, _CLOSED) | order(view, 8000)


_FRONTIER: Wishes = {
    **layers(0.56, 0.26, 0.18),
    "governance.review_weeks": 1,
    "governance.review_layers": 1,
    "governance.delegation": 0.6,
    "talent.gpu_share": 0.06,
    "talent.pay_premium": 0.3,
    "talent.group_linking": 0.3,
    "serving.pooling": 0.8,
    "serving.base_tiers": 2,
    "price.api": 3.0,
}


def frontier_first(view: CeoView) -> Wishes:
    """Return what feeds the laboratory before everybody else; every second quarter compute is decided at once."""
    hurry: Wishes = {"governance.emergency": "compute"} if view.quarter % 2 else {}
    return _opening(view, _FRONTIER) | order(view, 12000, spare=800.0) | hurry


_EFFICIENCY: Wishes = {
    "efficiency.codesign": 300.0,
    "efficiency.own_chip_share": 0.4,
    "serving.pooling": 1.0,
    "serving.base_tiers": 2,
    **layers(0.26, 0.44, 0.30),
    "governance.review_weeks": 2,
    "governance.review_layers": 1,
    "governance.delegation": 0.6,
    "migration.support": 12,
    "migration.mandate": 0.4,
    "data.hub_capacity": 1.0,
    "data.sharing_mandate": 0.5,
}


def efficiency_first(view: CeoView) -> Wishes:
    """Return what makes a token cheap before it buys more GPUs."""
    return _opening(view, _EFFICIENCY) | announcement(view, 2, 4, 3) | order(view, 4000)


_CAUTIOUS: Wishes = {
    "governance.review_layers": 3,
    "governance.delegation": 0.5,
    "data.security": 120.0,
    "data.hub_capacity": 1.0,
    "data.sharing_mandate": 0.4,
    "migration.support": 16,
    "migration.audit": 0.05,
    "migration.amnesty": True,
    "agents.review": 0.8,
    "serving.pooling": 0.5,
    **layers(0.30, 0.38, 0.27, 0.05),
}


def cautious(view: CeoView) -> Wishes:
    """Return what checks everything three times and moves late."""
    return _opening(view, _CAUTIOUS) | announcement(view, 2, 5, 2) | order(view, 6000, spare=2500.0)


_SENSIBLE: Wishes = {
    **layers(0.34, 0.36, 0.30),
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


def sensible(view: CeoView) -> Wishes:
    """Return a shorter queue, open data and pooled serving, then four waves with help from the fourth quarter."""
    changes = _opening(view, _SENSIBLE) | announcement(view, 1, 3, 4)
    if view.cash < _ENOUGH_CASH:
        changes["compute.capex_order"] = 6000
    return changes
