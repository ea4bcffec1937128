"""How a request becomes an item of the queue, and what closing it leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.kernels.queue import OWNER, Closed, experience, requests
from model.mechanisms.adoption import CENTRAL
from model.mechanisms.approval_queue import RequestClass
from model.phases.laboratory import decide_candidate, start_run
from model.state import Item
from model.technical_state import CLOUD, ECOSYSTEM, FRONTIER

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

SPEAKS_FOR = {
    RequestClass.COMPUTE: FRONTIER,
    RequestClass.RESEARCH: FRONTIER,
    RequestClass.RELEASE: CLOUD,
    RequestClass.ONBOARDING: ECOSYSTEM,
    RequestClass.EXCEPTION: ECOSYSTEM,
}
"""The layer whose head backs a class of requests."""

Filed = tuple[RequestClass, list[float], str]
"""A request: its class, its uniform numbers, and what it decides ("run", "candidate" or "")."""


def file_items(world: World, firm: FirmState, filed: list[Filed]) -> None:
    """Turn this week's requests into items; those that may be decided locally are closed at once."""
    state, desk = firm.queue, firm.levers.governance
    state.filed_to_ceo = 0.0
    if not filed:
        return
    kinds, draws = [kind for kind, _, _ in filed], [draw for _, draw, _ in filed]
    made = requests(kinds, draws, world.week, desk.review_layers, desk.delegation, world.p.approval_queue)
    on_central = firm.adoption.option == CENTRAL
    owners = {RequestClass.ONBOARDING: on_central.nonzero()[0], RequestClass.EXCEPTION: (~on_central).nonzero()[0]}
    for (kind, draw, payload), request in zip(filed, made, strict=True):
        teams = owners.get(kind, ())
        team = int(teams[int(draw[OWNER] * len(teams))]) if len(teams) else -1
        unit = int(firm.adoption.unit[team]) if team >= 0 else -1
        state.numbers += 1
        item = Item(
            number=state.numbers, kind=kind, team=team, unit=unit, created=float(world.week),
            ready=request.ready, size=request.size, patience=request.patience,
            lobby=_lobby(firm, kind, unit), payload=payload,
        )  # fmt: skip
        if request.local:
            _decide_locally(world, firm, item, request.wrong)
        else:
            state.items.append(item)
            state.filed_to_ceo += item.size


def _lobby(firm: FirmState, kind: RequestClass, unit: int) -> float:
    """Return the effort behind a request: of the head of the unit that files it and of the layer it is about."""
    layer = SPEAKS_FOR.get(kind)
    effort = float(firm.layers.lobby[layer]) if layer is not None else 0.0
    return effort + float(firm.politics.lobby[unit]) if unit >= 0 else effort


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
    state = firm.queue
    booked = [Closed(item.team, age, abandoned, wrong) for item, age, abandoned, wrong in closed]
    ages, state.team_wait = experience(booked, state.team_wait, world.p.approval_queue)
    state.closed.extend([(world.week, age) for age in ages])
