"""What flows back from released weights, and what flows out to everybody else?

(34) bugs decay with inside fixes and with outside fixes that are merged (Goel & Okumoto 1979; merging: I55)
(35) contributions Y = (N_f/N_ref)^beta come back after tau_re with efficiency iota (Parker & Van Alstyne 2018):
     unit cost x (1 - y_c Y iota), K + y_K Y iota a year; both iota and tau_re depend on integrators (I55)
(36), (I5), (I37) the best open weights of some weeks ago are a floor for everybody's training and serving
(I35) hosts outside the firm: n* = N/(1 + (N/n_0 - 1) exp(-b(x + .25))) with x the lead of the weights over other
     open weights, dn/dt = (n* - n)/tau_n (entry follows the market: Bresnahan & Reiss 1991)

Capability in K, time in weeks unless a name says otherwise, people in heads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


FIXING = "assumption: half-life of a bug 9 wk with the start community, 23 wk without (Goel & Okumoto 1979 form)"
COMMUNITY = "4/3 in Sornette et al. 2014, below 1 in Scholtes et al. 2016: contested"
CROWDING = "assumption: large communities lose their surplus (Scholtes et al. 2016)"
ABSORBING = "assumption: upper half of the plausible range, below it integrators are without effect"
INTEGRATORS = "assumption: diminishing returns to integrators, ten of them give iota .5 and 10 wk"
R1_TEST = "DeepSeek-R1 in a WeChat test after 27 days (2025)"
FIT = "assumption: training on from another's weights costs fit, serving the same file hardly"
ENTRY = "assumption: form of Bresnahan & Reiss 1991; many hosts took DeepSeek-R1 in weeks (Reuters, Feb 2025)"


@dataclass(frozen=True, slots=True)
class OpenSpilloverParameters:
    """Parameters of what released weights bring back and give away."""

    internal_fix_rate: float = parameter(0.03, "1/wk", 0.01, 0.1, FIXING, "assumed", "r_int of (34)")
    external_fix_rate: float = parameter(0.05, "1/wk", 0.0, 0.1, FIXING, "assumed", "r_ext of (34), with N_ref developers")
    unmerged_share: float = parameter(
        0.4, "-", 0.0, 1.0, "assumption: some fixes work unmerged", "assumed", "outside fixes that count at iota 0"
    )
    community_exponent: float = parameter(
        1.0, "-", 0.7, 1.33, COMMUNITY, "expert", "beta_c: output of a community by its size"
    )
    community_cap: float = parameter(
        6.0, "x", 2.0, 20.0, CROWDING, "assumed", "largest output of a community over that of N_ref"
    )
    cost_saving: float = parameter(0.10, "share", 0.0, 0.15, ABSORBING, "assumed", "y_c: cost saved at Y iota = 1")
    capability_gain: float = parameter(
        0.10, "K/yr", 0.0, 0.15, ABSORBING, "assumed", "y_K: capability gained a year at Y iota = 1"
    )
    absorption_max: float = parameter(0.9, "-", 0.5, 1.0, INTEGRATORS, "assumed", "iota with unlimited integrators")
    absorption_half: float = parameter(
        8.0, "heads", 4.0, 16.0, INTEGRATORS, "assumed", "integrators that reach half of absorption_max"
    )
    absorption_reference: float = parameter(
        0.5, "-", 0.1, 0.9, INTEGRATORS, "assumed", "iota at which r_ext holds as stated"
    )
    delay_floor: float = parameter(4.0, "wk", 1.0, 8.0, INTEGRATORS, "assumed", "tau_re with unlimited integrators")
    delay_staff: float = parameter(
        108.0, "wk heads", 50.0, 200.0, INTEGRATORS, "assumed", "tau_re beyond its floor, times staff + half"
    )
    weights_follow: int = parameter(
        2, "wk", 0, 8, "assumption: open weights are tested apart", "assumed", "weeks from an API release to its weights"
    )
    spillover_delay: float = parameter(
        4.0, "wk", 2.0, 13.0, R1_TEST, "derived", "tau_sp: weeks until others use released weights"
    )
    published_delay: float = parameter(
        2.0, "wk", 1.0, 4.0, "assumption: papers halve the time", "assumed", "tau_sp of a firm that publishes"
    )
    restricted_delay: float = parameter(
        3.0,
        "x",
        1.0,
        6.0,
        "assumption: others must rebuild",
        "assumed",
        "factor of a restricted licence on tau_sp",
    )
    published_absorption: float = parameter(
        2.0, "x", 1.0, 3.0, "assumption: papers say how it was done", "assumed",
        "factor on the pace at which others copy the weights of a firm that publishes (I12)",
    )  # fmt: skip
    training_loss: float = parameter(0.2, "K", 0.0, 0.4, FIT, "assumed", "d_sp of (36) and (I5)")
    serving_loss: float = parameter(0.05, "K", 0.0, 0.2, FIT, "assumed", "d_sv of (I37)")
    hosts_max: float = parameter(20.0, "hosts", 10.0, 40.0, ENTRY, "assumed", "N: hosts of far leading weights")
    hosts_start: float = parameter(3.0, "hosts", 2.0, 5.0, ENTRY, "assumed", "n_0: hosts at lead -start_lag")
    hosts_steepness: float = parameter(5.0, "1/K", 2.5, 8.0, ENTRY, "assumed", "b: how sharply lead draws hosts")
    start_lag: float = parameter(0.25, "K", 0.0, 0.6, ENTRY, "assumed", "lag of weights that n_0 hosts serve")
    hosts_time: float = parameter(8.0, "wk", 2.0, 26.0, ENTRY, "assumed", "tau_n: time of entry and exit")


def absorption(staff: float, p: OpenSpilloverParameters) -> float:
    """(I55) iota: share of contributions that `staff` integrators make useful."""
    return p.absorption_max * staff / (staff + p.absorption_half)


def reintegration_delay(staff: float, p: OpenSpilloverParameters) -> float:
    """(I55) tau_re: weeks until a contribution is in the product."""
    return p.delay_floor + p.delay_staff / (staff + p.absorption_half)


def community_output(developers: float, reference: float, p: OpenSpilloverParameters) -> float:
    """(35) Y before delay: output of `developers` relative to that of `reference` developers (0 if none)."""
    if developers <= 0.0 or reference <= 0.0:
        return 0.0
    return min((developers / reference) ** p.community_exponent, p.community_cap)


def fix_rate(output: float, iota: float, p: OpenSpilloverParameters) -> float:
    """(34), (I55) Rate a week at which bugs vanish, at community output `output` and efficiency `iota`."""
    merged = p.unmerged_share + (1.0 - p.unmerged_share) * iota / p.absorption_reference
    return p.internal_fix_rate + p.external_fix_rate * output * merged


def next_bugs(bugs: float, new_bugs: float, rate: float) -> float:
    """(34) Bugs after a week at fix rate `rate`; `new_bugs` came with this week's release."""
    return bugs * math.exp(-rate) + new_bugs


def next_contributions(stock: float, output: float, delay: float) -> float:
    """(35) Reintegrated Y: follows `output` with a first-order delay of `delay` weeks."""
    return stock - (output - stock) * math.expm1(-1.0 / delay)


def contribution_cost(stock: float, iota: float, p: OpenSpilloverParameters) -> float:
    """(35) Factor on the unit cost of serving, 1 without contributions."""
    return max(0.0, 1.0 - p.cost_saving * stock * iota)


def contribution_capability(stock: float, iota: float, p: OpenSpilloverParameters) -> float:
    """(35) Capability gained this week, K."""
    return p.capability_gain * stock * iota / WEEKS_A_YEAR


def released_capability(open_k: Floats, api_k: Floats, gap: Floats, closed: Booleans) -> Floats:
    """K of each firm's open weights after a release: api_k - gap unless closed; what is out stays out."""
    return np.where(closed, open_k, np.maximum(open_k, api_k - gap))


def open_leads(open_k: Floats, other_open_k: float) -> Floats:
    """(I35) x: lead (n,) of each firm's weights over the best other open weights, whoever owns them."""
    own: list[float] = open_k.tolist()
    others = [max([*own[:f], *own[f + 1 :], other_open_k]) for f in range(len(own))]
    return open_k - np.array(others)


def hosts_target(lead: Floats, p: OpenSpilloverParameters) -> Floats:
    """(I35) n*: third-party hosts that pay at this lead, from 0 to hosts_max."""
    return p.hosts_max * expit(p.hosts_steepness * (lead + p.start_lag) - math.log(p.hosts_max / p.hosts_start - 1.0))


def next_hosts(hosts: Floats, target: Floats, p: OpenSpilloverParameters) -> Floats:
    """(I35) Hosts after a week of entry and exit."""
    return hosts - (target - hosts) * math.expm1(-1.0 / p.hosts_time)


def spillover_weeks(restricted: Booleans, published: Booleans, p: OpenSpilloverParameters) -> Integers:
    """(36) tau_sp of each family in whole weeks: shorter where its owner publishes, longer where restricted."""
    weeks = np.where(published, p.published_delay, p.spillover_delay)
    return np.rint(weeks * np.where(restricted, p.restricted_delay, 1.0)).astype(np.intp)


def longest_delay(p: OpenSpilloverParameters) -> int:
    """Return the most weeks that `spillover_weeks` may say: so much history is needed."""
    restricted, published = np.array([(r, e) for r in (False, True) for e in (False, True)]).T
    return int(spillover_weeks(restricted, published, p).max())


def delayed_open(history: Sequence[Floats] | Floats, delays: Integers) -> Floats:
    """(36) Open K (F,) of each family that others can use by now.

    `history` (weeks, F) holds open K of each family by week, newest last; `delays` (F,) in weeks. A history shorter
    than a delay answers with its oldest week.
    """
    newest = len(history) - 1
    return np.array([history[max(newest - delay, 0)][family] for family, delay in enumerate(delays.tolist())])


def delayed_best(history: Sequence[Floats] | Floats, delays: Integers) -> float:
    """(36) Best open K that others can use by now; arguments as in `delayed_open`."""
    return float(delayed_open(history, delays).max())


def copying_pace(usable: Floats, explained: Booleans, p: OpenSpilloverParameters) -> float:
    """(I12) Factor on rivals' imitation of the best of `usable` (F,) open K; `explained` by its owner's papers.

    Of families that are level the explained one counts.
    """
    best = max(usable.tolist())
    known = any(one for one, k in zip(explained.tolist(), usable.tolist(), strict=True) if k == best)
    return p.published_absorption**known


def training_floor(best_open_k: float, p: OpenSpilloverParameters) -> float:
    """(36), (I5) K anybody reaches by training on from the best open weights, given with delay."""
    return best_open_k - p.training_loss


def serving_floor(best_open_k: float, p: OpenSpilloverParameters) -> float:
    """(I37) K anybody reaches by serving the best open weights as they are, given with delay."""
    return best_open_k - p.serving_loss
