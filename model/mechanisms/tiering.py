"""What does each model on the market offer an enterprise customer, at what price, and what does it earn?

(37), (I25), (I26), (I35) utility of option j for customer c
    theta_c v (K_j - K_floor) - alpha p_j(skill_c) - privacy_c [API] + lock w_cj + reference weights + xi_j
    and, where they apply: served share, brand, developers (k_dev), variety of hosts, coupling; NONE = 0
(39) weekly profit of the sub-model at given shares
(I25), (I35) prices: API and hosted = lever x unit cost; own machines by skill; other clouds = cost + mu/hosts

Versioning: Mussa & Rosen 1978; damaged goods: Deneckere & McAfee 1996, McAfee 2007. Capability in K, utility in
util, prices in price units (1 = reference price of a closed model), sizes in workload units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

ELASTICITY = "own elasticity of -1.11 within a model (Demirer et al. 2025, NBER) at share .15, price .7-1"
TASTES = "assumption: log-normal tastes, sizes as uneven as firms are"
PRIVACY = "assumption: a quarter of firms would rather not send data to an API"
COSTS = "assumption: prices 1.0 and .45 at levers 2.5 and 2.25; hosted open weights take half the compute"
MACHINES = "assumption: own machines cost .35 to the skilled; open ~90 % cheaper at best (Demirer et al. 2025)"
MARKUP = "assumption: markup falls as 1/n (Cournot), three hosts ask .35"
ATTACH = "assumption: attached cloud margin, not measured publicly and decisive; sweep it"
INERTIA = "assumption: 11 % a year switch their primary vendor (Menlo Ventures 2025)"
CAPTURE = "assumption: a host takes a licensor's trade (Elastic and AWS 2015-21)"


@dataclass(frozen=True, slots=True)
class TieringParameters:
    """Parameters of M6."""

    quality_weight: float = parameter(1.2, "util/K", 0.6, 2.0, TASTES, "assumed", "v: worth of a K at taste 1")
    price_weight: float = parameter(1.0, "util/price", 0.5, 2.0, ELASTICITY, "derived", "alpha of (37)")
    floor_distance: float = parameter(
        2.0, "K", 1.0, 3.0, "assumption: weakest usable model", "assumed", "K_ref - K_floor of (37)"
    )
    taste_spread: float = parameter(0.6, "log", 0.3, 1.0, TASTES, "assumed", "sd of log theta")
    size_spread: float = parameter(1.0, "log", 0.5, 1.5, TASTES, "assumed", "sd of log size")
    privacy_share: float = parameter(0.25, "share", 0.1, 0.5, PRIVACY, "assumed", "customers who mind an API")
    privacy_cost: float = parameter(0.9, "util", 0.3, 1.5, PRIVACY, "assumed", "what an API costs them")
    api_cost: float = parameter(0.40, "price", 0.2, 0.6, COSTS, "assumed", "cost of an API unit at index 1")
    hosted_cost: float = parameter(0.20, "price", 0.1, 0.4, COSTS, "assumed", "cost of a hosted unit at index 1")
    self_price: float = parameter(0.35, "price", 0.2, 0.8, MACHINES, "assumed", "own machines at skill 1")
    self_unskilled: float = parameter(1.2, "price", 0.6, 2.0, MACHINES, "assumed", "added at skill 0")
    elsewhere_price: float = parameter(0.35, "price", 0.2, 0.8, MACHINES, "assumed", "Openlab's weights, skill 1")
    elsewhere_unskilled: float = parameter(0.6, "price", 0.3, 1.0, MACHINES, "assumed", "added at skill 0")
    host_markup: float = parameter(0.45, "price", 0.2, 0.8, MARKUP, "assumed", "mu: markup of a lone host")
    host_variety_floor: float = parameter(
        0.1, "hosts", 0.01, 0.5, "assumption: keeps the log finite", "assumed", "least hosts in the variety term"
    )
    capture: float = parameter(1.0, "util", 0.5, 2.0, CAPTURE, "assumed", "opt_c: pull of coupling against RES")
    coupling_reference: float = parameter(
        0.7, "-", 0.3, 1.0, "assumption: kappa at the start", "assumed", "kappa at which RES is as at the start"
    )
    developer_weight: float = parameter(
        0.3, "util", 0.0, 1.0, "assumption: developers pull employers", "assumed", "k_dev of (I26)"
    )
    served_weight: float = parameter(
        1.5, "util", 0.5, 3.0, "assumption: refused work hurts", "assumed", "utility per unserved share"
    )
    lock: float = parameter(0.35, "util", 0.1, 1.0, INERTIA, "assumed", "pull of the present placement")
    reference_weight: float = parameter(
        0.2, "util", 0.0, 0.6, "assumption: buyers ask four peers", "assumed", "pull of reference customers' use"
    )
    hosted_margin: float = parameter(0.25, "price", 0.0, 0.5, COSTS, "assumed", "m_H of (39)")
    attach_api: float = parameter(0.15, "price", 0.0, 0.4, ATTACH, "assumed", "att_A: cloud margin with API use")
    attach_hosted: float = parameter(0.45, "price", 0.0, 0.9, ATTACH, "assumed", "att_H: the same with hosting")
    self_margin: float = parameter(0.0, "price", 0.0, 0.2, ATTACH, "assumed", "eps_s: margin of own-machine use")


class Options(NamedTuple):
    """Columns of the choice set; the first 4 n are API, HOST, RES, SELF of each firm.

    `api`, `host`, `res`, `self_hosted` (n,) and `rival_api` (r,) are column numbers; `nest` (n_opt,) numbers the
    nests, whose columns are neighbours; `kind` (n_opt,) numbers what firms offer alike, whoever it is.
    """

    names: tuple[str, ...]
    api: NDArray[np.intp]
    host: NDArray[np.intp]
    res: NDArray[np.intp]
    self_hosted: NDArray[np.intp]
    rival_api: NDArray[np.intp]
    open_elsewhere: int
    none: int
    nest: NDArray[np.intp]
    kind: NDArray[np.intp]


class FirmOffers(NamedTuple):
    """What each firm offers this week, every field (n,).

    Capabilities in K, prices in price units; `hosts` outside, `coupling` kappa, `developer_excess` = n (N_f/N -
    start share), `served` share of load, `brand` damage in util; `released`, `restricted` weights;
    `leaked_k` of weights that leaked (-inf: none), for own machines only.
    """

    api_k: Floats
    open_k: Floats
    api_price: Floats
    hosted_price: Floats
    hosts: Floats
    coupling: Floats
    developer_excess: Floats
    served: Floats
    brand: Floats
    released: Booleans
    restricted: Booleans
    leaked_k: Floats | None = None


def options(n_firms: int, n_rivals: int) -> Options:
    """Lay out the columns for `n_firms` firms and `n_rivals` scripted rivals (OPENLAB among them)."""
    tiers = ("API", "HOST", "RES", "SELF")
    names = [f"{tier}_{firm}" for firm in range(n_firms) for tier in tiers]
    names += [f"API_R{rival}" for rival in range(n_rivals)] + ["OPEN_R", "NONE"]
    first = np.arange(n_firms) * len(tiers)
    others = np.arange(n_firms * len(tiers), len(names))
    nest = np.concatenate([np.repeat(np.arange(n_firms), len(tiers)), n_firms + np.arange(others.size)])
    kind = np.concatenate([np.tile(np.arange(len(tiers)), n_firms), len(tiers) + np.arange(others.size)])
    return Options(
        names=tuple(names),
        api=first,
        host=first + 1,
        res=first + 2,
        self_hosted=first + 3,
        rival_api=others[:n_rivals],
        open_elsewhere=int(others[n_rivals]),
        none=int(others[n_rivals + 1]),
        nest=nest,
        kind=kind,
    )


def draw_customers(u: Floats, p: TieringParameters) -> tuple[Floats, Floats]:
    """Map uniforms (n, 4) to traits (n, 4) and sizes (n,) with mean 1.

    Columns of the traits: taste theta, 1, lack of skill 1 - cap, privacy cost; they multiply the rows of terms.
    """
    taste: Floats = np.exp(p.taste_spread * ndtri(u[:, 0]))
    size: Floats = np.exp(p.size_spread * ndtri(u[:, 1]))
    privacy = np.where(u[:, 3] < p.privacy_share, p.privacy_cost, 0.0)
    return np.column_stack([taste, np.ones(len(u)), 1.0 - u[:, 2], privacy]), size / size.mean()


def list_prices(api_lever: Floats, hosted_lever: Floats, unit_cost: Floats, p: TieringParameters) -> tuple[Floats, Floats]:
    """(I25) API and hosted prices (n,) from the levers (multiples of cost) and the unit cost index c."""
    return api_lever * p.api_cost * unit_cost, hosted_lever * p.hosted_cost * unit_cost


def resale_price(hosts: Floats, p: TieringParameters, open_cost: float = 1.0) -> Floats:
    """(I35) Price of a firm's weights on other clouds with that many hosts; `open_cost` is a cost index."""
    return p.hosted_cost * open_cost + p.host_markup / np.maximum(hosts, 1.0)


def option_terms(
    layout: Options,
    firms: FirmOffers,
    rival_k: Floats,
    rival_price: Floats,
    openlab_k: float,
    reference_k: float,
    constants: Floats,
    variety: float,
    p: TieringParameters,
    open_cost: float = 1.0,
) -> Floats:
    """(37) Terms (4, n_opt) by which customers' traits are multiplied: quality, constant, lack of skill, privacy.

    `rival_k`, `rival_price` (r,) of scripted rivals, `openlab_k` of Openlab's weights, `constants` xi (n_opt,).
    `variety` is util per log of equal hosts inside a nest: (1 - sigma)/lam of the choice.
    """
    terms = np.zeros((4, len(layout.names)))
    quality, common, unskilled, privacy = terms
    base = reference_k - p.floor_distance
    open_quality = p.quality_weight * (firms.open_k - base)
    quality[layout.api] = p.quality_weight * (firms.api_k - base)
    quality[layout.rival_api] = p.quality_weight * (rival_k - base)
    quality[layout.open_elsewhere] = p.quality_weight * (openlab_k - base)
    for columns in (layout.host, layout.res, layout.self_hosted):
        quality[columns] = open_quality
    if firms.leaked_k is not None:
        best = np.maximum(firms.open_k, firms.leaked_k)
        quality[layout.self_hosted] = p.quality_weight * (best - base)

    own = p.served_weight * (firms.served - 1.0) - firms.brand
    pull = p.developer_weight * firms.developer_excess
    many = variety * np.log(np.maximum(firms.hosts, p.host_variety_floor))
    common[layout.api] = own - p.price_weight * firms.api_price
    common[layout.host] = own + pull - p.price_weight * firms.hosted_price
    common[layout.res] = (
        pull
        + many
        - p.price_weight * resale_price(firms.hosts, p, open_cost)
        - p.capture * (firms.coupling - p.coupling_reference)
    )
    common[layout.self_hosted] = pull - p.price_weight * p.self_price
    common[layout.rival_api] = -p.price_weight * rival_price
    common[layout.open_elsewhere] = -p.price_weight * p.elsewhere_price
    common += constants
    common[layout.none] = 0.0
    closed = ~firms.released
    for columns, absent in (
        (layout.host, closed),
        (layout.res, closed | firms.restricted),
        (layout.self_hosted, closed),
    ):
        common[columns[absent]] = -np.inf
        quality[columns[closed]] = 0.0

    unskilled[layout.self_hosted] = -p.price_weight * p.self_unskilled
    unskilled[layout.open_elsewhere] = -p.price_weight * p.elsewhere_unskilled
    privacy[layout.api] = -1.0
    privacy[layout.rival_api] = -1.0
    return terms


def portable(p: TieringParameters, lock: float) -> TieringParameters:
    """Return parameters with `lock` times the pull of the present placement: 0 where everything can be taken along."""
    return p if lock == 1.0 else replace(p, lock=lock * p.lock)


def utilities(layout: Options, terms: Floats, traits: Floats, placed: Floats, peers: Floats, p: TieringParameters) -> Floats:
    """(37), (I26) Utilities (k, n_opt) of customers with `traits` (k, 4).

    `placed` (k, n_opt) are their present weights, `peers` (k, n_opt) mean weights of their reference customers.
    """
    pull = p.lock * placed + p.reference_weight * peers
    pull[:, layout.none] = 0.0
    # term by term: a matrix product may round columns differently, and firms alike must stay alike
    for trait, term in zip(traits.T, terms, strict=True):
        pull += trait[:, None] * term
    return pull


def weekly_profit(share: Floats, layout: Options, api_price: Floats, unit_cost: Floats, p: TieringParameters) -> Floats:
    """(39) Profit (n,) a week per unit of market at size-weighted shares `share` (n_opt,)."""
    api = api_price - p.api_cost * unit_cost + p.attach_api
    hosted = p.hosted_margin + p.attach_hosted
    return share[layout.api] * api + share[layout.host] * hosted + share[layout.self_hosted] * p.self_margin
