"""How likely is it that pooled data leak, and what does a leak leave behind?

(25)  hazard a week h = h0 (1 + psi pooled)^2: one pool is a larger target than many small ones
(I51) spending z [RMB M a quarter] multiplies it by 2^b / (1 + z/z0)^b, the first class of Gordon & Loeb 2002;
      a breach makes units withdraw, costs brand, trust and a fine, and stops the flow of records for a while
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Array = NDArray[np.float64]

_FELT = "assumption: sized so that a breach is felt for about half a year"


@dataclass(frozen=True)
class BreachParameters:
    """Parameters of breaches of the data pool."""

    hazard: float = parameter(0.0015, "1/week", 0.0002, 0.003, "assumption: one in thirteen years unpooled",
        "assumed", "breach hazard with nothing pooled, at the security scale")  # fmt: skip
    exposure: float = parameter(1.5, "-", 0.5, 3, "assumption: a full pool is six times as attractive",
        "assumed", "growth of the attack surface with the pooled share")  # fmt: skip
    security_scale: float = parameter(30.0, "RMB M/quarter", 15, 60, "assumption: default spending",
        "assumed", "security spending at which the hazard takes its base value")  # fmt: skip
    security_exponent: float = parameter(1.5, "-", 1, 3, "form: Gordon & Loeb 2002; size assumed", "assumed",
        "power with which the hazard falls in security spending")  # fmt: skip
    withdrawal: float = parameter(0.5, "-", 0.25, 1, _FELT, "assumed",
        "access that a unit with fully sensitive records withdraws after a breach")  # fmt: skip
    brand_damage: float = parameter(0.7, "util", 0.35, 1.4, _FELT, "assumed",
        "loss of utility to customers after a breach of a full pool")  # fmt: skip
    brand_half_life: float = parameter(26.0, "weeks", 13, 52, _FELT, "assumed",
        "half-life of brand damage")  # fmt: skip
    legal: float = parameter(1.5, "-", 1, 3, _FELT, "assumed",
        "legal friction after a breach, as a multiple")  # fmt: skip
    legal_weeks: int = parameter(26, "weeks", 13, 52, _FELT, "assumed",
        "duration of stricter legal review after a breach")  # fmt: skip
    freeze_weeks: int = parameter(8, "weeks", 4, 16, _FELT, "assumed",
        "weeks in which records stand still after a breach")  # fmt: skip
    trust_loss: float = parameter(0.25, "-", 0.1, 0.5, _FELT, "assumed",
        "trust of teams lost in a breach")  # fmt: skip
    severe_share: float = parameter(0.5, "-", 0.25, 1, "assumption: regulators act when most records leak",
        "assumed", "pooled share above which a breach is severe")  # fmt: skip


class BreachAftermath(NamedTuple):
    """What a breach leaves behind: access of the units (B,), brand damage in utils, durations in weeks."""

    access: Array
    brand_damage: float
    trust_loss: float
    legal_weeks: int
    freeze_weeks: int
    severe: bool


def breach_hazard(pooled: float, security: float, multiplier: float, p: BreachParameters) -> float:
    """Return the hazard of a breach a week (25, I51).

    `pooled` is the share of the group's records in the hub, `security` RMB M a quarter, `multiplier` the
    climate of the scenario (1 by default).
    """
    protection = (2.0 / (1.0 + security / p.security_scale)) ** p.security_exponent
    return multiplier * p.hazard * (1.0 + p.exposure * pooled) ** 2 * protection


def breach_happens(hazard: float, u: float) -> bool:
    """Say whether the uniform number `u` means a breach this week."""
    return u < -math.expm1(-hazard)


def breach_aftermath(access: Array, sensitivity: Array, pooled: float, p: BreachParameters) -> BreachAftermath:
    """Return what a breach of the `pooled` share leaves behind (I51); the fine is in the treasury."""
    return BreachAftermath(
        access=access * (1.0 - p.withdrawal * sensitivity),
        brand_damage=p.brand_damage * pooled,
        trust_loss=p.trust_loss,
        legal_weeks=p.legal_weeks,
        freeze_weeks=p.freeze_weeks,
        severe=pooled > p.severe_share,
    )


def brand_after_week(brand_damage: float, p: BreachParameters) -> float:
    """Return brand damage a week later in utils, before any new breach."""
    return brand_damage * 2.0 ** (-1.0 / p.brand_half_life)


def legal_multiplier(legal_weeks_left: int, p: BreachParameters) -> float:
    """Return the factor on legal friction while a breach is under review, else 1."""
    return p.legal if legal_weeks_left > 0 else 1.0
