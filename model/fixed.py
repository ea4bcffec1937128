"""What a world is given once and never changes: people's traits, graphs, layouts, and the constants of choice.

Everything here is drawn from streams of its own, or computed from the start state *under default levers*: a
player's decisions never reach a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.arrays import Floats
from model.calibration import start_values
from model.kernels.customers import Crowd
from model.mechanisms import data_clearing_house, model_tiers, open_release, placement, tiering
from model.mechanisms.agentic_work import Tasks
from model.mechanisms.model_tiers import TierChoice
from model.networks import references, small_world
from model.parameter_set import ParameterSet
from model.scenario import Scenario
from model.sources import column, shares, table
from model.streams import Streams

MOST_TIERS = 6
MOST_REQUESTS = 24
"""Most requests of one class that are looked at in a week; beyond it a queue is lost anyway."""
REQUEST_COLUMNS = 8
"""Uniform numbers an item needs: local, error, size, patience, owner and three review layers."""


@dataclass(frozen=True)
class Fixed:
    """The unchanging part of a world; forks share it."""

    unit_keys: tuple[str, ...]
    unit_names: tuple[str, ...]
    team_names: tuple[str, ...]
    firm_names: tuple[str, ...]
    rival_names: tuple[str, ...]
    owner_names: tuple[str, ...]
    family_names: tuple[str, ...]
    host_names: tuple[str, ...]
    option_names: tuple[str, ...]
    unit_size: Floats
    commerce: NDArray[np.bool_]
    sensitivity: Floats
    similarity: Floats
    hub_distance: Floats
    record_quality: Floats
    tasks: Tasks
    layout: tiering.Options
    nests: placement.Nests
    kinds: Floats  # options x kinds, 0/1
    graph: open_release.Neighbours
    customer_traits: Floats
    customer_size: Floats  # sums to 1
    customer_references: NDArray[np.int32]
    start_shares: Floats  # options
    firm_scale: float  # factor on the market that keeps a firm's start load
    developer_share: float  # start share of each firm's family
    festival_weeks: frozenset[int]
    tier_release_load: tuple[float, ...]  # by number of tiers, index 0 unused
    tier_latency: tuple[Floats, ...]  # by number of tiers: each tier's, relative to the largest

    @cached_property
    def crowd(self) -> Crowd:
        """What customers are given once, as their kernel takes it."""
        given = (self.customer_traits, self.customer_size, self.customer_references)
        return Crowd(*given, self.layout, self.nests, self.kinds)

    @cached_property
    def sold(self) -> NDArray[np.intp]:
        """Return the options that are somebody's API: the firms', then the rivals'."""
        return np.concatenate([self.layout.api, self.layout.rival_api])

    @property
    def firms(self) -> int:
        """How many player firms there are."""
        return len(self.firm_names)

    @property
    def families(self) -> int:
        """How many families of open models there are: one a firm, Openlab's and all others."""
        return len(self.family_names)


def build_fixed(case: Scenario, p: ParameterSet, streams: Streams) -> Fixed:
    """Draw the unchanging part of a world."""
    units = table("units")
    firms = case.firms
    rivals = [r for r in table("rivals") if r["serves_mainland"] == "1" and firms < int(r["leaves_at_firms"])]
    names = tuple(r["name"] for r in rivals)
    layout = tiering.options(firms, len(rivals))
    commerce = np.array([u["family"] == "commerce" for u in units])
    similarity = data_clearing_house.similarity_matrix(commerce, p.data_clearing_house)
    traits, size = tiering.draw_customers(streams.at("customers", 0).random((p.start.customers, 4)), p.tiering)
    looks_at = streams.at("references", 0).random((p.start.customers, p.start.reference_customers))
    own, start_shares = market_shares(layout, rivals, firms)
    sizes = np.array(column("size", "units")) * np.where(commerce, p.start.commerce_weight, 1.0)
    firm_names = tuple(f"Firm {f + 1}" for f in range(firms)) if firms > 1 else ("Task force",)
    return Fixed(
        unit_keys=tuple(u["unit"] for u in units),
        unit_names=tuple(u["name"] for u in units),
        team_names=tuple(f"{u['name']} {k + 1}" for u in units for k in range(p.start.teams_a_unit)),
        firm_names=firm_names,
        rival_names=names,
        owner_names=(*firm_names, *names, "FRONTIER"),
        family_names=(*firm_names, "OPENLAB", "other"),
        host_names=(*firm_names, "another cloud", "own machines"),
        option_names=layout.names,
        unit_size=sizes / sizes.sum(),
        commerce=commerce,
        sensitivity=np.array(column("sensitivity", "units")),
        similarity=similarity,
        hub_distance=data_clearing_house.hub_schema_distance(similarity, p.data_clearing_house),
        record_quality=np.array(column("quality", "units")),
        tasks=read_tasks(),
        layout=layout,
        nests=placement.nests(layout.nest),
        kinds=placement.kind_members(layout.kind),
        graph=_developer_graph(p, streams),
        customer_traits=traits,
        customer_size=size / size.sum(),
        customer_references=references(p.start.customers, p.start.reference_customers, looks_at),
        start_shares=start_shares,
        firm_scale=market_shares(layout, rivals, firms, alone=True)[0] / own,
        developer_share=shares("developers")["own"] / firms,
        festival_weeks=_festivals(p),
        tier_release_load=tuple(model_tiers.release_work_factor(max(n, 1), p.model_tiers) for n in range(MOST_TIERS + 1)),
        tier_latency=tuple(model_tiers.relative_latency(n, p.model_tiers) for n in range(MOST_TIERS + 1)),
    )


def market_shares(layout: tiering.Options, rivals: list, firms: int, alone: bool = False) -> tuple[float, Floats]:
    """Return a firm's start share (API and hosting) and the start shares of all options (I2).

    With several firms the rivals that are left keep a fixed share and the firms split the rest equally.
    """
    market = start_values().market
    offer = sum(market.offer.shares)
    by_rival = [float(r["share_alone" if firms == 1 else "share_among_firms"]) for r in rivals]
    whole = offer + sum(market.rivals.values())
    own = offer if firms == 1 or alone else (whole - sum(by_rival)) / firms
    target = np.zeros(len(layout.names))
    target[layout.api] = own * market.offer.shares[0] / offer
    target[layout.host] = own * market.offer.shares[1] / offer
    target[layout.res] = market.other_clouds / firms
    target[layout.self_hosted] = market.self_hosted / firms
    target[layout.rival_api] = by_rival
    target[layout.open_elsewhere] = market.open_rival
    target[layout.none] = 0.0
    target[layout.none] = 1.0 - target.sum()
    return own, target


def read_tasks() -> Tasks:
    """Return the kinds of work that agents may take over, from `model/data/tasks.csv`."""
    return Tasks(
        minutes=np.array(column("minutes", "tasks")),
        value=np.array(column("value_rmb", "tasks")),
        failure_loss=np.array(column("failure_loss_rmb", "tasks")),
        token_cost=np.array(column("token_cost_rmb", "tasks")),
        volume=np.array(column("volume_m_week", "tasks")),
        multimodal=np.array(column("multimodal", "tasks")) > 0,
    )


def _developer_graph(p: ParameterSet, streams: Streams) -> open_release.Neighbours:
    rng = streams.at("developer_graph", 0)
    rows = small_world(p.start.developers, p.start.developer_ties, p.start.developer_rewired, rng)
    return open_release.neighbours(rows.starts, rows.indices)


def _festivals(p: ParameterSet) -> frozenset[int]:
    weeks = {week for f in table("festivals") for week in range(int(f["first_week"]), int(f["last_week"]) + 1)}
    return frozenset(weeks | ({p.start.extra_festival} if p.start.extra_festival >= 0 else set()))


def tier_choices(latency_taste: Floats, quality_taste: Floats, p: ParameterSet) -> tuple[TierChoice, ...]:
    """Return the tier every team would take for each number of tiers (index 0 unused)."""
    return tuple(
        model_tiers.tier_choice(latency_taste, quality_taste, max(n, 1), p.model_tiers) for n in range(MOST_TIERS + 1)
    )
