"""Every parameter of the world under its dotted name, one group for each file that declares some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from model.mechanisms.adoption import AdoptionParameters
from model.mechanisms.agentic_work import AgenticWorkParameters
from model.mechanisms.approval_queue import QueueParameters
from model.mechanisms.compute_pool import ComputePoolParameters
from model.mechanisms.data_clearing_house import DataParameters
from model.mechanisms.efficiency import EfficiencyParameters
from model.mechanisms.flywheel import FlywheelParameters
from model.mechanisms.frontier import FrontierParameters
from model.mechanisms.inference_pool import InferenceParameters
from model.mechanisms.objectives import ObjectiveParameters
from model.mechanisms.observation import ObservationParameters
from model.mechanisms.open_release import OpenReleaseParameters
from model.mechanisms.politics import PoliticsParameters
from model.mechanisms.research_search import ResearchParameters
from model.mechanisms.rivalry import RivalryParameters
from model.mechanisms.talent import TalentParameters
from model.mechanisms.tiering import TieringParameters
from model.mechanisms.treasury import TreasuryParameters
from model.parameters import Declaration, declarations
from model.start import StartParameters


@dataclass(frozen=True)
class ParameterSet:
    """All parameters of a world; a group's field name is the first part of the dotted names."""

    start: StartParameters = StartParameters()
    frontier: FrontierParameters = FrontierParameters()
    compute_pool: ComputePoolParameters = ComputePoolParameters()
    approval_queue: QueueParameters = QueueParameters()
    data_clearing_house: DataParameters = DataParameters()
    inference_pool: InferenceParameters = InferenceParameters()
    open_release: OpenReleaseParameters = OpenReleaseParameters()
    tiering: TieringParameters = TieringParameters()
    research_search: ResearchParameters = ResearchParameters()
    talent: TalentParameters = TalentParameters()
    efficiency: EfficiencyParameters = EfficiencyParameters()
    rivalry: RivalryParameters = RivalryParameters()
    agentic_work: AgenticWorkParameters = AgenticWorkParameters()
    adoption: AdoptionParameters = AdoptionParameters()
    politics: PoliticsParameters = PoliticsParameters()
    flywheel: FlywheelParameters = FlywheelParameters()
    objectives: ObjectiveParameters = ObjectiveParameters()
    observation: ObservationParameters = ObservationParameters()
    treasury: TreasuryParameters = TreasuryParameters()

    def changed(self, values: Mapping[str, float]) -> ParameterSet:
        """Return a copy in which the named parameters have the given (accepted) values."""
        groups: dict[str, dict[str, Any]] = {}
        for name, value in values.items():
            group, parameter = name.split(".")
            groups.setdefault(group, {})[parameter] = int(value) if declaration(name).whole else float(value)
        return replace(self, **{group: replace(getattr(self, group), **new) for group, new in groups.items()})

    def __getitem__(self, name: str) -> float:
        """Return the value of the parameter with this dotted name."""
        group, parameter = name.split(".")
        return getattr(getattr(self, group), parameter)


@lru_cache(maxsize=1)
def known_parameters() -> dict[str, Declaration]:
    """Return every declaration by dotted name, in the order of the groups."""
    known: dict[str, Declaration] = {}
    for group in fields(ParameterSet):
        known |= declarations(type(group.default), group.name)
    return known


def declaration(name: str) -> Declaration:
    """Return what is declared about the parameter with this dotted name; raises KeyError."""
    return known_parameters()[name]
