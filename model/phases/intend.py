"""Phase 3: requests are filed, unit heads and rivals make up their minds. Nothing is changed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.clock import opens_quarter
from model.fixed import MOST_REQUESTS, REQUEST_COLUMNS
from model.kernels.queue import counts
from model.mechanisms import approval_queue as queue
from model.mechanisms.adoption import CENTRAL
from model.mechanisms.approval_queue import RequestClass
from model.phases.filing import file_items
from model.phases.laboratory import wants_candidate, wants_run

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

_KINDS = tuple(RequestClass)


def run(world: World) -> None:
    """Let everybody plan on the views of this week."""
    for firm in world.firms:
        if opens_quarter(world.week):
            world.actors.intend_units(world, firm)
            world.actors.intend_layers(world, firm)
        _file_requests(world, firm)
    world.actors.intend_rivals(world)


def _file_requests(world: World, firm: FirmState) -> None:
    state, p = firm.queue, world.p
    adoption = firm.adoption
    training = firm.training
    waiting_candidates = sum(1 for item in state.items if item.payload == "candidate")
    rates = queue.arrival_rates(
        active_runs=float(training.run is not None),
        central_share=np.count_nonzero(adoption.option == CENTRAL) / len(adoption.option),
        candidates=float(waiting_candidates),
        exception_stock=world.link("lobby_trap", state.exceptions, firm.index),
        events=float(world.market.active_events),
        p=p.approval_queue,
        release_factor=world.fixed.tier_release_load[firm.levers.serving.base_tiers],
    )
    rng = world.stream("approval_queue", firm.index)
    draws = rng.random((len(_KINDS), MOST_REQUESTS + 1, REQUEST_COLUMNS))
    u_counts = world.stream("request_counts", firm.index).random(len(_KINDS))
    filed = [
        (kind, draw, "")
        for kind, count in zip(_KINDS, counts(rates, u_counts), strict=True)
        if count
        for draw in draws[kind, : min(count, MOST_REQUESTS)].tolist()
    ]
    if wants_run(world, firm):
        filed.append((RequestClass.COMPUTE, draws[RequestClass.COMPUTE, -1].tolist(), "run"))
    if wants_candidate(world, firm):
        filed.append((RequestClass.RELEASE, draws[RequestClass.RELEASE, -1].tolist(), "candidate"))
    file_items(world, firm, filed)
