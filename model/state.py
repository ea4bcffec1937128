"""What the world is made of, as typed blocks: one `FirmState` per player firm, one `MarketState` for all.

Only the phases of a week write here; mechanisms take and return plain arrays, agents read views. Arrays are
indexed by unit (12), team (60), researcher (112), developer (1 000), customer (400), domain and task; the order
of teams' options is legacy, central, third-party, rogue. Units: GPUs are H100 equivalents, capability is K,
money RMB million, time weeks.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.decisions import Levers
from model.ledger import Ledger
from model.networks import Rows

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Stack(IntEnum):
    """What a product team builds on."""

    LEGACY = 0
    CENTRAL = 1
    THIRD = 2
    ROGUE = 3


class Kind(IntEnum):
    """Classes of requests that wait for the CEO."""

    COMPUTE = 0
    RELEASE = 1
    ONBOARDING = 2
    EXCEPTION = 3
    RESEARCH = 4
    EVENT = 5


@dataclass(slots=True)
class Item:
    """A request in the CEO's queue.

    `ready` is the week in which all review layers have seen it; `patience` the unit-exponential budget that its
    abandonment hazard uses up; `team` is -1 where no product team owns it; `payload` names what it decides
    ("run", "candidate" or "").
    """

    number: int
    kind: Kind
    team: int
    unit: int
    created: float
    ready: float
    size: float
    patience: float
    lobby: float = 0.0
    payload: str = ""
    hazard: float = 0.0


@dataclass(slots=True)
class ComputeState:
    """GPUs: the pool by origin, unit clusters, what is on its way, and this week's layers."""

    imports: float
    own_chips: float
    own_chip_units: float
    unit_gpus: Floats
    hidden_gpus: Floats
    deliveries: list[tuple[int, float, float]]  # week, imported GPUs, own chips
    shares: Floats  # frontier, cloud, ecosystem, reserve as last set
    moving: float = 0.0
    frontier: float = 0.0
    cloud: float = 0.0
    ecosystem: float = 0.0
    reserve: float = 0.0
    free_research: float = 0.0
    clawed_weeks: int = 0
    last_order: float = 0.0

    @property
    def pool(self) -> float:
        """GPUs of the common pool, own chips at their import equivalent."""
        return self.imports + self.own_chips


@dataclass(slots=True)
class Run:
    """A training run: weeks of its life, compute gathered so far (FLOP), algorithms at its start."""

    asked: int
    start: int
    end: int
    length: int
    algorithms: float
    compute: float = 0.0
    gpus: float = 0.0


@dataclass(slots=True)
class TrainingState:
    """Capability on the way from laboratory to product."""

    base: float
    base_algorithms: float
    laboratory: float
    api: float
    open: float
    multimodal_lag: float
    coupling: float
    run: Run | None
    contributed: float = 0.0
    next_candidate: int = 0
    candidate_waits: bool = False
    candidate_quality: float = 0.0
    weights_due: list[tuple[int, float]] = field(default_factory=list)
    weights_released: int = -1
    last_runs_end: int = -1
    refused: int = 0
    released: int = 0
    bad_releases: int = 0


@dataclass(slots=True)
class QueueState:
    """What waits for the CEO, and what people have learnt to expect of waiting."""

    items: list[Item]
    team_wait: Floats
    exceptions: float = 0.0
    debt: float = 0.0
    closed: deque[tuple[int, float]] = field(default_factory=deque)  # week, age
    numbers: int = 0
    latency: float = 0.0
    utilisation: float = 0.0
    admitted: float = 1.0
    attention_free: float = 0.0
    arrivals: Floats = field(default_factory=lambda: np.zeros(6))
    emergency_until: int = -1
    emergency_kind: str = "none"
    escalation_until: int = -1
    releases_changed_until: int = -1
    served: int = 0
    abandoned: int = 0


@dataclass(slots=True)
class DataState:
    """Data of the units and how much of it the common model may see."""

    stock: Floats
    access: Floats
    share: Floats
    quality: Floats
    error: Floats
    start_error: Floats
    frozen_until: int = -1
    legal_until: int = -1
    breaches: int = 0
    backlog: float = 0.0


@dataclass(slots=True)
class ServingState:
    """Inference: pooling, experience, load and what it costs."""

    pooled: float
    experience: float
    industry_experience: float
    cost: float = 1.0
    bugs: float = 1.0
    contributions: deque[float] = field(default_factory=deque)
    merged: float = 0.0
    need_cloud: float = 0.0
    served_cloud: float = 1.0
    need_ecosystem: float = 0.0
    served_ecosystem: float = 1.0
    late_share: float = 0.0
    latency_cost: Floats = field(default_factory=lambda: np.zeros(0))
    tier_cost: Floats = field(default_factory=lambda: np.zeros(0))
    tiers: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(slots=True)
class ResearchState:
    """What researchers believe, and how good the firm's algorithms have become."""

    beliefs: NDArray[np.int8]
    reality: NDArray[np.int8]
    ties: Integers
    linking: float
    algorithms: float
    knowledge: float = 0.0
    blocks: deque[float] = field(default_factory=deque)
    productivity: float = 1.0


@dataclass(slots=True)
class PeopleState:
    """Researchers, their pay and their neighbours' exits."""

    skill: Floats
    taste: Floats
    star: Flags
    employed: Flags
    group: Integers
    exit_weeks: Integers  # week of the last exit from a slot, -1000 where none
    shadow: Floats  # weeks a group still misses a lost star
    hires: list[tuple[int, int]]  # week of arrival, slots
    poach_until: int = -1
    star_skill_start: float = 0.0
    stars_left: float = 0.0
    hazard: Floats = field(default_factory=lambda: np.zeros(0))
    exits: deque[int] = field(default_factory=deque)
    prestige: float = 0.0
    output: float = 1.0
    left: int = 0
    hired: int = 0


@dataclass(slots=True)
class EfficiencyState:
    """Co-design with the chip arm."""

    stock: float
    in_transit: list[tuple[int, float]]
    cache_saving: float = 0.0
    own_share: float = 0.0
    architecture: int = 0


@dataclass(slots=True)
class AdoptionState:
    """Product teams: what each builds on, tries, believes and suffers."""

    unit: Integers
    weight: Floats
    need: Floats
    quality_taste: Floats
    latency_taste: Floats
    latency_limit: Floats
    reactance: Floats
    legacy_base: Floats
    influence: Floats  # row-normalised, teams x teams
    graph: Rows
    option: Integers
    pilot: Integers  # option on trial, -1 where none
    pilot_weeks: Integers
    experience: Floats
    trust: Floats
    perceived: Floats  # teams x options
    true_quality: Floats
    wave_week: Integers  # week in which legacy is switched off for the team, large where never
    fine_tune: Floats
    constants: Floats
    detected: Flags
    incident: Flags
    output: Floats
    deadline: int = -1
    deadline_quarter: int = -1
    forced: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))
    switched: int = 0


@dataclass(slots=True)
class AgentWorkState:
    """Agents that execute tasks, by domain and task."""

    programme_week: Integers  # week in which a domain's programme starts working, large where none
    deployed: Floats  # domains x tasks
    passes: Integers  # consecutive evaluations passed
    volume: float = 0.0
    value: float = 0.0
    incidents: int = 0
    severe: deque[int] = field(default_factory=deque)


@dataclass(slots=True)
class FlywheelState:
    """What transactions teach, by domain."""

    precision: Floats
    quality: Floats
    flow: Floats
    history: deque[float] = field(default_factory=deque)
    velocity: float = 0.0
    relative: float = 0.0
    loop_gain: float = 0.0


@dataclass(slots=True)
class PoliticsState:
    """How the unit heads push back."""

    power: Floats
    lobby: Floats
    opposition: float = 0.0
    weeks_of_pressure: int = 0
    escalations: list[int] = field(default_factory=list)


@dataclass(slots=True)
class StandingState:
    """The score so far: running means, losses, what the board weighs."""

    weights: Floats
    disruption_sum: float = 0.0
    disruption: float = 0.0
    margin: float = 0.0
    operating_margin: float = 0.0
    revenue: float = 0.0
    brand: float = 0.0
    cannibalisation: float = 0.0
    broke_quarters: int = 0
    adoption_held: int = 0
    loss: str = ""
    loss_week: int = -1


@dataclass(slots=True)
class FirmState:
    """Everything inside one player firm."""

    index: int
    name: str
    levers: Levers
    compute: ComputeState
    training: TrainingState
    queue: QueueState
    data: DataState
    serving: ServingState
    research: ResearchState
    people: PeopleState
    efficiency: EfficiencyState
    adoption: AdoptionState
    agents: AgentWorkState
    flywheel: FlywheelState
    politics: PoliticsState
    standing: StandingState
    ledger: Ledger
    log: list[dict[str, Any]] = field(default_factory=list)  # decisions by quarter, as set


@dataclass(slots=True)
class CustomerState:
    """Enterprise customers and how they split their work over the options of the market."""

    size: Floats
    taste: Floats
    privacy: Flags
    skill: Floats
    references: NDArray[np.int32]
    weight: Floats  # customers x options, rows sum to 1
    constants: Floats  # options
    share: Floats  # options, size weighted


@dataclass(slots=True)
class DeveloperState:
    """External developers on their graph; family -1 means not yet using any."""

    graph: Rows
    family: Integers
    host: Integers  # 0 own cloud of the family's firm, 1 another cloud, 2 own machines
    tenure: Floats
    skill: Floats
    constants: Floats  # families
    start_count: Floats
    share: Floats  # families
    hosted: Floats  # share of all developers hosted by each firm


@dataclass(slots=True)
class RivalState:
    """A scripted rival."""

    name: str
    capability: float
    served: float
    price: float
    budget: float
    commercial: bool
    aspiration: float
    weights: Floats
    action: int = -1
    performance: float = 0.0
    match_week: int = -1
    match_price: float = 0.0
    shock_until: int = -1
    shock: float = 1.0


@dataclass(slots=True)
class MarketState:
    """What all firms share."""

    customers: CustomerState
    developers: DeveloperState
    rivals: list[RivalState]
    hosts: Floats  # third-party hosts of each firm's open weights
    frontier: float
    frontier_algorithms: float
    reference: float
    size: float = 0.0
    festival: float = 1.0
    price_index: float = 1.0
    best_open: float = 0.0
    news: list[tuple[int, int, str, dict[str, Any]]] = field(default_factory=list)  # week, firm, key, values
