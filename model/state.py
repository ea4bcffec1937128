"""What a firm is made of, as typed blocks: one `FirmState` per player firm (the market: `model.market_state`).

Only the phases of a week write here; mechanisms take and return plain arrays, agents read views. Arrays are
indexed by unit (12), team (60), researcher (112), developer (1 000), customer (400), domain and task; the order
of teams' options is legacy, central, third-party, rogue. Units: GPUs are H100 equivalents, capability is K,
money RMB million, time weeks.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from model.arrays import Flags, Floats, Integers
from model.clock import WEEKS_A_YEAR
from model.decisions import Levers
from model.ledger import Ledger
from model.mechanisms.agentic_work import Deployment
from model.mechanisms.approval_queue import RequestClass
from model.mechanisms.perception import Tastes
from model.mechanisms.politics import NO_PRESSURE, Pressure
from model.networks import Rows
from model.record import Entry
from model.technical_state import ComputeState, EfficiencyState, LayersState, ServingState, TrainingState


class Stack(IntEnum):
    """What a product team builds on."""

    LEGACY = 0
    CENTRAL = 1
    THIRD = 2
    ROGUE = 3


_KINDS = tuple(kind.name.lower() for kind in RequestClass)


@dataclass(slots=True)
class Item:
    """A request in the CEO's queue.

    `ready` is the week in which all review layers have seen it; `patience` the unit-exponential budget that its
    abandonment hazard uses up; `team` is -1 where no product team owns it; `payload` names what it decides
    ("run", "candidate" or ""). `entry` is what the record shows of it: number, kind, unit, week filed.
    """

    number: int
    kind: RequestClass
    team: int
    unit: int
    created: float
    ready: float
    size: float
    patience: float
    lobby: float = 0.0
    payload: str = ""
    hazard: float = 0.0
    entry: Entry = field(init=False)

    def __post_init__(self) -> None:
        self.entry = (self.number, _KINDS[self.kind], self.unit, self.created)


@dataclass(slots=True)
class QueueState:
    """What waits for the CEO, and what people have learnt to expect of waiting."""

    items: list[Item]
    team_wait: Floats
    exceptions: float
    latency: float
    utilisation: float
    admitted: float
    attention_free: float
    debt: float = 0.0
    closed: deque[tuple[int, float]] = field(default_factory=deque)  # week, age
    numbers: int = 0
    filed_to_ceo: float = 0.0
    abandoned_now: int = 0
    wrong_decisions: int = 0
    escalation_until: int = -1
    policy_changed_until: int = -1
    tiers_changed_until: int = -1
    served: int = 0
    abandoned: int = 0


@dataclass(slots=True)
class DataState:
    """Data of the units and how much of it the common model may see; `others_access` is what heads take others' to be."""

    stock: Floats
    access: Floats
    share: Floats
    error: Floats
    start_error: Floats
    labelled: Floats
    others_access: Floats
    frozen_until: int = -1
    legal_until: int = -1
    breaches: int = 0
    breach_now: float = 0.0


@dataclass(slots=True)
class ResearchState:
    """What researchers believe, and how good the firm's algorithms have become.

    `new_architecture` is the gain (a factor) that a new architecture offers and `takeup` the part of the way to it.
    """

    beliefs: NDArray[np.int8]
    reality: NDArray[np.int8]
    ties: Integers
    algorithms: float
    knowledge: float
    blocks: deque[float]
    productivity: float = 1.0
    effective: float = 0.0
    new_architecture: float = 1.0
    takeup: float = 0.0


@dataclass(slots=True)
class PeopleState:
    """Researchers by place: skill, tastes, recent exits and who is on the way in.

    `exit_week` is the week of the last exit from a place, `star_exit` whether a star left it then; `arrival_week`
    the week in which a hired researcher takes an empty place (large where nobody is hired). `at_first` were employed
    at the start. `prestige` is what the laboratory has, `heard` what each researcher believes it to be.
    """

    skill: Floats
    taste: Floats
    star: Flags
    employed: Flags
    group: Integers
    exit_week: Integers
    star_exit: Flags
    arrival_week: Integers
    star_reference: float
    star_level: float
    heard: Floats
    at_first: int = 0
    shock: float = 0.0
    raid_until: int = -1
    exits: deque[int] = field(default_factory=deque)
    exits_now: int = 0
    abandoned_research: int = 0
    prestige: float = 0.0
    left: int = 0
    hired: int = 0


@dataclass(slots=True)
class AdoptionState:
    """Product teams: what each builds on, tries, believes and suffers.

    `pilot` is the option on trial (-1 none); `wave_week` the week in which legacy is switched off for a team
    (infinite where never); `depth` scales the dip of teams whose legacy sits deep.
    """

    unit: Integers
    weight: Floats
    tastes: Tastes
    depth: Floats
    influence: Floats
    graph: Rows
    wave_order: Integers
    constants: Floats
    option: Integers
    pilot: Integers
    pilot_weeks: Integers
    experience: Floats
    trust: Floats
    perceived: Floats
    true_quality: Floats
    utilities: Floats
    wave_week: Floats
    detected: Flags
    incident: Flags
    output: Floats
    trust_shock: Floats
    forced: Flags
    deadline: int = -1
    fine_tune: float = 0.0
    fines: float = 0.0
    switched: int = 0
    reluctant: int = 0


@dataclass(slots=True)
class AgentWorkState:
    """Agents that execute tasks, by domain and task; `opened` is the week of a domain's programme (large: none)."""

    opened: Integers
    deployment: Deployment
    opened_now: int = 0
    volume: float = 0.0
    value: float = 0.0
    incidents: int = 0
    severe: deque[int] = field(default_factory=deque)


@dataclass(slots=True)
class FlywheelState:
    """What use has taught, by domain, and how fast quality moves (K a year)."""

    precision: Floats
    quality: Floats
    signals: Floats
    delivered: deque[float] = field(default_factory=lambda: deque(maxlen=WEEKS_A_YEAR))
    velocity: float = 0.0
    relative: float = 0.0
    relative_year: float = 0.0
    loop_gain: float = 0.0


@dataclass(slots=True)
class PoliticsState:
    """How the unit heads push back."""

    power: Floats
    lobby: Floats
    grievance: Floats
    signal_error: Floats
    opposition: float = 0.0
    pressure: Pressure = NO_PRESSURE


@dataclass(slots=True)
class StandingState:
    """The firm's accounts with board, customers and press; the score and the ending so far.

    `utilities` of the board's goals last week, `stressed` the goal of its last special memo, `deal_until` the end of a
    mega deal.
    """

    weights: Floats
    start_revenue: float
    brand: float = 0.0
    disruption: float = 0.0
    disruption_sum: float = 0.0
    income: float = 0.0
    revenue: float = 0.0
    attached: float = 0.0
    margin: float = 0.0
    operating_margin: float = 0.0
    cannibalisation: float = 0.0
    quarter_cash: list[float] = field(default_factory=list)
    memo: dict[str, float] = field(default_factory=dict)
    score: float = 0.0
    loss: str = ""
    loss_week: int = -1
    outcome: str = ""
    won: bool = False
    deal_until: int = -1
    utilities: Floats = field(default_factory=lambda: np.zeros(1))
    stressed: int = 0


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
    layers: LayersState
    standing: StandingState
    ledger: Ledger
