"""A week of all product teams of a firm: what they believe and what they choose (68-70).

References are `model.mechanisms.perception` and `adoption` on whole arrays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from model.arrays import Flags, Floats, Integers
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import adoption, perception
from model.mechanisms.adoption import CENTRAL, LEGACY, NO_PILOT, AdoptionParameters
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
    week: int,
    practice: float,
    onboarding: float,
    u: Floats,
    p: AdoptionParameters,
) -> TeamChoices:
    """Let every team whose moment has come choose (70); `u` (n, 4) is their luck, the rest as in `team_choices`."""
    if not plain():
        stand, experience, forced, (who, chosen), seen, draws = _choose(
            state.option, state.pilot, state.pilot_weeks, state.experience, utilities, state.wave_week, week, u, practice,
            onboarding, p.pilot_weeks, p.review_hazard, p.pilot_support_loss, p.sensitivity,
        )  # fmt: skip
        new_option, new_pilot, new_weeks = stand
        return TeamChoices(new_option, new_pilot, new_weeks, experience, forced, who, seen, draws, chosen)
    done = adoption.team_choices(
        state.option, state.pilot, state.pilot_weeks, state.experience, utilities, state.wave_week <= week, practice,
        onboarding, u[:, 0], u[:, 1], u[:, 2], p,
    )  # fmt: skip
    who = done.decided.nonzero()[0]
    seen = np.where(done.available[who], done.utilities[who], -np.inf)
    return TeamChoices(
        done.option, done.pilot, done.pilot_weeks, done.experience, done.forced, who, seen, u[who, 1], done.chosen[who]
    )


@packed
def _belief_settings(view: PerceptionParameters, p: AdoptionParameters) -> Floats:
    return np.array(
        [view.news_weight, view.report_weight, view.promise_weight, view.promise, view.signal_noise, view.learning,
         view.trust_value, view.trust_rest, p.influence, p.switching_cost, p.enforcement, p.overload_loss]
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
        for k in range(options):
            peers[k], told[k] = 0.0, 0.0
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
    option, pilot, pilot_weeks, experience, utilities, wave, week, u, practice, onboarding, trial, hazard, loss, sharpness
):  # fmt: skip
    teams, options = utilities.shape
    stand, deciding = np.zeros((3, teams), np.int64), np.empty((2, teams), np.int64)
    new_option, new_pilot, new_weeks = stand[0], stand[1], stand[2]
    who, chosen, draws = deciding[0], deciding[1], np.empty(teams)
    new_experience, forced = experience.copy(), np.zeros(teams, np.bool_)
    seen, count = np.empty((teams, options)), 0
    for i in range(teams):
        new_option[i], new_pilot[i] = option[i], NO_PILOT
        removed = wave[i] <= week
        forced[i] = removed and option[i] == LEGACY
        running = pilot[i] != NO_PILOT and not forced[i]
        ending = running and pilot_weeks[i] + 1 >= trial
        reviewing = pilot[i] == NO_PILOT and not forced[i] and u[i, 0] < hazard
        if running and not ending:
            new_pilot[i], new_weeks[i] = pilot[i], pilot_weeks[i] + 1
        if not (forced[i] or ending or reviewing):
            continue
        tried = pilot[i] if ending else NO_PILOT
        refused = (forced[i] or tried == CENTRAL) and u[i, 2] >= onboarding
        _in_sight(utilities[i], option[i], tried, removed, refused, loss * (1.0 - practice), seen[count])
        pick = _pick(seen[count], sharpness, u[i, 1])
        who[count], chosen[count], draws[count] = i, pick, u[i, 1]
        count += 1
        if pick != option[i] and reviewing:
            new_pilot[i] = pick
        elif pick != option[i]:
            new_option[i], new_experience[i] = pick, 0.0
    return stand, new_experience, forced, deciding[:, :count].copy(), seen[:count].copy(), draws[:count].copy()


_believe = Compiled(_believe_body)
_choose = Compiled(_choose_body, _in_sight, _pick)
