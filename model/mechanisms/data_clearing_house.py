"""How much of the group's data reaches one model, and what does it take to pool them?

Units hold records, differ in how sensitive these are, and choose how much to share. A clearing house opens
access at a limited pace; without it every pair of units needs an interface of its own. Pooled data lower the
error of each domain.

(19) stock n_b [Gtx] grows by its own flow and by labelled agent cases; consent scales both, a breach stops them
(20) da_b/dt = (share_b - a_b)/tau_b, tau_b = tau0 (1 + z_b legal + dist_b tech); withdrawal needs no hub
(21) share_b = logistic(benefit, reciprocity, sensitivity, dependence, mandate): reciprocity of Fehr &
     Gaechter 2000, hoarding of a non-rival good of Jones & Tonetti 2020
(22) D_d = sum_b sim(b, d) a_b n_b qual_b [Gtx]
(23) err_d = e_inf + (e0 - e_inf)(1 + D_d/D0)^-beta (1 - zeta cov): power law of Hestness et al. 2017
(24) interfaces: c_e B(B-1)/2 for pairs, c_h B + hub_fix for a star [RMB M]
(I29) similarity by sector; hub capacity; the flywheel removes up to half of the reducible error
(I51) security spending slows access (Post & Kagan 2007) and makes owners of sensitive records readier to share
      (stewardship: Gregory et al. 2021); breaches are in data_breach.py
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.parameters import parameter

Array = NDArray[np.float64]


_LOGIT = "assumption: order of one logit step, so that no single motive decides alone"


@dataclass(frozen=True)
class DataParameters:
    """Parameters of sharing, access and domain error."""

    sector_similarity: float = parameter(0.6, "-", 0.3, 0.9, "assumption: shops share buyers and goods",
        "assumed", "usefulness of one commerce unit's records for another's domain")  # fmt: skip
    other_similarity: float = parameter(0.1, "-", 0, 0.4, "assumption: same customers, other matter",
        "assumed", "usefulness of records across sectors")  # fmt: skip
    hub_distance: float = parameter(0.5, "-", 0.5, 1,
        "assumption: a hub's schema lies midway between its units'", "assumed",
        "schema distance to the hub over mean distance to the other units")  # fmt: skip
    intercept: float = parameter(-1.0, "logit", -2, -0.5, _LOGIT, "assumed",
        "willingness to share with no reason for or against")  # fmt: skip
    benefit: float = parameter(1.0, "logit/util", 0.5, 2, _LOGIT, "assumed",
        "weight of what the central stack offers over the alternative")  # fmt: skip
    reciprocity: float = parameter(1.5, "logit", 0.75, 3, "sign: Fehr & Gaechter 2000; size assumed",
        "assumed", "weight of what the other units share")  # fmt: skip
    sensitivity_aversion: float = parameter(1.5, "logit", 0.75, 3, _LOGIT, "assumed",
        "weight of the records' sensitivity against sharing")  # fmt: skip
    holdup: float = parameter(1.0, "logit", 0.5, 2, "sign: Jones & Tonetti 2020; size assumed", "assumed",
        "weight of dependence on the central stack against sharing")  # fmt: skip
    mandate: float = parameter(1.5, "logit", 0.75, 3, _LOGIT, "assumed",
        "weight of a full sharing mandate")  # fmt: skip
    stewardship: float = parameter(2.4, "logit", 1.2, 4.8, "sign: Gregory et al. 2021; size assumed",
        "assumed", "gain in willingness of the most sensitive unit from security")  # fmt: skip
    stewardship_scale: float = parameter(60.0, "RMB M/quarter", 30, 120,
        "assumption: spending that builds trust", "assumed",
        "security at which stewardship has shown 63 % of its effect")  # fmt: skip
    base_delay: float = parameter(4.0, "weeks", 2, 12, "assumption: a data contract without obstacles",
        "assumed", "time constant of access without friction")  # fmt: skip
    legal_friction: float = parameter(2.0, "-", 0, 6, "assumption: legal review trebles the time", "assumed",
        "added share of delay for fully sensitive records")  # fmt: skip
    technical_friction: float = parameter(1.5, "-", 0, 4, "assumption: schema mapping", "assumed",
        "added share of delay for a fully foreign schema")  # fmt: skip
    control_friction: float = parameter(0.006, "quarter/RMB M", 0.003, 0.012,
        "sign: Post & Kagan 2007; size assumed", "assumed",
        "slowing of access per security spending")  # fmt: skip
    security_reference: float = parameter(30.0, "RMB M/quarter", 15, 60, "assumption: default spending",
        "assumed", "security at which friction and willingness take their base values")  # fmt: skip
    error_ceiling: float = parameter(0.40, "-", 0.3, 0.6, "assumption: a general model on a strange domain",
        "assumed", "domain error without data")  # fmt: skip
    error_floor: float = parameter(0.05, "-", 0.01, 0.1, "assumption: ambiguous cases remain", "assumed",
        "domain error with endless data")  # fmt: skip
    data_scale: float = parameter(1.0, "Gtx", 0.3, 3, "assumption: unit of the power law", "assumed",
        "data at which the error begins to fall")  # fmt: skip
    data_exponent: float = parameter(0.20, "-", 0.07, 0.35, "Hestness et al. 2017, arXiv 1712.00409",
        "derived", "power with which error falls in data")  # fmt: skip
    complementarity: float = parameter(0.15, "-", 0, 0.3, "sign: Schaefer & Sapi 2023; size assumed",
        "assumed", "error removed by seeing the same users everywhere")  # fmt: skip
    flywheel_effect: float = parameter(0.5, "-", 0.25, 1, "assumption: half of the rest is drift", "assumed",
        "reducible error removed by a full flywheel")  # fmt: skip
    stock_growth: float = parameter(0.2, "1/year", 0, 0.6,
        "assumption: ordinary business adds a fifth a year", "assumed",
        "growth of a unit's records without agents")  # fmt: skip
    pair_cost: float = parameter(10.0, "RMB M", 5, 20, "assumption: one integration project", "assumed",
        "cost of an interface between two units")  # fmt: skip
    spoke_cost: float = parameter(10.0, "RMB M", 5, 20, "assumption: one integration project", "assumed",
        "cost of an interface between a unit and the hub")  # fmt: skip
    hub_cost: float = parameter(80.0, "RMB M", 40, 160, "assumption: eight projects for the hub itself",
        "assumed", "fixed cost of the hub")  # fmt: skip


def similarity_matrix(is_commerce: NDArray[np.bool_], p: DataParameters) -> Array:
    """Return usefulness of unit b's records for domain d (B, B): 1 own, by sector else (I29)."""
    sector = np.logical_and.outer(is_commerce, is_commerce)
    similarity = np.where(sector, p.sector_similarity, p.other_similarity)
    np.fill_diagonal(similarity, 1.0)
    return similarity


def hub_schema_distance(similarity: Array, p: DataParameters) -> Array:
    """Return schema distance of each unit to the hub (B,), in [0, 1]; between units it is 1 - similarity."""
    others = max(len(similarity) - 1, 1)
    return p.hub_distance * (1.0 - similarity).sum(axis=1) / others


def neighbour_sharing(access: Array, similarity: Array) -> Array:
    """Return what each unit sees the others share (B,): their access weighted by similarity."""
    total = similarity @ access - access
    weight = similarity.sum(axis=1) - 1.0
    return np.divide(total, weight, out=np.zeros_like(access), where=weight > 0)


def sharing_worth(
    benefit: Array,
    neighbours: Array,
    sensitivity: Array,
    dependence: Array,
    mandate: float,
    security: float,
    p: DataParameters,
) -> Array:
    """Return what giving a record is worth to each unit over keeping it (B,), on the scale of the logit (21, I51).

    `benefit` is U_C - U_alt in utils, `dependence` the share of the unit's teams on the central stack, `mandate`
    0-1, `security` RMB M a quarter.
    """
    steward = math.exp(-p.security_reference / p.stewardship_scale) - math.exp(-security / p.stewardship_scale)
    return (
        p.intercept
        + p.benefit * benefit
        + p.reciprocity * neighbours
        + (p.stewardship * steward - p.sensitivity_aversion) * sensitivity
        - p.holdup * dependence
        + p.mandate * mandate
    )


def sharing_willingness(worth: Array, consent: float) -> Array:
    """Return the share of its records that each unit is willing to give (B,) (21), given `sharing_worth`.

    `consent` multiplies it (1 unless a regulation cuts consent).
    """
    return consent * expit(worth)


def control_friction(security: float, p: DataParameters) -> float:
    """Return the factor by which security controls slow access, 1 at reference spending (I51)."""
    return (1.0 + p.control_friction * security) / (1.0 + p.control_friction * p.security_reference)


def access_time(sensitivity: Array, hub_distance: Array, legal: float, security: float, p: DataParameters) -> Array:
    """Return the time constant of access to the hub in weeks (B,) (20, I51); `legal` multiplies legal friction."""
    friction = 1.0 + sensitivity * p.legal_friction * legal + hub_distance * p.technical_friction
    return p.base_delay * friction * control_friction(security, p)


def pair_access_time(sensitivity: Array, similarity: Array, legal: float, security: float, p: DataParameters) -> Array:
    """Return the time constant of access between each two units in weeks (B, B) (20): the stricter side rules."""
    stricter = np.maximum.outer(sensitivity, sensitivity)
    friction = 1.0 + stricter * p.legal_friction * legal + (1.0 - similarity) * p.technical_friction
    return p.base_delay * friction * control_friction(security, p)


def pair_access_after_week(pair_access: Array, willingness: Array, pair_time: Array) -> Array:
    """Return access between each two units after a week (B, B): what both agree to, at the pair's pace."""
    agreed = np.outer(willingness, willingness)
    return pair_access + (agreed - pair_access) * -np.expm1(-1.0 / pair_time)


def access_after_week(access: Array, willingness: Array, time: Array, hub_capacity: float) -> Array:
    """Return access of the hub to each unit after a week (B,) (20, I29).

    The hub opens at most `hub_capacity` whole units a quarter: a week's thirteenth of that goes to the largest
    gains first, the last one served in part. Units withdraw without the hub.
    """
    change = (willingness - access) * -np.expm1(-1.0 / time)
    order = (-change).argsort(kind="stable")  # units that withdraw come last
    gain = np.maximum(change, 0.0)[order]
    before = gain.cumsum() - gain
    served = np.minimum(change, 0.0)
    served[order] += np.minimum(np.maximum(hub_capacity / WEEKS_A_QUARTER - before, 0.0), gain)
    return access + served


def clearance_backlog(access: Array, willingness: Array) -> float:
    """Return access that units offer and the hub has not opened, in whole units."""
    return float(np.maximum(willingness - access, 0.0).sum())


def clearance_wait(backlog: float, hub_capacity: float) -> float:
    """Return the weeks the hub needs for its backlog; infinite without capacity."""
    if backlog <= 0.0:
        return 0.0
    return math.inf if hub_capacity <= 0.0 else backlog / hub_capacity * WEEKS_A_QUARTER


def stock_after_week(stock: Array, labelled_cases: Array, consent: float, frozen: bool, p: DataParameters) -> Array:
    """Return records of each unit in Gtx after a week (B,) (19); `labelled_cases` in Gtx a week from agents."""
    if frozen:
        return stock
    return stock + consent * (stock * p.stock_growth / WEEKS_A_YEAR + labelled_cases)


def domain_data(access: Array, stock: Array, record_quality: Array, similarity: Array) -> Array:
    """Return data usable in each domain in Gtx (B,) (22)."""
    return similarity.T @ (access * stock * record_quality)


def data_coverage(access: Array) -> float:
    """Return mean access over units, the KPI data_coverage."""
    return float(np.add.reduce(access)) / len(access)


def pooled_share(access: Array, stock: Array) -> float:
    """Return the share of the group's records that the hub holds (25)."""
    return float(access @ stock / stock.sum())


def domain_error(data: Array, coverage: float, flywheel: Array | float, complementarity: float, p: DataParameters) -> Array:
    """Return the error of each domain (B,) (23, I29).

    `data` in Gtx, `coverage` mean access, `flywheel` its quality q_fw in [0, 1] (B,) or one number,
    `complementarity` multiplies zeta (1 unless a regulation forbids joining users across units).
    """
    reducible = (p.error_ceiling - p.error_floor) * (1.0 + data / p.data_scale) ** -p.data_exponent
    joined = 1.0 - p.complementarity * complementarity * coverage
    return p.error_floor + reducible * joined * (1.0 - p.flywheel_effect * flywheel)


def interface_cost_pairs(units: int, p: DataParameters) -> float:
    """Return RMB M for an interface between each two units (24)."""
    return p.pair_cost * units * (units - 1) / 2


def interface_cost_hub(units: int, p: DataParameters) -> float:
    """Return RMB M for a hub with one interface a unit (24)."""
    return p.spoke_cost * units + p.hub_cost
