"""What the firms offer to customers and developers this week, as arrays over firms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats
from model.kernels.customers import option_terms
from model.links import MARKET
from model.mechanisms import open_spillover, placement, tiering

if TYPE_CHECKING:
    from model.world import World


def is_released(world: World) -> np.ndarray:
    """Return which firms have open weights out: every firm starts with some, and what is out stays out."""
    return np.full(len(world.firms), True)


def restricted(world: World) -> np.ndarray:
    """Return which firms' weights carry a restricted licence."""
    return np.array([firm.levers.release.licence == "restricted" for firm in world.firms])


def prices(world: World) -> tuple[Floats, Floats]:
    """Return API and hosted prices of the firms in price units (I25); not to be written on, a week asks often."""
    rows = [(firm.levers.price.api, firm.levers.price.hosted, firm.serving.cost) for firm in world.firms]
    if world.price_list is None or world.price_list[0] != rows:
        api, hosted, cost = np.array(rows).T
        world.price_list = rows, tiering.list_prices(api, hosted, cost, world.p.tiering)
    return world.price_list[1]


def firm_offers(world: World) -> tiering.FirmOffers:
    """Return what customers can buy from each firm."""
    firms, market = world.firms, world.market
    api_price, hosted_price = prices(world)
    share = market.developers.share[: len(firms)]
    rows = [(f.training.api, f.training.open, f.training.coupling, f.serving.served_cloud, f.standing.brand) for f in firms]
    api, weights, coupling, served, brand = np.array(rows).T
    return tiering.FirmOffers(
        api_k=api,
        open_k=world.link("cannibalisation", weights, MARKET),
        api_price=api_price,
        hosted_price=hosted_price,
        hosts=market.hosts,
        coupling=coupling,
        developer_excess=len(firms) * (share - world.fixed.developer_share),
        served=served,
        brand=brand,
        released=is_released(world),
        restricted=restricted(world),
        leaked_k=np.array([f.training.leaked for f in firms]),
    )


def customer_terms(world: World) -> Floats:
    """Return the terms by which customers' traits are multiplied, shape (4, options)."""
    rivals, p = world.market.rivals, world.p
    return option_terms(
        layout=world.fixed.layout,
        firms=firm_offers(world),
        rival_k=rivals.served,
        rival_price=world.link("rivals", rivals.price, MARKET),
        openlab_k=float(rivals.capability[rivals.openlab]),
        reference_k=world.market.reference,
        constants=world.market.customers.constants,
        variety=placement.variety_weight(p.placement),
        p=p.tiering,
        timers=rivals.timers,
        rivalry=p.rivalry,
    )


def open_capabilities(world: World) -> Floats:
    """Return the capability of every family's open weights: the firms', OPENLAB's, all others'."""
    rivals = world.market.rivals
    own = [f.training.open for f in world.firms]
    return np.array([*own, rivals.capability[rivals.openlab], world.market.other_open])


def absorptions(world: World) -> Floats:
    """Return how well each family's owner answers outside work (I55)."""
    p = world.p
    own = [
        open_spillover.absorption(f.levers.release.reintegration, p.open_spillover)
        if f.levers.release.policy != "closed"
        else p.open_release.response_reference
        for f in world.firms
    ]
    return np.array([*own, p.open_release.response_reference, p.open_release.response_reference])


def family_restricted(world: World) -> np.ndarray:
    """Return which families carry a restricted licence."""
    return np.array([*restricted(world), False, False])


def open_leads(world: World) -> Floats:
    """Return each firm's lead over the best other open weights (I35)."""
    families, firms = open_capabilities(world), len(world.firms)
    return open_spillover.open_leads(families[:firms], max(families[firms:].tolist()))
