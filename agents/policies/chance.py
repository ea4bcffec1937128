"""A policy that plays by chance: what a plan must beat to deserve its name."""

from __future__ import annotations

from agents.policies.fixed import Wishes
from agents.policies.view import DICE, SHARES, CeoView
from model.decisions import LEVERS, Lever, Value

TURNED = 0.4
"""Chance that a lever is turned in a quarter."""
LEAST_SHARE = 0.02


def random(view: CeoView) -> Wishes:
    """Return random values for about two levers in five, from this quarter's dice: one to turn it, one to set it."""
    turn, spot = view.dice[: DICE // 2], view.dice[DICE // 2 :]
    changes: Wishes = {}
    if turn[0] < TURNED:
        parts = LEAST_SHARE + spot[: len(SHARES)]
        changes |= dict(zip(SHARES, (parts / parts.sum()).tolist(), strict=True))
    for place, (name, lever) in enumerate(LEVERS.items()):
        if name not in SHARES and turn[place] < TURNED:
            changes[name] = _value(lever, float(spot[place]))
    return changes


def _value(lever: Lever, u: float) -> Value:
    if lever.kind == "switch":
        return u < 0.5
    if lever.choices:
        return lever.choices[int(u * len(lever.choices))]
    steps = round((lever.high - lever.low) / lever.step)
    return lever.normalised(round(lever.low + int(u * (steps + 1)) * lever.step, 6))
