"""How a world begins: in flight, with runs, deliveries, hires and requests already on their way.

A world that starts empty would sulk for half a year, until the first GPUs and the first model arrive.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from model.decisions import Levers
from model.fixed import MOST_REQUESTS, Fixed, build_fixed
from model.ledger import Ledger
from model.market_state import (
    NO_FAMILY,
    NO_HOST,
    CustomerState,
    DeveloperState,
    MarketState,
    RivalsState,
    family_shares,
)  # fmt: skip
from model.mechanisms import (
    approval_queue,
    efficiency,
    executive_attention,
    flywheel,
    market_news,
    objectives,
    open_spillover,
    rivalry,
)
from model.mechanisms.agentic_work import no_deployment
from model.mechanisms.approval_queue import RequestClass
from model.mechanisms.compute_pool import throughput
from model.mechanisms.politics import unit_power
from model.parameter_set import ParameterSet
from model.people_start import start_people, start_research
from model.record import Record
from model.scenario import Scenario
from model.sources import column, shares, table
from model.state import (
    AgentWorkState,
    DataState,
    FirmState,
    FlywheelState,
    Item,
    PoliticsState,
    QueueState,
    StandingState,
)
from model.streams import Streams
from model.teams_start import start_teams
from model.technical_state import ComputeState, EfficiencyState, LayersState, Run, ServingState, TrainingState

NEVER = 10**6
"""A week that no game reaches."""


@dataclass(frozen=True)
class Start:
    """A world before its first week."""

    firms: list[FirmState]
    market: MarketState
    fixed: Fixed
    record: Record


def build(case: Scenario, p: ParameterSet, streams: Streams) -> Start:
    """Build the start state of a scenario under this luck."""
    fixed = build_fixed(case, p, streams)
    market = _market(fixed, p, streams)
    firms = [_firm(index, case.luck_of(index), fixed, market, p, streams) for index in range(case.firms)]
    record = Record(
        weeks=case.weeks,
        firms=case.firms,
        teams=len(fixed.team_names),
        units=len(fixed.unit_keys),
        owners=len(fixed.owner_names),
        options=len(fixed.option_names),
        families=fixed.families,
        rivals=len(fixed.rival_names),
    )
    return Start(firms, market, fixed, record)


def _firm(index: int, luck: int, fixed: Fixed, market: MarketState, p: ParameterSet, streams: Streams) -> FirmState:
    levers, s = Levers(), p.start
    units = len(fixed.unit_keys)
    research = start_research(luck, p, streams)
    people = start_people(luck, p, streams)
    power = unit_power(fixed.unit_size, p.politics)
    gpus = s.unit_gpus * np.array(column("gpu_share", "units"))
    fleet = (s.pool_gpus + s.unit_gpus) * p.treasury.gpu_price * s.fleet_value
    weights = objectives.board_weights(streams.at("board", 0, luck).random(7), p.objectives)
    return FirmState(
        index=index,
        name=fixed.firm_names[index],
        levers=levers,
        compute=ComputeState(
            imports=s.pool_gpus,
            own_chips=0.0,
            worth=efficiency.import_equivalent(0.0, p.efficiency),
            unit_gpus=gpus / gpus.sum() * s.unit_gpus if gpus.sum() > 0 else gpus,
            hidden_gpus=np.zeros(units),
            deliveries=[
                (s.delivery_first_week, s.delivery_first, 0.0),
                (s.delivery_second_week, s.delivery_second, 0.0),
            ],
            shares=np.array([levers.compute.frontier, levers.compute.cloud, levers.compute.ecosystem, 0.0]),
            fabrics=s.fabrics,
            depreciable=fleet,
        ),
        training=_training(p),
        queue=_queue(luck, fixed, p, streams),
        data=DataState(
            stock=np.array(column("data_stock", "units")),
            access=np.array(column("access", "units")),
            share=np.array(column("access", "units")),
            error=np.zeros(units),
            start_error=np.zeros(units),
            labelled=np.zeros(units),
            others_access=np.zeros(units),
        ),
        serving=ServingState(pooled=levers.serving.pooling, experience=1.0, industry=1.0),
        research=research,
        people=people,
        efficiency=EfficiencyState(stock=0.0, in_transit=deque()),
        adoption=start_teams(luck, fixed, p, streams),
        agents=AgentWorkState(opened=np.full(units, NEVER), deployment=no_deployment(units, len(fixed.tasks.minutes))),
        flywheel=FlywheelState(
            precision=np.full(units, s.precision),
            quality=flywheel.flywheel_quality(np.full(units, s.precision), p.flywheel),
            signals=np.zeros(units),
        ),
        politics=PoliticsState(power=power, lobby=np.zeros(units), grievance=np.zeros(units), signal_error=np.zeros(units)),
        layers=LayersState(),
        standing=StandingState(weights=weights, start_revenue=0.0),
        ledger=Ledger(cash=s.cash, gpu_fleet=fleet),
    )


def _training(p: ParameterSet) -> TrainingState:
    s = p.start
    run = None
    if s.run_gpus > 0 and s.run_ends > 0:
        done = sum(throughput(s.run_gpus, 0.0, 1.0, p.compute_pool) for _ in range(s.run_started))
        run = Run(
            start=-s.run_started,
            end=s.run_ends,
            algorithms=s.run_algorithms,
            compute=done,
            gpus=s.run_gpus,
            limit=s.run_gpus,
        )
    return TrainingState(
        base=s.own_capability,
        base_algorithms=s.algorithms,
        laboratory=s.own_capability,
        api=s.own_capability,
        open=s.own_open,
        multimodal_lag=s.multimodal_lag,
        coupling=s.coupling,
        run=run,
    )


def _queue(luck: int, fixed: Fixed, p: ParameterSet, streams: Streams) -> QueueState:
    """Return a queue in which requests of mixed age wait."""
    rng = streams.at("start_queue", 0, luck)
    u = rng.random((MOST_REQUESTS * 2, 6))
    items = []
    kinds = (RequestClass.ONBOARDING, RequestClass.EXCEPTION, RequestClass.RESEARCH, RequestClass.COMPUTE)
    sizes = approval_queue.service_sizes(u[:, 1], p.approval_queue)
    for k in range(p.start.waiting_items):
        kind = kinds[int(u[k, 0] * len(kinds))]
        team = int(u[k, 2] * len(fixed.team_names)) if kind in kinds[1:2] else -1
        items.append(
            Item(
                number=k + 1, kind=kind, team=team, unit=team // p.start.teams_a_unit if team >= 0 else -1,
                created=-round(p.start.waiting_age * u[k, 3]), ready=0.0, size=float(sizes[k]),
                patience=float(-np.log1p(-u[k, 4])),
            )
        )  # fmt: skip
    wait = np.full(len(fixed.team_names), p.start.team_wait)
    attention = p.executive_attention.attention
    return QueueState(
        items=items, team_wait=wait, exceptions=p.start.exceptions, latency=p.start.team_wait,
        utilisation=p.start.utilisation,
        admitted=executive_attention.admitted_share(p.start.utilisation, p.executive_attention),
        attention_free=attention, numbers=len(items),
    )  # fmt: skip


def _market(fixed: Fixed, p: ParameterSet, streams: Streams) -> MarketState:
    s = p.start
    known = {"BAIDU": s.baidu_capability, "TENCENT": s.tencent_capability, "OPENLAB": s.openlab_capability}
    capability = np.array([known[name] for name in fixed.rival_names])
    families = np.array([s.own_open] * fixed.firms + [s.openlab_capability, s.other_open_capability])
    return MarketState(
        customers=CustomerState(
            weight=np.tile(fixed.start_shares, (s.customers, 1)),
            constants=np.zeros(len(fixed.option_names)),
            share=fixed.start_shares.copy(),
            terms=np.zeros((4, len(fixed.option_names))),
            heard=deque(maxlen=1 + market_news.longest_memory(p.market_news)),
        ),
        developers=_developers(fixed, p, streams),
        rivals=_rivals(fixed, capability, p),
        hosts=np.full(fixed.firms, p.open_spillover.hosts_start),
        other_open=s.other_open_capability,
        open_history=deque(
            [families], maxlen=1 + max(open_spillover.longest_delay(p.open_spillover), p.rivalry.observation_delay)
        ),
        frontier=p.frontier.start_capability,
        frontier_algorithms=1.0,
        reference=float(capability.max()) if len(capability) else s.own_capability,
    )


def _rivals(fixed: Fixed, capability: np.ndarray, p: ParameterSet) -> RivalsState:
    rows = {r["name"]: r for r in table("rivals")}
    names, s = fixed.rival_names, p.start
    count = len(names)
    budgets = {"BAIDU": s.baidu_budget, "TENCENT": s.tencent_budget, "OPENLAB": s.openlab_budget}
    # whoever serves other people's open weights does so from the first week, so that constants know of it
    best_open = max(s.own_open, s.openlab_capability, s.other_open_capability)
    floor = open_spillover.serving_floor(best_open, p.open_spillover)
    served = rivalry.served_capability(capability, floor, np.array([n != "OPENLAB" for n in names]))
    price = [s.openlab_price if n == "OPENLAB" else float(rows[n]["price"]) for n in names]
    return RivalsState(
        names=names,
        openlab=names.index("OPENLAB"),
        capability=capability,
        served=served,
        price=np.array(price),
        asked=deque(maxlen=1 + p.rivalry.price_delay),
        budget=np.array([budgets[n] for n in names]),
        commercial=np.array([n != "OPENLAB" for n in names]),
        aspiration=np.zeros(count),
        weights=rivalry.prior_weights(names, p.rivalry),
        timers=np.zeros((count, len(rivalry.ACTIONS))),
        war_weeks=np.zeros(count),
        performance=np.zeros(count),
        action=np.full(count, rivalry.HOLD),
        last_share=np.array([fixed.start_shares[c] for c in fixed.layout.rival_api]),
        last_revenue=np.array([fixed.start_shares[c] for c in fixed.layout.rival_api]) * price,
    )


def _developers(fixed: Fixed, p: ParameterSet, streams: Streams) -> DeveloperState:
    """Return developers in exactly the start shares; who uses what is luck."""
    size, firms = p.start.developers, fixed.firms
    known = shares("developers")
    bounds = np.cumsum([known["own"], known["openlab"], known["other"]])
    u = streams.at("developers_start", 0).random((size, 3))
    rank = (np.argsort(np.argsort(u[:, 0])) + 0.5) / size
    family = np.searchsorted(bounds, rank, side="right")
    host = np.where(u[:, 2] < 1.0 - p.start.own_machines, 1, 2)  # another cloud, own machines
    users = np.flatnonzero(family == 0)
    host[users[np.argsort(u[users, 1])[: round(p.start.hosted_developers * len(users))]]] = 0
    host = np.where(family == NO_FAMILY, NO_HOST, host)
    state = DeveloperState(
        family=family.astype(np.int8), host=host.astype(np.int8),
        tenure=np.full(size, p.open_release.lock_time, dtype=np.float32), constants=np.zeros(fixed.families),
        users=np.full(firms, len(users) / firms), hosted=np.full(firms, np.count_nonzero(host == 0) / firms),
        share=np.zeros(fixed.families), heard=np.zeros((1 + p.market_news.memory, fixed.families)),
    )  # fmt: skip
    state.share = family_shares(state.family, state.users)
    return state
