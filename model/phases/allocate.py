"""Phase 5: scarce things are shared out: GPUs to layers, the hub to units, hires to places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.clock import WEEKS_A_QUARTER, opens_quarter
from model.kernels.units import opened_data, regrown_gpus
from model.mechanisms import (
    compute_pool,
    data_breach,
    efficiency,
    gpu_holdings,
    inference_pool,
    politics,
)

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def run(world: World) -> None:
    """Share out what is scarce."""
    for firm in world.firms:
        _deliver(world, firm)
        _claw_back(world, firm)
        _regrow(world, firm)
        share_pool(world, firm)
        _open_data(world, firm)
        firm.serving.pooled = inference_pool.pooled_after_week(
            firm.serving.pooled, firm.levers.serving.pooling, world.p.inference_pool
        )


def fabric(world: World, firm: FirmState) -> float:
    """Return the factor on throughput of a cluster that spans several networks."""
    return compute_pool.fabric_factor(
        firm.compute.fabrics, world.market.nature.on(firm.index).fabric_loss, world.p.compute_pool
    )


def weekly_flop(world: World, firm: FirmState, gpus: float) -> float:
    """Return what a cluster of `gpus` trains in this week, FLOP."""
    p = world.p.compute_pool
    if "compute_pool" in world.off:
        return gpus * compute_pool.throughput(1.0, world.week, 1.0, p)
    return compute_pool.throughput(gpus, world.week, fabric(world, firm), p)


def _deliver(world: World, firm: FirmState) -> None:
    compute = firm.compute
    for week, imports, own in _let_in(world, firm):
        if week == world.week:
            compute.imports += imports
            compute.own_chips += own
            world.news("gpus.arrive", firm.index, gpus=round(imports + own))
    compute.deliveries = [d for d in compute.deliveries if d[0] > world.week]
    compute.worth = efficiency.import_equivalent(firm.efficiency.stock, world.p.efficiency)


def _let_in(world: World, firm: FirmState) -> list[tuple[int, float, float]]:
    """Return the deliveries on their way; what an export control holds back is put off until its end."""
    now, compute = world.market.nature.on(firm.index), firm.compute
    if now.supply < 1.0:
        due = [d for d in compute.deliveries if d[0] == world.week]
        later = [(now.held_until, imports * (1.0 - now.supply), 0.0) for _, imports, _ in due if imports > 0.0]
        passed = [(week, imports * now.supply, own) for week, imports, own in due]
        compute.deliveries = [d for d in compute.deliveries if d[0] != world.week] + passed + later
        if later:
            world.news("gpus.held", firm.index, gpus=round(sum(imports for _, imports, _ in later)))
    return compute.deliveries


def _claw_back(world: World, firm: FirmState) -> None:
    rate, p = firm.levers.compute.claw_back, world.p
    if rate <= 0.0 or world.week % WEEKS_A_QUARTER != p.gpu_holdings.claw_back_week:
        return
    taken = gpu_holdings.clawed_back(firm.compute.unit_gpus, rate)
    firm.compute.unit_gpus = firm.compute.unit_gpus - taken
    firm.compute.imports += float(taken.sum())
    firm.compute.clawed_week, firm.compute.clawed_rate = world.week, rate
    firm.politics.opposition += politics.claw_back_opposition(rate, p.politics)
    world.news("gpus.clawed", firm.index, gpus=round(float(taken.sum())))


def _regrow(world: World, firm: FirmState) -> None:
    compute, p = firm.compute, world.p
    grown = regrown_gpus(firm.adoption, firm.queue.team_wait, firm.politics.power, p.gpu_holdings)
    compute.unit_bought = float(np.add.reduce(grown))
    found = firm.levers.migration.audit * compute.hidden_gpus
    compute.hidden_gpus = compute.hidden_gpus + grown - found
    compute.unit_gpus = compute.unit_gpus + found


def share_pool(world: World, firm: FirmState) -> None:
    """Give each layer its share of the pool."""
    compute, desk = firm.compute, firm.levers.compute
    wanted = (desk.frontier, desk.cloud, desk.ecosystem, desk.reserve)
    shares = wanted
    if opens_quarter(world.week):
        before: list[float] = compute.shares.tolist()
        if max([abs(new - old) for new, old in zip(wanted, before, strict=True)]) > world.p.gpu_holdings.large_move:
            shares = tuple([min(new, old) for new, old in zip(wanted, before, strict=True)])  # what moves idles a week
        compute.shares = np.array(wanted)
    pool = compute.pool
    compute.free_research = pool * min(firm.levers.talent.gpu_share, shares[0])
    compute.frontier = gpu_holdings.training_gpus(pool, shares[0], firm.levers.talent.gpu_share, compute.own_equivalent)
    compute.cloud, compute.ecosystem, compute.reserve = (pool * share for share in shares[1:])
    used = compute.frontier + compute.cloud + compute.ecosystem + compute.reserve + compute.free_research
    compute.idle = pool - used
    serving = efficiency.own_chip_share(compute.own_equivalent, compute.cloud, compute.ecosystem)
    firm.efficiency.own_share = serving


def _open_data(world: World, firm: FirmState) -> None:
    data, p, desk = firm.data, world.p, firm.levers.data
    legal = data_breach.legal_multiplier(max(0, data.legal_until - world.week), p.data_breach)
    legal *= world.market.nature.on(firm.index).legal
    data.access = opened_data(data, world.fixed, legal, desk.security, desk.hub_capacity, p.data_clearing_house)
