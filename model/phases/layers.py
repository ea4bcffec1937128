"""The three layers' own aims, what one more GPU is worth to each, and which unit gets GPUs when they are short.

Frontier, cloud and ecosystem each want something else from the same pool; the spread of their shadow prices says
how far the split is from one that nobody would change. At a quarter's end the layers'
heads look at both, and the board does. Inside the ecosystem layer scarce GPUs follow the units' signals and their
lobbying (18).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.kernels.tally import Tally
from model.mechanisms import compute_pool, frontier, gpu_holdings, inference_pool, inside_news, lobbying, treasury
from model.mechanisms.adoption import CENTRAL
from model.phases.allocate import fabric
from model.technical_state import LAYERS

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

_TINY = 1e-9
_ROUNDS = 4
"""Times that GPUs a unit does not need are offered to the others."""


class Layers(NamedTuple):
    """Per layer (frontier, cloud, ecosystem): its aim in its own unit, and a GPU's worth, RMB M a quarter."""

    aims: tuple[float, float, float]
    shadow_prices: tuple[float, float, float]


def layers(world: World, firm: FirmState, teams: Tally) -> Layers:
    """Return what each layer achieves by its own measure, and its shadow price."""
    margin = _cloud_margin(world, firm, 0.0)
    return Layers(
        (_frontier_aim(world, firm), margin, -teams.late - firm.serving.cost),
        (
            _frontier_price(world, firm),
            _cloud_price(world, firm, margin),
            _ecosystem_price(world, firm, float(teams.shares[CENTRAL])),
        ),
    )


def look_back(world: World, firm: FirmState, measured: Layers) -> None:
    """At a quarter's end, let the layers' heads learn how they stand, and the board name what is out of balance."""
    state, p = firm.layers, world.p.lobbying
    aims = np.array(measured.aims)
    state.former_aims, state.aims = state.aims if world.quarter else aims, aims  # nobody remembers an earlier quarter
    state.shadow_prices = np.array(measured.shadow_prices)
    luck = world.stream("layer_news", firm.index).random(state.seen_prices.shape)
    state.seen_prices = inside_news.guessed_worth(state.shadow_prices, luck, world.p.inside_news)
    if gpu_holdings.shadow_price_dispersion(measured.shadow_prices) > p.memo_dispersion:
        dearest = int(state.shadow_prices.argmax())
        block = world.p.gpu_holdings.shadow_step
        worth = measured.shadow_prices[dearest] * block
        world.news("board.gpus", firm.index, layer=LAYERS[dearest], gpus=block, worth=worth)
    urgency = lobbying.layer_urgency(np.zeros_like(state.seen_prices), state.aims, state.former_aims, p)
    if urgency.any():
        world.news("board.layer", firm.index, layer=LAYERS[int(urgency.argmax())])


def _frontier_aim(world: World, firm: FirmState) -> float:
    training = firm.training
    return frontier.frontier_objective(training.laboratory, training.multimodal_lag, world.market.frontier, world.p.frontier)


def _frontier_price(world: World, firm: FirmState) -> float:
    p, gpus, f = world.p, firm.compute.frontier, fabric(world, firm)
    more = gpus + p.gpu_holdings.shadow_step
    now = compute_pool.throughput(gpus, world.week, f, p.compute_pool)
    then = compute_pool.throughput(more, world.week, f, p.compute_pool)
    return gpu_holdings.frontier_shadow_price(max(now, _TINY), then, p.gpu_holdings)


def _cloud_margin(world: World, firm: FirmState, extra: float) -> float:
    """Return the weekly margin of customers' work if the layer had `extra` GPUs more."""
    p, serving = world.p, firm.serving
    capacity = inference_pool.layer_capacity(firm.compute.cloud + extra, firm.compute.reserve, p.inference_pool)
    served = inference_pool.served_cloud(capacity, serving.need_cloud, p.inference_pool)
    full = firm.standing.revenue - p.treasury.attached_cost * firm.standing.attached
    cost = p.treasury.gpu_week_cost * min(serving.need_cloud, capacity)
    return full / max(serving.served_cloud, _TINY) * served - cost


def _cloud_price(world: World, firm: FirmState, margin: float) -> float:
    step = world.p.gpu_holdings.shadow_step
    gain = _cloud_margin(world, firm, step) - margin
    return max(0.0, gain) * WEEKS_A_QUARTER / step


def _ecosystem_price(world: World, firm: FirmState, central: float) -> float:
    """Return what a GPU adds to the units' served work, at the price they pay by default."""
    p, serving = world.p, firm.serving
    step = p.gpu_holdings.shadow_step
    capacity = inference_pool.layer_capacity(firm.compute.ecosystem, firm.compute.reserve, p.inference_pool)
    gain = inference_pool.served_ecosystem(capacity + step, serving.need_ecosystem, p.inference_pool)
    gain -= inference_pool.served_ecosystem(capacity, serving.need_ecosystem, p.inference_pool)
    return gain * treasury.transfer_income(1.0, central, p.treasury) * WEEKS_A_QUARTER / step


def unit_needs(firm: FirmState) -> Floats:
    """Return each unit's share of the ecosystem layer's load; zeros if nobody uses it."""
    state = firm.adoption
    units = len(firm.data.stock)
    need = np.bincount(state.unit, weights=state.weight * (state.option == CENTRAL), minlength=units)
    return need / max(float(np.add.reduce(need)), _TINY)


def unit_signals(world: World, firm: FirmState) -> Floats:
    """Return the marginal value of GPUs that each unit reports, util (18).

    It is scaled so that, without error and lobbying, GPUs would follow need.
    """
    p = world.p.lobbying
    need = np.maximum(unit_needs(firm) * len(firm.data.stock), _TINY)
    return np.log(need) / p.selectivity + firm.politics.signal_error


def served_units(world: World, firm: FirmState, served: float) -> Floats:
    """Return the served share of each unit's load when the layer serves `served` of it (18)."""
    if served >= 1.0:
        return np.ones(len(firm.data.stock))
    need, p = unit_needs(firm), world.p
    claims = lobbying.gpu_shares(unit_signals(world, firm), firm.politics.lobby, p.approval_queue.influence, p.lobbying)
    got = np.zeros(len(need))
    left = served
    for _ in range(_ROUNDS):
        open_claims = (got < need) * claims
        claimed = float(np.add.reduce(open_claims))
        if left <= _TINY or claimed <= 0.0:
            break
        got = np.minimum(need, got + left * open_claims / claimed)
        left = served - float(np.add.reduce(got))
    return np.where(need > 0.0, got / np.maximum(need, _TINY), 1.0)
