"""Which of four ways does a product team get its models, and when does it change its mind?

A team stays with the legacy stack, moves to the central model, buys from a third party or runs a rogue
model of its own. It reviews at random times, tries what it prefers for some weeks, then commits or goes back.

(68)       utility = perceived quality + peers + switching cost + mandate and reactance + trust + constants;
           the social term follows Brock & Durlauf (2001), switching cost Dixit (1989), reactance Brehm (1966)
(I60)      an overloaded central service is worth less
(I21)      constants that reproduce given start shares; Newton's method on the convex logit potential
(70), (I22), (I24), (I59)  reviews, pilots, commitment, forced choice, a gate that may be closed

One util is what one unit of capability K is worth to the median team. Arrays are over teams (n) and
options (4), always in the order of OPTIONS.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

LEGACY, CENTRAL, THIRD, ROGUE = range(4)
OPTIONS = ("legacy", "central", "third", "rogue")
NO_PILOT = -1

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_ONE_OF_FOUR = np.eye(len(OPTIONS))
_HALF = 0.5
_ROUNDING = 1e-12
_NEWTON_STEPS = 100

_UTIL = "assumption: no published estimate; set on the scale of one unit of capability"
_TUNED = "assumption: tuned so that the joined world neither collapses nor explodes"
_SOCIAL = "Brock & Durlauf 2001 for the form; assumption: influence below the norm-lock threshold"
_REACTANCE = "Brehm 1966 for the sign; assumption: size keeps a full mandate from being free"


@dataclass(frozen=True)
class AdoptionParameters:
    """What teams value and how they choose."""

    sensitivity: float = parameter(3.0, "1/util", 1, 6, _UTIL, "assumed", "sharpness of a choice")
    influence: float = parameter(0.6, "util", 0, 2.5, _SOCIAL, "assumed", "weight of the share of peers")
    switching_cost: float = parameter(0.8, "util", 0.4, 1.6, _TUNED, "assumed", "what leaving an option costs")
    enforcement: float = parameter(0.7, "util", 0.35, 1.4, _UTIL, "assumed", "pull of a full mandate")
    review_hazard: float = parameter(0.12, "1/wk", 0.04, 0.25, _UTIL, "assumed", "chance of a review in a week")
    pilot_weeks: int = parameter(4, "wk", 1, 13, _TUNED, "assumed", "length of a trial before commitment")
    pilot_support_loss: float = parameter(
        0.3, "util", 0.15, 0.6, _TUNED, "assumed", "how much worse a central trial looks without any support"
    )
    overload_loss: float = parameter(1.5, "util", 0.75, 3, _TUNED, "assumed", "loss when the ecosystem layer serves nothing")
    overload_output: float = parameter(
        0.15, "share", 0.05, 0.3, _TUNED, "assumed", "output a central team loses when the layer serves nothing"
    )


def peer_shares(influence: Floats, option: Integers) -> Floats:
    """Return the share of each team's peers on each option (n, 4).

    `influence` (n, n) has rows that sum to 1, or to 0 for a team without peers.
    """
    return influence @ _ONE_OF_FOUR.take(option, axis=0)


def utilities(
    perceived: Floats,
    peers: Floats,
    option: Integers,
    reactance: Floats,
    trust_effect: Floats,
    mandate: float,
    served: float | Floats,
    constants: Floats,
    politics: Floats | float,
    p: AdoptionParameters,
) -> Floats:
    """Return utilities (n, 4) of the options as the teams see them (68, I24, I60).

    `perceived` and `politics` (n, 4), `reactance` and `trust_effect` (n,) are utils, `peers` shares, `mandate`
    0-1, `served` the share of each team's load that is served, `constants` (4,) utils from
    `calibrated_constants`.
    """
    total = perceived + p.influence * (peers - 1.0 / len(OPTIONS)) + constants + politics
    total += p.switching_cost * _ONE_OF_FOUR.take(option, axis=0)
    total[:, CENTRAL] += mandate * p.enforcement - reactance * mandate**2
    total[:, CENTRAL] += trust_effect - p.overload_loss * (1.0 - served)
    return total


def choice_probabilities(utilities: Floats, available: Flags, scale: float) -> Floats:
    """Return logit probabilities over the last axis; options that are not `available` get 0.

    Raises ValueError when a row has no available option.
    """
    weights = _weights(utilities, available, scale)
    return weights / np.add.reduce(weights, axis=-1, keepdims=True)


def choice_share(utilities: Sequence[float], option: int, scale: float) -> float:
    """Return the logit probability of one of the options while all are available: `choice_probabilities` of one row."""
    top = max(utilities)
    weights = [math.exp(scale * (utility - top)) for utility in utilities]
    return weights[option] / sum(weights)


def chosen_option(utilities: Floats, available: Flags, scale: float, u: float | Floats) -> Integers:
    """Return the option that luck `u` picks: the inverse of the logit distribution (68).

    Shapes (..., options) and (...); `scale` in 1/util. The rule and the reading of a record both call this.
    Raises ValueError when a row has no available option.
    """
    reach = _weights(utilities, available, scale).cumsum(axis=-1)
    total = reach[..., -1:]
    return ((reach > np.asarray(u)[..., None] * total) | (reach >= total)).argmax(axis=-1)


def _weights(utilities: Floats, available: Flags, scale: float) -> Floats:
    masked = np.where(available, scale * utilities, -np.inf)
    top = np.maximum.reduce(masked, axis=-1, keepdims=True)
    if not np.isfinite(top).all():
        raise ValueError("a choice needs at least one available option with a finite utility")
    return np.exp(masked - top)


def calibrated_constants(utilities: Floats, targets: Floats, scale: float, weights: Floats | None = None) -> Floats:
    """Return constants (4,) that make the expected choice shares equal `targets`, to 1e-12 (I21).

    `utilities` (n, 4) hold no constants yet; `weights` (n,) count teams unequally. The first constant is 0.
    Newton's method with backtracking on the convex potential mean(logsum) - targets * constants.
    Raises ValueError when a target is not positive or they do not sum to 1.
    """
    targets = np.asarray(targets, dtype=float)
    if (targets <= 0).any() or abs(targets.sum() - 1.0) > _ROUNDING:
        raise ValueError("start shares must all be positive and sum to 1")
    mass = np.full(len(utilities), 1.0) if weights is None else np.asarray(weights, dtype=float)
    mass = mass / mass.sum()
    constants = np.zeros(len(targets))  # in units of 1/scale until the end
    value, gradient, curvature = _potential(scale * utilities, constants, targets, mass)
    for _ in range(_NEWTON_STEPS):
        if np.abs(gradient).max() < _ROUNDING:
            break
        step = np.zeros_like(constants)
        step[1:] = -np.linalg.solve(curvature[1:, 1:] + _ROUNDING * np.eye(len(targets) - 1), gradient[1:])
        while True:
            trial = _potential(scale * utilities, constants + step, targets, mass)
            if trial[0] <= value + _ROUNDING:
                break
            step *= _HALF
        constants = constants + step
        value, gradient, curvature = trial
    return constants / scale


def _potential(scaled: Floats, constants: Floats, targets: Floats, mass: Floats) -> tuple[float, Floats, Floats]:
    """Return the potential whose minimum meets the targets, its gradient and its curvature."""
    shifted = scaled + constants
    top = shifted.max(axis=1)
    weights = np.exp(shifted - top[:, None])
    total = weights.sum(axis=1)
    probabilities = weights / total[:, None]
    shares = mass @ probabilities
    value = float(mass @ (top + np.log(total)) - targets @ constants)
    curvature = np.diag(shares) - (probabilities * mass[:, None]).T @ probabilities
    return value, shares - targets, curvature


class Choices(NamedTuple):
    """Where the teams stand after a week's choices, and what a record of the reasons needs."""

    option: Integers  # (n,)
    pilot: Integers  # option on trial, or NO_PILOT
    pilot_weeks: Integers  # weeks the trial has run
    experience: Floats  # weeks of practice, 0 after a change
    decided: Flags  # teams that took a decision this week
    forced: Flags  # of these, whose option was removed
    chosen: Integers  # the option drawn (the current one where nothing was decided)
    utilities: Floats  # (n, 4) as the decision saw them
    available: Flags  # (n, 4) options the decision was between
    u: Floats  # (n,) the luck of the decision


def team_choices(
    option: Integers,
    pilot: Integers,
    pilot_weeks: Integers,
    experience: Floats,
    utilities: Floats,
    legacy_removed: Flags,
    practice_rate: float,
    onboarding: float,
    u_review: Floats,
    u_choice: Floats,
    u_gate: Floats,
    p: AdoptionParameters,
) -> Choices:
    """Let the teams review, try, commit and flee for one week (70, I22, I24, I52, I59).

    A team whose legacy stack is removed chooses at once. A trial that has run its weeks ends in a choice
    between it and the current option. Any other team without a trial reviews with the weekly hazard and starts
    a trial of what it then prefers. The gate admits a team to central with probability `onboarding`.
    `practice_rate` 0-1 is the support that a trial of central gets; the `u` are uniforms, one a team.
    """
    trying = pilot != NO_PILOT
    forced = legacy_removed & (option == LEGACY)
    running = trying & ~forced
    weeks = pilot_weeks + 1
    ending = running & (weeks >= p.pilot_weeks)
    reviewing = (u_review < p.review_hazard) & ~(trying | forced)

    seen = utilities.copy()
    available = np.ones(utilities.shape, dtype=bool)
    available[:, LEGACY] = ~legacy_removed
    refused = forced & (u_gate >= onboarding)
    ended = ending.nonzero()[0]
    if ended.size:
        of_central = ending & (pilot == CENTRAL)
        seen[of_central, CENTRAL] -= p.pilot_support_loss * (1.0 - practice_rate)
        available[ended] = False
        available[ended, option[ended]] = True
        available[ended, pilot[ended]] = True
        # a legacy trial does not survive the removal of legacy
        available[ending & legacy_removed, LEGACY] = False
        refused |= of_central & (u_gate >= onboarding)
    available[refused, CENTRAL] = False

    decided = forced | ending | reviewing
    who = decided.nonzero()[0]
    chosen = option.copy()
    chosen[who] = chosen_option(seen[who], available[who], p.sensitivity, u_choice[who])
    moved = chosen != option
    moving = moved & ~reviewing
    starting = moved & reviewing
    staying = running & ~ending
    return Choices(
        option=np.where(moving, chosen, option),
        pilot=np.where(starting, chosen, np.where(staying, pilot, NO_PILOT)),
        pilot_weeks=np.where(staying, weeks, 0),
        experience=np.where(moving, 0.0, experience),
        decided=decided,
        forced=forced,
        chosen=chosen,
        utilities=seen,
        available=available,
        u=u_choice,
    )
