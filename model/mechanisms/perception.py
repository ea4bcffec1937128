"""How good is each option for a team, how good does the team believe it to be, and whom does it trust?

(I20)   quality in utils, relative to the reference capability of the market; (I54) misfit of the tiers
(69)    belief: experience-weighted evidence from own use, peers, public news and the central team's promises
        (experience-weighted attraction: Camerer & Ho 1999); promises count only as far as they are trusted
(I24)   trust rests where neither party owes the other, and moves with service, incidents and fines

Teams differ in their taste for capability, attachment to legacy, need for a model of their own, latency and
reactance. Arrays are over teams (n) and options in the order legacy, central, third party, rogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_CENTRAL = 1
_ONE_OR_NONE = np.eye(5, 4)
"""Row k marks option k; the last row, which index -1 finds, marks none."""
_TINY = 2.0**-53

_UTIL = "assumption: no published estimate; set on the scale of one unit of capability"
_TUNED = "assumption: tuned so that the joined world neither collapses nor explodes"
_SPREAD = "assumption: tastes differ by less than a year of progress at the frontier"
_REACTANCE = "Brehm 1966 for the sign; assumption: size keeps a full mandate from being free"
_EWA = "Camerer & Ho 1999 for the form; assumption: half a belief is renewed within a month of use"
_TRUST = "assumption: trust needs about 26 weeks to recover"


@dataclass(frozen=True)
class PerceptionParameters:
    """What teams value, how fast they learn it and how trust moves."""

    data_value: float = parameter(1.0, "util", 0.5, 2, _TUNED, "assumed", "worth of removing all error in a domain")
    lock_in: float = parameter(0.35, "util", 0.17, 0.7, _UTIL, "assumed", "worth of agents already deployed")
    generic_loss: float = parameter(
        0.5, "util", 0.25, 1, _UTIL, "assumed", "what a generic central model lacks at full need"
    )
    wait_cost: float = parameter(
        0.5, "util/quarter", 0.05, 1, _TUNED, "assumed", "cost of waiting thirteen weeks for the gate"
    )
    own_wait_share: float = parameter(
        0.5, "share", 0, 1, _UTIL, "assumed", "weight of a team's own waits against the firm's"
    )
    price_cost: float = parameter(0.25, "util", 0.1, 0.5, _UTIL, "assumed", "loss from a transfer price one above cost")
    outside_loss: float = parameter(0.25, "util", 0.1, 0.5, _UTIL, "assumed", "cost of buying outside the group")
    sovereignty: float = parameter(0.3, "util", 0.15, 0.6, _UTIL, "assumed", "cost of sending sensitive data outside")
    rogue_lag: float = parameter(0.05, "K", 0, 0.3, _UTIL, "assumed", "how far own models trail open weights")
    rogue_fit: float = parameter(0.35, "util", 0.17, 0.7, _UTIL, "assumed", "gain of own tuning at full need")
    deterrence: float = parameter(
        3.0, "util wk", 1.5, 6, _UTIL, "assumed", "fear of an audit, per weekly chance of being found"
    )
    obsolescence: float = parameter(0.30, "util/yr", 0.15, 0.6, _TUNED, "assumed", "yearly decay of legacy")
    capability_spread: float = parameter(0.3, "log sd", 0, 0.6, _SPREAD, "assumed", "spread of taste for K")
    legacy_spread: float = parameter(0.35, "util", 0, 0.7, _SPREAD, "assumed", "spread (sd) of legacy's worth")
    reactance: float = parameter(1.2, "util", 0.6, 2.4, _REACTANCE, "assumed", "most a full mandate can repel")
    reactance_low: float = parameter(2.0, "-", 1, 4, _REACTANCE, "assumed", "first Beta shape of reactance")
    reactance_high: float = parameter(3.0, "-", 1, 6, _REACTANCE, "assumed", "second Beta shape of reactance")
    learning: float = parameter(0.2, "1/wk", 0.05, 0.5, _EWA, "assumed", "share of a belief renewed by full use")
    signal_noise: float = parameter(0.15, "util", 0, 0.4, _EWA, "assumed", "sd of a week's impression")
    report_weight: float = parameter(
        0.5, "-", 0, 1, _EWA, "assumed", "evidence when all peers use an option, against own use"
    )
    news_weight: float = parameter(0.25, "-", 0.05, 1, _EWA, "assumed", "evidence of news, against own use")
    promise_weight: float = parameter(
        0.3, "-", 0, 1, _EWA, "assumed", "evidence of central promises when fully trusted, against own use"
    )
    promise: float = parameter(0.15, "util", 0, 0.5, _EWA, "assumed", "how much central marketing overstates")
    trust_value: float = parameter(0.6, "util", 0.3, 1.2, _UTIL, "assumed", "worth of full against no trust")
    trust_rest: float = parameter(0.55, "share", 0.3, 0.8, _TRUST, "assumed", "trust without any experience")
    trust_recovery: float = parameter(0.04, "1/wk", 0.02, 0.08, _TRUST, "assumed", "pull towards rest")
    trust_service: float = parameter(
        0.02, "1/(util wk)", 0.01, 0.04, _TRUST, "assumed", "gain from delivered minus promised service"
    )
    promised_loss: float = parameter(0.05, "util", 0, 0.2, _TRUST, "assumed", "loss of service users forgive")
    tolerated_wait: float = parameter(4.0, "wk", 1, 13, _TRUST, "assumed", "wait that users forgive")
    trust_incident: float = parameter(0.12, "share", 0.06, 0.24, _TRUST, "assumed", "trust lost by an incident")


class Tastes(NamedTuple):
    """What each team is like, drawn once; all of shape (n,)."""

    capability: Floats  # worth of one unit of K, util; median 1
    legacy: Floats  # worth of the legacy stack at the start, util
    need: Floats  # need for a model of its own, 0-1
    latency: Floats  # how much speed matters, 0-1
    reactance: Floats  # what a full mandate repels, util


def team_tastes(u: Floats, p: PerceptionParameters) -> Tastes:
    """Map uniforms (n, 5) to tastes: lognormal, normal, uniform, uniform, scaled Beta."""
    return Tastes(
        capability=np.exp(p.capability_spread * _normal(u[:, 0])),
        legacy=p.legacy_spread * _normal(u[:, 1]),
        need=u[:, 2].copy(),
        latency=u[:, 3].copy(),
        reactance=p.reactance * betaincinv(p.reactance_low, p.reactance_high, u[:, 4]),
    )


def felt_wait(own_wait: Floats, firm_latency: float, p: PerceptionParameters) -> Floats:
    """Return the wait (weeks) a team reckons with, from its own waits and the firm's latency (I20)."""
    return p.own_wait_share * own_wait + (1.0 - p.own_wait_share) * firm_latency


def central_quality(
    capability_lead: float | Floats,
    error_cut: float | Floats,
    flywheel: float | Floats,
    agents_deployed: float | Floats,
    fine_tune: float,
    wait: Floats,
    latency_loss: float | Floats,
    misfit: float | Floats,
    transfer_price: float,
    tastes: Tastes,
    p: PerceptionParameters,
) -> Floats:
    """Return the quality (n,) of the central model for each team, util (I20, I54).

    `capability_lead` is K of the team's tier minus K_ref; `error_cut` the share of the domain error removed
    since the start; `flywheel` q_fw, util; `agents_deployed` and the central stock `fine_tune` 0-1; `wait`
    weeks (see `felt_wait`); `latency_loss`, `misfit` util; `transfer_price` a multiple of cost.
    """
    gains = p.data_value * error_cut + flywheel + p.lock_in * agents_deployed
    losses = p.generic_loss * tastes.need * (1.0 - fine_tune) + p.wait_cost * wait / WEEKS_A_QUARTER
    price = p.price_cost * (transfer_price - 1.0)
    return tastes.capability * capability_lead + gains - losses - latency_loss - misfit - price


def option_quality(
    central: Floats,
    rival_lead: float,
    open_lead: float,
    data_sensitivity: float | Floats,
    audit: float,
    amnesty: bool,
    week: float,
    tastes: Tastes,
    p: PerceptionParameters,
) -> Floats:
    """Return qualities (n, 4) in utils (I20).

    `rival_lead` and `open_lead` are the best rival's K and the best open K minus K_ref; `data_sensitivity` z
    of the team's unit, 0-1; `audit` the weekly chance of an audit; `week` counts from the start.
    """
    legacy = tastes.legacy - p.obsolescence * week / WEEKS_A_YEAR
    third = tastes.capability * rival_lead - p.outside_loss - p.sovereignty * data_sensitivity
    fear = 0.0 if amnesty else p.deterrence * audit
    rogue = tastes.capability * (open_lead - p.rogue_lag) + p.rogue_fit * tastes.need - fear
    return np.array([legacy, central, third, rogue]).T.copy()


def perceived_quality(
    believed: Floats,
    quality: Floats,
    option: Integers,
    pilot: Integers,
    influence: Floats,
    trust: Floats,
    u: Floats,
    p: PerceptionParameters,
    shown: Integers | None = None,
) -> Floats:
    """Return what teams believe of the options (n, 4) after a week's evidence (69).

    `believed` and the true `quality` are utils (n, 4); `pilot` holds the option on trial, -1 for none;
    `influence` (n, n) has rows summing to 1 or 0; `u` (n, 4) uniforms. A week of own use moves a belief by
    `learning`, weaker evidence by less. `shown` is what others see them use, where it is not `option`.
    """
    used = _ONE_OR_NONE.take(option, axis=0)
    seen = used if shown is None else _ONE_OR_NONE.take(shown, axis=0)
    own = np.maximum(used, _ONE_OR_NONE[pilot]) + p.news_weight
    reports = influence @ np.concatenate([seen, seen * quality], axis=1)
    reports *= p.report_weight
    weight = own + reports[:, :4]
    evidence = own * quality + reports[:, 4:]
    promises = p.promise_weight * trust
    weight[:, _CENTRAL] += promises
    evidence[:, _CENTRAL] += promises * (quality[:, _CENTRAL] + p.promise)
    evidence /= weight
    evidence += p.signal_noise * _normal(u)
    return believed + p.learning * np.minimum(1.0, weight) * (evidence - believed)


def trust_effect(trust: Floats, p: PerceptionParameters) -> Floats:
    """Return what trust adds to the utility of the central option, util (I24)."""
    return p.trust_value * (trust - p.trust_rest)


def next_trust(
    trust: Floats,
    on_central: Flags,
    latency_loss: float | Floats,
    wait: Floats,
    incident: Flags,
    other_loss: float | Floats,
    p: PerceptionParameters,
) -> Floats:
    """Return each team's trust (0-1) after a week (I24).

    `latency_loss` util and `wait` weeks as felt this week; `incident` marks teams hit by one; `other_loss` is
    the trust lost to fines, bad releases and wrong local decisions.
    """
    late = p.wait_cost * np.maximum(0.0, wait - p.tolerated_wait) / WEEKS_A_QUARTER
    service = p.trust_service * (p.promised_loss - latency_loss - late)
    change = p.trust_recovery * (p.trust_rest - trust) - other_loss
    change += on_central * (service - p.trust_incident * incident)
    change += trust
    return np.minimum(np.maximum(change, 0.0), 1.0)


def _normal(u: Floats) -> Floats:
    """Return standard normal deviates; a uniform of exactly 0 stays finite."""
    return ndtri(np.maximum(u, _TINY))
