"""A week of all product teams of a firm: what they believe, what they choose, what the change costs (68-72).

References are `model.mechanisms.perception`, `adoption` and `migration` on whole arrays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from model.arrays import Flags, Floats, Integers
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import adoption, migration, perception
from model.mechanisms.adoption import CENTRAL, LEGACY, NO_PILOT, AdoptionParameters
from model.mechanisms.migration import MigrationParameters
from model.mechanisms.perception import PerceptionParameters
from model.state import AdoptionState

_TINY = 2.0**-53


def believe(
    state: AdoptionState,
    peers: Integers,
    u: Floats,
    mandate: float,
    served: Floats,
    view: PerceptionParameters,
    p: AdoptionParameters,
) -> tuple[Floats, Floats]:
    """Return what teams believe of the options after this week's evidence, and what they are worth to them (68, 69).

    `peers` (n,) is what others see teams use, `u` (n, 4) the luck of impressions, `served` (units,) the share of
    each unit's load that is served.
    """
    if not plain():
        return _believe(
            state.perceived, state.true_quality, state.option, peers, state.pilot, state.graph.starts, state.graph.indices,
            state.trust, ndtri(np.maximum(u, _TINY)), state.tastes.reactance, state.constants, served, state.unit,
            mandate, _belief_settings(view, p),
        )  # fmt: skip
    perceived = perception.perceived_quality(
        state.perceived, state.true_quality, state.option, state.pilot, state.influence, state.trust, u, view, peers
    )
    return perceived, adoption.utilities(
        perceived=perceived,
        peers=adoption.peer_shares(state.influence, peers),
        option=state.option,
        reactance=state.tastes.reactance,
        trust_effect=perception.trust_effect(state.trust, view),
        mandate=mandate,
        served=served[state.unit],
        constants=state.constants,
        politics=0.0,
        p=p,
    )


class TeamChoices(NamedTuple):
    """Where teams stand after choosing, and what those who decided (`who`) saw, drew and chose."""

    option: Integers
    pilot: Integers
    pilot_weeks: Integers
    experience: Floats
    forced: Flags
    who: Integers
    seen: Floats  # (who, 4), minus infinity for what was not to be had
    draws: Floats
    chosen: Integers


def choose(
    state: AdoptionState,
    utilities: Floats,
    legacy_removed: Flags,
    practice: float,
    onboarding: float,
    u: Floats,
    p: AdoptionParameters,
) -> TeamChoices:
    """Let every team whose moment has come choose (70); `u` (n, 4) is their luck, the rest as in `team_choices`."""
    if not plain():
        stand, experience, forced, (who, chosen), seen, draws = _choose(
            state.option, state.pilot, state.pilot_weeks, state.experience, utilities, legacy_removed, u, practice,
            onboarding, p.pilot_weeks, p.review_hazard, p.pilot_support_loss, p.sensitivity,
        )  # fmt: skip
        return TeamChoices(*stand, experience, forced, who, seen, draws, chosen)
    done = adoption.team_choices(
        state.option, state.pilot, state.pilot_weeks, state.experience, utilities, legacy_removed, practice,
        onboarding, u[:, 0], u[:, 1], u[:, 2], p,
    )  # fmt: skip
    who = done.decided.nonzero()[0]
    seen = np.where(done.available[who], done.utilities[who], -np.inf)
    return TeamChoices(
        done.option, done.pilot, done.pilot_weeks, done.experience, done.forced, who, seen, u[who, 1], done.chosen[who]
    )


class Aftermath(NamedTuple):
    """What a week did to the teams: output, who had an incident, trust; and the firm's loss by disruption."""

    output: Floats
    incident: Flags
    trust: Floats
    disruption: float


def aftermath(
    state: AdoptionState,
    unit_losses: Floats,
    served: Floats,
    latency_cost: Floats,
    wait: Floats,
    load: float,
    usable: float,
    festival: float,
    bugs: float,
    u: Floats,
    overload_output: float,
    view: PerceptionParameters,
    p: MigrationParameters,
) -> Aftermath:
    """Return output, incidents and trust of the week (71, 72, I24).

    `unit_losses` is what is left of each unit's output, `served` the share of its load that is served (units,);
    `latency_cost` and `wait` (n,) are what teams feel, `load` and `usable` support, `u` (n, 2) luck.
    """
    if not plain():
        (output, trust), incident, disruption = _aftermath(
            state.experience, state.option, state.unit, state.depth, state.weight, state.trust, state.trust_shock,
            unit_losses, served, latency_cost, wait, u, ndtri(np.maximum(u[:, 1], _TINY)), load, usable,
            festival, bugs, overload_output, _aftermath_settings(view, p),
        )  # fmt: skip
        return Aftermath(output, incident, trust, disruption)
    rate = migration.incident_rate(state.experience, load, usable, festival, bugs, p)
    incidents = migration.incidents(rate, u[:, 0], u[:, 1], p)
    on_central = state.option == CENTRAL
    output = migration.team_output(state.experience, state.option != LEGACY, state.depth, p)
    output = output * unit_losses[state.unit]
    output = output - on_central * overload_output * (1.0 - served[state.unit])
    incident = incidents.hit & on_central
    trust = perception.next_trust(state.trust, on_central, latency_cost, wait, incident, state.trust_shock, view)
    return Aftermath(output, incident, trust, migration.disruption(output, incidents.loss, state.weight))


@packed
def _belief_settings(view: PerceptionParameters, p: AdoptionParameters) -> Floats:
    return np.array(
        [view.news_weight, view.report_weight, view.promise_weight, view.promise, view.signal_noise, view.learning,
         view.trust_value, view.trust_rest, p.influence, p.switching_cost, p.enforcement, p.overload_loss]
    )  # fmt: skip


@packed
def _aftermath_settings(view: PerceptionParameters, p: MigrationParameters) -> Floats:
    return np.array(
        [p.incident_hazard, p.novice_weeks, p.severity, p.severity_spread, p.severity_cap, p.dip, p.dip_weeks, p.gain,
         p.gain_weeks, view.wait_cost, view.tolerated_wait, view.trust_service, view.promised_loss, view.trust_recovery,
         view.trust_rest, view.trust_incident]
    )  # fmt: skip


def _believe_body(
    believed, quality, option, shown, pilot, starts, peers_of, trust, noise, reactance, constants, served, unit, mandate, s
):  # fmt: skip
    news, report_weight, promise_weight, promise, signal_noise, learning = s[0], s[1], s[2], s[3], s[4], s[5]
    trust_value, trust_rest, influence, switching, enforcement, overload = s[6], s[7], s[8], s[9], s[10], s[11]
    teams, options = believed.shape
    both = np.empty((2, teams, options))
    after, worth = both[0], both[1]
    peers, told = np.empty(options), np.empty(options)
    for i in range(teams):
        peers[:] = 0.0
        told[:] = 0.0
        first, last = starts[i], starts[i + 1]
        each = 1.0 / max(last - first, 1)
        for e in range(first, last):
            peer = peers_of[e]
            used = shown[peer]
            peers[used] += each
            told[used] += each * quality[peer, used]
        for k in range(options):
            own = (1.0 if k == option[i] or k == pilot[i] else 0.0) + news
            weight = own + report_weight * peers[k]
            evidence = own * quality[i, k] + report_weight * told[k]
            if k == CENTRAL:
                weight += promise_weight * trust[i]
                evidence += promise_weight * trust[i] * (quality[i, k] + promise)
            evidence = evidence / weight + signal_noise * noise[i, k]
            belief = believed[i, k] + learning * min(1.0, weight) * (evidence - believed[i, k])
            after[i, k] = belief
            worth[i, k] = belief + influence * (peers[k] - 1.0 / options) + constants[k]
        worth[i, option[i]] += switching
        worth[i, CENTRAL] += mandate * enforcement - reactance[i] * mandate**2
        worth[i, CENTRAL] += trust_value * (trust[i] - trust_rest) - overload * (1.0 - served[unit[i]])
    return both


def _pick(utilities, sensitivity, u):
    """Logit choice by inverse distribution function; minus infinity is not to be had."""
    top = -np.inf
    for worth in utilities:
        top = max(top, worth)
    total = 0.0
    for worth in utilities:
        total += math.exp(sensitivity * (worth - top))
    reach = 0.0
    for k in range(len(utilities)):
        reach += math.exp(sensitivity * (utilities[k] - top))
        if reach > u * total or reach >= total:
            return k
    return len(utilities) - 1


def _in_sight(utilities, option, pilot, removed, refused, support_loss, seen):
    """Fill `seen` with the options of one decision: all, or after a trial the one in use and the one tried."""
    for k in range(len(seen)):
        seen[k] = utilities[k] if pilot == NO_PILOT or k in (option, pilot) else -np.inf
    if pilot == CENTRAL:
        seen[CENTRAL] -= support_loss
    if removed:
        seen[LEGACY] = -np.inf
    if refused:
        seen[CENTRAL] = -np.inf


def _choose_body(
    option, pilot, pilot_weeks, experience, utilities, removed, u, practice, onboarding, trial, hazard, loss, sharpness
):  # fmt: skip
    teams, options = utilities.shape
    stand, deciding = np.zeros((3, teams), np.int64), np.empty((2, teams), np.int64)
    new_option, new_pilot, new_weeks = stand[0], stand[1], stand[2]
    who, chosen, draws = deciding[0], deciding[1], np.empty(teams)
    new_experience, forced = experience.copy(), np.zeros(teams, np.bool_)
    seen, count = np.empty((teams, options)), 0
    for i in range(teams):
        new_option[i], new_pilot[i] = option[i], NO_PILOT
        forced[i] = removed[i] and option[i] == LEGACY
        running = pilot[i] != NO_PILOT and not forced[i]
        ending = running and pilot_weeks[i] + 1 >= trial
        reviewing = pilot[i] == NO_PILOT and not forced[i] and u[i, 0] < hazard
        if running and not ending:
            new_pilot[i], new_weeks[i] = pilot[i], pilot_weeks[i] + 1
        if not (forced[i] or ending or reviewing):
            continue
        tried = pilot[i] if ending else NO_PILOT
        refused = (forced[i] or tried == CENTRAL) and u[i, 2] >= onboarding
        _in_sight(utilities[i], option[i], tried, removed[i], refused, loss * (1.0 - practice), seen[count])
        pick = _pick(seen[count], sharpness, u[i, 1])
        who[count], chosen[count], draws[count] = i, pick, u[i, 1]
        count += 1
        if pick != option[i] and reviewing:
            new_pilot[i] = pick
        elif pick != option[i]:
            new_option[i], new_experience[i] = pick, 0.0
    return stand, new_experience, forced, deciding[:, :count].copy(), seen[:count].copy(), draws[:count].copy()


def _aftermath_body(
    experience, option, unit, depth, weight, trust, trust_shock, unit_losses, served, latency_cost, wait, u, severity,
    load, usable, festival, bugs, overload_output, s,
):  # fmt: skip
    hazard, novice, median, spread, cap, dip, dip_weeks, gain = s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
    gain_weeks, wait_cost, tolerated, service, promised = s[8], s[9], s[10], s[11], s[12]
    recovery, rest, trust_incident = s[13], s[14], s[15]
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
        made *= unit_losses[unit[i]]
        change = recovery * (rest - trust[i]) - trust_shock[i]
        if option[i] == CENTRAL:
            made -= overload_output * (1.0 - served[unit[i]])
            incident[i] = u[i, 0] < chance
            late = wait_cost * max(0.0, wait[i] - tolerated) / 13.0
            change += service * (promised - latency_cost[i] - late) - (trust_incident if incident[i] else 0.0)
        output[i] = made
        after[i] = min(max(change + trust[i], 0.0), 1.0)
        disruption += weight[i] * (max(0.0, 1.0 - made) + lost)
    return both, incident, disruption


_believe = Compiled(_believe_body)
_choose = Compiled(_choose_body, _in_sight, _pick)
_aftermath = Compiled(_aftermath_body)
