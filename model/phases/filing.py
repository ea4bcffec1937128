"""How a request becomes an item of the queue, and what closing it leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.mechanisms import approval_queue as queue
from model.mechanisms.adoption import CENTRAL
from model.mechanisms.approval_queue import RequestClass
from model.phases.laboratory import decide_candidate, start_run
from model.state import Item

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

LOCAL, ERROR, SIZE, PATIENCE, OWNER, LAYERS = 0, 1, 2, 3, 4, 5
Filed = tuple[RequestClass, NDArray[np.float64], str]


def file_items(world: World, firm: FirmState, filed: list[Filed]) -> None:
    """Turn this week's requests into items; those that may be decided locally are closed at once."""
    state, p = firm.queue, world.p.approval_queue
    state.filed_to_ceo = 0.0
    if not filed:
        return
    kinds = np.array([int(kind) for kind, _, _ in filed])
    u = np.array([draw for _, draw, _ in filed])
    local = u[:, LOCAL] < queue.local_decision_probability(firm.levers.governance.delegation)[kinds]
    wrong = u[:, ERROR] < queue.local_error_probability(firm.levers.governance.delegation, p)
    ready = (world.week + queue.ready_weeks(firm.levers.governance.review_layers, u[:, LAYERS:], p)).tolist()
    sizes = queue.service_sizes(u[:, SIZE], p).tolist()
    budgets = queue.patience_budget(u[:, PATIENCE]).tolist()
    on_central = firm.adoption.option == CENTRAL
    central, outside = on_central.nonzero()[0], (~on_central).nonzero()[0]
    for row, (kind, draw, payload) in enumerate(filed):
        team = _owner(kind, draw[OWNER], central, outside)
        unit = int(firm.adoption.unit[team]) if team >= 0 else -1
        state.numbers += 1
        item = Item(
            number=state.numbers, kind=kind, team=team, unit=unit, created=float(world.week),
            ready=ready[row], size=sizes[row], patience=budgets[row],
            lobby=float(firm.politics.lobby[unit]) if unit >= 0 else 0.0, payload=payload,
        )  # fmt: skip
        if local[row]:
            _decide_locally(world, firm, item, bool(wrong[row]))
        else:
            state.items.append(item)
            state.filed_to_ceo += item.size


def _owner(kind: RequestClass, u: float, central: NDArray[np.int64], outside: NDArray[np.int64]) -> int:
    candidates = central if kind == RequestClass.ONBOARDING else outside
    if kind not in (RequestClass.ONBOARDING, RequestClass.EXCEPTION) or not len(candidates):
        return -1
    return int(candidates[int(u * len(candidates))])


def _decide_locally(world: World, firm: FirmState, item: Item, wrong: bool) -> None:
    weeks = world.p.approval_queue.local_weeks
    close(world, firm, [(item, weeks, False, wrong)])
    if wrong:
        firm.queue.wrong_decisions += 1
        if item.team >= 0:
            firm.adoption.trust_shock[item.team] += world.p.approval_queue.local_error_trust
    carry_out(world, firm, item, weeks, local=True)


def carry_out(world: World, firm: FirmState, item: Item, age: float, local: bool) -> None:
    """Do what a decided item decides."""
    if item.payload == "run":
        start_run(world, firm)
    elif item.payload == "candidate":
        layers = firm.levers.governance.review_layers
        decide_candidate(world, firm, age, min(layers, 1) if local else layers)


def close(world: World, firm: FirmState, closed: list[tuple[Item, float, bool, bool]]) -> None:
    """Book closed items (item, age, abandoned, wrong): measured latency and what their owners learn of waiting."""
    if not closed:
        return
    state, p = firm.queue, world.p.approval_queue
    ages = np.array([age for _, age, _, _ in closed])
    abandoned = np.array([gone for _, _, gone, _ in closed])
    state.closed.extend((world.week, age) for age in queue.recorded_latency(ages, abandoned, p).tolist())
    owners = np.array([item.team for item, _, _, _ in closed])
    owned = (owners >= 0).nonzero()[0]
    if owned.size:
        wrong = np.array([bad for _, _, _, bad in closed])
        felt = queue.felt_age(ages, abandoned, wrong, p)[owned]
        state.team_wait = queue.experienced_wait(state.team_wait, owners[owned], felt, p)
