"""Phase 4: the CEO's queue. Sessions decide what is ready, emergencies clear a class, the impatient leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.clock import WEEKS_A_QUARTER
from model.kernels.queue import hazards
from model.mechanisms import approval_queue as queue
from model.mechanisms import exception_stock, executive_attention
from model.mechanisms.adoption import LEGACY
from model.mechanisms.approval_queue import EMERGENCY_CLASSES, RequestClass, emergency_meets
from model.phases.attention import demands_now
from model.phases.filing import carry_out, close
from model.record import Reason
from model.state import Item

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def run(world: World) -> None:
    """Work through each firm's queue."""
    for firm in world.firms:
        if "approval_queue" in world.off:
            _decide_everything(world, firm)
        else:
            _abandon(world, firm)
            _emergency(world, firm)
            _session(world, firm)
        _measure(world, firm)


def _decide_everything(world: World, firm: FirmState) -> None:
    # the world without a queue: each item is decided after half a week, attention is no limit
    items, firm.queue.items = firm.queue.items, []
    weeks = world.p.approval_queue.local_weeks
    close(world, firm, [(item, weeks, False, False) for item in items])
    for item in items:
        carry_out(world, firm, item, weeks, local=False)


def _abandon(world: World, firm: FirmState) -> None:
    items, p = firm.queue.items, world.p.approval_queue
    firm.queue.abandoned_now = 0
    if not items:
        return
    gone: list[tuple[Item, float, bool, bool]] = []
    stay: list[Item] = []
    for item, hazard in zip(items, hazards(items, world.week, p), strict=True):
        item.hazard += hazard
        if item.hazard > item.patience:
            gone.append((item, world.week - item.created, True, False))
        else:
            stay.append(item)
    firm.queue.items = stay
    firm.queue.abandoned += len(gone)
    firm.queue.abandoned_now = len(gone)
    firm.people.abandoned_research = sum(1 for item, *_ in gone if item.kind == RequestClass.RESEARCH)
    close(world, firm, gone)


def _emergency(world: World, firm: FirmState) -> None:
    classes = EMERGENCY_CLASSES[firm.levers.governance.emergency]
    if not classes or not emergency_meets(world.week):
        return
    chosen = [item for item in firm.queue.items if item.kind in classes]
    firm.queue.items = [item for item in firm.queue.items if item.kind not in classes]
    _decide(world, firm, chosen, [world.week - item.created for item in chosen])


def _session(world: World, firm: FirmState) -> None:
    state, p = firm.queue, world.p
    weeks = firm.levers.governance.review_weeks
    demands = demands_now(world, firm)
    state.attention_free = executive_attention.attention_free(demands, p.executive_attention)
    if world.week % weeks != 0:
        return
    capacity = executive_attention.gate_capacity(weeks, state.attention_free, p.executive_attention)
    ready = [item for item in state.items if item.ready <= world.week]
    if not ready or capacity <= 0.0:
        state.debt = max(0.0, state.debt - capacity)
        return
    ages = world.week - np.array([item.created for item in ready])
    scores = queue.priority_score(
        np.array([int(item.kind) for item in ready]), np.array([item.lobby for item in ready]), ages, p.approval_queue
    )
    session = queue.serve(scores, np.array([item.size for item in ready]), capacity, state.debt)
    decided = [ready[k] for k in session.order]
    if world.record.full:
        _keep_reason(world, firm, ready, scores, session.order, capacity)
    state.debt = session.debt
    numbers = {item.number for item in decided}
    state.items = [item for item in state.items if item.number not in numbers]
    _decide(world, firm, decided, ages[session.order].tolist())


def _decide(world: World, firm: FirmState, items: list[Item], ages: list[float]) -> None:
    firm.queue.served += len(items)
    close(world, firm, [(item, age, False, False) for item, age in zip(items, ages, strict=True)])
    for item, age in zip(items, ages, strict=True):
        carry_out(world, firm, item, age, local=False)


def _keep_reason(
    world: World, firm: FirmState, ready: list[Item], scores: np.ndarray, order: np.ndarray, capacity: float
) -> None:
    world.record.single_reasons.append(
        Reason(
            week=world.week, firm=firm.index, kind="session", agent=firm.index, rule="highest priority first",
            options=tuple([f"{item.entry[1]} {item.number}" for item in ready]),
            utilities=tuple(scores.tolist()), draw=(),
            settings=(capacity, firm.queue.debt, *[item.size for item in ready]), chosen=int(order[0]) if len(order) else -1,
        )
    )  # fmt: skip


def _measure(world: World, firm: FirmState) -> None:
    state, p = firm.queue, world.p
    horizon = world.week - WEEKS_A_QUARTER
    while state.closed and state.closed[0][0] <= horizon:
        state.closed.popleft()
    if state.closed:
        state.latency = sum([age for _, age in state.closed]) / len(state.closed)
    weeks = firm.levers.governance.review_weeks
    observed = executive_attention.ceo_utilisation(state.filed_to_ceo, weeks, state.attention_free, p.executive_attention)
    state.utilisation = executive_attention.expected_utilisation(state.utilisation, observed, p.executive_attention)
    state.admitted = executive_attention.admitted_share(state.utilisation, p.executive_attention)
    old = sum(1 for item in state.items if world.week - item.created > p.exception_stock.overdue_age)
    option = firm.adoption.option
    state.exceptions = exception_stock.exception_stock_next(
        state.exceptions,
        forced_teams=float(np.count_nonzero(firm.adoption.forced)),
        legacy_teams=float(np.count_nonzero(option == LEGACY)),
        reluctant_teams=float(firm.adoption.reluctant),
        mandate=firm.levers.migration.mandate,
        abandoned=float(state.abandoned_now),
        wrong_decisions=float(state.wrong_decisions),
        overdue=float(old),
        lobbying=float(np.add.reduce(firm.layers.lobby)),
        p=p.exception_stock,
    )
    state.wrong_decisions = 0
    if "approval_queue" in world.off:
        state.utilisation, state.admitted = 0.0, 1.0
