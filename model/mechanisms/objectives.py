"""What does the board want, has the game been won, and how did it end?

(80, I50)  seven indicators, each made a utility by 1 - exp(-x/reference): no one of them can dominate
(81)       score = weighted geometric mean; the board's weights are Dirichlet around public ones (Keeney & Raiffa
           1976 for multiplicative utility)
(82)       the win; (83) the losses; names of the outcomes

Indicators in the order of INDICATORS. Series hold one value a week, the last one being now.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]

INDICATORS = ("adoption", "frontier", "revenue", "margin", "velocity", "talent", "continuity")
OPERATING_SYSTEM, FEDERATED_STACK, FRAGMENTED = "operating_system", "federated_stack", "fragmented"
LOST_CASH, LOST_TALENT, LOST_LICENCE, LOST_COUP = "lost_cash", "lost_talent", "lost_licence", "lost_coup"
OUTCOMES = (
    *(f"{name}_{place}" for name in (OPERATING_SYSTEM, FEDERATED_STACK, FRAGMENTED) for place in ("at_frontier", "behind")),
    LOST_CASH,
    LOST_TALENT,
    LOST_LICENCE,
    LOST_COUP,
)

_TINY = 1e-12

_BOARD = "assumption: the essay names adoption first, then frontier and revenue"
_REFERENCE = "assumption: a sensible plan reaches about two thirds of each utility"
_GOAL = "assumption: what the essay calls the operating system of every business unit"
_BALANCE = "assumption: set so that sensible plans win sometimes and random ones never"
_LOSS = "assumption: what would end a task force in practice"


@dataclass(frozen=True)
class ObjectivesParameters:
    """The board's weights, references, thresholds of the win and limits of the losses."""

    weight_adoption: float = parameter(0.22, "-", 0.05, 0.5, _BOARD, "assumed", "weight of internal adoption")
    weight_frontier: float = parameter(0.16, "-", 0.05, 0.5, _BOARD, "assumed", "weight of frontier rank")
    weight_revenue: float = parameter(0.16, "-", 0.05, 0.5, _BOARD, "assumed", "weight of cloud AI revenue")
    weight_margin: float = parameter(0.12, "-", 0.05, 0.5, _BOARD, "assumed", "weight of operating margin")
    weight_velocity: float = parameter(0.14, "-", 0.05, 0.5, _BOARD, "assumed", "weight of relative velocity")
    weight_talent: float = parameter(0.10, "-", 0.05, 0.5, _BOARD, "assumed", "weight of talent density")
    weight_continuity: float = parameter(0.10, "-", 0.05, 0.5, _BOARD, "assumed", "weight of continuity")
    concentration: float = parameter(
        40.0,
        "-",
        10,
        200,
        "assumption: a true weight strays by about .05 from what the board states",
        "assumed",
        "how close weights are to these",
    )
    memo_error: float = parameter(
        0.02,
        "-",
        0,
        0.1,
        "assumption: a memo tells a weight more closely than public statements do, not exactly",
        "assumed",
        "error of a weight in a board memo",
    )
    utility_floor: float = parameter(
        0.02,
        "-",
        0.005,
        0.1,
        "assumption: one goal that fails altogether must not make the score 0",
        "assumed",
        "least utility of an indicator",
    )
    reference_adoption: float = parameter(0.5, "share", 0.25, 1, _REFERENCE, "assumed", "reference of adoption")
    reference_frontier: float = parameter(0.6, "-", 0.3, 1.2, _REFERENCE, "assumed", "reference of the rank")
    frontier_scale: float = parameter(0.4, "K", 0.2, 0.8, _REFERENCE, "assumed", "gap that cuts the rank to 1/e")
    reference_revenue: float = parameter(0.6, "-", 0.3, 1.2, _REFERENCE, "assumed", "reference of revenue")
    reference_margin: float = parameter(0.3, "share", 0.15, 0.6, _REFERENCE, "assumed", "reference of the margin")
    velocity_offset: float = parameter(0.5, "K/yr", 0.25, 1, _REFERENCE, "assumed", "lag behind rivals worth 0")
    reference_velocity: float = parameter(0.5, "K/yr", 0.25, 1, _REFERENCE, "assumed", "reference of velocity")
    reference_talent: float = parameter(0.6, "-", 0.3, 1.2, _REFERENCE, "assumed", "reference of density")
    disruption_weight: float = parameter(5.0, "-", 2.5, 10, _REFERENCE, "assumed", "continuity lost by disruption")
    reference_continuity: float = parameter(0.5, "-", 0.25, 1, _REFERENCE, "assumed", "reference of continuity")
    loss_factor: float = parameter(0.7, "-", 0.3, 1, _BALANCE, "assumed", "score left after bankruptcy or coup")
    win_adoption: float = parameter(0.80, "share", 0.5, 1, _GOAL, "assumed", "adoption that wins")
    win_floor: float = parameter(0.40, "share", 0.2, 0.8, _BALANCE, "assumed", "least adoption of any unit")
    win_rogue: float = parameter(0.08, "share", 0.02, 0.2, _GOAL, "assumed", "most true rogue share")
    win_disruption: float = parameter(0.06, "share", 0.02, 0.1, _BALANCE, "assumed", "most mean disruption")
    win_revenue: float = parameter(0.4, "-", 0.2, 1, _BALANCE, "assumed", "least revenue, of expected growth")
    win_weeks: int = parameter(4, "wk", 1, 13, _GOAL, "assumed", "how long the win must hold")
    federated_adoption: float = parameter(0.50, "share", 0.3, 0.7, _GOAL, "assumed", "adoption of a federation")
    loss_density: float = parameter(0.4, "-", 0.2, 0.6, _LOSS, "assumed", "talent density that loses the lab")
    broke_quarters: int = parameter(2, "quarters", 1, 4, _LOSS, "assumed", "quarter ends without cash")
    licence_incidents: int = parameter(2, "-", 1, 5, _LOSS, "assumed", "severe incidents that cost the licence")
    severe_loss: float = parameter(50.0, "RMB M", 20, 200, _LOSS, "assumed", "agent incident that is severe")
    severe_pooled: float = parameter(0.5, "share", 0.2, 0.8, _LOSS, "assumed", "pooled share that makes a breach so")


def public_weights(p: ObjectivesParameters) -> Floats:
    """Return the weights the board states in public (7,), summing to 1."""
    stated = np.array(
        [
            p.weight_adoption,
            p.weight_frontier,
            p.weight_revenue,
            p.weight_margin,
            p.weight_velocity,
            p.weight_talent,
            p.weight_continuity,
        ]
    )
    return stated / stated.sum()


def board_weights(u: Floats, p: ObjectivesParameters) -> Floats:
    """Return the board's true weights (7,) from uniforms (7,): Dirichlet by normalised gammas (81)."""
    gammas = np.maximum(gammaincinv(p.concentration * public_weights(p), u), _TINY)
    return gammas / gammas.sum()


def memo(weight: float, u: float, p: ObjectivesParameters) -> float:
    """Return the weight a board memo gives away, with a uniform error."""
    return weight + p.memo_error * (2.0 * u - 1.0)


def revenue_ratio(revenue: float, at_start: float, growth: float, week: float) -> float:
    """Return revenue over what the market's yearly `growth` factor makes of the revenue at the start (I50)."""
    return revenue / (at_start * growth ** (week / WEEKS_A_YEAR))


def operating_margin(gross_margin: float, spending: float, income: float) -> float:
    """Return gross margin less programmes, premium pay and agent incidents per income (I50).

    `spending` and `income` are RMB M over the same time; without income the margin is 0.
    """
    return gross_margin - spending / income if income > 0.0 else 0.0


class Indicators(NamedTuple):
    """What the score reads (80, I50)."""

    adoption: float  # token-weighted share on central, now
    gaps: Floats  # frontier gap, K, last 26 weeks
    revenue_ratios: Floats  # see `revenue_ratio`, last 26 weeks
    operating_margin: float
    relative_velocity: float  # K a year, over 52 weeks
    talent_density: float
    mean_disruption: float  # since the start


def indicator_utilities(seen: Indicators, p: ObjectivesParameters) -> Floats:
    """Return the seven utilities, each 0-1, in the order of INDICATORS (80, I50)."""
    gap = float(np.add.reduce(np.maximum(seen.gaps, 0.0))) / len(seen.gaps)
    rank = math.exp(-gap / p.frontier_scale)
    values = np.array(
        [
            seen.adoption / p.reference_adoption,
            rank / p.reference_frontier,
            float(np.add.reduce(seen.revenue_ratios)) / len(seen.revenue_ratios) / p.reference_revenue,
            seen.operating_margin / p.reference_margin,
            (p.velocity_offset + seen.relative_velocity) / p.reference_velocity,
            seen.talent_density / p.reference_talent,
            (1.0 - p.disruption_weight * seen.mean_disruption) / p.reference_continuity,
        ]
    )
    return -np.expm1(-np.maximum(values, 0.0))


def score(utilities: Floats, weights: Floats, lost: bool, p: ObjectivesParameters) -> float:
    """Return the score, 0-1 (81); `lost` says whether the firm went broke or its centre fell to a coup (I50)."""
    mean = float(np.exp(weights @ np.log(np.maximum(utilities, p.utility_floor))))
    return mean * (p.loss_factor if lost else 1.0)


class WinTest(NamedTuple):
    """Which conditions of the win hold (82)."""

    adoption: bool
    floor: bool
    rogue: bool
    disruption: bool
    revenue: bool
    unbeaten: bool

    @property
    def won(self) -> bool:
        """Whether all hold."""
        return all(self)


class Condition(NamedTuple):
    """A condition of the win (82): its name among the fields of `WinTest`, what was reached, and the limit.

    `bound` says whether the limit is the "least" or the "most" that wins.
    """

    name: str
    value: float
    limit: float
    bound: str = "least"

    @property
    def met(self) -> bool:
        """Whether it holds."""
        return bool(self.value >= self.limit if self.bound == "least" else self.value <= self.limit)


def win_conditions(
    adoption: Floats,
    floor: Floats,
    rogue: Floats,
    mean_disruption: float,
    revenue_ratio: float,
    loss: str | None,
    p: ObjectivesParameters,
) -> tuple[Condition, ...]:
    """Return the conditions of the win (82): the three series must hold for the last weeks, the rest at the end."""
    return (
        Condition("adoption", float(adoption[-p.win_weeks :].min()), p.win_adoption),
        Condition("floor", float(floor[-p.win_weeks :].min()), p.win_floor),
        Condition("rogue", float(rogue[-p.win_weeks :].max()), p.win_rogue, "most"),
        Condition("disruption", mean_disruption, p.win_disruption, "most"),
        Condition("revenue", revenue_ratio, p.win_revenue),
        Condition("unbeaten", loss is None, True),
    )


def win_test(conditions: tuple[Condition, ...]) -> WinTest:
    """Test the win (82)."""
    return WinTest(**{condition.name: condition.met for condition in conditions})


def outcome(
    test: WinTest, adoption: float, gap: float, frontier_band: float, loss: str | None, p: ObjectivesParameters
) -> str:
    """Return the name of the ending: the loss if there is one, else who uses the model and how good it is.

    `gap` to the frontier and the `frontier_band` that counts as being there are in K.
    """
    if loss is not None:
        return loss
    if test.adoption and test.floor and test.rogue:
        name = OPERATING_SYSTEM
    else:
        name = FEDERATED_STACK if adoption >= p.federated_adoption else FRAGMENTED
    return f"{name}_{'at_frontier' if gap <= frontier_band else 'behind'}"


def is_severe(agent_loss: float, breach: bool, pooled_share: float, p: ObjectivesParameters) -> bool:
    """Whether an agent incident (RMB M) or a data breach is severe."""
    return agent_loss > p.severe_loss or (breach and pooled_share > p.severe_pooled)


def loss_reason(
    quarter_end_cash: Floats, talent_density: float, severe_incidents: int, coup: bool, p: ObjectivesParameters
) -> str | None:
    """Return why the firm has lost at a quarter's end, or None (83).

    `quarter_end_cash` (RMB M) holds all quarter ends so far, `severe_incidents` those of the last 13 weeks.
    """
    last = quarter_end_cash[-p.broke_quarters :]
    if len(last) == p.broke_quarters and bool((np.asarray(last) < 0.0).all()):
        return LOST_CASH
    if talent_density < p.loss_density:
        return LOST_TALENT
    if severe_incidents >= p.licence_incidents:
        return LOST_LICENCE
    return LOST_COUP if coup else None
