"""Search for a plan that wins a scenario: random changes of all levers, kept where they do better under 24 lucks.

    .venv/bin/python scripts/search_plan.py commodity_flood --minutes 20 --out /tmp/flood.toml

It starts from the plan that wins so far (or from --start) and writes the best plan found to --out whenever it finds a
better one. The lucks of the search (300 to 323) are others than those of the tests and of docs/scenarios.md, which
count what a plan is worth. A plan is not a proof of what is best: hill climbing stops where no small change helps.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import tomli_w
import typer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from experiments import plans
from experiments.run import play
from experiments.winnable import WINNERS, plan_of, won
from model.decisions import LEVERS, Lever
from model.errors import BadInput, Refused
from model.files import replace_atomically
from model.scenario import load

LUCKS = range(300, 324)
FEW = 6
"""Lucks after which a change that does much worse is dropped."""
MUCH_WORSE = 0.25
MOST_CHANGES = 3
FORGET = 0.2
"""Share of changes that take a decision away."""
SPLIT = ("compute.frontier", "compute.cloud", "compute.ecosystem")
GOALS = {"internal_adoption": 0.8, "adoption_floor": 0.4}
NEARNESS, SCORE = 0.25, 0.3
"""What coming near the win, and the score, count beside a win (1)."""

Decisions = dict[int, dict[str, Any]]
"""Levers by quarter, from 1."""


def fitness(job: tuple[str, Decisions, int]) -> float | None:
    """Return how well decisions do under one luck, from 0 to about 1.8; None where they are refused."""
    scenario, decisions, seed = job
    try:
        game = play(scenario, plan(scenario, decisions), seed=seed)
    except (BadInput, Refused):
        return None
    kpis = game.kpis
    near = sum(min(kpis[name] / goal, 1.0) for name, goal in GOALS.items()) / len(GOALS)
    return won(game) + NEARNESS * near + SCORE * kpis["score"]


def plan(scenario: str, decisions: Decisions) -> plans.Plan:
    """Return decisions as a plan; raises BadInput where one is out of range."""
    return plans.from_document(document(decisions), "the search", 1, load(scenario).quarters)


def document(decisions: Decisions) -> dict[str, Any]:
    """Return decisions as the tables of a plan file."""
    return {"quarter": {str(quarter): levers for quarter, levers in sorted(decisions.items()) if levers}}


def changed(decisions: Decisions, quarters: int, dice: random.Random) -> Decisions:
    """Return a copy with one to three decisions moved, added or taken away."""
    new = {quarter: dict(levers) for quarter, levers in decisions.items()}
    for _ in range(dice.randint(1, MOST_CHANGES)):
        levers = new.setdefault(dice.randint(1, quarters), {})
        if levers and dice.random() < FORGET:
            del levers[dice.choice(sorted(levers))]
            continue
        name = dice.choice(list(LEVERS))
        levers.update(_split(dice) if name in SPLIT else {name: _value(LEVERS[name], dice)})
    return new


def _split(dice: random.Random) -> dict[str, float]:
    """Return shares of the pool that sum to 1."""
    frontier, cloud = (round(dice.uniform(0.2, 0.45), 2) for _ in range(2))
    return dict(zip(SPLIT, (frontier, cloud, round(1.0 - frontier - cloud, 2)), strict=True))


def _value(lever: Lever, dice: random.Random) -> Any:
    if lever.kind == "switch":
        return dice.random() < 0.5
    if lever.choices:
        return dice.choice(list(lever.choices))
    steps = round((lever.high - lever.low) / lever.step)
    value = lever.low + lever.step * dice.randint(0, steps)
    return round(value) if lever.kind == "whole" else round(value, 6)


def start_of(scenario: str, name: str) -> Decisions:
    """Return what a policy or plan decides under the first luck, quarter by quarter."""
    game = play(scenario, plan_of(name, load(scenario).quarters), seed=LUCKS[0])
    return {quarter + 1: dict(levers) for (firm, quarter), levers in game.run().decisions.items() if firm == 0}


def judged(pool: Any, scenario: str, decisions: Decisions, least: float) -> float:
    """Return the mean fitness over all lucks, minus one where a plan is refused; few lucks are enough for a bad one."""
    found: list[float] = []
    for lucks in (LUCKS[:FEW], LUCKS[FEW:]):
        part: Sequence[float | None] = pool.map(fitness, [(scenario, decisions, seed) for seed in lucks])
        found += [-1.0 if value is None else value for value in part]
        mean = sum(found) / len(found)
        if None in part or mean < least - MUCH_WORSE:
            return min(mean, least - MUCH_WORSE)
    return mean


def main(
    scenario: Annotated[str, typer.Argument(help="the scenario to win")],
    out: Annotated[Path, typer.Option(help="file for the best plan")],
    start: Annotated[str, typer.Option(help="a policy or a plan of the repository to start from")] = "",
    minutes: Annotated[float, typer.Option(help="how long to search")] = 20.0,
    seed: Annotated[int, typer.Option(help="luck of the search itself")] = 0,
    workers: Annotated[int, typer.Option(help="processes")] = 2,
) -> None:
    """Search, and write whenever something better is found."""
    dice, quarters, began, tried = random.Random(seed), load(scenario).quarters, time.monotonic(), 0
    best = start_of(scenario, start or WINNERS[scenario])
    with get_context("spawn").Pool(workers) as pool:
        most = judged(pool, scenario, best, -1.0)
        typer.echo(f"start: {most:.3f}")
        while time.monotonic() - began < 60.0 * minutes:
            tried += 1
            decisions = changed(best, quarters, dice)
            worth = judged(pool, scenario, decisions, most)
            if worth > most:
                best, most = decisions, worth
                replace_atomically(out, tomli_w.dumps(document(best)))
                typer.echo(f"{tried} plans, {time.monotonic() - began:.0f} s: {most:.3f}")


if __name__ == "__main__":
    typer.run(main)
