"""Every parameter of the world under its dotted name, one group for each file that declares some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from model.mechanisms.adoption import AdoptionParameters
from model.mechanisms.agentic_work import AgentParameters
from model.mechanisms.approval_queue import QueueParameters
from model.mechanisms.compute_pool import ComputePoolParameters
from model.mechanisms.data_breach import BreachParameters
from model.mechanisms.data_clearing_house import DataParameters
from model.mechanisms.decision_delay import DelayParameters
from model.mechanisms.efficiency import EfficiencyParameters
from model.mechanisms.event_deck import DeckParameters
from model.mechanisms.event_effects import EffectParameters
from model.mechanisms.exception_stock import ExceptionParameters
from model.mechanisms.executive_attention import AttentionParameters
from model.mechanisms.flywheel import FlywheelParameters
from model.mechanisms.frontier import FrontierParameters
from model.mechanisms.gpu_holdings import GpuHoldingsParameters
from model.mechanisms.inference_pool import InferenceParameters
from model.mechanisms.inside_news import InsideParameters
from model.mechanisms.lobbying import LobbyingParameters
from model.mechanisms.market_news import NewsParameters
from model.mechanisms.migration import MigrationParameters
from model.mechanisms.model_tiers import TierParameters
from model.mechanisms.objectives import ObjectivesParameters
from model.mechanisms.observation import ObservationParameters
from model.mechanisms.open_release import OpenReleaseParameters
from model.mechanisms.open_spillover import OpenSpilloverParameters
from model.mechanisms.perception import PerceptionParameters
from model.mechanisms.placement import PlacementParameters
from model.mechanisms.politics import PoliticsParameters
from model.mechanisms.release_filter import FilterParameters
from model.mechanisms.research_search import ResearchParameters
from model.mechanisms.rivalry import RivalryParameters
from model.mechanisms.roofline import RooflineParameters
from model.mechanisms.scaling_law import ScalingLawParameters
from model.mechanisms.talent import TalentParameters
from model.mechanisms.talent_pool import TalentPoolParameters
from model.mechanisms.tiering import TieringParameters
from model.mechanisms.treasury import TreasuryParameters
from model.parameters import Declaration, declarations
from model.start_parameters import StartParameters


@dataclass(frozen=True)
class ParameterSet:
    """All parameters of a world; a group's field name is the first part of the dotted names."""

    start: StartParameters = StartParameters()
    frontier: FrontierParameters = FrontierParameters()
    scaling_law: ScalingLawParameters = ScalingLawParameters()
    compute_pool: ComputePoolParameters = ComputePoolParameters()
    gpu_holdings: GpuHoldingsParameters = GpuHoldingsParameters()
    approval_queue: QueueParameters = QueueParameters()
    executive_attention: AttentionParameters = AttentionParameters()
    exception_stock: ExceptionParameters = ExceptionParameters()
    decision_delay: DelayParameters = DelayParameters()
    lobbying: LobbyingParameters = LobbyingParameters()
    data_clearing_house: DataParameters = DataParameters()
    data_breach: BreachParameters = BreachParameters()
    inference_pool: InferenceParameters = InferenceParameters()
    model_tiers: TierParameters = TierParameters()
    open_release: OpenReleaseParameters = OpenReleaseParameters()
    open_spillover: OpenSpilloverParameters = OpenSpilloverParameters()
    tiering: TieringParameters = TieringParameters()
    placement: PlacementParameters = PlacementParameters()
    market_news: NewsParameters = NewsParameters()
    inside_news: InsideParameters = InsideParameters()
    research_search: ResearchParameters = ResearchParameters()
    release_filter: FilterParameters = FilterParameters()
    talent: TalentParameters = TalentParameters()
    talent_pool: TalentPoolParameters = TalentPoolParameters()
    efficiency: EfficiencyParameters = EfficiencyParameters()
    roofline: RooflineParameters = RooflineParameters()
    rivalry: RivalryParameters = RivalryParameters()
    agentic_work: AgentParameters = AgentParameters()
    adoption: AdoptionParameters = AdoptionParameters()
    perception: PerceptionParameters = PerceptionParameters()
    migration: MigrationParameters = MigrationParameters()
    politics: PoliticsParameters = PoliticsParameters()
    flywheel: FlywheelParameters = FlywheelParameters()
    objectives: ObjectivesParameters = ObjectivesParameters()
    observation: ObservationParameters = ObservationParameters()
    treasury: TreasuryParameters = TreasuryParameters()
    event_deck: DeckParameters = DeckParameters()
    event_effects: EffectParameters = EffectParameters()

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
