"""How good does a model become from given compute and given data?

- (1), (2) loss L = E + A N^-a + B D^-b at compute C = 6 N D; at the optimum L = E + H (C/6)^-g, g = ab/(a+b)
  (Hoffmann et al. 2022; coefficients of Besiroglu et al. 2024: the rounded ones of 2022 give 78 to 174 tokens
  a parameter in place of about 20)
- (3), (4) repeated tokens count less (Muennighoff et al. 2023): C_dat is the compute that would reach the same
  loss with fresh tokens only
- (52) tokens needed to reach a loss; the cheapest recipe over training and lifetime inference
  (Sardana & Frankle 2023, arXiv 2401.00448)

Units: compute in FLOP, sizes in parameters, loss in nats per token.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from model.parameters import parameter

_FLOP_PER_TOKEN = 6.0  # forward and backward pass, per parameter
_TRAIN_PER_SERVE = 3.0  # FLOP of a trained token over FLOP of a served one
_ITERATIONS = 60
_CLOSE = 1e-10
_ROUNDING = 1e-14

_REFIT = "Besiroglu et al. 2024, arXiv 2404.10102; range two standard errors"
_REPEAT = "Muennighoff et al. 2023, arXiv 2305.16264"
_TOKENS = "Dubey et al. 2024; DeepSeek-AI 2024, arXiv 2412.19437: about 15e12 tokens"
_TEXT = "assumption: a quarter of public text once all units share"


@dataclass(frozen=True)
class ScalingLawParameters:
    """The scaling law and the text there is."""

    irreducible_loss: float = parameter(1.8172, "nat", 1.757, 1.877, _REFIT, "measured", "E of the scaling law")
    size_scale: float = parameter(482.01, "nat", 233, 731, _REFIT, "measured", "A of the scaling law")
    data_scale: float = parameter(2085.43, "nat", 800, 4671, _REFIT, "measured", "B of the scaling law")
    size_exponent: float = parameter(0.3478, "-", 0.308, 0.388, _REFIT, "measured", "a of the scaling law")
    data_exponent: float = parameter(0.3658, "-", 0.326, 0.406, _REFIT, "measured", "b of the scaling law")
    useful_repeats: float = parameter(15.4, "-", 5, 25, _REPEAT, "measured", "decay of repeated tokens' worth")
    public_tokens: float = parameter(15e12, "token", 5e12, 50e12, _TOKENS, "measured", "unique public tokens")
    unit_tokens: float = parameter(4e12, "token", 0.5e12, 20e12, _TEXT, "assumed", "unique tokens of all units")
    data_efficiency: float = parameter(
        0.5, "-", 0, 1, "assumption: algorithms save tokens and parameters alike", "assumed",
        "share of algorithmic progress, in decades, that saves tokens",
    )  # fmt: skip


class Allocation(NamedTuple):
    """A training recipe: parameters N, tokens D and the loss (nat) they reach."""

    size: float
    tokens: float
    loss: float


def loss(size: float, tokens: float, p: ScalingLawParameters) -> float:
    """Return the pre-training loss (1) in nats of `size` parameters on `tokens` fresh tokens."""
    return p.irreducible_loss + p.size_scale * size**-p.size_exponent + p.data_scale * tokens**-p.data_exponent


def optimal_allocation(compute: float, p: ScalingLawParameters) -> Allocation:
    """Return the compute-optimal recipe for `compute` FLOP with unlimited fresh tokens (2)."""
    tokens = _optimal_tokens(compute, p)
    size = compute / _FLOP_PER_TOKEN / tokens
    return Allocation(size, tokens, loss(size, tokens, p))


def _optimal_tokens(compute: float, p: ScalingLawParameters) -> float:
    a, b = p.size_exponent, p.data_exponent
    balance = (b * p.data_scale / (a * p.size_scale)) ** (1.0 / (a + b))
    return balance * (compute / _FLOP_PER_TOKEN) ** (a / (a + b))


def _reducible(compute: float, p: ScalingLawParameters) -> float:
    """Return the part of the optimal loss that more compute removes: H (C/6)^-g."""
    a, b = p.size_exponent, p.data_exponent
    return (1.0 + b / a) * p.data_scale * _optimal_tokens(compute, p) ** -b


def effective_tokens(tokens: float, unique: float, p: ScalingLawParameters) -> float:
    """Return the fresh tokens that `tokens` passes over `unique` distinct ones are worth (3)."""
    if tokens <= unique:
        return tokens
    return unique * (1.0 - p.useful_repeats * math.expm1(-(tokens / unique - 1.0) / p.useful_repeats))


def unique_tokens(access: float, p: ScalingLawParameters) -> float:
    """Return distinct tokens to train on; `access` is the share of the units' text in the hub (0-1)."""
    return p.public_tokens + p.unit_tokens * access


def data_multiplier(compute: float, unique: float, p: ScalingLawParameters) -> float:
    """Return C_dat/C in [0, 1] of a run of `compute` FLOP on `unique` distinct tokens (4).

    Size against tokens is chosen anew under repetition: the first-order condition is solved for ln D by
    Newton's method, which starts at the recipe for fresh tokens, where the last pass is worth too little.
    """
    if compute <= 0 or unique <= 0:
        return 0.0
    tokens = _optimal_tokens(compute, p)
    if tokens <= unique:
        return 1.0
    a, b, pairs = p.size_exponent, p.data_exponent, compute / _FLOP_PER_TOKEN
    constant = math.log(a * p.size_scale / (b * p.data_scale)) - a * math.log(pairs)
    x = math.log(tokens)
    for _ in range(_ITERATIONS):
        worth, yields = _worth(math.exp(x), unique, p)
        passes = math.exp(x) / unique / p.useful_repeats
        log_yields = x - math.log(worth) + 1.0 / p.useful_repeats - passes  # yields itself may be too small
        slope = a + b * yields - 1.0 + passes + yields
        step = (constant + a * x + b * math.log(worth) - log_yields) / slope
        x -= step
        if abs(step) < _CLOSE:
            break
    tokens = math.exp(x)
    worth = effective_tokens(tokens, unique, p)
    reducible = p.size_scale * (pairs / tokens) ** -a + p.data_scale * worth**-b
    return (_reducible(compute, p) / reducible) ** ((a + b) / (a * b))


def _worth(tokens: float, unique: float, p: ScalingLawParameters) -> tuple[float, float]:
    """Return effective tokens and their elasticity to tokens (1 while they are fresh)."""
    worth = effective_tokens(tokens, unique, p)
    fading = math.exp(-(tokens / unique - 1.0) / p.useful_repeats) if tokens > unique else 1.0
    return worth, fading * tokens / worth


def compute_for(adjusted: float, unique: float, p: ScalingLawParameters) -> float:
    """Return the FLOP whose data-adjusted compute is `adjusted`: (4) turned round; infinite where no run does.

    The cheapest recipe for a loss on `unique` distinct tokens solves one equation in ln D whose left side falls;
    Newton's method starts where every token is fresh and is kept inside the bracket it has seen.
    """
    if adjusted <= 0:
        return 0.0
    if unique <= 0:
        return math.inf
    if _optimal_tokens(adjusted, p) <= unique:
        return adjusted
    a, b = p.size_exponent, p.data_exponent
    target = _reducible(adjusted, p)
    if p.data_scale * (unique * (1.0 + p.useful_repeats)) ** -b >= target:
        return math.inf
    x = low = math.log(unique)
    high = math.inf
    for _ in range(_ITERATIONS):
        worth, yields = _worth(math.exp(x), unique, p)
        share = a + b * yields
        excess = math.log(p.data_scale * share / (a * target)) - b * math.log(worth)
        low, high = (x, high) if excess > 0 else (low, x)
        bend = (1.0 - math.exp(x) / unique / p.useful_repeats - yields) / share
        fall = b * yields * (1.0 - bend)
        step = min(excess / fall, 1.0) if fall > _ROUNDING else math.copysign(1.0, excess)
        if abs(step) < _CLOSE:
            break
        x = x + step if low < x + step < high else (low + high) / 2.0
    tokens = math.exp(x)
    size = ((target - p.data_scale * effective_tokens(tokens, unique, p) ** -b) / p.size_scale) ** (-1.0 / a)
    return _FLOP_PER_TOKEN * size * tokens


def tokens_needed(target_loss: float, size: float, algorithms: float, p: ScalingLawParameters) -> float:
    """Return the tokens with which `size` parameters reach a loss (52); infinite where they are too few.

    `algorithms` is A against the law's own: its `data_efficiency` part saves tokens.
    """
    room = target_loss - p.irreducible_loss - p.size_scale * size**-p.size_exponent
    if room <= 0:
        return math.inf
    return (p.data_scale / room) ** (1.0 / p.data_exponent) / algorithms**p.data_efficiency


def lifetime_recipe(target_loss: float, served_tokens: float, p: ScalingLawParameters) -> Allocation:
    """Return the recipe that reaches a loss with least compute for training and serving together.

    Cost is 6 N D + 2 N `served_tokens`; a model that is served much is made small and trained long. The share
    y of the reducible loss that is left to size solves a y = b (1 - y)(1 + served / 3 D(y)).
    """
    reducible = target_loss - p.irreducible_loss
    if reducible <= 0:
        raise ValueError(f"no model reaches a loss of {target_loss:g}: use more than {p.irreducible_loss:g} nats.")
    low, high = 0.0, 1.0
    for _ in range(_ITERATIONS):
        y = (low + high) / 2.0
        tokens = (p.data_scale / ((1.0 - y) * reducible)) ** (1.0 / p.data_exponent)
        served = 1.0 + served_tokens / (_TRAIN_PER_SERVE * tokens)
        if p.size_exponent * y < p.data_exponent * (1.0 - y) * served:
            low = y
        else:
            high = y
    size = (p.size_scale / (y * reducible)) ** (1.0 / p.size_exponent)
    return Allocation(size, tokens, target_loss)
