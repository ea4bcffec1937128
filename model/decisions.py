"""The levers of a quarter: what the task force decides, each declared once with range, unit and meaning.

A lever is named by desk and field, `governance.review_weeks`; this dotted name is used in plans, run files,
sweeps, forms and tables. What is not set keeps last quarter's value, except the *announcements*
`governance.emergency` and `migration.deadline`: they are said once and do not repeat themselves.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from model.values import is_number, shown

NONE = "none"
Value = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Lever:
    """What is known about one lever.

    `kind` is "number", "whole", "choice" or "switch"; `choices` lists the allowed values where they are few;
    `acts_through` names the mechanism that reads it and the work it rests on; `announced` marks a lever that
    returns to "none" after its quarter; `main` marks the six that a beginner sees.
    """

    name: str
    kind: str
    default: Value
    low: float
    high: float
    step: float
    unit: str
    choices: tuple[Value, ...]
    acts_through: str
    announced: bool
    main: bool

    @property
    def desk(self) -> str:
        """The desk that decides: compute, governance, talent, data, serving, ..."""
        return self.name.split(".")[0]

    @property
    def allowed(self) -> str:
        """The values this lever takes, in words for a sentence."""
        if self.kind == "switch":
            return "true or false"
        if self.choices:
            return ", ".join(str(c) for c in self.choices[:-1]) + f" or {self.choices[-1]}"
        whole = "a whole number" if self.kind == "whole" else "a number"
        return f"{whole} from {self.low:g} to {self.high:g}" + (f" ({self.unit})" if self.unit != "-" else "")

    def problem(self, value: object) -> str | None:
        """Say in one sentence why `value` cannot be set, or None if it can."""
        if self._accepts(value):
            return None
        return f"{self.name} is {shown(value)}: use {self.allowed}."

    def _accepts(self, value: object) -> bool:
        if self.kind == "switch":
            return isinstance(value, bool)
        if isinstance(value, bool):
            return False
        if self.choices:
            return value in self.choices
        if not is_number(value):
            return False
        if self.kind == "whole" and value != int(value):
            return False
        return self.low <= value <= self.high

    def normalised(self, value: Any) -> Value:
        """Return an accepted `value` in the lever's own type."""
        if self.kind == "switch" or isinstance(value, str):
            return value
        return int(value) if self.kind == "whole" or isinstance(self.default, int) else float(value)


def _number(default: float, low: float, high: float, step: float, unit: str, through: str, main: bool = False) -> Any:
    kind = "whole" if isinstance(default, int) else "number"
    return field(default=default, metadata=_meta(kind, low, high, step, unit, (), through, main=main))


def _choice(
    default: Value,
    choices: tuple[Value, ...],
    unit: str,
    through: str,
    main: bool = False,
    announced: bool = False,
) -> Any:
    numbers = [c for c in choices if not isinstance(c, str)]
    low, high = (min(numbers), max(numbers)) if numbers else (0, 0)
    return field(
        default=default,
        metadata=_meta("choice", low, high, 1, unit, choices, through, main=main, announced=announced),
    )


def _switch(default: bool, through: str) -> Any:
    return field(default=default, metadata=_meta("switch", 0, 1, 1, "-", (), through))


def _meta(
    kind: str,
    low: Any,
    high: Any,
    step: float,
    unit: str,
    choices: tuple,
    through: str,
    *,
    main: bool = False,
    announced: bool = False,
) -> dict[str, Any]:
    return {
        "kind": kind, "low": low, "high": high, "step": step, "unit": unit, "choices": choices,
        "acts_through": through, "main": main, "announced": announced,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComputeDesk:
    """Who gets the GPUs."""

    frontier: float = _number(0.3125, 0, 1, 0.01, "share of the pool", "compute_pool (Hoffmann et al. 2022)", True)
    cloud: float = _number(0.4375, 0, 1, 0.01, "share of the pool", "inference_pool (Borst et al. 2004)")
    ecosystem: float = _number(0.25, 0, 1, 0.01, "share of the pool", "inference_pool (Borst et al. 2004)")
    reserve: float = _number(0.0, 0, 1, 0.01, "share of the pool", "inference_pool (Borst et al. 2004)")
    claw_back: float = _number(
        0.0,
        0,
        1,
        0.05,
        "of unit-owned GPUs",
        "compute_pool, politics (Stein 1997; Scharfstein & Stein 2000)",
        True,
    )
    capex_order: int = _number(6000, 0, 20000, 500, "GPUs", "compute_pool, ledger (lead time 26 weeks)")


@dataclass(frozen=True, slots=True)
class GovernanceDesk:
    """What the CEO must approve, how often, and who else may say yes."""

    review_weeks: int = _choice(4, (1, 2, 4, 8, 13), "weeks", "approval_queue (Kingman 1961; Perlow 1999)", True)
    review_layers: int = _choice(2, (0, 1, 2, 3), "layers", "research_search (Sah & Stiglitz 1986)")
    delegation: float = _number(
        0.3, 0, 0.9, 0.05, "of decisions", "approval_queue (Garicano 2000; Alonso et al. 2008)", True
    )
    emergency: str = _choice(
        NONE, (NONE, "compute", "release", "exceptions", "research"), "-", "approval_queue", announced=True
    )


@dataclass(frozen=True, slots=True)
class TalentDesk:
    """How researchers are linked, paid and heard."""

    group_linking: float = _number(0.1, 0, 0.8, 0.05, "of ties", "research_search (Fang, Lee & Schilling 2010)")
    pay_premium: float = _number(0.0, 0, 0.6, 0.05, "over the market", "talent (Stern 2004)")
    publication: bool = _switch(True, "talent, open_release (Sauermann & Roach 2014)")
    gpu_share: float = _number(0.03, 0, 0.2, 0.01, "of the pool", "research_search, talent")


@dataclass(frozen=True, slots=True)
class DataDesk:
    """How data of the units reach the common model."""

    hub_capacity: float = _number(0.5, 0, 3, 0.25, "units a quarter", "data_clearing_house (Jones & Tonetti 2020)")
    sharing_mandate: float = _number(0.2, 0, 1, 0.05, "-", "data_clearing_house (Fehr & Gaechter 2000)")
    security: float = _number(30.0, 0, 200, 10, "RMB M a quarter", "data_clearing_house (Gordon & Loeb 2002)")


@dataclass(frozen=True, slots=True)
class ServingDesk:
    """How many base models, and how far serving is pooled."""

    base_tiers: int = _choice(3, (1, 2, 3, 4, 5, 6), "models", "inference_pool (Mussa & Rosen 1978)")
    pooling: float = _number(0.2, 0, 1, 0.05, "of models", "inference_pool (Aegaeon, SOSP 2025)")


@dataclass(frozen=True, slots=True)
class ReleaseDesk:
    """What is released openly."""

    policy: str = _choice("tiered", ("closed", "tiered", "fully_open"), "-", "open_release, tiering")
    gap: float = _number(0.25, 0, 1.5, 0.05, "K behind the API model", "tiering (Deneckere & McAfee 1996)", True)
    licence: str = _choice("apache", ("apache", "restricted"), "-", "open_release")
    reintegration: int = _number(10, 0, 40, 2, "people", "open_release (Parker & Van Alstyne 2018)")


@dataclass(frozen=True, slots=True)
class PriceDesk:
    """What the API, hosted open weights and internal tokens cost."""

    api: float = _number(2.5, 0.2, 4, 0.1, "times unit cost", "tiering (Berry 1994)")
    hosted: float = _number(2.25, 0.2, 4, 0.1, "times unit cost", "tiering (Berry 1994)")
    transfer: float = _number(1.0, 0, 2, 0.1, "times cost", "inference_pool, adoption")


@dataclass(frozen=True, slots=True)
class MigrationDesk:
    """Which legacy systems are switched off, how fast, and with what help."""

    mandate: float = _number(0.3, 0, 1, 0.05, "-", "adoption, politics (Brehm 1966)")
    deadline: str | int = _choice(NONE, (NONE, 1, 2, 3, 4, 5, 6, 7, 8), "quarters from now", "adoption", announced=True)
    waves: int = _number(4, 1, 12, 1, "waves six weeks apart", "adoption")
    support: int = _number(6, 2, 20, 1, "teams at a time", "adoption (Repenning & Sterman 2002)", True)
    audit: float = _number(0.02, 0, 0.2, 0.01, "found a week", "adoption, observation")
    amnesty: bool = _switch(False, "adoption")


@dataclass(frozen=True, slots=True)
class EfficiencyDesk:
    """Co-design of model and chip, and the share of own chips."""

    codesign: float = _number(50.0, 0, 800, 25, "RMB M a quarter", "efficiency (KV cache, roofline)")
    own_chip_share: float = _number(0.1, 0, 0.6, 0.05, "of orders", "efficiency (Tomlin 2006)")


@dataclass(frozen=True, slots=True)
class AgentsDesk:
    """Agents that execute tasks on transaction data."""

    domains: int = _choice(0, (0, 1, 2), "new domains a quarter", "agentic_work (Kwa et al. 2025)")
    review: float = _number(0.5, 0, 1, 0.05, "of outcomes checked", "agentic_work (Kremer 1993)")


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
    return f"; did you mean {in_small[close[0]]}?" if close else ""


def value_problems(changes: Mapping[str, object]) -> list[str]:
    """Return one sentence for each lever that does not exist or cannot take its value."""
    sentences = []
    for name, value in changes.items():
        if name not in LEVERS:
            sentences.append(f"There is no lever {name!r}{nearest(name, LEVERS) or '; boats levers lists them.'}")
        elif (problem := LEVERS[name].problem(value)) is not None:
            sentences.append(problem)
    return sentences
