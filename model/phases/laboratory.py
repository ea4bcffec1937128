"""The laboratory: asks for training runs, turns what it knows into candidates, releases what passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.mechanisms import compute_pool, frontier, model_tiers, open_spillover, release_filter, scaling_law
from model.mechanisms.adoption import CENTRAL
from model.phases.allocate import fabric, weekly_flop
from model.record import Reason
from model.technical_state import Run

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def wants_run(world: World, firm: FirmState) -> bool:
    """Whether the laboratory files a request for a training run now: one run at a time, one request at a time."""
    training = firm.training
    if training.run is not None or training.run_asked:
        return False
    training.run_asked = True
    return True


def start_run(world: World, firm: FirmState) -> None:
    """Plan an approved run: its length is the one with the best forecast lead over the frontier (I4)."""
    training, p = firm.training, world.p
    training.run_asked = False
    gpus = training_cluster(world, firm)
    unique = scaling_law.unique_tokens(float(firm.data.access.mean()), p.scaling_law)
    planned = compute_pool.planned_compute(gpus, world.week, fabric(world, firm), p.compute_pool)
    adjusted = np.array([c * scaling_law.data_multiplier(c, unique, p.scaling_law) for c in planned])
    plan = compute_pool.plan_run(
        adjusted,
        firm.research.algorithms,
        world.market.frontier,
        frontier.kdot(p.frontier),
        world.stream("compute_pool", firm.index).random(len(planned)),
        p.compute_pool,
    )
    start = world.week + p.compute_pool.preparation
    training.run = Run(start=start, end=start + plan.length, algorithms=firm.research.algorithms)
    world.record.keep(
        Reason(
            week=world.week, firm=firm.index, kind="laboratory", agent=firm.index, rule="best forecast lead",
            options=tuple(f"{weeks} weeks" for weeks in plan.lengths), utilities=tuple(plan.forecast.tolist()),
            draw=(), settings=(), chosen=plan.chosen,
        )
    )  # fmt: skip
    world.news("run.approved", firm.index, weeks=plan.length, gpus=round(gpus))


def training_cluster(world: World, firm: FirmState) -> float:
    """Return the GPUs that training can use, distilling of further tiers taken off (I54)."""
    factor = model_tiers.frontier_gpu_factor(firm.levers.serving.base_tiers, world.p.model_tiers)
    lent = float(firm.compute.unit_gpus.sum()) if "compute_pool" in world.off else 0.0
    return firm.compute.frontier * factor + lent * firm.levers.compute.frontier


def train(world: World, firm: FirmState) -> None:
    """Let the active run gather a week of compute; a finished one may become the new base (I4, I5)."""
    training, p = firm.training, world.p
    training.base_gain = 0.0
    run = training.run
    if run is None or world.week < run.start:
        return
    gpus = min(training_cluster(world, firm), run.limit)
    if world.week == run.start:
        run.gpus, run.algorithms = gpus, firm.research.algorithms
    if world.week < run.end:
        lost = compute_pool.weeks_lost(run.gpus, gpus, p.compute_pool)
        if lost:
            run.end += lost
            run.gpus = gpus
            world.news("run.cut", firm.index, weeks=lost)
        run.compute += weekly_flop(world, firm, gpus)
        return
    unique = scaling_law.unique_tokens(float(firm.data.access.mean()), p.scaling_law)
    adjusted = run.compute * scaling_law.data_multiplier(run.compute, unique, p.scaling_law)
    capability = compute_pool.run_capability(adjusted, run.algorithms)
    old = frontier.Base(training.base, training.base_algorithms, False)
    new = frontier.base_after_run(old, capability, run.algorithms, firm.research.algorithms, p.frontier)
    if new.changed:
        training.base_gain = max(0.0, new.capability - old.capability)
        training.base, training.base_algorithms = new.capability, new.algorithms
    training.run = None
    ahead = compute_pool.is_frontier_class(capability, world.market.frontier, p.compute_pool)
    world.news("run.finished", firm.index, capability=capability, frontier_class=ahead, better=new.changed)


def post_train(world: World, firm: FirmState, best_open: float) -> None:
    """Set K_lab: the base, algorithms found since, contributions; or start again from better open weights (I5)."""
    training, p = firm.training, world.p
    base = frontier.Base(training.base, training.base_algorithms, False)
    moved = frontier.base_on_open_weights(
        base, best_open, p.open_spillover.training_loss, firm.research.algorithms, training.contributed, p.frontier
    )
    if moved.changed:
        training.base, training.base_algorithms = moved.capability, moved.algorithms
        if not training.rebased:
            world.news("lab.rebased", firm.index, capability=moved.capability)
    training.rebased = moved.changed
    training.laboratory = frontier.lab_capability(
        training.base, training.base_algorithms, firm.research.algorithms, training.contributed, p.frontier
    )


def wants_candidate(world: World, firm: FirmState) -> bool:
    """Whether the laboratory submits a release candidate now (I5); draws its true value if so."""
    training, p = firm.training, world.p
    if training.candidate_waits or world.week < training.next_candidate:
        return False
    if not frontier.candidate_due(training.laboratory, training.api, p.frontier):
        return False
    training.candidate_waits = True
    training.candidate_k = training.laboratory
    gain = training.laboratory - training.api
    u = world.stream("release_filter", firm.index).random()
    training.candidate_value = release_filter.candidate_value(gain, u, p.release_filter)
    return True


def decide_candidate(world: World, firm: FirmState, waited: float, layers: int) -> None:
    """Put the candidate through the layers and release what passes (I10, I56)."""
    training, p = firm.training, world.p
    training.candidate_waits = False
    u = world.stream("release_review", firm.index).random(3)
    verdict = release_filter.judge(training.candidate_value, waited, layers, u, p.release_filter)
    build = round(p.decision_delay.build_weeks)
    passed = verdict.passed or "release_filter" in world.off
    world.record.keep(
        Reason(
            week=world.week, firm=firm.index, kind="review", agent=firm.index,
            rule="switched off" if "release_filter" in world.off else "every layer must pass",
            options=("refuse", "release"), utilities=(1.0 - verdict.probability, verdict.probability),
            draw=tuple(u.tolist()), settings=(float(layers),), chosen=int(passed),
        )
    )  # fmt: skip
    if not passed:
        training.refused += 1
        training.next_candidate = world.week + build
        world.news("release.refused", firm.index, layer=verdict.refused_by)
        return
    effects = release_filter.release_effects(
        training.candidate_value, layers, firm.levers.governance.delegation, p.release_filter
    )
    training.new_bugs += effects.bugs
    training.next_candidate = world.week + max(build, round(effects.weeks_blocked))
    if effects.bad:
        training.bad_releases += 1
        firm.standing.brand += effects.brand_damage
        firm.adoption.trust_shock += effects.trust_loss * (firm.adoption.option == CENTRAL)
        world.news("release.bad", firm.index)
        return
    training.releases += 1
    training.api = max(training.api, training.candidate_k)
    training.weights_due.append(world.week + world.p.open_spillover.weights_follow)
    world.news("release.api", firm.index, capability=training.api)


def release_weights(world: World, firm: FirmState) -> None:
    """Put out open weights that are due, as far behind the API model as the lever says."""
    training, lever = firm.training, firm.levers.release
    if "open_release" in world.off:
        return
    due = [week for week in training.weights_due if week <= world.week]
    if not due:
        return
    training.weights_due = [week for week in training.weights_due if week > world.week]
    gap = 0.0 if lever.policy == "fully_open" else lever.gap
    before = training.open
    training.open = float(
        open_spillover.released_capability(
            np.array([before]), np.array([training.api]), np.array([gap]), np.array([lever.policy == "closed"])
        )[0]
    )
    if training.open > before:
        training.weights_week = world.week
        world.news("release.open", firm.index, capability=training.open)
