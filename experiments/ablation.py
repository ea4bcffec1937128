"""What each mend does alone: a game with it against the same game without it, under the same luck.

A mend is a term that was added to a formula so that a lever has a counter-force or a goal a trade-off (decision pages
009 to 017). It is left out by values of parameters at which its term vanishes, most of them outside the range that a
scenario may set, under decisions that lean on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from agents.roster import populate
from experiments.liveness import Verdict, strongest
from model.decisions import Value
from model.scenario import load
from model.world import World

SEEDS = 12
FAR = 1e9
"""Beyond every quantity of the game: a threshold that is never reached, a width that nothing crosses."""
SCENARIOS = ("base", "arms_race", "fragmented")


@dataclass(frozen=True)
class Mend:
    """One mend: what it says, the parameters at which it says nothing, and the decisions under which it is leant on."""

    name: str
    says: str
    without: Mapping[str, float]
    leant_on: Mapping[str, Value] = field(default_factory=dict)


MENDS: tuple[Mend, ...] = (
    Mend("I35", "Other clouds host the firm's open weights, the more of them the farther those lead.",
        {"open_spillover.hosts_steepness": 0.0}, {"release.policy": "fully_open", "release.gap": 0.0}),
    Mend("I36", "Customers see the offers of one firm as alike.", {"placement.nesting": 0.0}),
    Mend("I37", "Commercial rivals serve the best open weights where their own are worse.",
        {"open_spillover.serving_loss": FAR}, {"release.policy": "fully_open", "release.gap": 0.0}),
    Mend("I38", "Open weights bring prestige by their lead over others.", {"talent.open_width": FAR}, {"release.gap": 0.9}),
    Mend("I50", "The board compares velocity over a year, against a lag of half.",
        {"objectives.velocity_offset": 0.25, "objectives.reference_velocity": 0.25}),
    Mend("I51", "Security makes breaches rarer and access slower.",
        {"data_breach.security_exponent": 0.0, "data_clearing_house.control_friction": 0.0},
        {"data.hub_capacity": 1.5, "data.sharing_mandate": 0.6, "data.security": 200.0}),
    Mend("I52", "Support staff get in each other's way, and a trial without any looks worse.",
        {"migration.crowding": 0.0, "migration.coordination": 0.0, "migration.pilot_load": 0.0,
         "adoption.pilot_support_loss": 0.0},
        {"migration.support": 20, "migration.mandate": 0.5}),
    Mend("I53", "Part of an order may be own chips, cheaper and good for serving only.",
        {"efficiency.own_chip_limit": 0.0}, {"efficiency.own_chip_share": 0.6, "compute.capex_order": 6000}),
    Mend("I54", "Every tier costs training and review and fits some teams better.",
        {"model_tiers.training": 0.0, "model_tiers.release": 0.0, "model_tiers.quality": 0.0,
         "model_tiers.latency_weight": 0.0},
        {"serving.base_tiers": 6, "serving.pooling": 0.8}),
    Mend("I55", "Who merges outside work is no researcher meanwhile, and developers like to be answered.",
        {"research_search.maintainer_cost": 0.0, "open_release.response_weight": 0.0, "open_spillover.unmerged_share": 1.0},
        {"release.reintegration": 40}),
    Mend("I56", "Reviewers see the worth of a model with an error that evidence reduces.",
        {"release_filter.noise_fresh": 0.0}, {"governance.review_weeks": 1}),
    Mend("I57", "A review takes preparation, research time and autonomy.",
        {"executive_attention.session_overhead": 0.0, "executive_attention.preparation": 0.0,
         "research_search.review_cost": 0.0, "talent.review_autonomy": 0.0},
        {"governance.review_weeks": 1}),
    Mend("I58", "Links between groups cost coordination.",
        {"research_search.linking_cost": 0.0}, {"talent.group_linking": 0.8}),
    Mend("I59", "A gate that is overloaded refuses, and delegated decisions err.",
        {"executive_attention.utilisation_memory": FAR, "approval_queue.local_error_base": 0.0,
         "approval_queue.local_error_rise": 0.0},
        {"governance.review_weeks": 8, "governance.delegation": 0.6, "migration.mandate": 0.5}),
    Mend("I60", "An ecosystem layer that cannot serve all work disappoints those who use it.",
        {"adoption.overload_loss": 0.0, "adoption.overload_output": 0.0},
        {"price.transfer": 0.0, "migration.mandate": 0.5, "agents.domains": 1}),
    Mend("I61", "Opposition that lasts reaches the board, and the second time ends the task force.",
        {"politics.escalation_level": FAR}, {"migration.mandate": 1.0}),
)  # fmt: skip
"""In the order of the design's numbers; those between I38 and I50 were never given."""


def verdict(mend: Mend, scenario: str, pool: Executor, seeds: int = SEEDS) -> Verdict:
    """Return what leaving a mend out moves most in a scenario: means over the game, in pairs of equal luck."""
    jobs = [(scenario, mend, out, seed) for out in (False, True) for seed in range(seeds)]
    rows = np.array(list(pool.map(_means, jobs)))
    return strongest(mend.name, scenario, rows[:seeds], rows[seeds:], out=())


def table(pool: Executor, scenarios: Iterable[str] = SCENARIOS) -> list[list[Verdict]]:
    """Return a row of verdicts for every mend, one in each scenario."""
    names = list(scenarios)
    return [[verdict(mend, name, pool) for name in names] for mend in MENDS]


def world(scenario: str, mend: Mend, out: bool, seed: int, quarters: int | None = None) -> World:
    """Return a world in which a mend is leant on, with it or (`out`) without it, after the first quarter."""
    case = load(scenario)
    # past the gate of scenarios: the values lie where a term vanishes, not where they are plausible
    case = case.changed(overrides={**case.overrides, **mend.without}) if out else case
    started = World(populate=populate, seed=seed, scenario_data=case, quarters=quarters)
    started.advance({0: dict(mend.leant_on)})
    return started


def _means(job: tuple[str, Mend, bool, int]) -> list[float]:
    played = world(*job)
    stop = {"agents.domains": 0} if "agents.domains" in job[1].leant_on else {}
    while played.running:
        played.advance({0: stop})
    weeks = played.record.kpis[0, : played.week]
    return [float(np.mean(seen)) if len(seen := column[np.isfinite(column)]) else float("nan") for column in weeks.T]
