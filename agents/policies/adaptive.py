"""A policy that looks at its figures each quarter: if this, then that, on what the CEO sees."""

from __future__ import annotations

from agents.policies.fixed import Wishes, announcement, layers, order, sensible
from agents.policies.view import CeoView

# Thresholds of the rules; the CEO's figures are late and blurred, so each leaves room.
WIDE_GAP, NARROW_GAP = 0.45, 0.15  # K behind the frontier
LONG_WAIT, IDLE = 3.0, 0.6  # weeks; requests over what can be decided
MANY_ROGUES, FEW_ROGUES = 0.10, 0.03  # share seen
LITTLE_TRUST, MUCH_TRUST = 0.45, 0.60
MANY_LEAVE = 0.20  # a year
ROUGH = 0.06  # output lost
CLOSE_OPEN = 4.0  # months by which the best open weights trail the frontier
STEP = 0.05
_OPENING: Wishes = {
    "governance.review_layers": 2,
    "data.security": 100.0,
    "serving.pooling": 1.0,
    "efficiency.codesign": 75.0,
    "agents.domains": 0,
}
"""What differs from sensible's first quarter: fewer bad releases, less to lose, nothing new while teams move."""


def adaptive(view: CeoView) -> Wishes:
    """Return much of sensible's opening, late and small waves, and what the figures call for."""
    if view.quarter == 0:
        return sensible(view) | _OPENING | order(view, 9000)
    changes = announcement(view, 2, 5, 6)
    for rule in (_migration, _queue, _frontier, _openness, _people):
        changes |= rule(view)
    return changes | order(view, 9000)


def _turned(value: float, steps: int) -> float:
    return round(value + steps * STEP, 4)


def _migration(view: CeoView) -> Wishes:
    """Push while trust lasts, help where it hurts, look for rogue teams where there are some."""
    seen, levers = view.seen, view.standing.migration
    changes: Wishes = {}
    if seen["trust"] < LITTLE_TRUST:
        changes["migration.mandate"] = max(0.1, _turned(levers.mandate, -2))
    elif seen["trust"] > MUCH_TRUST and seen["legacy_share"] > 0.2:
        changes["migration.mandate"] = min(0.6, _turned(levers.mandate, 1))
    changes["migration.support"] = 20 if seen["disruption"] > ROUGH else 16 if seen["internal_adoption"] < 0.9 else 8
    if seen["rogue_share"] > MANY_ROGUES:
        changes["migration.audit"] = 0.14
    elif seen["rogue_share"] < FEW_ROGUES:
        changes["migration.audit"] = 0.04
    return changes


def _queue(view: CeoView) -> Wishes:
    """Give decisions away while the queue is long, take them back when the CEO has time."""
    desk = view.standing.governance
    if view.seen["decision_latency"] > LONG_WAIT:
        return {"governance.delegation": min(0.8, _turned(desk.delegation, 2)), "governance.emergency": "exceptions"}
    if view.seen["ceo_utilisation"] < IDLE:
        return {"governance.delegation": max(0.3, _turned(desk.delegation, -1))}
    return {}


def _frontier(view: CeoView) -> Wishes:
    """Move GPUs towards the frontier when it runs away, towards the teams when it is within reach."""
    desk, gap = view.standing.compute, view.seen["frontier_gap"]
    if gap > WIDE_GAP:
        frontier = min(0.44, _turned(desk.frontier, 1))
    elif gap < NARROW_GAP:
        frontier = max(0.24, _turned(desk.frontier, -1))
    else:
        return {}
    ecosystem = 0.30
    return layers(round(frontier, 4), round(1.0 - ecosystem - frontier, 4), ecosystem) | {
        "governance.review_layers": 1 if gap > WIDE_GAP else 2,
        "governance.review_weeks": 2 if gap > WIDE_GAP else 4,
    }


def _openness(view: CeoView) -> Wishes:
    """Go along with strong open rivals, keep a distance from weak ones."""
    close = view.seen["open_lag_months"] < CLOSE_OPEN
    return {"release.gap": 0.1 if close else 0.4, "release.reintegration": 16 if close else 8}


def _people(view: CeoView) -> Wishes:
    """Pay more while people leave."""
    premium = view.standing.talent.pay_premium
    leave = view.seen["attrition"] > MANY_LEAVE
    return {"talent.pay_premium": min(0.3, _turned(premium, 2)) if leave else max(0.0, _turned(premium, -1))}
