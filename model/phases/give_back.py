"""Phase 9: use comes back as data, agents do their work, outsiders fix bugs and send code, data leak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.kernels.units import learn, signals
from model.mechanisms import (
    agentic_work,
    data_breach,
    data_clearing_house,
    event_effects,
    flywheel,
    open_spillover,
)
from model.phases.cards import bring_about
from model.phases.offers import open_capabilities, open_leads, prices_asked
from model.phases.serve import handed_over
from model.phases.strikes import breach

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

FESTIVAL = 0.0
"""Festival intensity of an ordinary week."""


def run(world: World) -> None:
    """Let use flow back."""
    market, p = world.market, world.p
    leads = open_leads(world)
    target = open_spillover.hosts_target(leads, p.open_spillover)
    market.hosts = open_spillover.next_hosts(market.hosts, target, p.open_spillover)
    market.open_history.append(open_capabilities(world))
    market.rivals.asked.append(prices_asked(world))
    for firm in world.firms:
        _agents(world, firm)
        _flywheel(world, firm)
        _community(world, firm)
        _breach(world, firm)
        firm.standing.brand = data_breach.brand_after_week(firm.standing.brand, p.data_breach)


def _agents(world: World, firm: FirmState) -> None:
    state, p, tasks = firm.agents, world.p.agentic_work, world.fixed.tasks
    now = world.market.nature.on(firm.index)
    review = max(firm.levers.agents.review, now.least_review)
    ready = agentic_work.programmes_ready(np.maximum(world.week - state.opened, -1), p)
    if "agentic_work" in world.off or not ready.any():
        state.deployment = agentic_work.no_deployment(*state.deployment.share.shape)
        _nothing_done(firm)
        return
    multimodal = firm.training.api - firm.training.multimodal_lag
    horizon = agentic_work.task_horizon(firm.training.api, multimodal, firm.data.error, tasks, p)
    success = agentic_work.reliability(tasks.minutes, horizon)
    threshold = agentic_work.deploy_threshold(tasks, review, p)
    before = state.deployment.live
    state.deployment = agentic_work.deployment_after_week(state.deployment, success, threshold, ready, p)
    for domain, task in zip(*(state.deployment.live & ~before).nonzero(), strict=True):
        world.news("agents.live", firm.index, unit=int(domain), task=int(task))
    if not state.deployment.live.any():
        _nothing_done(firm)
        return
    volume = agentic_work.task_volume(
        tasks, firm.data.stock, event_effects.agent_volume(now.agent_cut, firm.levers.agents.review, world.p.event_effects)
    )
    share = state.deployment.share
    state.volume = agentic_work.automated_volume(volume, share)
    state.value = agentic_work.net_value(volume, share, agentic_work.task_net_value(success, tasks, review, p))
    mean = agentic_work.incident_mean(volume, share, success, review, p)
    u = world.stream("agentic_work", firm.index).random((*share.shape, 1))
    state.incidents = int(agentic_work.incidents(mean, u[..., 0]).sum())
    firm.data.labelled = agentic_work.labelled_cases(volume, share, p)
    if not state.incidents:
        return
    severe = world.stream("severe_incidents", firm.index).random()
    if agentic_work.severe_incident(state.incidents, severe, p):
        state.severe.append(world.week)
        world.news("agents.severe", firm.index)
        bring_about(world, "agent_incident", firm.index)


def _nothing_done(firm: FirmState) -> None:
    """Book a week in which agents execute no task."""
    firm.agents.volume = firm.agents.value = 0.0
    firm.agents.incidents = 0
    firm.data.labelled = np.zeros(len(firm.data.stock))


def _flywheel(world: World, firm: FirmState) -> None:
    state, data, p = firm.flywheel, firm.data, world.p
    frozen = world.week < data.frozen_until
    sent = signals(firm.adoption, data.access, handed_over(firm), world.market.festival > FESTIVAL, frozen, p.flywheel)
    state.signals = world.link("flywheel", sent, firm.index)
    now, security = world.market.nature.on(firm.index), firm.levers.data.security
    state.precision, state.quality, data.stock, data.error = learn(
        state.precision,
        state.signals,
        fresh=flywheel.freshness(firm.queue.latency, p.flywheel),
        taught="flywheel" not in world.off,
        data=data,
        access=np.ones_like(data.access) if "data_clearing_house" in world.off else data.access,
        growth=0.0 if frozen else event_effects.consent(now.consent_cut, security, p.event_effects),
        joining=now.joining,
        fixed=world.fixed,
        use=p.flywheel,
        p=p.data_clearing_house,
    )


def domain_error(world: World, firm: FirmState) -> np.ndarray:
    """Return the error of each domain (23, I29)."""
    data, p = firm.data, world.p.data_clearing_house
    fixed, joining = world.fixed, world.market.nature.on(firm.index).joining
    access = np.ones_like(data.access) if "data_clearing_house" in world.off else data.access
    usable = data_clearing_house.domain_data(access, data.stock, fixed.record_quality, fixed.similarity)
    coverage = data_clearing_house.data_coverage(access)
    return data_clearing_house.domain_error(usable, coverage, firm.flywheel.quality, joining, p)


def _community(world: World, firm: FirmState) -> None:
    serving, p = firm.serving, world.p.open_spillover
    staff = firm.levers.release.reintegration
    developers = world.link("ecosystem", float(world.market.developers.share[firm.index]), firm.index)
    released = firm.levers.release.policy != "closed"
    output = open_spillover.community_output(developers, world.fixed.developer_share, p) if released else 0.0
    rate = open_spillover.fix_rate(output, open_spillover.absorption(staff, p), p)
    serving.bugs = open_spillover.next_bugs(serving.bugs, firm.training.new_bugs, rate)
    firm.training.new_bugs = 0.0
    delay = open_spillover.reintegration_delay(staff, p)
    serving.contributions = open_spillover.next_contributions(serving.contributions, output, delay)
    if "open_release" in world.off:
        serving.bugs, serving.contributions = 1.0, 0.0


def _breach(world: World, firm: FirmState) -> None:
    data, p = firm.data, world.p
    pooled = data_clearing_house.pooled_share(data.access, data.stock)
    hazard = data_breach.breach_hazard(pooled, firm.levers.data.security, 1.0, p.data_breach)
    u = world.stream("data_breach", firm.index).random()
    if "data_clearing_house" in world.off or not data_breach.breach_happens(hazard, u):
        return
    breach(world, firm)
    bring_about(world, "data_breach", firm.index, follows=False)
