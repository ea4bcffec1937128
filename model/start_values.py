"""What `model.calibration` derives: the start of the base case, block by block."""

from __future__ import annotations

from dataclasses import dataclass

from model.derivations import Offer


@dataclass(frozen=True)
class Pace:
    """How fast the surroundings move, as yearly factors unless said otherwise.

    `frontier` is K a year, `horizon_doubling` the K in which the length of tasks done doubles,
    `compute_exponent` the fall of reducible loss with compute. `market` is the workload customers place,
    `internal` what one unit of adoption asks of the pool, `list_price` the fall of what buyers pay for a token,
    `energy` the fall of energy a query.
    """

    compute: float
    algorithms: float
    frontier: float
    horizon_doubling: float
    compute_exponent: float
    market: float
    internal: float
    list_price: float
    energy: float


@dataclass(frozen=True)
class Capability:
    """Capabilities (K) at the start; `rivals` by name, FRONTIER left out.

    `algorithms` is our algorithmic efficiency against the frontier's. The run in flight began in week `run_start`,
    ends in `run_end`, and has `run_gpus` GPUs and algorithms of efficiency `run_algorithms`.
    """

    frontier: float
    own: float
    own_open: float
    multimodal_lag: float
    algorithms: float
    coupling: float
    rivals: dict[str, float]
    run_start: int
    run_end: int
    run_gpus: float
    run_algorithms: float


@dataclass(frozen=True)
class Compute:
    """GPUs: the common `pool`, clusters of `units` (in the order of units.csv), and what is on its way.

    `layers` are the shares of the pool for frontier, cloud and ecosystem; `order` is the default order a quarter,
    `deliveries` pairs of (week, GPUs).
    """

    pool: float
    units: tuple[float, ...]
    layers: tuple[float, float, float]
    order: float
    deliveries: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Money:
    """Costs and funds in RMB M; `list_price` is RMB per million tokens.

    `gpu_week` is the full cost of a GPU for a week, `gpu_price` what one in place costs, `operations` the cash a
    GPU takes each week, `payroll` the laboratory's a week, `grant` the group's a quarter.
    """

    gpu_week: float
    gpu_price: float
    operations: float
    payroll: float
    cash: float
    grant: float
    list_price: float


@dataclass(frozen=True)
class Market:
    """The market at the start; shares are of customers' workload, prices and unit costs in price units.

    `workload` is the whole market (RMB M a week at price 1), `offer` our API and hosting, `rivals` the shares of
    rivals' APIs by name. `other_clouds` and `self_hosted` run our weights and pay us nothing, `open_rival` runs
    other open weights, `none` has no model. `developers` are shares by family, `developers_hosted` the part of our
    family on our cloud. `revenue` and `load` (GPUs) are what follows for the first week; `anchor` is the published
    revenue to compare with. `price_response` is the logit's slope in price.
    """

    workload: float
    offer: Offer
    rivals: dict[str, float]
    other_clouds: float
    self_hosted: float
    open_rival: float
    none: float
    developers: dict[str, float]
    developers_hosted: float
    revenue: float
    load: float
    anchor: float
    price_response: float


@dataclass(frozen=True)
class People:
    """Laboratory and teams: `exit_hazard` and `vendor_switching` a year, `teams` the start shares of options.

    `researchers` agents stand for `people_per_researcher` people each; `energy_query` is Wh for a typical query.
    """

    researchers: int
    people_per_researcher: int
    stars: int
    exit_hazard: float
    teams_per_unit: int
    teams: dict[str, float]
    trust: float
    vendor_switching: float
    festival_load: float
    energy_query: float


@dataclass(frozen=True)
class StartValues:
    """Everything that the base case starts with and that figures speak about."""

    pace: Pace
    capability: Capability
    compute: Compute
    money: Money
    market: Market
    people: People
