"""What sets games and twins apart: tastes that differ, people who look at others, or the luck of small numbers.

Each is taken out of the game by values of parameters at which it vanishes, most of them outside the range that a
scenario may set. What is left of the gap is due to the others; with all three out, twin and game are the same model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor

from experiments.mean_field.distance import Gap, Pair, gaps
from model.arrays import Floats
from model.scenario import Scenario, load
from model.world import KPIS

SEEDS = 6
ALIKE: Mapping[str, float] = {
    "perception.capability_spread": 0.0, "perception.legacy_spread": 0.0, "perception.generic_loss": 0.0,
    "perception.rogue_fit": 0.0, "perception.sovereignty": 0.0, "perception.data_value": 0.0, "perception.lock_in": 0.0,
    "perception.wait_cost": 0.0, "perception.trust_value": 0.0, "perception.promise_weight": 0.0,
    "perception.signal_noise": 0.0, "inference_pool.latency_weight": 0.0, "adoption.overload_loss": 0.0,
    "flywheel.ceiling": 1e-9, "start.weight_spread": 0.0,
    "tiering.taste_spread": 0.0, "tiering.privacy_share": 0.0, "tiering.self_unskilled": 0.0,
    "tiering.elsewhere_unskilled": 0.0, "tiering.size_spread": 0.0, "market_news.capability_error": 0.0,
}  # fmt: skip
"""Nobody differs from others, by taste or by what befalls them; of units only their data and their weight still do."""
ALONE: Mapping[str, float] = {
    "adoption.influence": 0.0, "perception.report_weight": 0.0, "tiering.reference_weight": 0.0,
    "open_release.peer_weight": 0.0, "open_release.imitation": 0.0,
}  # fmt: skip
"""Nobody looks at anybody he knows."""
MANY: Mapping[str, float] = {"start.teams_a_unit": 100, "start.customers": 8_000, "start.developers": 20_000}
"""Twenty times as many of each."""
AS_IT_IS, NO_NETWORK = "as it is", "nobody looking at others"
VARIANTS: Mapping[str, Mapping[str, float]] = {
    AS_IT_IS: {},
    "crowds twenty times as large": MANY,
    "all alike": ALIKE,
    NO_NETWORK: ALONE,
    "alike, looking at nobody": {**ALIKE, **ALONE},
    "alike, looking at nobody, large crowds": {**ALIKE, **ALONE, **MANY},
}


def without(values: Mapping[str, float]) -> Scenario:
    """Return the base case without cards at these parameters, past the gate of scenarios."""
    case = load("base").changed(draw_events=False)
    return case.changed(overrides={**case.overrides, **values})


def one(job: tuple[str, int]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Play a variant under a luck; return the series of game and twin."""
    name, seed = job
    pair = Pair(without(VARIANTS[name]), "do_nothing", seed, watch=KPIS).played()
    return pair.ours, pair.twins


def table(pool: Executor, seeds: int = SEEDS, names: Sequence[str] = tuple(VARIANTS)) -> dict[str, list[Gap]]:
    """Return the gaps of each variant."""
    pairs = list(pool.map(one, [(name, seed) for name in names for seed in range(seeds)]))
    return {name: gaps(pairs[k * seeds : (k + 1) * seeds]) for k, name in enumerate(names)}
