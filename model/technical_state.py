"""The technical side of a firm, as typed blocks: GPUs, training, serving, co-design.

GPUs are H100 equivalents, capability is K, money RMB million, time weeks. Only the phases of a week write here.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from model.arrays import Floats

FRONTIER, CLOUD, ECOSYSTEM = range(3)
"""The layers that share the pool."""
LAYERS = ("frontier", "cloud", "ecosystem")


def _nothing() -> Floats:
    return np.zeros(len(LAYERS))


def _unseen() -> Floats:
    return np.zeros((len(LAYERS), len(LAYERS)))


@dataclass(slots=True)
class LayersState:
    """The layers' own aims (each in its own unit) at the end of the last quarter and of the one before, their shadow
    prices then (RMB M a GPU and quarter), these as each head sees them (heads, layers), and how hard heads lobby."""

    aims: Floats = field(default_factory=_nothing)
    former_aims: Floats = field(default_factory=_nothing)
    shadow_prices: Floats = field(default_factory=_nothing)
    seen_prices: Floats = field(default_factory=_unseen)
    lobby: Floats = field(default_factory=_nothing)


@dataclass(slots=True)
class ComputeState:
    """GPUs: the pool by origin, unit clusters, what is on its way, and this week's layers.

    `imports` are GPUs, `own_chips` own accelerators by number; `worth` is the imports one of them replaces.
    `deliveries` holds (week, imports, own chips). `clawed_rate` was taken back from the units in `clawed_week`.
    """

    imports: float
    own_chips: float
    worth: float
    unit_gpus: Floats
    hidden_gpus: Floats
    deliveries: list[tuple[int, float, float]]
    shares: Floats  # frontier, cloud, ecosystem, reserve in force
    fabrics: int = 1
    idle: float = 0.0
    frontier: float = 0.0
    cloud: float = 0.0
    ecosystem: float = 0.0
    reserve: float = 0.0
    free_research: float = 0.0
    clawed_week: int = -1000
    clawed_rate: float = 0.0
    unit_bought: float = 0.0
    depreciable: float = 0.0

    @property
    def own_equivalent(self) -> float:
        """Own chips as imports they replace."""
        return self.own_chips * self.worth

    @property
    def pool(self) -> float:
        """GPUs of the common pool, own chips at their import equivalent."""
        return self.imports + self.own_equivalent


@dataclass(slots=True)
class Run:
    """A training run: its weeks, algorithms at its start, the FLOP gathered so far, the GPUs it has and may have."""

    start: int
    end: int
    algorithms: float
    compute: float = 0.0
    gpus: float = 0.0
    limit: float = np.inf


@dataclass(slots=True)
class TrainingState:
    """Capability on the way from laboratory to product.

    `candidate_value` is the true value of the candidate that waits, `candidate_k` its capability;
    `weights_due` holds the weeks of open releases on their way; `leaked` is the capability of weights that leaked.
    """

    base: float
    base_algorithms: float
    laboratory: float
    api: float
    open: float
    multimodal_lag: float
    coupling: float
    run: Run | None
    run_asked: bool = False
    base_gain: float = 0.0
    contributed: float = 0.0
    next_candidate: int = 0
    candidate_waits: bool = False
    candidate_value: float = 0.0
    candidate_k: float = 0.0
    weights_due: list[int] = field(default_factory=list)
    rebased: bool = False
    weights_week: int = -26
    releases: int = 0
    refused: int = 0
    bad_releases: int = 0
    new_bugs: float = 0.0
    leaked: float = -np.inf


@dataclass(slots=True)
class ServingState:
    """Inference: pooling, experience, load and what it costs; `latency` (tiers,) is that of an answer, s."""

    pooled: float
    experience: float
    industry: float
    cost: float = 1.0
    bugs: float = 1.0
    contributions: float = 0.0
    need_cloud: float = 0.0
    served_cloud: float = 1.0
    need_ecosystem: float = 0.0
    served_ecosystem: float = 1.0
    served_units: Floats = field(default_factory=lambda: np.ones(1))
    latency: Floats = field(default_factory=lambda: np.zeros(1))
    latency_cost: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(slots=True)
class EfficiencyState:
    """Co-design with the chip arm: money that works, and money on its way as (week, RMB M)."""

    stock: float
    in_transit: deque[tuple[int, float]]
    own_share: float = 0.0
    breakthrough: bool = False
