"""Where a world starts. The defaults are the calibrated start of the base case, derived in `model.calibration`;
a scenario overrides them by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.calibration import start_values
from model.parameters import parameter

_S = start_values()
_RIVALS = _S.capability.rivals
_DERIVED = "model/calibration.py, step by step from public figures of 2023-2025 in model/data"
_ASSUMED = "assumption: no public figure, see model/data/constants.csv"
_OF_RIVALS = "assumption: no public figure, see model/data/rivals.csv"
_FOR_SCENARIOS = "assumption: without effect in the base case, for scenarios to set"


@dataclass(frozen=True, slots=True)
class StartParameters:
    """The world in its first week, and how many there are of each."""

    # fmt: off
    pool_gpus: float = parameter(_S.compute.pool, "GPU", 5e3, 2.5e5, _DERIVED, "derived", "GPUs in the pool")
    unit_gpus: float = parameter(sum(_S.compute.units), "GPU", 0, 1.5e5, _DERIVED, "derived", "GPUs that units own")
    fabrics: int = parameter(1, "networks", 1, 8, _FOR_SCENARIOS, "assumed", "networks the frontier cluster spans")
    delivery_first: float = parameter(
        _S.compute.deliveries[0][1], "GPU", 0, 4e4, _DERIVED,
        "derived", "GPUs of the first delivery"
    )
    delivery_first_week: int = parameter(
        _S.compute.deliveries[0][0], "week", 0, 26, _DERIVED,
        "derived", "week of the first delivery under way"
    )
    delivery_second: float = parameter(
        _S.compute.deliveries[1][1], "GPU", 0, 4e4, _DERIVED,
        "derived", "GPUs of the second delivery"
    )
    delivery_second_week: int = parameter(
        _S.compute.deliveries[1][0], "week", 0, 26, _DERIVED,
        "derived", "week of the second delivery under way"
    )
    own_capability: float = parameter(
        _S.capability.own, "K", 0.4, 2.2, _DERIVED,
        "derived", "our laboratory and our API model"
    )
    own_open: float = parameter(_S.capability.own_open, "K", 0.2, 2.2, _DERIVED, "derived", "our open weights")
    multimodal_lag: float = parameter(
        _S.capability.multimodal_lag, "K", 0, 0.6, _ASSUMED,
        "assumed", "multi-modal side behind text"
    )
    algorithms: float = parameter(
        _S.capability.algorithms, "A", 0.4, 1.2, _ASSUMED,
        "assumed", "our algorithmic efficiency, frontier = 1"
    )
    coupling: float = parameter(_S.capability.coupling, "-", 0, 1, _ASSUMED, "assumed", "fit of model and cloud, kappa")
    run_gpus: float = parameter(
        _S.capability.run_gpus, "GPU", 0, 3e4, _ASSUMED,
        "assumed", "GPUs of the run in flight, 0 for none"
    )
    run_started: int = parameter(
        -_S.capability.run_start, "week", 0, 26, _ASSUMED,
        "assumed", "weeks the run in flight has lasted"
    )
    run_ends: int = parameter(_S.capability.run_end, "week", 0, 26, _ASSUMED, "assumed", "week in which it ends")
    run_algorithms: float = parameter(
        _S.capability.run_algorithms, "A", 0.4, 1.2, _ASSUMED,
        "assumed", "its algorithmic efficiency"
    )
    baidu_capability: float = parameter(_RIVALS["baidu"], "K", 0, 2.5, _DERIVED, "derived", "Baidu-like rival's model")
    tencent_capability: float = parameter(
        _RIVALS["tencent"], "K", 0, 2.5,
        "assumption: stands for all other clouds, nine months behind the frontier, see model/data/rivals.csv",
        "assumed", "Tencent-like rival's model"
    )
    openlab_capability: float = parameter(
        _RIVALS["openlab"], "K", 0, 2.5, _DERIVED,
        "derived", "Openlab's model and weights"
    )
    other_open_capability: float = parameter(
        0.95, "K", 0, 2.5, "assumption: Llama-like weights level with ours",
        "assumed", "other open weights"
    )
    baidu_budget: float = parameter(0.85, "-", 0, 2, _OF_RIVALS, "assumed", "share of the frontier's pace Baidu keeps")
    tencent_budget: float = parameter(
        0.65, "-", 0, 2, _OF_RIVALS,
        "assumed", "share of the frontier's pace Tencent keeps"
    )
    openlab_budget: float = parameter(1.0, "-", 0, 2, _OF_RIVALS, "assumed", "share of the frontier's pace Openlab keeps up")
    other_open_budget: float = parameter(
        0.75, "-", 0, 2, _OF_RIVALS,
        "assumed", "share of the frontier's pace other weights keep up"
    )
    openlab_price: float = parameter(0.55, "price", 0.1, 1.5, _OF_RIVALS, "assumed", "Openlab's price")
    openlab_lag: float = parameter(
        0.1, "K", 0, 1, "assumption: nobody open passes the frontier",
        "assumed", "least lag of Openlab behind the frontier"
    )
    legacy: float = parameter(_S.people.teams["legacy"], "share", 0.01, 0.97, _ASSUMED, "assumed", "teams on legacy")
    central: float = parameter(
        _S.people.teams["central"], "share", 0.01, 0.97, _ASSUMED,
        "assumed", "teams on the common stack"
    )
    third_party: float = parameter(
        _S.people.teams["third_party"], "share", 0.01, 0.97, _ASSUMED,
        "assumed", "teams on bought models"
    )
    rogue_units: int = parameter(3, "units", 1, 12, _ASSUMED, "assumed", "units in which rogue teams start")
    teams_a_unit: int = parameter(_S.people.teams_per_unit, "teams", 1, 10, _ASSUMED, "assumed", "product teams a unit")
    tie_inside: float = parameter(0.8, "-", 0, 1, _ASSUMED, "assumed", "chance that two teams of a unit know each other")
    tie_between: float = parameter(0.04, "-", 0, 1, _ASSUMED, "assumed", "chance that two teams of different units do")
    weight_spread: float = parameter(0.5, "log", 0, 1, _ASSUMED, "assumed", "spread of teams' workloads")
    trust: float = parameter(_S.people.trust, "-", 0, 1, _ASSUMED, "assumed", "teams' trust in the task force")
    experience: float = parameter(40.0, "week", 0, 104, _ASSUMED, "assumed", "teams' practice with what they use")
    team_wait: float = parameter(3.5, "week", 0, 13, _ASSUMED, "assumed", "wait that teams have learnt to expect")
    waiting_items: int = parameter(8, "items", 0, 40, _ASSUMED, "assumed", "requests waiting when the game starts")
    burn_in: int = parameter(156, "week", 0, 260, _ASSUMED, "assumed", "weeks of learning before the game")
    stars_gone: int = parameter(0, "people", 0, 12, _FOR_SCENARIOS, "assumed", "stars that left just before the start")
    star_density: float = parameter(
        1.0, "-", 0.5, 2, _FOR_SCENARIOS,
        "assumed", "skill of stars at the start over that of an ordinary laboratory"
    )
    raid_weeks: int = parameter(0, "week", 0, 26, _FOR_SCENARIOS, "assumed", "weeks of a talent raid at the start")
    waiting_age: float = parameter(4.0, "week", 0, 13, _ASSUMED, "assumed", "greatest age of these requests")
    exceptions: float = parameter(2.0, "items", 0, 20, _ASSUMED, "assumed", "exceptions pending when the game starts")
    utilisation: float = parameter(0.7, "-", 0, 2, _ASSUMED, "assumed", "load of the CEO over capacity before the start")
    hire_weeks: int = parameter(11, "week", 1, 26, _ASSUMED, "assumed", "weeks within which the hires on their way arrive")
    own_machines: float = parameter(
        0.5, "share", 0, 1, _ASSUMED,
        "assumed", "part of the other developers on machines of their own, the rest on other clouds"
    )
    hires: int = parameter(4, "people", 0, 20, _ASSUMED, "assumed", "hires on their way")
    precision: float = parameter(3.0, "-", 0.5, 50, _ASSUMED, "assumed", "precision of domain knowledge from use")
    hosted_developers: float = parameter(
        _S.market.developers_hosted, "share", 0, 1, _ASSUMED,
        "assumed", "part of our developers on our cloud"
    )
    experience_weeks: float = parameter(52.0, "week", 4, 200, _ASSUMED, "assumed", "weeks of today's tokens already served")
    developers: int = parameter(
        1000, "agents", 10, 1_000_000, "assumption: one agent stands for about 1 000 people",
        "assumed", "external developers"
    )
    developer_ties: int = parameter(
        8, "ties", 2, 40, "Watts & Strogatz 1998; assumption for the size",
        "assumed", "neighbours of a developer"
    )
    developer_rewired: float = parameter(
        0.05, "-", 0, 1, "Watts & Strogatz 1998",
        "assumed", "share of ties that leave the neighbourhood"
    )
    customers: int = parameter(400, "agents", 10, 100_000, _ASSUMED, "assumed", "enterprise customers")
    reference_customers: int = parameter(4, "customers", 1, 20, _ASSUMED, "assumed", "customers each of them looks at")
    festival_intensity: float = parameter(
        _S.people.festival_load, "x", 1, 10,
        "assumption: mean of the window; the peak of 11.11 is ten times normal (Alibaba Cloud 2020)",
        "assumed", "load in festival weeks"
    )
    extra_festival: int = parameter(
        -1, "week", -1, 51, _FOR_SCENARIOS,
        "assumed", "week of the fiscal year of one more festival, -1 for none"
    )
    commerce_weight: float = parameter(1.0, "x", 0.5, 2, _FOR_SCENARIOS, "assumed", "weight of commerce units' workload")
    cash: float = parameter(_S.money.cash, "RMB M", 0, 5e4, _ASSUMED, "assumed", "cash in hand")
    fleet_value: float = parameter(0.5, "-", 0, 1, _ASSUMED, "assumed", "book value of the fleet over its price when new")
    # fmt: on
