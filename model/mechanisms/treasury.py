"""Treasury: what does the task force earn, what does it cost, and what can it order?

Amounts are RMB million a week unless said; a workload unit is RMB 1 M a week of customer spend at price 1.

    S(t)       = S_0 g_S^(t/52)                                market size in workload units
    api        = S w_API p_API served
    hosted     = S w_HOST p_HOST served
    attached   = S served (a_HOST w_HOST + a_API w_API)        ordinary cloud sold along, a share of it is cost
    transfer   = ptr c_G G_all C                               what units pay for tokens
    price/GPU  = p_G (1 + e (orders / (20 000 n))^2)           supply is upward sloping, paid at order
    operations = o G                                           power, space and people of the fleet
    payroll    = 43 (employed / 112) (1 + premium)             one researcher agent stands for ten people

Sources: market size and growth from Omdia's Chinese AI-cloud market (first half of 2025), see
`model/calibration.py`; cost of a GPU-week from USD 2 an hour (DeepSeek-AI 2024, arXiv 2412.19437).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

_ASSUMED = "assumption: "


@dataclass(frozen=True, slots=True)
class TreasuryParameters:
    """What money does."""

    market_size: float = parameter(
        450.0, "wu", 150, 900, "derived: Omdia H1 2025 market x 35.8 % share, see calibration", "derived",
        "customer spend a week at price 1 when the game starts",
    )  # fmt: skip
    market_growth: float = parameter(
        1.8, "x/year", 1.2, 2.6, "Omdia via caizhongshe.cn 2025: +148 % in 2025, 193 bn by 2030 (slower later)",
        "derived", "growth of the market in workload units",
    )  # fmt: skip
    attached_hosted: float = parameter(
        1.8, "RMB/RMB", 0.0, 3.6, _ASSUMED + "retuned in the joined world; no public figure exists", "assumed",
        "ordinary cloud revenue that comes with a unit of hosted open-model workload",
    )  # fmt: skip
    attached_api: float = parameter(
        0.6, "RMB/RMB", 0.0, 1.2, _ASSUMED + "API customers attach a third as much", "assumed",
        "ordinary cloud revenue that comes with a unit of API workload",
    )  # fmt: skip
    attached_cost: float = parameter(
        0.75, "share", 0.6, 0.9, "Alibaba Cloud adjusted EBITA 9 % before group costs (results, Sep 2025)", "expert",
        "share of attached revenue that is its cost",
    )  # fmt: skip
    developer_revenue: float = parameter(
        0.06, "RMB M/week", 0.0, 0.2, _ASSUMED + "1 000 people at RMB 60 a week", "assumed",
        "hosting revenue of one developer agent (1 000 people)",
    )  # fmt: skip
    gpu_week_cost: float = parameter(
        2.4e-3, "RMB M", 1.2e-3, 4e-3, "DeepSeek-AI 2024, arXiv 2412.19437: USD 2 an hour x 168 x 7.2", "derived",
        "full cost of an H100-equivalent for a week",
    )  # fmt: skip
    transfer_base: float = parameter(
        12000.0, "GPU", 6000, 24000, _ASSUMED + "the ecosystem layer of the start pool", "assumed",
        "GPUs whose cost units would pay for if every team were on the common stack",
    )  # fmt: skip
    agent_share: float = parameter(
        0.2, "share", 0.05, 0.5, _ASSUMED + "units keep most of what agents save them", "assumed",
        "share of the net value of automated tasks that the task force receives",
    )  # fmt: skip
    operations: float = parameter(
        0.9e-3, "RMB M/GPU", 0.4e-3, 1.5e-3, _ASSUMED + "cash part of the full cost: power, space, staff", "assumed",
        "cash cost of running one GPU for a week",
    )  # fmt: skip
    payroll: float = parameter(
        43.0, "RMB M", 20, 80, _ASSUMED + "1 120 people at about RMB 2 M a year", "assumed",
        "weekly payroll of the full research staff",
    )  # fmt: skip
    gpu_price: float = parameter(
        0.25, "RMB M", 0.15, 0.4, _ASSUMED + "H100-class accelerator with its share of server and network", "assumed",
        "price of one imported GPU before the surcharge for large orders",
    )  # fmt: skip
    price_slope: float = parameter(
        0.5, "-", 0.0, 1.5, _ASSUMED + "large orders meet a short supply", "assumed",
        "surcharge when every firm orders the reference quantity",
    )  # fmt: skip
    reference_order: float = parameter(
        20000.0, "GPU", 10000, 40000, _ASSUMED + "largest order of a quarter", "assumed",
        "orders of one firm at which the surcharge is full",
    )  # fmt: skip
    depreciation_weeks: float = parameter(
        208.0, "week", 150, 312, "four years: usual book life of servers", "expert", "book life of a GPU"
    )
    grant: float = parameter(
        1500.0, "RMB M/quarter", 500, 4000, _ASSUMED + "a larger grant makes cash irrelevant", "assumed",
        "what the group grants the task force each quarter",
    )  # fmt: skip
    hub: float = parameter(
        100.0, "RMB M/quarter", 20, 200, _ASSUMED + "20-200 a quarter", "assumed",
        "data clearing-house, for each unit a quarter that it can connect",
    )  # fmt: skip
    pooling: float = parameter(
        60.0, "RMB M/quarter", 30, 150, _ASSUMED + "30-150 a quarter", "assumed", "pooling programme at full scope"
    )
    tier: float = parameter(
        15.0, "RMB M/quarter", 5, 40, _ASSUMED + "distilling, testing and documenting one model", "assumed",
        "upkeep of one base-model tier",
    )  # fmt: skip
    domain: float = parameter(
        50.0, "RMB M", 20, 80, _ASSUMED + "20-80 a domain", "assumed", "opening one task domain to agents"
    )
    support_team: float = parameter(
        5.0, "RMB M/quarter", 2, 10, _ASSUMED + "ten engineers", "assumed", "one migration support team"
    )
    audit: float = parameter(
        500.0, "RMB M/quarter", 200, 1000, _ASSUMED + "10 at the default rate of 2 % a week", "assumed",
        "audit of unit clusters and contracts, for a rate of 1 a week",
    )  # fmt: skip
    maintainer: float = parameter(
        1.2, "RMB M/quarter", 0.6, 2.0, _ASSUMED + "a senior engineer with overhead", "assumed",
        "one person who merges outside contributions",
    )  # fmt: skip
    incident: float = parameter(
        0.3, "RMB M", 0.1, 1.0, _ASSUMED + "refund, review and apology", "assumed", "one agent incident"
    )
    breach: float = parameter(
        400.0, "RMB M", 100, 1000, _ASSUMED + "fine and repair when all data are pooled", "assumed",
        "a data breach, times the pooled share",
    )  # fmt: skip
    rogue_fine: float = parameter(
        1.0, "RMB M", 0.0, 5.0, _ASSUMED + "a symbolic charge to the unit", "assumed",
        "what a unit pays for a rogue team that is found without amnesty",
    )  # fmt: skip


class CloudIncome(NamedTuple):
    """Revenue of the cloud layer, RMB M a week."""

    api: float
    hosted: float
    attached: float
    developer_hosting: float

    @property
    def total(self) -> float:
        """All four together: the KPI cloud_ai_revenue."""
        return self.api + self.hosted + self.attached + self.developer_hosting


def market_size(week: int, firm_scale: float, p: TreasuryParameters) -> float:
    """Return the market in workload units at `week`; `firm_scale` keeps a firm's start load whatever their number."""
    return p.market_size * p.market_growth ** (week / WEEKS_A_YEAR) * firm_scale


def cloud_income(
    market: float, api_share: float, hosted_share: float, api_price: float, hosted_price: float, served: float,
    hosted_developers: float, p: TreasuryParameters,
) -> CloudIncome:  # fmt: skip
    """Return a week's cloud revenue of one firm; `hosted_developers` counts developer agents."""
    return CloudIncome(
        api=market * api_share * api_price * served,
        hosted=market * hosted_share * hosted_price * served,
        attached=market * served * (p.attached_hosted * hosted_share + p.attached_api * api_share),
        developer_hosting=p.developer_revenue * hosted_developers,
    )


def transfer_income(transfer_price: float, adoption: float, p: TreasuryParameters) -> float:
    """Return what units pay for a week of tokens, given the share of their work on the common stack."""
    return transfer_price * p.gpu_week_cost * p.transfer_base * adoption


def import_price(total_orders: float, firms: int, p: TreasuryParameters) -> float:
    """Return the price of one imported GPU, RMB M, when all firms together order `total_orders`."""
    return p.gpu_price * (1.0 + p.price_slope * (total_orders / (p.reference_order * firms)) ** 2)


def programme_costs(
    hub_capacity: float, pooling: float, tiers: int, new_domains: int, support: int, audit: float, maintainers: int,
    security: float, codesign: float, p: TreasuryParameters,
) -> dict[str, float]:  # fmt: skip
    """Return what the levers cost in a quarter by expense account, RMB M."""
    return {
        "data_hub": p.hub * hub_capacity,
        "pooling": p.pooling * pooling,
        "tiers": p.tier * tiers,
        "domains": p.domain * new_domains,
        "migration_support": p.support_team * support,
        "audit": p.audit * audit,
        "reintegration": p.maintainer * maintainers,
        "security": security,
        "codesign": codesign,
    }


def payroll(employed_share: float, pay_premium: float, p: TreasuryParameters) -> tuple[float, float]:
    """Return a week's ordinary payroll and the premium above it, RMB M."""
    ordinary = p.payroll * employed_share
    return ordinary, ordinary * pay_premium


def gross_margin(income: float, attached_cost: float, serving_gpus: float, p: TreasuryParameters) -> float:
    """Return the margin after attached cost and the full cost of the serving layers, as a share of income."""
    return (income - attached_cost - p.gpu_week_cost * serving_gpus) / income if income > 0 else 0.0
