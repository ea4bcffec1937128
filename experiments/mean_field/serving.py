"""Load, unit cost, service and the worth of stacks for crowds that are shares (M4, and the parts of M9 and M12 they need).

The mean team uses the tier of the base model that suits it. Work that a layer cannot serve is missing to everybody
alike: there are no units between which it could be shared out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.mean_field.given import Given
from model.arrays import Floats
from model.constants import THOUSAND
from model.fixed import Fixed, tier_choices
from model.mechanisms import efficiency, event_effects, inference_pool, model_tiers, open_spillover, perception, treasury
from model.mechanisms.perception import Tastes
from model.parameter_set import ParameterSet


class Crowds(NamedTuple):
    """Shares that load the layers: API and hosted work, developers on the firm's cloud, teams on the common stack."""

    api: float
    hosted: float
    developers: float
    adoption: float


class Domain(NamedTuple):
    """What data and use have made of the mean domain: error cut since the start, quality from use."""

    error_cut: float
    quality: float


class Serving:
    """The layers that serve: what a unit of work costs, which part is served, how long an answer takes."""

    def __init__(self, p: ParameterSet, fixed: Fixed, tastes: Tastes) -> None:
        self.p, self.fixed, self.tastes = p, fixed, tastes
        self.tiers = tier_choices(tastes.latency, tastes.capability, p)
        self.cost = self.reference = 1.0
        self.served_cloud = self.served_ecosystem = 1.0
        self.latency_cost = 0.0
        self.bugs, self.contributions = 1.0, 1.0
        self.start_work = self.experience = 0.0

    def rest(self, seen: Given, crowds: Crowds) -> None:
        """Set what is 1 at the start, as `model.constants` does for the game."""
        self.start_work = self.work(0, crowds)
        self.experience = self.start_work * self.p.start.experience_weeks
        self.reference = self._unit_cost(seen)
        self.serve(seen, crowds)

    def serve(self, seen: Given, crowds: Crowds) -> None:
        """Serve customers, hosted developers and the firm's teams for a week (I13, I14, I17)."""
        p = self.p.inference_pool
        self.cost = self._unit_cost(seen) / self.reference
        cloud = inference_pool.layer_capacity(seen.cloud, seen.reserve, p)
        self.served_cloud = inference_pool.served_cloud(cloud, self._need_cloud(seen, crowds), p)
        capacity = inference_pool.layer_capacity(seen.ecosystem, seen.reserve, p)
        tiers = seen.levers.serving.base_tiers
        need = inference_pool.need_ecosystem(
            adoption=crowds.adoption, week=seen.week, pooled=seen.pooled,
            peak=inference_pool.festival_peak(seen.festival, p) if seen.festival else 1.0,
            transfer_price=seen.levers.price.transfer, cost_index=self.cost,
            tier_staffing=self._staffing(tiers, crowds.adoption), p=p,
        )  # fmt: skip
        self.served_ecosystem = inference_pool.served_ecosystem(capacity, need, p)
        latency = inference_pool.tier_latency(self.fixed.tier_latency[tiers], capacity, need, p)
        tier = self.tiers[tiers].tier
        self.latency_cost = float(inference_pool.latency_penalty(latency[tier], self.tastes.latency, p)[0])

    def worth(self, seen: Given, domain: Domain, fine_tune: float) -> Floats:
        """Return what each stack is worth to the mean team (4,), util (I20)."""
        lever, p = seen.levers, self.p.perception
        usual = self.tiers[self.p.model_tiers.reference_tiers]
        central = perception.central_quality(
            capability_lead=seen.api - seen.reference, error_cut=domain.error_cut, flywheel=domain.quality,
            agents_deployed=seen.deployed, fine_tune=fine_tune, wait=self.felt_wait(seen), latency_loss=self.latency_cost,
            misfit=-model_tiers.tier_fit(self.tiers[lever.serving.base_tiers], usual), transfer_price=lever.price.transfer,
            tastes=self.tastes, p=p,
        )  # fmt: skip
        return perception.option_quality(
            central=central, rival_lead=float(seen.rivals_served.max()) - seen.reference,
            open_lead=seen.open_best - seen.reference, data_sensitivity=self.fixed.sensitivity.mean(keepdims=True),
            audit=lever.migration.audit, amnesty=lever.migration.amnesty, week=seen.week, tastes=self.tastes, p=p,
        )[0]  # fmt: skip

    def felt_wait(self, seen: Given) -> Floats:
        """Return the wait (1,) that the mean team reckons with, weeks."""
        return perception.felt_wait(np.array([seen.wait]), seen.latency, self.p.perception)

    def give_back(self, seen: Given, developer_share: float) -> None:
        """Let outsiders find bugs and send code (34, 35)."""
        staff, p = seen.levers.release.reintegration, self.p.open_spillover
        released = seen.levers.release.policy != "closed"
        output = open_spillover.community_output(developer_share, self.fixed.developer_share, p) if released else 0.0
        rate = open_spillover.fix_rate(output, open_spillover.absorption(staff, p), p)
        self.bugs = open_spillover.next_bugs(self.bugs, seen.new_bugs, rate)
        delay = open_spillover.reintegration_delay(staff, p)
        self.contributions = open_spillover.next_contributions(self.contributions, output, delay)

    def learn(self, week: int, crowds: Crowds) -> None:
        """Add this week's tokens to experience (28)."""
        self.experience += efficiency.tokens_of(self.work(week, crowds), week, self.p.efficiency)

    def forget(self) -> None:
        """Take up a new architecture, which keeps a part of experience (57)."""
        self.experience = efficiency.architecture_shift(0.0, self.experience, self.p.efficiency).experience

    def work(self, week: int, crowds: Crowds) -> float:
        """Return the served work in workload units, that of the firm's teams included."""
        market = treasury.market_size(week, self.fixed.firm_scale, self.p.treasury) * (crowds.api + crowds.hosted)
        internal = treasury.transfer_income(1.0, crowds.adoption, self.p.treasury)
        return market * self.served_cloud + internal * self.served_ecosystem

    def revenue(self, seen: Given, crowds: Crowds, api_price: float, hosted_price: float) -> float:
        """Return cloud revenue of the week, RMB M."""
        market = treasury.market_size(seen.week, self.fixed.firm_scale, self.p.treasury)
        income = treasury.cloud_income(
            market, crowds.api, crowds.hosted, api_price, hosted_price, self.served_cloud,
            crowds.developers * THOUSAND, self.p.treasury,
        )  # fmt: skip
        income = income._replace(attached=income.attached * seen.effects.attached)
        if not (gpus := self._deal_gpus(seen)):
            return income.total
        p = self.p
        work = event_effects.deal_work(gpus, p.treasury.gpu_week_cost, p.tiering.api_cost, self.cost)
        paid, credited = event_effects.deal_income(work, api_price, self.served_cloud, p.event_effects)
        return income.total + paid - credited

    def _unit_cost(self, seen: Given) -> float:
        staff, p = seen.levers.release.reintegration, self.p
        absorbed = open_spillover.absorption(staff, p.open_spillover)
        saving = 1.0 - open_spillover.contribution_cost(self.contributions, absorbed, p.open_spillover)
        index = efficiency.unit_cost(
            tokens=self.experience, industry_tokens=seen.industry * self.start_work,
            cache_saved=efficiency.cache_saving(seen.codesign, p.efficiency), own_share=seen.own_chips,
            contribution_saving=saving, bugs=self.bugs, coupling=seen.coupling, p=p.efficiency,
        ).index  # fmt: skip
        return index * (1.0 - p.event_effects.chip_saving if seen.breakthrough else 1.0)

    def _need_cloud(self, seen: Given, crowds: Crowds) -> float:
        p = self.p
        need = inference_pool.need_cloud(
            workload=treasury.market_size(seen.week, self.fixed.firm_scale, p.treasury), api_share=crowds.api,
            hosted_share=crowds.hosted, api_cost=p.tiering.api_cost, hosted_cost=p.tiering.hosted_cost,
            hosted_developers=crowds.developers * THOUSAND, cost_index=self.cost, gpu_week_cost=p.treasury.gpu_week_cost,
            p=p.inference_pool,
        )  # fmt: skip
        return need + self._deal_gpus(seen)

    def _deal_gpus(self, seen: Given) -> float:
        return self.p.event_effects.deal_share * seen.cloud if seen.deal else 0.0

    def _staffing(self, tiers: int, adoption: float) -> float:
        p = self.p.model_tiers
        loads = [
            model_tiers.tier_loads(adoption, model_tiers.tier_shares(self.tiers[n].tier, np.ones(1), n), p)
            for n in (tiers, p.reference_tiers)
        ]
        return inference_pool.staffing_factor(loads[0], loads[1], self.p.inference_pool)
