"""What every stack is worth to each team this week, and what teams would rather use, in one pass (I15, I20, I54, 74).

References are `model.mechanisms.perception`, `inference_pool`, `model_tiers` and `politics` on whole arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.arrays import Floats, Integers
from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import inference_pool, model_tiers, perception, politics
from model.mechanisms.adoption import CENTRAL, LEGACY, ROGUE, THIRD
from model.mechanisms.inference_pool import InferenceParameters
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


class Discontent(NamedTuple):
    """What teams would gain elsewhere, mean over those of each unit (units,), and how many would gain at all."""

    grievance: Floats
    reluctant: int


def discontent(utilities: Floats, unit: Integers, units: int) -> Discontent:
    """Return what teams would rather use than the common stack (74); `utilities` (n, 4), `unit` (n,)."""
    if not plain():
        return Discontent(*_discontent(utilities, unit, units))
    other = np.maximum(np.maximum(utilities[:, LEGACY], utilities[:, THIRD]), utilities[:, ROGUE])
    central = utilities[:, CENTRAL]
    return Discontent(politics.grievance(other, central, unit, units), int(np.count_nonzero(other > central)))


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
    price, faded = price_cost * (transfer_price - 1.0), obsolescence * week / WEEKS_A_YEAR
    fear = 0.0 if amnesty else deterrence * audit
    teams = len(unit)
    quality, cost = np.empty((teams, 4)), np.empty(teams)
    for i in range(teams):
        b = unit[i]
        cost[i] = latency_weight * impatience[i] * min(max(latency[tier[i]] / limit - 1.0, 0.0), cap)
        felt = own_share * wait[i] + (1.0 - own_share) * firm_latency
        gains = data_value * error_cut[b] + flywheel[b] + lock_in * deployed[b]
        losses = generic_loss * need[i] * (1.0 - fine_tune) + wait_cost * felt / WEEKS_A_QUARTER
        misfit = disutility[i] - usual[i]
        quality[i, 0] = attachment[i] - faded
        quality[i, 1] = capability[i] * lead + gains - losses - cost[i] - misfit - price
        quality[i, 2] = capability[i] * rival_lead - outside_loss - sovereignty * sensitivity[b]
        quality[i, 3] = capability[i] * (open_lead - rogue_lag) + rogue_fit * need[i] - fear
    return quality, cost


def _discontent_body(utilities, unit, units):
    grievance, teams, reluctant = np.zeros(units), np.zeros(units), 0
    for i in range(len(unit)):
        other = max(max(utilities[i, LEGACY], utilities[i, THIRD]), utilities[i, ROGUE])
        teams[unit[i]] += 1.0
        if other > utilities[i, CENTRAL]:
            grievance[unit[i]] += other - utilities[i, CENTRAL]
            reluctant += 1
    for b in range(units):
        grievance[b] /= max(teams[b], 1.0)
    return grievance, reluctant


_discontent = Compiled(_discontent_body)
_worth = Compiled(_worth_body)
