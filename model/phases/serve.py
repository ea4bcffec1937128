"""Phase 7: load meets capacity. What a token costs, who is served, how long it takes, how good each stack is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats
from model.kernels.stacks import Offer, Units, worth
from model.mechanisms import (
    efficiency,
    inference_pool,
    model_tiers,
    open_spillover,
    treasury,
)
from model.mechanisms.adoption import CENTRAL
from model.phases.layers import served_units

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def run(world: World) -> None:
    """Serve customers and units."""
    for firm in world.firms:
        firm.serving.cost = unit_cost(world, firm) / world.constants.cost_reference
        serve_cloud(world, firm)
        ecosystem(world, firm)
        judge_stacks(world, firm)


def unit_cost(world: World, firm: FirmState) -> float:
    """Return the unit cost index before it is set to 1 at the start (I17)."""
    serving, p = firm.serving, world.p
    absorbed = open_spillover.absorption(firm.levers.release.reintegration, p.open_spillover)
    contributed = 1.0 - open_spillover.contribution_cost(serving.contributions, absorbed, p.open_spillover)
    off = "efficiency" in world.off
    return efficiency.unit_cost(
        tokens=world.link("experience", serving.experience, firm.index),
        industry_tokens=serving.industry,
        cache_saved=0.0 if off else efficiency.cache_saving(firm.efficiency.stock, p.efficiency),
        own_share=0.0 if off else firm.efficiency.own_share,
        contribution_saving=contributed,
        bugs=serving.bugs,
        coupling=firm.training.coupling,
        p=p.efficiency,
    ).index * (1.0 - p.event_effects.chip_saving if firm.efficiency.breakthrough else 1.0)


def market_size(world: World) -> float:
    """Return the market of this week in workload units, as one firm's share counts in it."""
    return treasury.market_size(world.week, world.fixed.firm_scale, world.p.treasury)


def own_work(world: World, firm: FirmState, adoption: float) -> float:
    """Return the firm's served work in workload units, its own teams included, of whom `adoption` use the common stack."""
    share, layout = world.market.customers.share, world.fixed.layout
    f, p = firm.index, world.p
    market = market_size(world) * float(share[layout.api[f]] + share[layout.host[f]])
    internal = p.treasury.gpu_week_cost * p.treasury.transfer_base * adoption
    return market * firm.serving.served_cloud + internal * firm.serving.served_ecosystem


def adoption_share(firm: FirmState) -> float:
    """Return the token-weighted share of teams on the common stack."""
    return float(firm.adoption.weight @ (firm.adoption.option == CENTRAL))


def serve_cloud(world: World, firm: FirmState) -> None:
    """Serve customers and hosted developers (I13)."""
    serving, p, f = firm.serving, world.p, firm.index
    share, layout = world.market.customers.share, world.fixed.layout
    serving.need_cloud = inference_pool.need_cloud(
        workload=market_size(world),
        api_share=float(share[layout.api[f]]),
        hosted_share=float(share[layout.host[f]]),
        api_cost=p.tiering.api_cost,
        hosted_cost=p.tiering.hosted_cost,
        hosted_developers=developers_here(world, f),
        cost_index=serving.cost,
        gpu_week_cost=p.treasury.gpu_week_cost,
        p=p.inference_pool,
    )
    capacity = inference_pool.layer_capacity(firm.compute.cloud, firm.compute.reserve, p.inference_pool)
    serving.need_cloud += deal_gpus(world, firm)
    served = inference_pool.served_cloud(capacity, serving.need_cloud, p.inference_pool)
    if served < 1.0 <= serving.served_cloud:
        world.news("cloud.throttled", f, served=served)
    serving.served_cloud = served


def deal_gpus(world: World, firm: FirmState) -> float:
    """Return the GPUs that a mega deal has booked, 0 without one."""
    return world.p.event_effects.deal_share * firm.compute.cloud if world.week < firm.standing.deal_until else 0.0


def developers_here(world: World, f: int) -> float:
    """Return hosted developer agents, scaled so that a crowd of any size is worth a thousand."""
    return float(world.market.developers.hosted[f]) * world.constants.developer_scale


def ecosystem(world: World, firm: FirmState) -> None:
    """Serve the group's own teams (I14, I54, I60) and set how long an answer takes."""
    serving, p, state = firm.serving, world.p, firm.adoption
    tiers = firm.levers.serving.base_tiers
    choice = world.constants.tiers[firm.index]
    adoption = world.link("congestion", adoption_share(firm), firm.index)
    on_central = state.weight * (state.option == CENTRAL)
    staffing = 1.0
    if tiers != p.model_tiers.reference_tiers:
        loads = [
            model_tiers.tier_loads(adoption, model_tiers.tier_shares(choice[n].tier, on_central, n), p.model_tiers)
            for n in (tiers, p.model_tiers.reference_tiers)
        ]
        staffing = inference_pool.staffing_factor(loads[0], loads[1], p.inference_pool)
    off = "inference_pool" in world.off
    serving.need_ecosystem = inference_pool.need_ecosystem(
        adoption=adoption,
        week=world.week,
        pooled=1.0 if off else serving.pooled,
        peak=inference_pool.festival_peak(world.market.festival, p.inference_pool) if world.market.festival else 1.0,
        transfer_price=firm.levers.price.transfer,
        cost_index=serving.cost,
        tier_staffing=staffing,
        p=p.inference_pool,
    )
    capacity = inference_pool.layer_capacity(firm.compute.ecosystem, firm.compute.reserve, p.inference_pool)
    served = inference_pool.served_ecosystem(capacity, serving.need_ecosystem, p.inference_pool)
    if served < 1.0 <= serving.served_ecosystem:
        world.news("teams.overload", firm.index, served=served)
    serving.served_ecosystem = 1.0 if off else served
    serving.served_units = served_units(world, firm, serving.served_ecosystem)
    serving.latency = (
        np.zeros(tiers)
        if off
        else inference_pool.tier_latency(world.fixed.tier_latency[tiers], capacity, serving.need_ecosystem, p.inference_pool)
    )


def judge_stacks(world: World, firm: FirmState) -> None:
    """Set how good each stack is for each team, and what latency costs it, util (I15, I20)."""
    state, p, market, data = firm.adoption, world.p, world.market, firm.data
    choice = world.constants.tiers[firm.index]
    quality = firm.flywheel.quality
    units = Units(
        error_cut=(data.start_error - data.error) / data.start_error,
        flywheel=np.zeros(len(quality)) if "flywheel" in world.off else quality,
        deployed=handed_over(firm),
        sensitivity=world.fixed.sensitivity,
    )
    offer = Offer(
        lead=firm.training.api - market.reference,
        rival_lead=max(market.rivals.served.tolist()) - market.reference,
        open_lead=max(market.open_history[-1].tolist()) - market.reference,
        latency=firm.queue.latency,
        transfer_price=firm.levers.price.transfer,
        audit=firm.levers.migration.audit,
        amnesty=firm.levers.migration.amnesty,
        week=world.week,
    )
    state.true_quality, firm.serving.latency_cost = worth(
        state,
        units,
        offer,
        firm.queue.team_wait,
        choice[firm.levers.serving.base_tiers],
        choice[p.model_tiers.reference_tiers],
        firm.serving.latency,
        p.perception,
        p.inference_pool,
    )


def handed_over(firm: FirmState) -> Floats:
    """Return the mean share of each domain's tasks that agents execute, shape (units,)."""
    share = firm.agents.deployment.share
    return np.add.reduce(share, axis=1) / share.shape[1]
