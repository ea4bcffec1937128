"""Where the start of the base case comes from: public figures (`model.sources`) put through small steps
(`model.derivations`), read here from top to bottom.

A number that follows from nothing public stands in `model/data/constants.csv` with the word "assumption" and its
reason, never here. The world starts on 1 April 2025; figures of later quarters than 2025Q2 are not used.
"""

from __future__ import annotations

from functools import lru_cache

from model import derivations as step
from model.sources import column, figure, series, shares, table
from model.start_values import Capability, Compute, Market, Money, Pace, People, StartValues

START_YEAR = ("2024Q2", "2024Q3", "2024Q4", "2025Q1")
START_HALF_YEAR = "2025H1"
PER_CENT = 0.01
RETENTION_YEARS = 2
LABORATORIES = ("anthropic", "deepmind", "openai", "meta")
RESOLUTION = 2  # digits of K; no benchmark tells smaller differences apart


def pace() -> Pace:
    """Return how fast the surroundings move."""
    algorithms = step.yearly_factor(figure("algorithmic_halving"))
    frontier = step.frontier_growth(figure("cluster_growth"), algorithms)
    return Pace(
        compute=figure("cluster_growth"),
        algorithms=algorithms,
        frontier=frontier,
        horizon_doubling=step.capability_per_horizon_doubling(frontier, figure("horizon_doubling")),
        compute_exponent=step.compute_exponent(figure("size_exponent"), figure("token_exponent")),
        market=step.market_growth(
            figure("market_growth_year"),
            series("ai_cloud_market")[START_HALF_YEAR],
            figure("market_forecast"),
            figure("market_forecast_years"),
        ),
        internal=figure("internal_demand_growth"),
        list_price=figure("list_price_fall"),
        energy=figure("chip_energy_gain") * figure("serving_energy_gain"),
    )


def capability(growth: float) -> Capability:
    """Return who can do what, with a frontier that climbs at `growth` K a year."""
    frontier = step.capability(figure("yardstick_compute"), figure("ruler_compute"))
    perceived = (figure("lag_perceived_low"), figure("lag_perceived_high"))
    lag = step.central_lag(figure("lag_index"), perceived)
    own = round(step.capability_behind(frontier, lag, growth), RESOLUTION)
    return Capability(
        frontier=round(frontier, RESOLUTION),
        own=own,
        own_open=own - figure("open_gap"),
        multimodal_lag=figure("multimodal_lag"),
        algorithms=figure("own_algorithms"),
        coupling=figure("coupling"),
        rivals=_of_rivals("capability"),
        run_start=int(figure("run_start")),
        run_end=int(figure("run_end")),
        run_gpus=figure("run_gpus"),
        run_algorithms=figure("run_algorithms"),
    )


def _of_rivals(name: str, firms: int = 1) -> dict[str, float]:
    here = (row for row in table("rivals") if row["serves_mainland"] == "1" and int(row["leaves_at_firms"]) > firms)
    return {row["rival"]: float(row[name]) for row in here}


def compute() -> Compute:
    """Return the fleet, how it is shared out, and what was ordered before the start."""
    gpus = figure("gpus")
    order = gpus * figure("capacity_growth")
    in_units = gpus * figure("layer_units")
    unit_shares = step.zipf_shares(len(table("units")), figure("unit_cluster_exponent"))
    return Compute(
        pool=gpus - in_units,
        units=tuple(in_units * share for share in unit_shares),
        layers=step.pool_shares(figure("layer_frontier"), figure("layer_cloud"), figure("layer_ecosystem")),
        order=order,
        deliveries=step.deliveries(order, int(figure("delivery_weeks")), int(figure("first_delivery"))),
    )


def money() -> Money:
    """Return costs and funds."""
    rate = figure("yuan_per_dollar")
    people = figure("researcher_agents") * figure("people_per_agent")
    pay = (figure("pay_low"), figure("pay_high"))
    return Money(
        gpu_week=step.gpu_week_rent(figure("dollar_hour"), rate),
        gpu_price=step.gpu_price(figure("card_price"), figure("server_price"), figure("server_gpus"), rate),
        operations=figure("operations"),
        payroll=step.weekly_payroll(people, pay, figure("on_cost")),
        cash=figure("cash"),
        grant=figure("grant"),
        list_price=step.list_price(figure("token_price_input"), figure("token_price_output")),
    )


def offer() -> step.Offer:
    """Return what we sell: our share of public model tokens, divided into API and hosting."""
    share = series("public_api_share_alibaba")[START_HALF_YEAR] * PER_CENT
    api, hosted = step.split(share, (figure("api_parts"), figure("hosted_parts")))
    return step.Offer(
        shares=(api, hosted),
        prices=(figure("api_price"), figure("hosted_price")),
        unit_costs=(figure("api_unit_cost"), figure("hosted_unit_cost")),
        attached=(figure("attached_api"), figure("attached_hosted")),
    )


def market(gpu_week: float) -> Market:
    """Return who buys from whom, and what our first week brings and needs."""
    workload, ours = figure("workload"), offer()
    own_weights = figure("own_weights_other_clouds") + figure("own_weights_self")
    on_our_cloud = shares("developers")["own"] * figure("developers") * figure("developers_hosted")
    hosting = on_our_cloud * figure("developer_hosting")
    return Market(
        workload=workload,
        offer=ours,
        rivals=_of_rivals("share_alone"),
        other_clouds=figure("own_weights_other_clouds"),
        self_hosted=figure("own_weights_self"),
        open_rival=figure("customers_open_elsewhere") - own_weights,
        none=figure("customers_none"),
        developers=shares("developers"),
        developers_hosted=figure("developers_hosted"),
        revenue=step.cloud_ai_revenue(workload, ours, hosting),
        load=step.cloud_load(workload, ours, hosting * figure("developer_hosting_cost"), gpu_week),
        anchor=step.public_anchor(
            series("ai_cloud_market")[START_HALF_YEAR],
            series("ai_cloud_share_alibaba")[START_HALF_YEAR] * PER_CENT,
        ),
        price_response=step.price_response(figure("own_elasticity"), figure("elasticity_price"), ours.shares[0]),
    )


def people() -> People:
    """Return the laboratory, the teams and their habits."""
    retentions = [figure(f"retention_{name}") for name in LABORATORIES]
    queries = [figure(f"energy_query_{name}") for name in ("google", "openai", "epoch")]
    return People(
        researchers=int(figure("researcher_agents")),
        people_per_researcher=int(figure("people_per_agent")),
        stars=int(figure("stars")),
        exit_hazard=step.exit_hazard(retentions, RETENTION_YEARS),
        teams_per_unit=int(figure("teams_per_unit")),
        teams=shares("teams"),
        trust=figure("trust"),
        vendor_switching=figure("vendor_switching"),
        festival_load=figure("festival_load"),
        energy_query=sum(queries) / len(queries),
    )


@lru_cache(maxsize=1)
def start_values() -> StartValues:
    """Return the start of the base case, derived from the tables (computed once)."""
    drift, costs = pace(), money()
    return StartValues(
        pace=drift,
        capability=capability(drift.frontier),
        compute=compute(),
        money=costs,
        market=market(costs.gpu_week),
        people=people(),
    )


def vendor_shares(firms: int) -> tuple[float, dict[str, float]]:
    """Return the start share of each player firm (API and hosting) and those of the rivals that stay (I2).

    A second firm takes TENCENT's place and part of BAIDU's, a third one BAIDU's; what vendors sell together is
    the same for any number of firms.
    """
    alone = sum(offer().shares)
    if firms == 1:
        return alone, _of_rivals("share_alone")
    vendors = alone + sum(_of_rivals("share_alone").values())
    left = _of_rivals("share_among_firms", firms)
    return (vendors - sum(left.values())) / firms, left


def fleet_share_of_spending() -> float:
    """Return which share of the last year's capital expenditure the start fleet stands for: a plausibility check.

    The rest went into buildings, power, ordinary servers and chips that are not counted as H100 equivalents.
    """
    spent = series("capital_expenditure")
    return step.spending_share(figure("gpus"), money().gpu_price, [spent[quarter] for quarter in START_YEAR])


def units() -> dict[str, tuple[float, ...]]:
    """Return the numbers of units.csv by column, in the order of its rows."""
    names = ("data_stock", "access", "sensitivity", "quality", "size", "political_weight", "gpu_share")
    return {name: column(name, of="units") for name in names}
