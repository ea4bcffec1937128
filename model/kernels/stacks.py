"""What every stack is worth to each team this week, and what audits find, in one pass each (I15, I20, I54, 73).

References are `model.mechanisms.perception`, `inference_pool`, `model_tiers` and `migration` on whole arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.arrays import Floats
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import inference_pool, migration, model_tiers, perception
from model.mechanisms.adoption import ROGUE
from model.mechanisms.inference_pool import InferenceParameters
from model.mechanisms.migration import Audit, MigrationParameters
from model.mechanisms.model_tiers import TierChoice
from model.mechanisms.perception import PerceptionParameters
from model.state import AdoptionState


class Units(NamedTuple):
    """What teams of a unit share, all (units,): error cut since the start, quality from use, share of tasks that
    agents execute, sensitivity of its data."""

    error_cut: Floats
    flywheel: Floats
    deployed: Floats
    sensitivity: Floats


class Offer(NamedTuple):
    """What is the same for all teams: leads in K over the reference, the firm's latency in weeks, levers, the week."""

    lead: float
    rival_lead: float
    open_lead: float
    latency: float
    transfer_price: float
    audit: float
    amnesty: bool
    week: int


class Worth(NamedTuple):
    """Quality of the stacks (n, 4) and what waiting for an answer costs each team (n,), util."""

    quality: Floats
    latency_cost: Floats


def worth(
    state: AdoptionState,
    units: Units,
    offer: Offer,
    wait: Floats,
    tier: TierChoice,
    usual: TierChoice,
    latency: Floats,
    p: PerceptionParameters,
    serving: InferenceParameters,
) -> Worth:
    """Return what the stacks are worth to teams.

    `wait` (n,) are the waits teams have experienced; each uses the tier it chose (`tier`, against the `usual` number of
    tiers), which answers in `latency` seconds (tiers,).
    """
    if not plain():
        return Worth(
            *_worth(
                *state.tastes, state.unit, wait, tier.tier, tier.disutility, usual.disutility, latency, *units, *offer,
                state.fine_tune, _settings(p, serving),
            )
        )  # fmt: skip
    unit, cost = state.unit, inference_pool.latency_penalty(latency[tier.tier], state.tastes.latency, serving)
    central = perception.central_quality(
        capability_lead=offer.lead,
        error_cut=units.error_cut[unit],
        flywheel=units.flywheel[unit],
        agents_deployed=units.deployed[unit],
        fine_tune=state.fine_tune,
        wait=perception.felt_wait(wait, offer.latency, p),
        latency_loss=cost,
        misfit=-model_tiers.tier_fit(tier, usual),
        transfer_price=offer.transfer_price,
        tastes=state.tastes,
        p=p,
    )
    quality = perception.option_quality(
        central=central,
        rival_lead=offer.rival_lead,
        open_lead=offer.open_lead,
        data_sensitivity=units.sensitivity[unit],
        audit=offer.audit,
        amnesty=offer.amnesty,
        week=offer.week,
        tastes=state.tastes,
        p=p,
    )
    return Worth(quality, cost)


def audit(state: AdoptionState, chance: float, amnesty: bool, admitted: float, u: Floats, p: MigrationParameters) -> Audit:
    """Find rogue teams with the weekly `chance` (73); `u` (n, 3) says who is found, who obeys, whom the gate admits."""
    if not plain():
        return Audit(*_audit(state.option, state.detected, chance, amnesty, admitted, u, p.obedience, p.fine_trust))
    return migration.audit(
        rogue=state.option == ROGUE,
        known=state.detected,
        chance=chance,
        amnesty=amnesty,
        central_open=u[:, 2] < admitted,
        u_find=u[:, 0],
        u_obey=u[:, 1],
        p=p,
    )


@packed
def _settings(p: PerceptionParameters, serving: InferenceParameters) -> Floats:
    return np.array(
        [serving.latency_weight, serving.latency_limit, serving.penalty_cap, p.own_wait_share, p.data_value, p.lock_in,
         p.generic_loss, p.wait_cost, p.price_cost, p.obsolescence, p.outside_loss, p.sovereignty, p.deterrence,
         p.rogue_lag, p.rogue_fit]
    )  # fmt: skip


def _worth_body(
    capability, attachment, need, impatience, reactance, unit, wait, tier, disutility, usual, latency, error_cut, flywheel,
    deployed, sensitivity, lead, rival_lead, open_lead, firm_latency, transfer_price, audit, amnesty, week, fine_tune, s,
):  # fmt: skip
    latency_weight, limit, cap, own_share, data_value, lock_in = s[0], s[1], s[2], s[3], s[4], s[5]
    generic_loss, wait_cost, price_cost, obsolescence, outside_loss = s[6], s[7], s[8], s[9], s[10]
    sovereignty, deterrence, rogue_lag, rogue_fit = s[11], s[12], s[13], s[14]
    price, faded = price_cost * (transfer_price - 1.0), obsolescence * week / 52.0
    fear = 0.0 if amnesty else deterrence * audit
    teams = len(unit)
    quality, cost = np.empty((teams, 4)), np.empty(teams)
    for i in range(teams):
        b = unit[i]
        cost[i] = latency_weight * impatience[i] * min(max(latency[tier[i]] / limit - 1.0, 0.0), cap)
        felt = own_share * wait[i] + (1.0 - own_share) * firm_latency
        gains = data_value * error_cut[b] + flywheel[b] + lock_in * deployed[b]
        losses = generic_loss * need[i] * (1.0 - fine_tune) + wait_cost * felt / 13.0
        misfit = disutility[i] - usual[i]
        quality[i, 0] = attachment[i] - faded
        quality[i, 1] = capability[i] * lead + gains - losses - cost[i] - misfit - price
        quality[i, 2] = capability[i] * rival_lead - outside_loss - sovereignty * sensitivity[b]
        quality[i, 3] = capability[i] * (open_lead - rogue_lag) + rogue_fit * need[i] - fear
    return quality, cost


def _audit_body(option, detected, chance, amnesty, admitted, u, obedience, fine_trust):
    teams = len(option)
    known, surrender, trust_loss = np.zeros(teams, np.bool_), np.zeros(teams, np.bool_), np.zeros(teams)
    fined, adopted = 0, 0
    for i in range(teams):
        if option[i] != ROGUE:
            continue
        found = u[i, 0] < chance
        surrender[i] = found and u[i, 2] < admitted and (amnesty or u[i, 1] < obedience)
        known[i] = (detected[i] or found) and not surrender[i]
        if found and not amnesty:
            fined += 1
            trust_loss[i] = fine_trust
        if surrender[i] and amnesty:
            adopted += 1
    return known, surrender, fined, trust_loss, adopted


_worth = Compiled(_worth_body)
_audit = Compiled(_audit_body)
