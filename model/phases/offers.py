"""What the firms offer to customers and developers this week, as arrays over firms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.arrays import Flags, Floats, Integers
from model.decisions import Levers
from model.kernels.customers import option_terms
from model.links import MARKET
from model.mechanisms import open_spillover, placement, tiering

if TYPE_CHECKING:
    from model.world import World


class Stance(NamedTuple):
    """What the firms' `levers` tell the market for a quarter.

    By firm: `released` weights (every firm starts with some, and what is out stays out), with a `restricted` licence. By
    family: a restricted licence, how well its owner answers outside work (I55), `delays` in weeks until others can build
    on it (36), and whether papers of a player explain it.
    """

    levers: list[Levers]
    released: Flags
    restricted: Flags
    family_restricted: Flags
    absorptions: Floats
    delays: Integers
    explained: Flags


def stance(world: World) -> Stance:
    """Return the firms' stance, worked out again when one has changed a lever."""
    known, firms = world.stance, world.firms
    if known is None or any(firm.levers is not levers for firm, levers in zip(firms, known.levers, strict=True)):
        known = world.stance = _stance(world, [firm.levers for firm in firms])
    return known


def _stance(world: World, levers: list[Levers]) -> Stance:
    p = world.p
    restricted = np.array([lv.release.licence == "restricted" for lv in levers])
    family_restricted = np.array([*restricted, False, False])
    papers = [lv.talent.publication for lv in levers]
    usual = p.open_release.response_reference
    own = [
        open_spillover.absorption(lv.release.reintegration, p.open_spillover) if lv.release.policy != "closed" else usual
        for lv in levers
    ]
    return Stance(
        levers=levers,
        released=np.full(len(levers), True),
        restricted=restricted,
        family_restricted=family_restricted,
        absorptions=np.array([*own, usual, usual]),
        # OPENLAB publishes as well, but what rivals copy faster by (I12) is the players' papers
        delays=open_spillover.spillover_weeks(family_restricted, np.array([*papers, True, False]), p.open_spillover),
        explained=np.array([*papers, False, False]),
    )


def prices(world: World) -> tuple[Floats, Floats]:
    """Return API and hosted prices of the firms in price units (I25); not to be written on, a week asks often."""
    rows = [(firm.levers.price.api, firm.levers.price.hosted, firm.serving.cost) for firm in world.firms]
    if world.price_list is None or world.price_list[0] != rows:
        api, hosted, cost = np.array(rows).T
        world.price_list = rows, tiering.list_prices(api, hosted, cost, world.p.tiering)
    return world.price_list[1]


def prices_asked(world: World) -> Floats:
    """Return the API prices of the firms, then of the rivals."""
    return np.concatenate([prices(world)[0], world.market.rivals.price])


def firm_offers(world: World) -> tiering.FirmOffers:
    """Return what customers can buy from each firm."""
    firms, market, terms = world.firms, world.market, stance(world)
    api_price, hosted_price = prices(world)
    share = market.developers.share[: len(firms)]
    rows = [
        (f.training.api, f.training.open, f.training.leaked, f.training.coupling, f.serving.served_cloud, f.standing.brand)
        for f in firms
    ]
    api, weights, leaked, coupling, served, brand = np.array(rows).T
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
        released=terms.released,
        restricted=terms.restricted,
        leaked_k=leaked,
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
    """Return the capability of every family's open weights: the firms', Openlab's, all others'."""
    rivals = world.market.rivals
    own = [f.training.open for f in world.firms]
    return np.array([*own, rivals.capability[rivals.openlab], world.market.other_open])


def open_leads(world: World) -> Floats:
    """Return each firm's lead over the best other open weights (I35)."""
    rivals = world.market.rivals
    own = np.array([firm.training.open for firm in world.firms])
    return open_spillover.open_leads(own, max(float(rivals.capability[rivals.openlab]), world.market.other_open))
