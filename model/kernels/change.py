"""What a change of stack costs and brings in a week, and what audits find, in one pass each (71-73, I24).

References are `model.mechanisms.migration`, `perception` and `lobbying` on whole arrays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from model.arrays import Flags, Floats
from model.clock import WEEKS_A_QUARTER
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import lobbying, migration, perception
from model.mechanisms.adoption import CENTRAL, LEGACY, ROGUE
from model.mechanisms.lobbying import LobbyingParameters
from model.mechanisms.migration import Audit, MigrationParameters
from model.mechanisms.perception import PerceptionParameters
from model.state import AdoptionState

_TINY = 2.0**-53


class Aftermath(NamedTuple):
    """What a week did to the teams: output, who had an incident, trust; and the firm's loss by disruption."""

    output: Floats
    incident: Flags
    trust: Floats
    disruption: float


def aftermath(
    state: AdoptionState,
    lobby: Floats,
    kept: float,
    served: Floats,
    latency_cost: Floats,
    wait: Floats,
    latency: float,
    load: float,
    usable: float,
    festival: float,
    bugs: float,
    u: Floats,
    overload_output: float,
    lobbying_p: LobbyingParameters,
    view: PerceptionParameters,
    p: MigrationParameters,
) -> Aftermath:
    """Return output, incidents and trust of the week (71, 72, I24).

    Of a unit's output its effort to `lobby` (units,) takes a part, and of the rest `kept` is left; `served` is the share
    of its load that is served (units,); `latency_cost` and `wait` (n,) are what teams feel, `latency` the firm's, `load`
    and `usable` support, `u` (n, 2) luck.
    """
    if not plain():
        (output, trust), incident, disruption = _aftermath(
            state.experience, state.option, state.unit, state.depth, state.weight, state.trust, state.trust_shock,
            lobby, kept, served, latency_cost, wait, latency, u, ndtri(np.maximum(u[:, 1], _TINY)), load, usable,
            festival, bugs, overload_output, _aftermath_settings(lobbying_p, view, p),
        )  # fmt: skip
        return Aftermath(output, incident, trust, disruption)
    rate = migration.incident_rate(state.experience, load, usable, festival, bugs, p)
    incidents = migration.incidents(rate, u[:, 0], u[:, 1], p)
    on_central = state.option == CENTRAL
    output = migration.team_output(state.experience, state.option != LEGACY, state.depth, p)
    unit_losses = (1.0 - lobbying.lobbying_cost(lobby, lobbying_p)) * kept
    output = output * unit_losses[state.unit]
    output = output - on_central * overload_output * (1.0 - served[state.unit])
    incident = incidents.hit & on_central
    felt = perception.felt_wait(wait, latency, view)
    trust = perception.next_trust(state.trust, on_central, latency_cost, felt, incident, state.trust_shock, view)
    return Aftermath(output, incident, trust, migration.disruption(output, incidents.loss, state.weight))


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
def _aftermath_settings(lobby: LobbyingParameters, view: PerceptionParameters, p: MigrationParameters) -> Floats:
    return np.array(
        [p.incident_hazard, p.novice_weeks, p.severity, p.severity_spread, p.severity_cap, p.dip, p.dip_weeks, p.gain,
         p.gain_weeks, view.wait_cost, view.tolerated_wait, view.trust_service, view.promised_loss, view.trust_recovery,
         view.trust_rest, view.trust_incident, view.own_wait_share, lobby.cost]
    )  # fmt: skip


def _aftermath_body(
    experience, option, unit, depth, weight, trust, trust_shock, lobby, kept, served, latency_cost, wait, latency, u,
    severity, load, usable, festival, bugs, overload_output, s,
):  # fmt: skip
    hazard, novice, median, spread, cap, dip, dip_weeks, gain = s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
    gain_weeks, wait_cost, tolerated, service, promised = s[8], s[9], s[10], s[11], s[12]
    recovery, rest, trust_incident, own_share, effort = s[13], s[14], s[15], s[16], s[17]
    strain = (1.0 + load / usable) ** 2 * (1.0 + festival) * (1.0 + bugs)
    teams = len(option)
    both, incident, disruption = np.empty((2, teams)), np.zeros(teams, np.bool_), 0.0
    output, after = both[0], both[1]
    for i in range(teams):
        rate = hazard * (strain if experience[i] < novice else 1.0)
        chance = -math.expm1(-rate)
        lost = 0.0
        if u[i, 0] < chance:
            lost = min(median * math.exp(spread * severity[i]) * rate / chance, cap)
        made = 1.0 - dip * depth[i] * math.exp(-experience[i] / dip_weeks)
        if option[i] != LEGACY:
            made -= gain * math.expm1(-experience[i] / gain_weeks)
        made *= (1.0 - effort * lobby[unit[i]] ** 2) * kept
        change = recovery * (rest - trust[i]) - trust_shock[i]
        if option[i] == CENTRAL:
            made -= overload_output * (1.0 - served[unit[i]])
            incident[i] = u[i, 0] < chance
            felt = own_share * wait[i] + (1.0 - own_share) * latency
            late = wait_cost * max(0.0, felt - tolerated) / WEEKS_A_QUARTER
            change += service * (promised - latency_cost[i] - late) - (trust_incident if incident[i] else 0.0)
        output[i] = made
        after[i] = min(max(change + trust[i], 0.0), 1.0)
        disruption += weight[i] * (max(0.0, 1.0 - made) + lost)
    return both, incident, disruption


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


_aftermath = Compiled(_aftermath_body)
_audit = Compiled(_audit_body)
