"""The steps from public figures to the start of the base case, one small function each.

They are arithmetic on their arguments; `model.calibration` feeds them with the figures of `model.sources`.

Capability K is log10 of effective training compute over 1e24 FLOP. Money is RMB million (M) unless a name says
billion, GPUs are H100 equivalents.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR

MONTHS_A_YEAR = 12
WEEKS_A_HALF_YEAR = 26
HOURS_A_WEEK = 168
MILLION = 1e6
THOUSAND = 1e3


# pace
def yearly_factor(doubling_months: float) -> float:
    """Return the growth factor of a year from a doubling (or halving) time: 8 months give 2.83."""
    return 2 ** (MONTHS_A_YEAR / doubling_months)


def frontier_growth(compute: float, algorithms: float) -> float:
    """Return how fast the frontier climbs, in K a year, from the yearly factors of compute and algorithms.

    Effective compute is their product, and K is its logarithm.
    """
    return math.log10(compute * algorithms)


def capability_per_horizon_doubling(frontier: float, doubling_months: float) -> float:
    """Return the K in which the length of tasks done doubles: what the frontier gains in that many months."""
    return frontier * doubling_months / MONTHS_A_YEAR


def compute_exponent(size: float, tokens: float) -> float:
    """Return the exponent g of reducible loss in compute, best size and tokens: L - E falls as compute^-g."""
    return size * tokens / (size + tokens)


def market_growth(this_year: float, half_year_bn: float, later_bn: float, years: float) -> float:
    """Return the yearly factor of the market, between this year's forecast and the mean pace of a longer one.

    `half_year_bn` is the market now (billions in half a year), `later_bn` a whole year, `years` from now.
    """
    long_run = (later_bn / (2 * half_year_bn)) ** (1 / years)
    return math.sqrt(this_year * long_run)


# capability
def capability(flop: float, ruler: float) -> float:
    """Return K of a model with this effective training compute; `ruler` is the compute at K = 0."""
    return math.log10(flop / ruler)


def central_lag(measured: float, perceived: Sequence[float]) -> float:
    """Return a lag in months between what an index measures and what buyers perceive: their geometric mean."""
    return math.sqrt(measured * sum(perceived) / len(perceived))


def capability_behind(frontier: float, months: float, growth: float) -> float:
    """Return K of a model that is `months` behind a frontier climbing at `growth` K a year."""
    return frontier - growth * months / MONTHS_A_YEAR


def months_behind(gap: float, growth: float) -> float:
    """Return a gap in K as months of frontier progress: the inverse of `capability_behind`."""
    return MONTHS_A_YEAR * gap / growth


# compute
def gpu_week_rent(dollar_hour: float, yuan_per_dollar: float) -> float:
    """Return the full cost of a GPU-week (RMB M) from the rent of an hour: USD 2 give 2.4e-3."""
    return dollar_hour * HOURS_A_WEEK * yuan_per_dollar / MILLION


def gpu_week_owned(price: float, weeks: float, operations: float, capital_cost: float) -> float:
    """Return the same cost for an owner: write-off, operations, and the return on half the price bound."""
    return price / weeks + operations + price / 2 * capital_cost / WEEKS_A_YEAR


def gpu_price(card: float, server: float, gpus: float, yuan_per_dollar: float) -> float:
    """Return what a GPU in place costs (RMB M): midway between a bare card and its share of a networked server."""
    return (card + server / gpus) / 2 * yuan_per_dollar / MILLION


def pool_shares(frontier: float, cloud: float, ecosystem: float) -> tuple[float, float, float]:
    """Return the layers' shares of the common pool from their shares of all GPUs."""
    pool = frontier + cloud + ecosystem
    return frontier / pool, cloud / pool, ecosystem / pool


def deliveries(order: float, lead: int, first: int) -> tuple[tuple[int, float], ...]:
    """Return the quarterly orders that are still on their way at the start, as (week of arrival, GPUs)."""
    return tuple((week, order) for week in range(first, lead, WEEKS_A_QUARTER))


def spending_share(gpus: float, price: float, capital_expenditure_bn: Sequence[float]) -> float:
    """Return which share of capital expenditure (billions) the fleet would have cost at today's price."""
    return gpus * price / (sum(capital_expenditure_bn) * THOUSAND)


def zipf_shares(count: int, exponent: float) -> tuple[float, ...]:
    """Return shares that fall with rank to the power of -`exponent` and sum to one."""
    sizes = [rank**-exponent for rank in range(1, count + 1)]
    return tuple(size / sum(sizes) for size in sizes)


# people
def exit_hazard(retentions: Sequence[float], years: float) -> float:
    """Return the mean yearly exit hazard behind the shares of staff still there after `years`."""
    return sum(-math.log(share) / years for share in retentions) / len(retentions)


def weekly_payroll(people: float, yearly_pay: Sequence[float], on_cost: float) -> float:
    """Return the weekly cost of staff (RMB M) from a range of yearly pay and the factor for all other cost."""
    return people * sum(yearly_pay) / len(yearly_pay) * on_cost / WEEKS_A_YEAR


# market
def list_price(input_price: float, output_price: float) -> float:
    """Return RMB per million tokens for a workload that reads as many tokens as it writes."""
    return (input_price + output_price) / 2


def price_response(elasticity: float, price: float, share: float) -> float:
    """Return a logit's slope in price from its own-price elasticity, -slope * price * (1 - share)."""
    return -elasticity / (price * (1 - share))


def split(total: float, parts: Sequence[float]) -> tuple[float, ...]:
    """Return `total` divided in the proportion of `parts`."""
    return tuple(total * part / sum(parts) for part in parts)


class Offer(NamedTuple):
    """What customers pay one firm for, by the two ways of using its models: API and hosted weights."""

    shares: tuple[float, float]
    prices: tuple[float, float]
    unit_costs: tuple[float, float]
    attached: tuple[float, float]


def cloud_ai_revenue(workload: float, offer: Offer, developer_revenue: float) -> float:
    """Return revenue of cloud AI (RMB M a week): models, ordinary cloud bought with them, developers' hosting.

    `workload` is the whole market at price 1. `offer.attached` is ordinary cloud revenue per unit of workload.
    """
    per_unit = (s * (p + a) for s, p, a in zip(offer.shares, offer.prices, offer.attached, strict=True))
    return workload * sum(per_unit) + developer_revenue


def cloud_load(workload: float, offer: Offer, developer_cost: float, gpu_week: float) -> float:
    """Return how many GPUs the cloud layer needs: cost of serving (RMB M a week) over the cost of a GPU-week."""
    serving = workload * sum(s * c for s, c in zip(offer.shares, offer.unit_costs, strict=True))
    return (serving + developer_cost) / gpu_week


def public_anchor(half_year_bn: float, share: float) -> float:
    """Return weekly AI-cloud revenue (RMB M) from a half-year's market in billions and a share of it.

    It is about a third above the world's start revenue, because the published market also counts the rent of
    accelerators to customers who bring models of their own, which the world leaves out.
    """
    return half_year_bn * THOUSAND * share / WEEKS_A_HALF_YEAR


def growth_errors(revenue: Mapping[str, float], growth: Mapping[str, float]) -> dict[str, float]:
    """Return, by quarter, how far revenue is from the year before times the published growth (relative).

    Periods are written 2024Q3, `growth` is in per cent; quarters without a year before are left out.
    """
    errors = {}
    for period, rate in growth.items():
        before = f"{int(period[:4]) - 1}{period[4:]}"
        if before in revenue:
            errors[period] = revenue[period] / (revenue[before] * (1 + rate / 100)) - 1
    return errors
