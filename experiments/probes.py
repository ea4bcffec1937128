"""How each lever is moved to see whether it is alive: in what company, and which figures only restate it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.decisions import LEVERS, Value

Levers = Mapping[str, Value]


@dataclass(frozen=True)
class Probe:
    """One way to move a lever: `before` stands in both arms, `moved` in one.

    `itself` names the figures that restate the lever: they move though nothing answers to it, and do not count.
    """

    lever: str
    moved: Levers
    before: Levers = field(default_factory=dict)
    itself: tuple[str, ...] = ()
    every_quarter: bool = False


def _split(frontier: float, cloud: float, ecosystem: float, reserve: float) -> Levers:
    shares = (frontier, cloud, ecosystem, reserve)
    return dict(zip(("compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve"), shares, strict=True))


SCARCE = _split(0.6, 0.25, 0.15, 0.0)
OPEN_DATA = {"data.hub_capacity": 1.5, "data.sharing_mandate": 0.6}
RESERVED = _split(0.3125, 0.3375, 0.25, 0.1)
CLUSTER = ("mvc_coverage",)
"""The frontier's GPUs over what a run needs: the GPUs that a lever gives or takes, written as a ratio."""
HOLDINGS = ("cluster_concentration", *CLUSTER)
"""Who holds how many GPUs, which is what orders and claw-backs say."""
GAP = ("tier_gap", "open_lag_months")
"""How far the open weights trail: what is held back is the lever itself."""
PROBES: tuple[Probe, ...] = (
    # shares sum to one: each is moved against one other, so that two dead ones would show
    Probe("compute.frontier", _split(0.45, 0.3, 0.25, 0.0), itself=CLUSTER),
    Probe("compute.cloud", _split(0.3125, 0.5375, 0.15, 0.0)),
    Probe("compute.ecosystem", _split(0.3125, 0.3375, 0.35, 0.0), RESERVED),
    Probe("compute.reserve", RESERVED),
    Probe("compute.claw_back", {"compute.claw_back": 0.2}, itself=HOLDINGS),
    Probe("compute.capex_order", {"compute.capex_order": 3000}, itself=HOLDINGS),
    Probe("governance.review_weeks", {"governance.review_weeks": 1}),
    Probe("governance.review_layers", {"governance.review_layers": 3}),
    Probe("governance.delegation", {"governance.delegation": 0.7}),
    Probe("governance.emergency", {"governance.emergency": "exceptions"}, every_quarter=True),
    Probe("talent.group_linking", {"talent.group_linking": 0.8}, {"talent.group_linking": 0.0}),
    Probe("talent.pay_premium", {"talent.pay_premium": 0.3}),
    Probe("talent.publication", {"talent.publication": False}, {"release.policy": "closed"}),
    Probe("talent.gpu_share", {"talent.gpu_share": 0.12}, itself=CLUSTER),
    Probe("data.hub_capacity", {"data.hub_capacity": 1.5}),
    Probe("data.sharing_mandate", {"data.sharing_mandate": 0.8}, {"data.hub_capacity": 1.5}),
    Probe("data.security", {"data.security": 200.0}, {**OPEN_DATA, "data.security": 0.0, "serving.pooling": 1.0}),
    Probe("serving.base_tiers", {"serving.base_tiers": 6}, {"serving.base_tiers": 1, "serving.pooling": 0.8}, CLUSTER),
    Probe("serving.pooling", {"serving.pooling": 1.0}, {**SCARCE, "serving.pooling": 0.0}),
    Probe("release.policy", {"release.policy": "closed"}, itself=GAP),
    Probe("release.gap", {"release.gap": 0.9}, itself=GAP),
    Probe("release.licence", {"release.licence": "restricted"}),
    Probe("release.reintegration", {"release.reintegration": 40}, {"release.reintegration": 0}),
    Probe("price.api", {"price.api": 1.2}, itself=("price_index",)),
    Probe("price.hosted", {"price.hosted": 1.2}, itself=("price_index",)),
    Probe("price.transfer", {"price.transfer": 0.2}),
    Probe("migration.mandate", {"migration.mandate": 0.8}),
    Probe("migration.deadline", {"migration.deadline": 3}),
    Probe("migration.waves", {"migration.waves": 8}, {"migration.deadline": 2, "migration.waves": 1}),
    Probe("migration.support", {"migration.support": 20}, {"migration.support": 2, "migration.mandate": 0.6}),
    Probe("migration.audit", {"migration.audit": 0.15}, itself=("visible_rogue_share",)),
    Probe("migration.amnesty", {"migration.amnesty": True}, {"migration.audit": 0.1}, ("visible_rogue_share",)),
    Probe("efficiency.codesign", {"efficiency.codesign": 300.0}),
    Probe("efficiency.own_chip_share", {"efficiency.own_chip_share": 0.6}, {"efficiency.own_chip_share": 0.0}, HOLDINGS),
    Probe("agents.domains", {"agents.domains": 1}, itself=("automated_transactions",)),
    Probe("agents.review", {"agents.review": 1.0}, {"agents.domains": 1, "agents.review": 0.0}),
)

assert [probe.lever for probe in PROBES] == list(LEVERS), "every lever has its probe"
