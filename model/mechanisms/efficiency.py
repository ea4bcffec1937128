"""What does a served token cost, and what do experience, chip co-design and coupling take off?

- (28) Wright's law: cost falls as X^-w in cumulative tokens, w = -log2(1 - learning rate) (Wright 1936; Nagy et
  al. 2013), and hardware gets cheaper every year
- (55) co-design: the key-value cache shrinks by x_kv = x_max (1 - exp(-X/X_h)) in RMB X that has arrived
- (56), (I53) own chips: a capped share of each order, cheaper, worth phi imported ones, for serving only; a
  second source is a hedge against disruption (Tomlin 2006)
- (I18) the share of own chips in use is what orders have brought (I53), not lever x X/(X + X_h) as first put
- (57) an architecture shift keeps a part of co-design and of experience, and raises algorithmic efficiency
- (I5) coupling kappa of model and cloud: co-design builds it; new base models and architectures loosen it
- (I17) unit cost index c = experience x cache x own chips x contributions x bugs x coupling; 1 at the start and
  for a firm that keeps pace with the industry
- (I19) Wh a query, RMB per million tokens; the list price of the industry falls by 1.9 a year
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

_LEARNING = "Nagy et al. 2013, PLoS ONE 8(2), for the law; usual rates of 10-30 % per doubling"
_HARDWARE = "Epoch AI 2025, machine learning hardware: performance per dollar +25-40 % a year, 2010-2024"
_CACHE = "DeepSeek-AI 2024, arXiv 2405.04434: up to 93 % smaller; assumption: a programme reaches less"
_BUDGET = "assumption: tape-out and kernels cost billions of RMB"
_CHIPS = "assumption: domestic chips at present about half of an H100, cheaper to buy"
_SUPPLY = "assumption: foundry allocation"
_PORT = "assumption: kernels and layouts must be rewritten, compilers stay"
_JUMP = "assumption: as large as mixture of experts or latent attention"
_COUPLING = "assumption: tuned so that kappa moves by tenths in two years"
_PASS = "assumption: the cache is about half the cost of serving at usual contexts"
_ENERGY = "Google 2025, .24 Wh; OpenAI 2025, .34 Wh; Epoch AI 2025, .3 Wh a query"
_PRICE = "Alibaba Cloud price list 2024-25; assumption: half of it falls each year at the frontier"


@dataclass(frozen=True)
class EfficiencyParameters:
    """What lowers the cost of serving, and what undoes it."""

    learning_rate: float = parameter(0.20, "per doubling", 0.1, 0.3, _LEARNING, "expert", "fall of cost per doubling")
    hardware_gain: float = parameter(1.4, "x/yr", 1.2, 1.6, _HARDWARE, "measured", "yearly fall of cost at equal compute")
    largest_saving: float = parameter(0.6, "-", 0.2, 0.9, _CACHE, "assumed", "largest share of cache saved")
    codesign_scale: float = parameter(
        1500, "RMB M", 500, 4000, _BUDGET, "assumed", "co-design at which 63 % of the saving is reached"
    )
    codesign_delay: int = parameter(39, "wk", 26, 78, _BUDGET, "assumed", "weeks until co-design money works")
    cache_weight: float = parameter(0.5, "-", 0.25, 1, _PASS, "assumed", "share of cost that follows the cache")
    own_chip_saving: float = parameter(
        0.25, "-", 0.1, 0.5, _CHIPS, "assumed", "fall of unit cost if all serving ran on own chips"
    )
    own_chip_price: float = parameter(0.7, "-", 0.5, 1, _CHIPS, "assumed", "price of an own chip over an import")
    own_chip_limit: float = parameter(6000, "GPU", 3000, 12_000, _SUPPLY, "assumed", "own chips a quarter at most")
    own_chip_worth: float = parameter(
        0.45, "import", 0.225, 0.9, _CHIPS, "assumed", "imports an own chip is worth without co-design"
    )
    own_chip_gain: float = parameter(0.45, "import", 0.225, 0.9, _CHIPS, "assumed", "what unlimited co-design adds to that")
    own_chip_heritage: float = parameter(400, "RMB M", 0, 1500, _CHIPS, "assumed", "co-design the chip arm brings along")
    portability: float = parameter(
        0.35, "-", 0.1, 0.8, _PORT, "assumed", "share of the cache saving kept by a new architecture"
    )
    experience_kept: float = parameter(
        0.7, "-", 0.3, 1, _PORT, "assumed", "share of cumulative tokens that counts on a new architecture"
    )
    smallest_jump: float = parameter(1.3, "x", 1, 1.5, _JUMP, "assumed", "least gain of a new architecture")
    largest_jump: float = parameter(2.0, "x", 1.5, 4, _JUMP, "assumed", "largest gain of a new architecture")
    coupling_money: float = parameter(
        100, "RMB M/quarter", 50, 200, _COUPLING, "assumed", "co-design at which coupling builds at half speed"
    )
    coupling_disturbance: float = parameter(
        0.25, "1/K", 0.1, 1, _COUPLING, "assumed", "coupling lost per K of a new base, all compute on frontier"
    )
    coupling_shift: float = parameter(0.3, "-", 0.15, 0.6, _COUPLING, "assumed", "coupling lost to an architecture shift")
    coupling_cost: float = parameter(0.4, "-", 0.2, 0.8, _COUPLING, "assumed", "rise of unit cost without any coupling")
    coupling_reference: float = parameter(0.7, "-", 0.3, 1, _COUPLING, "assumed", "coupling at which the cost index is 1")
    bug_cost: float = parameter(
        0.05, "-", 0.025, 0.1, "assumption: retries and rollbacks waste some tokens", "assumed",
        "rise of unit cost per unit of the bug stock",
    )  # fmt: skip
    query_energy: float = parameter(0.30, "Wh", 0.2, 0.4, _ENERGY, "measured", "energy of a query at week 0")
    energy_hardware: float = parameter(
        1.45, "x/yr", 1.3, 1.55, "Epoch AI 2025, machine learning hardware: +40-50 % energy efficiency a year",
        "measured", "yearly fall of energy by better chips",
    )  # fmt: skip
    energy_software: float = parameter(
        1.25, "x/yr", 1, 3, "assumption: batching, routing; Google 2025 reports far more", "assumed",
        "yearly fall of energy by better software",
    )  # fmt: skip
    list_price_start: float = parameter(10, "RMB/Mtok", 2, 40, _PRICE, "assumed", "list price at week 0")
    list_price_fall: float = parameter(1.9, "x/yr", 1.2, 4, _PRICE, "assumed", "yearly fall of the list price")
    cost_share: float = parameter(0.40, "-", 0.2, 0.8, _PRICE, "assumed", "unit cost over list price at index 1")


class UnitCost(NamedTuple):
    """Factors of the unit cost index (I17), each 1 where it changes nothing."""

    experience: float
    cache: float
    own_chips: float
    contributions: float
    bugs: float
    coupling: float

    @property
    def index(self) -> float:
        """The unit cost index c."""
        return math.prod(self)


class OwnOrder(NamedTuple):
    """A purchase split by origin: imported GPUs, own chips, and its price over one of imports alone."""

    imports: float
    own_chips: float
    price_factor: float


class ArchitectureShift(NamedTuple):
    """What is left after a shift: co-design (RMB M) and cumulative tokens that still count."""

    codesign: float
    experience: float


def experience_exponent(p: EfficiencyParameters) -> float:
    """Return w of Wright's law (28)."""
    return -math.log2(1.0 - p.learning_rate)


def experience_factor(tokens: float, industry_tokens: float, p: EfficiencyParameters) -> float:
    """Return cost relative to the industry (I17): (X/X_ind)^-w of cumulative tokens, both positive."""
    return (tokens / industry_tokens) ** -experience_exponent(p)


def yearly_cost_fall(algorithm_growth: float, token_growth: float, p: EfficiencyParameters) -> float:
    """Return how many times cheaper a token of fixed capability gets in a year (28).

    Algorithms, hardware and experience multiply; `token_growth` is the yearly growth of cumulative tokens.
    """
    return algorithm_growth * p.hardware_gain * token_growth ** experience_exponent(p)


def cache_saving(codesign: float, p: EfficiencyParameters) -> float:
    """Return x_kv, the share of key-value cache saved by `codesign` RMB M that have arrived (55)."""
    return -p.largest_saving * math.expm1(-codesign / p.codesign_scale)


def tokens_of(work: float, week: int, p: EfficiencyParameters) -> float:
    """Return the tokens of a week's `work` in workload units, in units of the first week's (28): money buys ever more."""
    return work * p.list_price_fall ** (week / WEEKS_A_YEAR)


def architecture_shift(codesign: float, tokens: float, p: EfficiencyParameters) -> ArchitectureShift:
    """Return what adopting a new architecture leaves (57).

    The stock of co-design shrinks so that its saving is `portability` of what it was; further money then builds
    on that.
    """
    ported = p.portability * -math.expm1(-codesign / p.codesign_scale)
    return ArchitectureShift(-p.codesign_scale * math.log1p(-ported), p.experience_kept * tokens)


def architecture_jump(u: float, p: EfficiencyParameters) -> float:
    """Map a uniform number to the factor a new architecture brings to A_F (57)."""
    return p.smallest_jump + (p.largest_jump - p.smallest_jump) * u


def own_order(order: float, share: float, p: EfficiencyParameters, import_price: float = 1.0) -> OwnOrder:
    """Split an order of GPUs: `share` of it own chips, up to the supply of a quarter (I53).

    `import_price` is the price of imports over the usual one.
    """
    own = min(share * order, p.own_chip_limit)
    factor = 1.0 - (1.0 - p.own_chip_price) * own / order if order > 0 else 1.0
    if order > 0:
        factor += (import_price - 1.0) * (order - own) / order
    return OwnOrder(order - own, own, factor)


def import_equivalent(codesign: float, p: EfficiencyParameters) -> float:
    """Return phi, the imported GPUs one own chip is worth, given co-design that has arrived (I53)."""
    known = p.own_chip_heritage + codesign
    return p.own_chip_worth + p.own_chip_gain * known / (known + p.codesign_scale)


def own_chip_share(own_chips: float, cloud: float, ecosystem: float) -> float:
    """Return s_T, the share of serving GPUs that are own chips (I53); arguments in import equivalents."""
    serving = cloud + ecosystem
    return min(own_chips / serving, 1.0) if serving > 0 else 0.0


def coupling_after_week(
    coupling: float, codesign: float, base_gain: float, frontier_share: float, cloud_share: float, shifted: bool,
    p: EfficiencyParameters,
) -> float:  # fmt: skip
    """Return kappa a week on (I5), in [0, 1].

    `codesign` is money a quarter (RMB M), `base_gain` the rise of K_base this week, the shares those of the
    pool, `shifted` whether the firm takes up a new architecture this week.
    """
    built = (1.0 - coupling) * codesign / (codesign + p.coupling_money) / WEEKS_A_YEAR
    both = frontier_share + cloud_share
    unfit = p.coupling_disturbance * max(0.0, base_gain) * frontier_share / both if both > 0 else 0.0
    return min(max(coupling + built - unfit - p.coupling_shift * shifted, 0.0), 1.0)


def coupling_factor(coupling: float, p: EfficiencyParameters) -> float:
    """Return the factor of coupling in unit cost (I5): 1 at the reference, less when model and cloud fit."""
    return (1.0 + p.coupling_cost * (1.0 - coupling)) / (1.0 + p.coupling_cost * (1.0 - p.coupling_reference))


def unit_cost(
    tokens: float, industry_tokens: float, cache_saved: float, own_share: float, contribution_saving: float,
    bugs: float, coupling: float, p: EfficiencyParameters,
) -> UnitCost:  # fmt: skip
    """Return the factors of the unit cost index (I17).

    `tokens` are cumulative, `industry_tokens` the same stock grown with the market, `cache_saved` x_kv,
    `own_share` s_T, `contribution_saving` what merged outside work takes off (share below 1), `bugs` the bug
    stock (1 at the start), `coupling` kappa.
    """
    return UnitCost(
        experience=experience_factor(tokens, industry_tokens, p),
        cache=1.0 - p.cache_weight * cache_saved,
        own_chips=1.0 - p.own_chip_saving * own_share,
        contributions=1.0 - contribution_saving,
        bugs=1.0 + p.bug_cost * (bugs - 1.0),
        coupling=coupling_factor(coupling, p),
    )


def list_price(week: float, p: EfficiencyParameters) -> float:
    """Return P_tok, the industry's list price in RMB per million tokens."""
    return p.list_price_start * p.list_price_fall ** (-week / WEEKS_A_YEAR)


def cost_per_mtok(index: float, week: float, p: EfficiencyParameters) -> float:
    """Return unit cost in RMB per million tokens at unit cost index c (I19)."""
    return p.cost_share * index * list_price(week, p)


def wh_per_query(index: float, week: float, p: EfficiencyParameters) -> float:
    """Return energy per query in Wh at unit cost index c (I19)."""
    return p.query_energy * (p.energy_hardware * p.energy_software) ** (-week / WEEKS_A_YEAR) * index
