"""Phase 10: the books. Income, expenses and assets are posted in double entry; GPUs and people must add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.ledger import PROGRAMMES
from model.mechanisms import efficiency, event_effects, objectives, treasury
from model.phases.offers import prices
from model.phases.serve import adoption_share, deal_gpus, developers_here, market_size, own_work

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def run(world: World) -> None:
    """Post a week."""
    api_price, hosted_price = prices(world)
    for firm in world.firms:
        adoption = adoption_share(firm)
        _income(world, firm, float(api_price[firm.index]), float(hosted_price[firm.index]), adoption)
        _expenses(world, firm)
        _assets(world, firm)
        _margins(world, firm)
        _experience(world, firm, adoption)


def cloud_income(world: World, firm: FirmState, api_price: float, hosted_price: float) -> treasury.CloudIncome:
    """Return this week's cloud revenue."""
    share, layout, f = world.market.customers.share, world.fixed.layout, firm.index
    cloud = treasury.cloud_income(
        market=market_size(world),
        api_share=float(share[layout.api[f]]),
        hosted_share=float(share[layout.host[f]]),
        api_price=api_price,
        hosted_price=hosted_price,
        served=firm.serving.served_cloud,
        hosted_developers=developers_here(world, f),
        p=world.p.treasury,
    )
    allowed = world.market.nature.on(f).attached
    return cloud if allowed == 1.0 else cloud._replace(attached=cloud.attached * allowed)


def _deal(world: World, firm: FirmState, api_price: float) -> float:
    """Return what a mega deal brings this week, less what is credited for work that was not served, RMB M."""
    gpus = deal_gpus(world, firm)
    if gpus <= 0.0:
        return 0.0
    p, cost = world.p, firm.serving.cost
    work = event_effects.deal_work(gpus, p.treasury.gpu_week_cost, p.tiering.api_cost, cost)
    paid, credited = event_effects.deal_income(work, api_price, firm.serving.served_cloud, p.event_effects)
    return paid - credited


def _income(world: World, firm: FirmState, api_price: float, hosted_price: float, adoption: float) -> None:
    ledger, p = firm.ledger, world.p.treasury
    cloud = cloud_income(world, firm, api_price, hosted_price)
    deal = _deal(world, firm, api_price)
    ledger.receive("api", cloud.api + deal)
    ledger.receive("hosted", cloud.hosted)
    ledger.receive("attached", cloud.attached)
    ledger.receive("developer_hosting", cloud.developer_hosting)
    ledger.pay("attached_cost", p.attached_cost * cloud.attached)
    ledger.charge_units(treasury.transfer_income(firm.levers.price.transfer, adoption, p))
    ledger.receive("agent_value", p.agent_share * firm.agents.value)
    ledger.receive("fines_received", p.rogue_fine * firm.adoption.fines)
    firm.standing.revenue = cloud.total + deal
    firm.standing.attached = cloud.attached


def _expenses(world: World, firm: FirmState) -> None:
    ledger, p, lv = firm.ledger, world.p.treasury, firm.levers
    compute = firm.compute
    units = float(np.add.reduce(compute.unit_gpus) + np.add.reduce(compute.hidden_gpus))
    owned = compute.imports + compute.own_chips + units
    ledger.pay("operations", p.operations * owned)
    employed = firm.people.employed
    employed_share = np.count_nonzero(employed) / len(employed)
    ordinary, premium = treasury.payroll(employed_share, lv.talent.pay_premium, p)
    ledger.pay("payroll", ordinary)
    ledger.pay("pay_premium", premium)
    costs = treasury.programme_costs(
        hub_capacity=lv.data.hub_capacity,
        pooling=lv.serving.pooling,
        tiers=lv.serving.base_tiers,
        new_domains=firm.agents.opened_now,
        support=lv.migration.support,
        audit=lv.migration.audit,
        maintainers=lv.release.reintegration,
        security=lv.data.security,
        codesign=lv.efficiency.codesign,
        p=p,
    )
    for account, quarterly in costs.items():
        ledger.pay(account, quarterly / WEEKS_A_QUARTER)
    ledger.pay("agent_incidents", p.incident * firm.agents.incidents)
    ledger.pay("breaches", p.breach * firm.data.breach_now)
    firm.data.breach_now = 0.0


def _assets(world: World, firm: FirmState) -> None:
    p = world.p.treasury
    book = firm.ledger.balance["gpu_fleet"]
    firm.ledger.depreciate(min(book, firm.compute.depreciable / p.depreciation_weeks))


def _margins(world: World, firm: FirmState) -> None:
    ledger, p, standing = firm.ledger, world.p.treasury, firm.standing
    income = ledger.income()
    serving = firm.compute.cloud + firm.compute.ecosystem
    standing.margin = treasury.gross_margin(income, ledger.spent_on(("attached_cost",)), serving, p)
    spent = ledger.spent_on((*PROGRAMMES, "pay_premium", "agent_incidents"))
    standing.operating_margin = objectives.operating_margin(standing.margin, spent, income)
    standing.income = income


def _experience(world: World, firm: FirmState, adoption: float) -> None:
    """Add this week's tokens to what the firm and its industry have learnt from (28)."""
    p = world.p
    firm.serving.experience += efficiency.tokens_of(own_work(world, firm, adoption), world.week, p.efficiency)
    growth = (p.efficiency.list_price_fall * p.treasury.market_growth) ** (world.week / WEEKS_A_YEAR)
    firm.serving.industry += world.constants.start_work * growth
