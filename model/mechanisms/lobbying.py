"""Which units get the GPUs, when unit heads can talk them up?

Heads spend effort to raise their place in the queue and their share of the GPUs. Effort costs output, so the heads
whose units produce least have the most to gain: the internal capital market leans to the weak.

(16) cost of effort = c_l*lobby^2 of the unit's output; priority gains eta_inf*lobby
(18) share of unit b ~ exp(xi*(signal_b + eta_inf*lobby_b)), signal = marginal value + N(0, s_v)

(I-5) the heads of the layers frontier, cloud and ecosystem lobby as well, for their place in the queue, each by its own
     aim V: urgency = max(0, share of the sum of shadow prices - 1/3) + clip((V a quarter ago - V)/fall, 0, 1);
     worth of an effort e = eta_inf*stake*urgency*e - c_y*e^2

In (18) effort is multiplied by eta_inf as in (16): with no influence effort must not move GPUs.
Influence activities: Milgrom & Roberts 1988, doi:10.1086/228945; contests in logit form: Tullock 1980; over-funded
weak divisions: Scharfstein & Stein 2000, doi:10.1111/0022-1082.00299; winner-picking: Stein 1997.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from model.parameters import parameter

Floats = NDArray[np.float64]

_ASPIRING = "assumption: heads compare with the quarter before (Cyert & March 1963)"
LOBBY_EFFORTS: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0)
"""Efforts a unit head considers, in units of lobby."""

_NO_VALUE = "assumption: the papers give the form, not the size"


@dataclass(frozen=True)
class LobbyingParameters:
    """What lobbying costs and what it is for."""

    cost: float = parameter(
        0.02,
        "output share",
        0.005,
        0.05,
        _NO_VALUE,
        "assumed",
        "c_l: share of unit output that a unit of effort costs (16)",
    )
    selectivity: float = parameter(
        1.5, "1/util", 0.5, 4.0, _NO_VALUE, "assumed", "xi: how sharply GPUs follow the signals (18)"
    )
    signal_noise: float = parameter(
        0.3, "util", 0.1, 0.8, _NO_VALUE, "assumed", "s_v: error of a unit's measured marginal value (18)"
    )
    gpu_stake: float = parameter(
        0.5,
        "unit output",
        0.0,
        2.0,
        _NO_VALUE,
        "assumed",
        "what all unit GPUs together are worth to one head, in mean unit outputs",
    )
    sharpness: float = parameter(
        8.0, "1/unit output", 2.0, 30.0, _NO_VALUE, "assumed", "how sharply a head chooses the better effort"
    )
    priority_stake: float = parameter(
        0.01,
        "unit output/score",
        0.0,
        0.05,
        _NO_VALUE,
        "assumed",
        "what a point of priority is worth to a head, in mean unit outputs",
    )
    layer_stake: float = parameter(
        1.0, "unit output/score", 0.0, 3.0, _NO_VALUE, "assumed", "what a point of priority is worth to an urgent layer"
    )
    layer_cost: float = parameter(
        0.1, "unit output", 0.02, 0.5, _NO_VALUE, "assumed", "what a unit of a layer head's effort costs it"
    )
    fall_frontier: float = parameter(
        0.1, "K", 0.02, 0.5, _ASPIRING, "assumed", "fall of the frontier layer's aim in a quarter that is an alarm"
    )
    fall_cloud: float = parameter(
        20.0, "RMB M/wk", 5.0, 100.0, _ASPIRING, "assumed", "fall of the cloud layer's margin that is an alarm"
    )
    fall_ecosystem: float = parameter(
        0.1, "-", 0.02, 0.5, _ASPIRING, "assumed", "fall of the units' layer's aim that is an alarm"
    )
    memo_dispersion: float = parameter(
        0.5, "-", 0.1, 1.4, _ASPIRING, "assumed", "spread of shadow prices over their mean that a board memo mentions"
    )


def layer_urgency(shadow_prices: Floats, aims: Floats, former_aims: Floats, p: LobbyingParameters) -> Floats:
    """Return how much cause each layer has to speak up (3,), 0 to 5/3 (integration 5).

    A GPU that earns more here than elsewhere is cause, and an aim that fell within a quarter. `shadow_prices` (heads,
    layers) are RMB M as each head sees them.
    """
    own, whole = shadow_prices.diagonal(), shadow_prices.sum(axis=1)
    known = (whole > 0.0) & np.isfinite(whole)
    claims = np.isinf(own) * 1.0
    claims[known] = own[known] / whole[known] - 1.0 / len(own)
    falls = (former_aims - aims) / np.array([p.fall_frontier, p.fall_cloud, p.fall_ecosystem])
    return np.maximum(claims, 0.0) + np.clip(falls, 0.0, 1.0)


def layer_utilities(urgency: Floats, efforts: ArrayLike, influence: float, p: LobbyingParameters) -> Floats:
    """Worth of each effort to each layer head, in mean unit outputs; shape (3, efforts) (integration 5)."""
    tried = np.asarray(efforts, dtype=np.float64)
    return influence * p.layer_stake * urgency[:, None] * tried - p.layer_cost * tried**2


def value_signal(marginal_value: ArrayLike, u: ArrayLike, p: LobbyingParameters) -> Floats:
    """Measured marginal value of GPUs of each unit, in util (18)."""
    return np.asarray(marginal_value) + p.signal_noise * ndtri(u)


def gpu_shares(signal: ArrayLike, lobby: ArrayLike, influence: float, p: LobbyingParameters) -> Floats:
    """Shares of the GPUs over units, summing to 1 along the last axis (18). `influence` is eta_inf."""
    claim = p.selectivity * (np.asarray(signal) + influence * np.asarray(lobby))
    weight = np.exp(claim - claim.max(axis=-1, keepdims=True))
    return weight / weight.sum(axis=-1, keepdims=True)


def lobbying_cost(lobby: ArrayLike, p: LobbyingParameters) -> Floats:
    """Share of a unit's output that its effort costs (16)."""
    return p.cost * np.asarray(lobby, dtype=np.float64) ** 2


def lobby_utilities(
    signal: Floats, lobby: Floats, output: Floats, efforts: ArrayLike, influence: float, p: LobbyingParameters
) -> Floats:
    """Utility of each effort to each unit head, in mean unit outputs; shape (units, efforts).

    `lobby` holds everybody's last effort: a head expects the others to repeat it. `output` is a unit's output over
    the mean. Gain is the own GPU share and the own place in the queue, cost falls on the own output.
    """
    efforts = np.asarray(efforts, dtype=np.float64)
    claim = p.selectivity * (signal + influence * lobby)
    top = claim.max()
    rest = np.exp(claim - top).sum() - np.exp(claim - top)
    own = np.exp(p.selectivity * (signal[:, None] + influence * efforts) - top)
    share = own / (own + rest[:, None])
    gain = p.gpu_stake * share + p.priority_stake * influence * efforts
    return gain - lobbying_cost(efforts, p) * output[:, None]
