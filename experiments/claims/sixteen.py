"""The sixteen claims, E1 to E16, in the order of the essay. What they say is in the catalogue, under `claim.e1` ...

Each range is that of its parameter or lever, or a part of it that makes sense for all arms; base values are points of
their own wherever the dial has one.
"""

from __future__ import annotations

from experiments.claims.declaration import Arm, Claim, Dial, Point, along

PAIR = ({"with": 1.0, "without": -1.0},)
"""The one contrast of most claims: the world as the essay wants it, against the world without."""

GPUS = 60_000.0
"""What the group owns at the start, in the pool and in units together."""
HELP = {
    "compute.frontier": 0.34, "compute.cloud": 0.36, "compute.ecosystem": 0.30, "serving.pooling": 0.8,
    "migration.support": 16, "data.hub_capacity": 1.0, "data.sharing_mandate": 0.5,
}  # fmt: skip
"""What stands when boats burn, at once or one by one: room for the teams, help, and data."""


def _held_by_units() -> Dial:
    shares = (0.1, 0.2, 0.4, 0.6)
    points = tuple(Point(s, {"start.pool_gpus": GPUS * (1.0 - s), "start.unit_gpus": GPUS * s}) for s in shares)
    return Dial(points, 0.2, ("start.pool_gpus", "start.unit_gpus"), "percent")


def _attach() -> Dial:
    """What hosting earns beside the tokens: the margin of (39) and the ordinary cloud use that comes with it."""
    points = tuple(
        Point(x, {"tiering.attach_hosted": 0.45 * x, "treasury.attached_hosted": 1.8 * x}) for x in (0.0, 0.5, 1.0, 2.0)
    )
    return Dial(points, 1.0, ("tiering.attach_hosted", "treasury.attached_hosted"), "1")


def _openlab() -> Dial:
    points = tuple(
        Point(x, {"start.openlab_capability": 1.2 + x, "start.openlab_budget": max(0.0, min(2.0, 1.0 + x))})
        for x in (-0.6, -0.3, 0.0, 0.3)
    )
    return Dial(points, 0.0, ("start.openlab_capability", "start.openlab_budget"), "1")


def _pace() -> Dial:
    """The pace of the frontier in K a year, log10 of compute growth times algorithm growth."""
    growths = ((1.0, 1.26), (1.6, 1.6), (2.5, 2.83), (4.0, 4.0))
    names = ("frontier.compute_growth", "frontier.algorithm_growth")
    paces = (0.1, 0.4, 0.85, 1.2)
    return Dial(
        tuple(Point(p, dict(zip(names, g, strict=True))) for p, g in zip(paces, growths, strict=True)), 0.85, names, "2"
    )


def _shifts() -> Dial:
    points = tuple(
        Point(rate, {"event_deck.pace": 1.0, "event_deck.architecture_shift_rate": rate}) for rate in (0.0, 0.4, 1.0, 2.0)
    )
    return Dial(points, 0.4, ("event_deck.architecture_shift_rate",))


def _rivals() -> Dial:
    """How hard BAIDU and TENCENT try, as a multiple of what they spend in the base case."""
    points = tuple(
        Point(x, {"start.baidu_budget": 0.85 * x, "start.tencent_budget": 0.65 * x}) for x in (0.5, 1.0, 1.5, 2.0)
    )
    return Dial(points, 1.0, ("start.baidu_budget", "start.tencent_budget"))


def _central() -> Dial:
    """Teams on the common stack at the start; the others keep their proportions."""
    rest = {"start.legacy": 0.55, "start.third_party": 0.15}
    points = tuple(
        Point(s, {"start.central": s, **{name: max(0.01, old * (1.0 - s) / 0.8) for name, old in rest.items()}})
        for s in (0.4, 0.6, 0.8)
    )
    return Dial(points, 0.2, ("start.central", "start.legacy", "start.third_party"), "percent")


def _queue() -> Dial:
    """The share of decisions that is delegated before the boats burn; reviews come oftener with it."""
    settings = ((0.0, 13), (0.3, 4), (0.6, 2), (0.9, 1))
    points = tuple(
        Point(share, levers={"governance.delegation": share, "governance.review_weeks": weeks}) for share, weeks in settings
    )
    return Dial(points, 0.3, ("governance.delegation", "governance.review_weeks"), "percent")


def _ecosystem() -> Dial:
    """The share of the pool that serves the group's own teams; what it does not get goes to the frontier layer."""
    rest = {"compute.cloud": 0.34, "compute.reserve": 0.0}
    points = tuple(
        Point(s, levers={"compute.ecosystem": s, "compute.frontier": round(0.66 - s, 4), **rest})
        for s in (0.1, 0.15, 0.25, 0.35)
    )
    return Dial(points, 0.25, ("compute.ecosystem",), "percent")


def _checked() -> Dial:
    """The share of agents' outcomes that people check."""
    points = tuple(Point(share, levers={"agents.review": share}) for share in (0.0, 0.25, 0.5, 1.0))
    return Dial(points, 0.5, ("agents.review",), "percent")


def _dates() -> Dial:
    return Dial(tuple(Point(float(q), read=q) for q in (2, 4, 6, 8)), 4.0, ("quarters",), "0")


CLAIMS: dict[str, Claim] = {
    claim.name: claim
    for claim in (
        Claim(
            "E1", "frontier_gap",
            {"with": Arm(parameters={"start.pool_gpus": GPUS, "start.unit_gpus": 0.0}), "without": Arm()},
            PAIR, _held_by_units(), 0.05, ("compute_pool", "gpu_holdings"), null=("compute_pool",),
        ),
        Claim(
            "E2", "frontier_gap",
            {"with": Arm(parameters={"start.fabrics": 1}), "without": Arm(parameters={"start.fabrics": 4})},
            PAIR, along("start.pool_gpus", (15_000.0, 30_000.0, 48_000.0, 120_000.0), 48_000.0, "0"), 0.05,
            ("compute_pool", "scaling_law"), null=("compute_pool",),
        ),
        Claim(
            "E3", "frontier_gap",
            {"with": Arm(off=("approval_queue",)), "without": Arm(off=("talent",))},
            PAIR, along("executive_attention.capacity", (4.0, 7.0, 10.0, 20.0), 10.0, "0"), 0.05,
            ("approval_queue", "executive_attention", "talent"), null=("approval_queue", "talent"),
        ),
        Claim(
            "E4", "domain_error",
            {"with": Arm(levers={"data.hub_capacity": 2.0, "data.sharing_mandate": 0.6}),
             "without": Arm(levers={"data.hub_capacity": 0.0, "data.sharing_mandate": 0.0})},
            PAIR, along("data_clearing_house.legal_friction", (0.0, 2.0, 4.0, 6.0), 2.0, "0"), 0.005,
            ("data_clearing_house",), null=("data_clearing_house",),
        ),
        Claim(
            "E5", "internal_adoption",
            {"with": Arm(levers={"serving.base_tiers": 2, "serving.pooling": 1.0}),
             "without": Arm(levers={"serving.base_tiers": 6, "serving.pooling": 0.0})},
            PAIR, _ecosystem(), 0.02, ("inference_pool", "model_tiers"), over="end", null=("adoption",),
        ),
        Claim(
            "E6", "cloud_ai_revenue",
            {"with": Arm(), "without": Arm(levers={"release.policy": "closed"})},
            PAIR, _attach(), 5.0, ("open_release", "tiering", "placement"), null=("open_release", "tiering"),
        ),
        Claim(
            "E7", "cloud_ai_revenue",
            {"tiered": Arm(levers={"release.policy": "tiered", "release.gap": 0.4}),
             "closed": Arm(levers={"release.policy": "closed"}),
             "open": Arm(levers={"release.policy": "fully_open", "release.gap": 0.0})},
            ({"tiered": 1.0, "closed": -1.0}, {"tiered": 1.0, "open": -1.0}),
            _openlab(), 5.0, ("tiering", "placement", "open_release"), null=("open_release", "tiering"),
        ),
        Claim(
            "E8", "frontier_gap",
            {"with": Arm(levers={"governance.review_weeks": 2}), "without": Arm(levers={"governance.review_weeks": 13})},
            PAIR, _pace(), 0.05, ("approval_queue", "decision_delay", "executive_attention"), null=("approval_queue",),
        ),
        Claim(
            "E9", "talent_density",
            {"with": Arm(levers={"governance.review_layers": 0, "governance.delegation": 0.7, "migration.mandate": 0.0}),
             "without": Arm(levers={"governance.review_layers": 3, "governance.delegation": 0.0, "migration.mandate": 0.6})},
            PAIR, along("talent.autonomy_elasticity", (0.4, 0.7, 1.2), 0.7), 0.02,
            ("talent", "talent_pool", "research_search"), null=("talent",),
        ),
        Claim(
            "E10", "gross_margin",
            {"with": Arm(levers={"efficiency.codesign": 400.0}), "without": Arm(levers={"efficiency.codesign": 0.0})},
            PAIR, _shifts(), 0.01, ("efficiency", "roofline", "tiering"),
            null=("efficiency", "tiering"),  # co-design acts on cost, and on customers through the fit of model and cloud
            deck=("architecture_shift",),
        ),
        Claim(
            "E11", "cloud_ai_revenue",
            {"with": Arm("sensible"), "without": Arm(), "calm_with": Arm("sensible", off=("rivalry",)),
             "calm_without": Arm(off=("rivalry",))},
            ({"with": 1.0, "without": -1.0, "calm_with": -1.0, "calm_without": 1.0},),
            _rivals(), 5.0, ("rivalry", "tiering"), null=("rivalry",),
        ),
        Claim(
            "E12", "automated_transactions",
            {"with": Arm(levers={"agents.domains": 1}, parameters={"start.own_capability": 1.8}),
             "without": Arm(levers={"agents.domains": 1}, parameters={"start.own_capability": 0.9})},
            PAIR, _checked(), 0.2, ("agentic_work",), null=("agentic_work",),
        ),
        Claim(
            "E13", "relative_velocity",
            {"with": Arm(),
             "without": Arm(parameters={"start.central": 0.2, "start.legacy": 0.55, "start.third_party": 0.15})},
            PAIR, _central(), 0.05, ("adoption", "perception", "flywheel"),
        ),
        Claim(
            "E14", "internal_adoption",
            {"with": Arm(levers={**HELP, "migration.mandate": 0.8, "migration.deadline": 1, "migration.waves": 1}),
             "without": Arm(levers={**HELP, "migration.mandate": 0.4, "migration.deadline": 2, "migration.waves": 8})},
            PAIR, _queue(), 0.02, ("adoption", "migration", "approval_queue"), over="end", null=("adoption",),
        ),
        Claim(
            "E15", "relative_velocity",
            {"with": Arm("sensible"), "without": Arm("sensible", off=("flywheel",))},
            PAIR, along("flywheel.signals", (500.0, 1000.0, 1500.0, 2000.0), 1000.0, "0"), 0.05,
            ("flywheel", "data_clearing_house"), null=("flywheel",),
        ),
        Claim(
            "E16", "adoption_floor", {"with": Arm("base.toml")}, ({"with": 1.0},), _dates(), 0.0,
            ("adoption", "objectives"), over="end", target=0.4, null=("adoption",),
        ),
    )
}  # fmt: skip
"""Every claim by its number."""
