"""How much can the task force decide, given what else asks for its attention?

Every programme takes a share of the attention of the people at the top; what is left sets the capacity of a
session, and the load on that capacity sets whom the task force can still admit.

(I8) att_free = max(.08, att - sum of demands); gate capacity = R*mu_max*att_free - overhead, in CEO items
(I57) overhead of a session 1.2 items; preparing reviews costs everybody .008/R of output
(I59) onb = smooth min(1, 1/rho), rho = ceo_utilisation = arrivals / (mu_max*att_free - overhead/R)

Attention as the scarce resource: Ocasio 1997, doi:10.1002/(SICI)1097-0266(199707)18:1+<187::AID-SMJ936>3.0.CO;2-K.
Share served under overload with impatience: Garnett, Mandelbaum & Reiman 2002, doi:10.1287/msom.4.3.208.7753.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from model.parameters import parameter

UTILISATION_CAP = 9.99
"""Largest utilisation reported, where no capacity is left."""

_TUNED = "assumption: tuned in a joined prototype; no published value"
_FOCUS = "assumption: about a dozen programmes fill the task force; no published value"


@dataclass(frozen=True)
class AttentionParameters:
    """Capacity of the task force and what its programmes demand."""

    capacity: float = parameter(
        10.0,
        "items/wk",
        4.0,
        20.0,
        "assumption: two decisions a working day",
        "assumed",
        "mu_max: items decided a week at full attention (12)",
    )
    attention: float = parameter(
        0.6,
        "-",
        0.2,
        1.0,
        "assumption: the chief executive also runs the group",
        "assumed",
        "att: share of attention given to the task force (12)",
    )
    session_overhead: float = parameter(1.2, "items", 0.6, 2.4, _TUNED, "assumed", "work of holding one session (I57)")
    least_free: float = parameter(
        0.08, "-", 0.04, 0.16, _TUNED, "assumed", "attention that is always left for decisions (I8)"
    )
    slack: float = parameter(0.10, "-", 0.05, 0.2, _TUNED, "assumed", "attention a plan must leave free (I8)")
    hub: float = parameter(
        0.03,
        "per unit a quarter",
        0.015,
        0.06,
        _FOCUS,
        "assumed",
        "attention per unit connected to the data hub (I8)",
    )
    claw_back_base: float = parameter(
        0.04, "-", 0.02, 0.08, _FOCUS, "assumed", "attention of any claw-back of clusters (I8)"
    )
    claw_back_rate: float = parameter(0.04, "-", 0.02, 0.08, _FOCUS, "assumed", "attention added at full claw-back (I8)")
    mandate: float = parameter(0.06, "-", 0.03, 0.12, _FOCUS, "assumed", "attention of a full mandate (I8)")
    migration: float = parameter(0.04, "-", 0.02, 0.08, _FOCUS, "assumed", "attention of a migration wave under way (I8)")
    domain: float = parameter(0.03, "per domain", 0.015, 0.06, _FOCUS, "assumed", "attention of a new task domain (I8)")
    codesign: float = parameter(0.02, "-", 0.01, 0.04, _FOCUS, "assumed", "attention of a large co-design budget (I8)")
    codesign_threshold: float = parameter(
        100.0, "RMB M/quarter", 50.0, 200.0, _FOCUS, "assumed", "co-design budget that needs attention (I8)"
    )
    policy_change: float = parameter(
        0.03,
        "-",
        0.015,
        0.06,
        _FOCUS,
        "assumed",
        "attention of a change of tiers or release policy, for a quarter (I8)",
    )
    opposition: float = parameter(0.05, "-", 0.025, 0.1, _FOCUS, "assumed", "attention taken by open opposition (I8)")
    opposition_threshold: float = parameter(
        0.5, "-", 0.25, 1.0, _TUNED, "assumed", "opposition that takes attention (I8, I34)"
    )
    escalation: float = parameter(
        0.2, "-", 0.1, 0.4, _FOCUS, "assumed", "attention taken by an escalation to the board (I8, I61)"
    )
    emergency: float = parameter(0.15, "-", 0.075, 0.3, _FOCUS, "assumed", "attention spent after an emergency session (I8)")
    emergency_weeks: int = parameter(4, "wk", 2, 8, _FOCUS, "assumed", "how long an emergency session costs attention (I8)")
    preparation: float = parameter(
        0.008,
        "share of output x wk",
        0.004,
        0.016,
        _TUNED,
        "assumed",
        "output lost to preparing a review, per review a week (I57)",
    )
    admission_sharpness: float = parameter(
        8.0,
        "-",
        2.0,
        32.0,
        "assumption: rounds the corner of min(1, 1/rho); at rho = 1 admits 92 %",
        "assumed",
        "exponent of the admitted share (I59)",
    )
    utilisation_memory: float = parameter(
        8.0,
        "wk",
        2.0,
        26.0,
        "assumption: about two monthly reviews",
        "assumed",
        "averaging time of the load that people expect (I59)",
    )


class AttentionDemands(NamedTuple):
    """Attention taken by each programme, as a share of all attention."""

    data_hub: float
    claw_back: float
    mandate: float
    migration: float
    domains: float
    codesign: float
    tiers: float
    release_policy: float
    opposition: float
    escalation: float
    emergency: float

    @property
    def total(self) -> float:
        """Attention taken by all programmes together."""
        return sum(self)

    @property
    def largest(self) -> str:
        """Name of the programme that takes most."""
        return max(zip(self, self._fields, strict=True))[1]


def attention_demands(
    hub_capacity: float,
    claw_back: float,
    mandate: float,
    migrating: bool,
    new_domains: float,
    codesign: float,
    tiers_changed: bool,
    policy_changed: bool,
    opposition: float,
    escalated: bool,
    emergency: bool,
    p: AttentionParameters,
) -> AttentionDemands:
    """Attention that each programme takes now (I8).

    `hub_capacity` in units a quarter, `claw_back` and `mandate` the levers (0-1), `new_domains` opened this
    quarter, `codesign` in RMB M a quarter; `migrating` is true while a wave runs, `..._changed` in the quarter of
    the change, `escalated` and `emergency` as long as their effect lasts.
    """
    return AttentionDemands(
        data_hub=p.hub * hub_capacity,
        claw_back=p.claw_back_base + p.claw_back_rate * claw_back if claw_back > 0 else 0.0,
        mandate=p.mandate * mandate,
        migration=p.migration if migrating else 0.0,
        domains=p.domain * new_domains,
        codesign=p.codesign if codesign > p.codesign_threshold else 0.0,
        tiers=p.policy_change if tiers_changed else 0.0,
        release_policy=p.policy_change if policy_changed else 0.0,
        opposition=p.opposition if opposition > p.opposition_threshold else 0.0,
        escalation=p.escalation if escalated else 0.0,
        emergency=p.emergency if emergency else 0.0,
    )


def attention_free(demands: AttentionDemands, p: AttentionParameters) -> float:
    """Share of attention left for the approval queue (I8)."""
    return max(p.least_free, p.attention - demands.total)


def overcommitment(demands: AttentionDemands, p: AttentionParameters) -> float:
    """Attention by which a plan exceeds what may be promised (I8); a plan above 0 is refused."""
    return max(0.0, demands.total - (p.attention - p.slack))


def gate_capacity(review_weeks: float, free: float, p: AttentionParameters) -> float:
    """CEO items that one session can decide, held every `review_weeks` (I8, I57). `free` is the attention left."""
    return max(0.0, review_weeks * p.capacity * free - p.session_overhead)


def ceo_utilisation(arrivals: float, review_weeks: float, free: float, p: AttentionParameters) -> float:
    """Arriving CEO items a week over the items the task force can decide, at most `UTILISATION_CAP`."""
    capacity = gate_capacity(review_weeks, free, p) / review_weeks
    if arrivals >= UTILISATION_CAP * capacity:
        return UTILISATION_CAP if arrivals > 0 else 0.0
    return arrivals / capacity


def expected_utilisation(expected: float, observed: float, p: AttentionParameters) -> float:
    """Exponential average of the utilisation, a week later (I59)."""
    return expected + (observed - expected) / p.utilisation_memory


def admitted_share(utilisation: float, p: AttentionParameters) -> float:
    """Share of onboarding requests the gate can serve: (1 + rho^s)^(-1/s), a smooth min(1, 1/rho) (I59)."""
    return (1.0 + utilisation**p.admission_sharpness) ** (-1.0 / p.admission_sharpness)


def preparation_loss(review_weeks: float, p: AttentionParameters) -> float:
    """Share of everybody's output that goes into preparing reviews (I57)."""
    return p.preparation / review_weeks
