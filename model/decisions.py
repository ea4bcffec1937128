"""The levers of a quarter: what the task force decides, each declared once with range, unit and meaning.

A lever is named by desk and field, `governance.review_weeks`; this dotted name is used in plans, run files,
sweeps, forms and tables. What is not set keeps last quarter's value, except the *announcements*
`governance.emergency` and `migration.deadline`: they are said once and do not repeat themselves.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from model.errors import Sentence, said
from model.lever import Lever, Value, choice, number, switch
from model.values import quoted

NONE = "none"


@dataclass(frozen=True, slots=True)
class ComputeDesk:
    """Who gets the GPUs."""

    frontier: float = number(0.3125, 0, 1, 0.01, "share of the pool", "compute_pool", "Hoffmann et al. 2022", main=True)
    cloud: float = number(0.4375, 0, 1, 0.01, "share of the pool", "inference_pool", "Borst, Mandelbaum & Reiman 2004")
    ecosystem: float = number(0.25, 0, 1, 0.01, "share of the pool", "inference_pool", "Borst, Mandelbaum & Reiman 2004")
    reserve: float = number(0.0, 0, 1, 0.01, "share of the pool", "inference_pool", "Borst, Mandelbaum & Reiman 2004")
    claw_back: float = number(
        0.0, 0, 1, 0.05, "of unit-owned GPUs", "gpu_holdings, politics", "Stein 1997; Scharfstein & Stein 2000", main=True
    )
    capex_order: int = number(
        6000,
        0,
        20000,
        500,
        "GPUs",
        "gpu_holdings, treasury",
        "assumption: accelerators under shortage come half a year after the order",
    )


@dataclass(frozen=True, slots=True)
class GovernanceDesk:
    """What the CEO must approve, how often, and who else may say yes."""

    review_weeks: int = choice(
        4, (1, 2, 4, 8, 13), "weeks", "approval_queue, talent", "Kingman 1961; Perlow 1999", main=True
    )
    review_layers: int = choice(2, (0, 1, 2, 3), "layers", "release_filter, approval_queue", "Sah & Stiglitz 1986")
    delegation: float = number(
        0.3,
        0,
        0.9,
        0.05,
        "of decisions",
        "approval_queue, release_filter",
        "Garicano 2000; Alonso, Dessein & Matouschek 2008",
        main=True,
    )
    emergency: str = choice(
        NONE,
        (NONE, "compute", "release", "exceptions", "research"),
        "-",
        "approval_queue, executive_attention",
        "assumption: a session decides all requests of one kind and costs attention later",
        announced=True,
    )


@dataclass(frozen=True, slots=True)
class TalentDesk:
    """How researchers are linked, paid and heard."""

    group_linking: float = number(0.1, 0, 0.8, 0.05, "of ties", "research_search", "Fang, Lee & Schilling 2010")
    pay_premium: float = number(0.0, 0, 0.6, 0.05, "over the market", "talent", "Stern 2004")
    publication: bool = switch(True, "talent", "Stern 2004; Sauermann & Roach 2014")
    gpu_share: float = number(
        0.03,
        0,
        0.2,
        0.01,
        "of the pool",
        "research_search, talent",
        "assumption: researchers with free GPUs find more and stay; no published value",
    )


@dataclass(frozen=True, slots=True)
class DataDesk:
    """How data of the units reach the common model."""

    hub_capacity: float = number(0.5, 0, 3, 0.25, "units a quarter", "data_clearing_house", "Jones & Tonetti 2020")
    sharing_mandate: float = number(0.2, 0, 1, 0.05, "-", "data_clearing_house", "Fehr & Gaechter 2000")
    security: float = number(30.0, 0, 200, 10, "RMB M a quarter", "data_clearing_house, data_breach", "Gordon & Loeb 2002")


@dataclass(frozen=True, slots=True)
class ServingDesk:
    """How many base models, and how far serving is pooled."""

    base_tiers: int = choice(3, (1, 2, 3, 4, 5, 6), "models", "model_tiers", "Mussa & Rosen 1978")
    pooling: float = number(0.2, 0, 1, 0.05, "of models", "inference_pool", "Aegaeon, SOSP 2025")


@dataclass(frozen=True, slots=True)
class ReleaseDesk:
    """What is released openly."""

    policy: str = choice(
        "tiered", ("closed", "tiered", "fully_open"), "-", "open_release, tiering", "Bass 1969; Mussa & Rosen 1978"
    )
    gap: float = number(0.25, 0, 1.5, 0.05, "K behind the API model", "tiering", "Deneckere & McAfee 1996", main=True)
    licence: str = choice(
        "apache",
        ("apache", "restricted"),
        "-",
        "open_release, open_spillover",
        "Laufer et al. 2025; assumption: restriction repels developers and delays others",
    )
    reintegration: int = number(10, 0, 40, 2, "people", "open_release", "Parker & Van Alstyne 2018")


@dataclass(frozen=True, slots=True)
class PriceDesk:
    """What the API, hosted open weights and internal tokens cost."""

    api: float = number(2.5, 0.2, 4, 0.1, "times unit cost", "tiering", "Berry 1994")
    hosted: float = number(2.25, 0.2, 4, 0.1, "times unit cost", "tiering", "Berry 1994")
    transfer: float = number(
        1.0,
        0,
        2,
        0.1,
        "times cost",
        "inference_pool, perception",
        "assumption: free tokens are wasted, dear ones drive teams away",
    )


@dataclass(frozen=True, slots=True)
class MigrationDesk:
    """Which legacy systems are switched off, how fast, and with what help."""

    mandate: float = number(0.3, 0, 1, 0.05, "-", "adoption, politics", "Brehm 1966")
    deadline: str | int = choice(
        NONE,
        (NONE, 1, 2, 3, 4, 5, 6, 7, 8),
        "quarters from now",
        "migration, adoption",
        "assumption: what is switched off must be left, ready or not",
        announced=True,
    )
    waves: int = number(
        4, 1, 12, 1, "waves six weeks apart", "migration", "assumption: six weeks of practice make a change routine"
    )
    support: int = number(6, 2, 20, 1, "teams at a time", "migration", "Repenning & Sterman 2002", main=True)
    audit: float = number(
        0.02,
        0,
        0.2,
        0.01,
        "found a week",
        "migration, perception",
        "assumption: who may be found out fears it and hides less",
    )
    amnesty: bool = switch(
        False, "migration, perception", "assumption: what is not punished need not be hidden, and its fine-tunes serve all"
    )


@dataclass(frozen=True, slots=True)
class EfficiencyDesk:
    """Co-design of model and chip, and the share of own chips."""

    codesign: float = number(
        50.0, 0, 800, 25, "RMB M a quarter", "efficiency, roofline", "DeepSeek-AI 2024, arXiv 2405.04434"
    )
    own_chip_share: float = number(0.1, 0, 0.6, 0.05, "of orders", "efficiency", "Tomlin 2006")


@dataclass(frozen=True, slots=True)
class AgentsDesk:
    """Agents that execute tasks on transaction data."""

    domains: int = choice(0, (0, 1, 2), "new domains a quarter", "agentic_work", "Kwa et al. 2025")
    review: float = number(0.5, 0, 1, 0.05, "of outcomes checked", "agentic_work", "Kremer 1993")


@dataclass(frozen=True, slots=True)
class Levers:
    """All levers of one firm, in force in one quarter."""

    compute: ComputeDesk = ComputeDesk()
    governance: GovernanceDesk = GovernanceDesk()
    talent: TalentDesk = TalentDesk()
    data: DataDesk = DataDesk()
    serving: ServingDesk = ServingDesk()
    release: ReleaseDesk = ReleaseDesk()
    price: PriceDesk = PriceDesk()
    migration: MigrationDesk = MigrationDesk()
    efficiency: EfficiencyDesk = EfficiencyDesk()
    agents: AgentsDesk = AgentsDesk()

    def __getitem__(self, name: str) -> Value:
        """Return the value of the lever with this dotted name."""
        desk, lever = name.split(".")
        return getattr(getattr(self, desk), lever)

    def changed(self, changes: Mapping[str, Value]) -> Levers:
        """Return a copy in which the named levers have the given (accepted) values."""
        by_desk: dict[str, dict[str, Value]] = {}
        for name, value in changes.items():
            desk, lever = name.split(".")
            by_desk.setdefault(desk, {})[lever] = LEVERS[name].normalised(value)
        return replace(self, **{d: replace(getattr(self, d), **values) for d, values in by_desk.items()})

    def carried_over(self) -> Levers:
        """Return what stands at the start of the next quarter: announcements fall silent."""
        return self.changed({name: lever.default for name, lever in LEVERS.items() if lever.announced})

    def as_dict(self) -> dict[str, Value]:
        """Return every lever by dotted name."""
        return {name: self[name] for name in LEVERS}


def _collect() -> dict[str, Lever]:
    levers: dict[str, Lever] = {}
    for desk in fields(Levers):
        for f in fields(type(desk.default)):  # type: ignore[arg-type]
            name = f"{desk.name}.{f.name}"
            levers[name] = Lever(name=name, default=f.default, **f.metadata)  # type: ignore[arg-type]
    return levers


LEVERS: dict[str, Lever] = _collect()
"""Every lever by dotted name, in the order of the desks."""

DESKS: tuple[str, ...] = tuple(f.name for f in fields(Levers))


def nearest(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return "; did you mean ...?" for the known name closest to a mistyped one in any case, or an empty string."""
    in_small = {other.lower(): other for other in known}
    close = difflib.get_close_matches(name.lower(), list(in_small), n=1, cutoff=0.5)
    return said("; did you mean {name}?", name=in_small[close[0]]) if close else ""


def value_problems(changes: Mapping[str, object]) -> list[Sentence]:
    """Return one sentence for each lever that does not exist or cannot take its value."""
    sentences = []
    for name, value in changes.items():
        if name not in LEVERS:
            hint = nearest(name, LEVERS) or said("; boats levers lists them.")
            sentences.append(said("There is no lever {name}{hint}", name=quoted(name), hint=hint))
        elif (problem := LEVERS[name].problem(value)) is not None:
            sentences.append(problem)
    return sentences
