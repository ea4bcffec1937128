"""Phase 11: one row in every table, the KPIs, and at the end of a quarter what the board makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.clock import closes_quarter
from model.kernels.tally import Tally, tally
from model.kpis import INDEX
from model.ledger import ACCOUNTS
from model.mechanisms import inference_pool
from model.mechanisms.adoption import ROGUE
from model.phases import books, inside
from model.phases.laboratory import training_cluster
from model.phases.layers import Layers, layers, look_back
from model.phases.measures import measure
from model.phases.observe import reported_quality, see_quarter
from model.phases.standing import judge

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def run(world: World) -> None:
    """Write this week down."""
    record, week, market = world.record, world.week, world.market
    for firm in world.firms:
        teams = tally(firm.adoption, firm.queue.team_wait, firm.serving.latency_cost, len(firm.data.stock))
        values = measure(world, firm, teams)
        record.kpis[firm.index, week] = [values[name] for name in INDEX]
        record.attached[firm.index, week] = firm.standing.attached
        judge(world, firm)
        record.kpis[firm.index, week, INDEX["score"]] = firm.standing.score
        closing = closes_quarter(week)
        if record.full or closing:
            measured = layers(world, firm, teams)
            if closing:
                look_back(world, firm, measured)
                inside.report(world, firm)
            if record.full:
                _firm_tables(world, firm, teams, measured)
        firm.ledger.open_week()
    record.models[week] = [
        *(firm.training.api for firm in world.firms),
        *market.rivals.served,
        market.frontier,
    ]
    if record.full:
        books.write(world)
        _market_tables(world)
    record.weeks = week + 1
    if closes_quarter(week):
        see_quarter(world)


def _market_tables(world: World) -> None:
    record, week, rivals = world.record, world.week, world.market.rivals
    record.market[week] = world.market.customers.share
    record.developers[week] = world.market.developers.share
    columns = (rivals.capability, rivals.served, rivals.price, rivals.aspiration, rivals.performance, rivals.action)
    record.rivals[week] = np.array(columns).T


def _firm_tables(world: World, firm: FirmState, teams: Tally, measured: Layers) -> None:
    record, week, f = world.record, world.week, firm.index
    state = firm.adoption
    record.option[f, week] = state.option
    hidden = (state.option == ROGUE) & ~state.detected
    record.seen_option[f, week] = np.where(hidden, world.constants.disguise[f], state.option)
    columns = (
        teams.central,
        firm.compute.unit_gpus + firm.compute.hidden_gpus,
        teams.wait,
        firm.data.access,
        firm.data.error,
        firm.politics.lobby,
        firm.politics.grievance,
        reported_quality(world, firm, teams.quality),
    )
    record.units[f, week] = np.array(columns).T
    served = (firm.serving.served_cloud, firm.serving.served_ecosystem)
    record.layers[f, week] = (*measured.aims, *measured.shadow_prices, *served)
    record.gpus[f, week] = gpus_of(world, firm)
    record.ledger[f, week] = [firm.ledger.week[a] for a in ACCOUNTS]
    record.waiting.append((f, week, [item.entry for item in firm.queue.items]))


def gpus_of(world: World, firm: FirmState) -> tuple[float, ...]:
    """Return where the firm's GPUs are this week, in the order of GPU_COLUMNS."""
    compute, serving, p = firm.compute, firm.serving, world.p.inference_pool
    run = firm.training.run
    running = run is not None and run.start <= world.week < run.end
    training = min(compute.frontier, training_cluster(world, firm), run.limit) if run is not None and running else 0.0
    used = [
        min(need, inference_pool.layer_capacity(own, compute.reserve, p))
        for need, own in ((serving.need_cloud, compute.cloud), (serving.need_ecosystem, compute.ecosystem))
    ]
    ordered = sum(imports + own * compute.worth for _, imports, own in compute.deliveries)
    return (
        compute.imports,
        compute.own_equivalent,
        float(np.add.reduce(compute.unit_gpus)),
        float(np.add.reduce(compute.hidden_gpus)),
        compute.frontier,
        compute.cloud,
        compute.ecosystem,
        compute.reserve,
        compute.free_research,
        compute.idle,
        training,
        *used,
        ordered,
    )
