"""How much do unit heads resent the centre, and when does resentment reach the board?

(74, I34)   opposition remembers grievances: the mandate times what units would gain elsewhere, by power
(I33)       claw-back of units' clusters costs goodwill and output
(I34, I61)  lasting opposition escalates and takes the executive's attention; a second time soon is a coup

Power is voice inside the group; it sums to 1 over units (influence activities: Milgrom & Roberts 1988).
Arrays are over units (b) or teams (n).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NEVER = 10**6
"""Weeks since the last escalation when there was none."""

_TUNED = "assumption: tuned so that a full mandate against a bad service ends in revolt, a half one does not"
_HEADS = "assumption: a unit's voice grows less than in proportion to its size"


@dataclass(frozen=True)
class PoliticsParameters:
    """Grievance, escalation and what a claw-back stirs up."""

    memory: float = parameter(0.97, "1/wk", 0.94, 0.985, _TUNED, "assumed", "opposition kept from week to week")
    resentment: float = parameter(
        0.06, "1/(util wk)", 0.045, 0.18, _TUNED, "assumed", "opposition from a mandate against one's interest"
    )
    claw_back_anger: float = parameter(0.35, "-", 0.17, 0.7, _TUNED, "assumed", "opposition from taking all clusters")
    claw_back_loss: float = parameter(0.03, "share", 0.02, 0.04, _TUNED, "assumed", "output a unit loses after a claw-back")
    claw_back_weeks: int = parameter(4, "wk", 2, 8, _TUNED, "assumed", "how long that lasts")
    escalation_level: float = parameter(0.9, "-", 0.45, 1.8, _TUNED, "assumed", "opposition the board hears of")
    escalation_weeks: int = parameter(8, "wk", 4, 16, _TUNED, "assumed", "how long it must last to escalate")
    escalation_span: int = parameter(8, "wk", 4, 16, _TUNED, "assumed", "how long it takes that attention")
    coup_window: int = parameter(26, "wk", 13, 52, _TUNED, "assumed", "time in which a second one is a coup")
    power_exponent: float = parameter(0.7, "-", 0.3, 1, _HEADS, "assumed", "how power grows with size")


def unit_power(size: Floats, p: PoliticsParameters) -> Floats:
    """Return the power of unit heads (b,), summing to 1; `size` is any measure of weight (tokens, sales)."""
    power = size**p.power_exponent
    return power / power.sum()


def grievance(alternative: Floats, central: Floats, unit: Integers, units: int) -> Floats:
    """Return what the teams of each unit would gain elsewhere, util, mean over its teams (74).

    `alternative` is the utility of the best option but central and `central` that of central, both (n,);
    `unit` (n,) the index of a team's unit. A unit without teams has none.
    """
    missed = np.bincount(unit, weights=np.maximum(0.0, alternative - central), minlength=units)
    return missed / np.maximum(np.bincount(unit, minlength=units), 1)


def next_opposition(opposition: float, mandate: float, power: Floats, grievance: Floats, p: PoliticsParameters) -> float:
    """Return opposition after a week (I34); a claw-back adds `claw_back_opposition` in the week of its move."""
    return p.memory * opposition + p.resentment * mandate * float(power @ grievance)


def claw_back_opposition(rate: float, p: PoliticsParameters) -> float:
    """Return the opposition stirred by taking the share `rate` of units' clusters (I33)."""
    return p.claw_back_anger * rate


def claw_back_output(weeks_since: int, rate: float, p: PoliticsParameters) -> float:
    """Return the output left to a unit, a factor of at most 1, `weeks_since` a claw-back at `rate` (I33)."""
    hurt = rate > 0.0 and 0 <= weeks_since < p.claw_back_weeks
    return 1.0 - p.claw_back_loss if hurt else 1.0


class Pressure(NamedTuple):
    """State of the board: start from `NO_PRESSURE`."""

    weeks: int  # weeks in a row with opposition above the level
    since_escalation: int  # weeks since the last one
    escalated: bool  # one happened this week
    coup: bool  # the second within the window happened, now or before


NO_PRESSURE = Pressure(0, NEVER, False, False)


def board_pressure(state: Pressure, opposition: float, p: PoliticsParameters) -> Pressure:
    """Return the state of the board after a week (I34, I61). After an escalation the count starts anew."""
    weeks = state.weeks + 1 if opposition > p.escalation_level else 0
    since = min(state.since_escalation + 1, NEVER)
    if weeks < p.escalation_weeks:
        return Pressure(weeks, since, False, state.coup)
    return Pressure(0, 0, True, state.coup or since <= p.coup_window)
