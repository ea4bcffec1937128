"""What do the cards of the event deck do while they run?

Cards act on quantities that other mechanisms already read, never on a figure of the board's. `Effects` holds the
factors in force; where nothing runs every factor is neutral, so that a world without cards is the same bit for bit.

- export control: the share `supply` of due imports arrives, the rest at the end; new imports cost `import_price`
- price war: rivals ask `rival_price` of what they would, below cost if need be
- data regulation: consent falls by cut exp(-(z - z_0)/z_a): records that are anonymised with security money z
  need none
- cash squeeze: the grant falls, and chips bought on credit cost more
- agent incident: the volume falls by cut (1 - v)/(1 - v_0): what a person signs goes on, v review, v_0 the usual
- mega deal: wu = GPUs c_G/(c_api c), paid at a premium on the API price, unserved work costs a penalty
- benchmark saturation: a part of the board's weight on the frontier moves to adoption and velocity
- special memo: the board's weight on the goal it is served worst in grows by a factor, the others shrink
- architecture shift: a firm takes a new one up after weeks = latest - (latest - soonest) b/b* exp(1 - b/b*), b its
  researchers' links to other groups: who hears too little or follows everybody finds it late
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Floats = NDArray[np.float64]

_H20 = "assumption: H20 deliveries all but stopped in April 2025"
_DEEPSEEK = "assumption: DeepSeek-R1, January 2025: list prices of closed models fell within weeks"
_WAR = "price cuts of 67-97 % in May 2024, Alibaba Cloud price list"
_RULE = "assumption: as strict as the rules of 2021-22 on personal information"
_ANON = "assumption: money of two default budgets anonymises most of what matters"
_RAID = "assumption: recruiters call whole groups, stars first"
_CHIP = "assumption: as large as one chip generation"
_SHIFT = "assumption: a tenth of what works on the old architecture works no more"
_TAKEUP = "assumption: variety and contact both help to find the new (form after March 1991), moving takes a quarter"
_GROUP = "assumption: what groups have cut in one bad year"
_BUNDLE = "assumption: a seventh of attached cloud hangs on bundles"
_PRESS = "assumption: units and regulators ask for a person in the loop"
_DEAL = "assumption: usual terms of reserved capacity"
_BOARD = "assumption: rankings that no longer tell models apart are believed half as much"
_MEMO = "assumption: half as much again is what a board says twice"


@dataclass(frozen=True)
class EffectParameters:
    """Sizes of the cards' effects."""

    # fmt: off
    export_supply: float = parameter(0.1, "share", 0, 1, _H20, "assumed", "export control: due imports that arrive in time")
    export_fabric: float = parameter(0.1, "-", 0, 0.4, _H20, "assumed", "export control: taken off the fabric factor")
    export_price: float = parameter(1.5, "x", 1, 3, _H20, "assumed", "export control: price of new imports")
    shock_gap: float = parameter(0.1, "K", 0, 0.6, _DEEPSEEK, "assumed", "open release: its weights behind the frontier")
    shock_price: float = parameter(0.6, "x", 0.2, 1, _DEEPSEEK, "assumed", "open release: rivals' API prices after it")
    war_least: float = parameter(0.5, "share", 0.1, 0.99, _WAR, "derived", "price war: smallest cut of rivals")
    war_most: float = parameter(0.97, "share", 0.1, 0.99, _WAR, "derived", "price war: deepest cut of rivals")
    rule_legal: float = parameter(2.0, "x", 1, 4, _RULE, "assumed", "data regulation: legal friction")
    rule_joining: float = parameter(0.7, "x", 0, 1, _RULE, "assumed", "data regulation: value of joining users' records")
    rule_consent: float = parameter(0.3, "share", 0, 0.8, _RULE, "assumed", "data regulation: consent lost, usual security")
    anonymised: float = parameter(60.0, "RMB M/quarter", 20, 200, _ANON, "assumed",
        "security money above the usual that saves 63 % of that consent")
    usual_security: float = parameter(30.0, "RMB M/quarter", 15, 60, "assumption: default spending", "assumed",
        "security at which consent falls as stated")
    raid_pull: float = parameter(0.7, "log", 0, 1.6, _RAID, "assumed", "talent raid: log hazard of everybody; stars more")
    chip_saving: float = parameter(0.35, "share", 0.1, 0.6, _CHIP, "assumed", "chip breakthrough: fall of unit cost")
    chip_sooner: int = parameter(13, "wk", 0, 26, _CHIP, "assumed", "chip breakthrough: co-design works that much earlier")
    shift_unlearnt: float = parameter(0.1, "share", 0, 0.5, _SHIFT, "assumed", "architecture shift: knowledge turned false")
    shift_soonest: float = parameter(8.0, "wk", 4, 26, _TAKEUP, "assumed", "architecture shift: shortest time to take it up")
    shift_latest: float = parameter(39.0, "wk", 13, 104, _TAKEUP, "assumed", "architecture shift: longest time to do so")
    shift_linking: float = parameter(0.3, "-", 0.1, 0.6, _TAKEUP, "assumed", "architecture shift: linking that is first")
    squeeze_grant: float = parameter(0.7, "x", 0, 1, _GROUP, "assumed", "cash squeeze: what is left of the grant")
    squeeze_credit: float = parameter(1.2, "x", 1, 2, _GROUP, "assumed", "cash squeeze: price of GPUs bought on credit")
    order_attached: float = parameter(0.85, "x", 0.5, 1, _BUNDLE, "assumed", "interoperability order: attached cloud left")
    press_cut: float = parameter(0.5, "share", 0, 0.9, _PRESS, "assumed", "agent incident: volume lost at usual review")
    press_review: float = parameter(0.8, "-", 0.5, 1, _PRESS, "assumed", "agent incident: least review allowed")
    usual_review: float = parameter(0.5, "-", 0.2, 0.8, "assumption: default review", "assumed",
        "review at which the volume falls as stated")
    deal_share: float = parameter(0.1, "share", 0.02, 0.3, _DEAL, "assumed", "mega deal: part of the cloud layer")
    deal_price: float = parameter(1.3, "x", 1, 2, _DEAL, "assumed", "mega deal: price over the API price")
    deal_penalty: float = parameter(2.0, "x", 0, 4, _DEAL, "assumed", "mega deal: penalty over the API price")
    deal_reserve: float = parameter(0.05, "share", 0.01, 0.2, _DEAL, "assumed", "mega deal: reserve the partner asks for")
    saturated: float = parameter(0.5, "share", 0, 1, _BOARD, "assumed", "saturation: weight that leaves the frontier")
    saturation_weeks: int = parameter(13, "wk", 1, 52, _BOARD, "assumed", "saturation: weeks until it is complete")
    memo_emphasis: float = parameter(1.5, "x", 1, 4, _MEMO, "assumed", "special memo: factor on the weight of its goal")
    # fmt: on


@dataclass(frozen=True, slots=True)
class Effects:
    """What is in force in a week; neutral by default.

    Factors multiply, the others add or say how much: `consent_cut` and `agent_cut` are shares at usual levers, `raid`
    a log hazard, `memo` says that the board stresses a goal, `held_until` is the week in which withheld imports come.
    """

    supply: float = 1.0
    held_until: int = -1
    fabric_loss: float = 0.0
    import_price: float = 1.0
    rival_price: float = 1.0
    legal: float = 1.0
    joining: float = 1.0
    consent_cut: float = 0.0
    raid: float = 0.0
    festival: bool = False
    grant: float = 1.0
    credit: float = 1.0
    lock: float = 1.0
    attached: float = 1.0
    agent_cut: float = 0.0
    least_review: float = 0.0
    saturation: float = 0.0
    memo: bool = False


NEUTRAL = Effects()
"""Nothing is in force."""


def war_price(u: float, p: EffectParameters) -> float:
    """Return what is left of rivals' prices in a war, by the uniform number `u`."""
    return 1.0 - (p.war_least + (p.war_most - p.war_least) * u)


def consent(cut: float, security: float, p: EffectParameters) -> float:
    """Return the consent left at `security` RMB M a quarter when `cut` is lost at the usual one; never a gain."""
    if cut <= 0.0:
        return 1.0
    return 1.0 - cut * min(1.0, math.exp(-(security - p.usual_security) / p.anonymised))


def agent_volume(cut: float, review: float, p: EffectParameters) -> float:
    """Return the share of tasks that agents are still given at `review` when `cut` is lost at the usual one."""
    if cut <= 0.0:
        return 1.0
    return 1.0 - cut * min(1.0, (1.0 - review) / (1.0 - p.usual_review))


def takeup_weeks(linking: float, p: EffectParameters) -> float:
    """Return how long a firm needs to take a new architecture up, given the links between its groups (0-1)."""
    found = linking / p.shift_linking * math.exp(1.0 - linking / p.shift_linking)
    return p.shift_latest - (p.shift_latest - min(p.shift_soonest, p.shift_latest)) * found


def ramp(weeks_since: int, weeks: int) -> float:
    """Return how far a gradual change has come, 0-1, that is complete after `weeks`."""
    return min(1.0, (weeks_since + 1) / weeks)


def deal_work(gpus: float, gpu_week_cost: float, api_cost: float, cost_index: float) -> float:
    """Return the workload units that `gpus` serve; `gpu_week_cost` in RMB M, `api_cost` per unit at index 1."""
    return gpus * gpu_week_cost / (api_cost * cost_index)


def deal_income(work: float, api_price: float, served: float, p: EffectParameters) -> tuple[float, float]:
    """Return what a mega deal of `work` units a week brings and the penalty for what is not served, RMB M."""
    return p.deal_price * api_price * work * served, p.deal_penalty * api_price * work * (1.0 - served)


def board_weights(
    weights: Floats, frontier: int, gains: tuple[int, ...], saturation: float, memo: int, p: EffectParameters
) -> Floats:
    """Return the weights (7,) the board uses now, which sum to what `weights` sum to.

    `frontier` is the indicator that saturation takes from, `gains` those that get it in equal parts, `saturation` 0-1
    how far it has come; `memo` the indicator that is emphasised, -1 for none.
    """
    if saturation <= 0.0 and memo < 0:
        return weights
    after = weights.copy()
    freed = p.saturated * saturation * after[frontier]
    after[frontier] -= freed
    after[list(gains)] += freed / len(gains)
    if memo >= 0:
        after[memo] *= p.memo_emphasis
        after *= weights.sum() / after.sum()
    return after
