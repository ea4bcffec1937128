"""How long does the engine take? Prints a table of processor time: medians over seeds and repetitions.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python benchmarks/engine.py [scenario] [plan]

A game of 104 weeks is played phase by phase. "first of its seed" includes the years of learning before the first
week, which a process computes once a seed; "again" is what each further game with the same seed costs.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads cost more than they save
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from experiments.run import Game
from model import week
from model.world import World

SEEDS = range(101, 106)
REPETITIONS = 3
MILLISECONDS = 1000.0
EIGHT = 8
"""Most firms a market has room for."""
BUDGET = {
    "creation, first of its seed": 60.0,
    "104 weeks": 150.0,
    "104 weeks, eight firms": 1200,
    "fork": 10.0,
    "digest and text": 20.0,
}
"""Upper limits in milliseconds on one core of a small cloud machine."""

Times = dict[str, list[float]]


def timed(times: Times, name: str, action: Callable[[], object]) -> object:
    """Do `action`, add the processor time it took to `times` and return its result."""
    start = process_time()
    result = action()
    times[name].append((process_time() - start) * MILLISECONDS)
    return result


def stopwatch(spent: dict[str, float], name: str, phase: week.Phase) -> week.Phase:
    """Return `phase` as one that adds its processor time to `spent`."""

    def run(world: World) -> None:
        start = process_time()
        phase(world)
        spent[name] += (process_time() - start) * MILLISECONDS

    return run


def by_phase(times: Times, game: Game) -> None:
    """Play a game to its end with a stopwatch on every phase."""
    spent: dict[str, float] = defaultdict(float)
    game.world.phases = tuple((name, stopwatch(spent, name, phase)) for name, phase in game.world.phases)
    game.finish()
    for name, milliseconds in spent.items():
        times[f"  {name}"].append(milliseconds)


def measure(times: Times, scenario: str, plan: str, seed: int) -> None:
    """Measure everything once for one seed."""
    timed(times, "creation, first of its seed", lambda: Game.start(scenario, seed=seed, plan=plan))
    for _ in range(REPETITIONS):
        game = timed(times, "creation, again", lambda: Game.start(scenario, seed=seed, plan=plan))
        assert isinstance(game, Game)
        timed(times, "104 weeks", game.finish)
        by_phase(times, Game.start(scenario, seed=seed, plan=plan))
        timed(times, "fork", game.fork)
        timed(times, "digest and text", game.to_text)
        timed(times, "tables", lambda game=game: game.tables)


def main(scenario: str = "base", plan: str = "do_nothing") -> None:
    """Measure and print."""
    timed(cold := defaultdict(list), "", lambda: Game.start(scenario, seed=100, plan=plan).advance())
    times: Times = defaultdict(list)
    for seed in SEEDS:
        measure(times, scenario, plan, seed)
    for seed in SEEDS:
        timed(times, "104 weeks, eight firms", Game.start(scenario, seed=seed, plan=plan, firms=EIGHT).finish)
    phases = [name for name, _ in week.PHASES]
    order = ["creation, first of its seed", "creation, again", "104 weeks", *(f"  {name}" for name in phases)]
    print(f"scenario {scenario}, plan {plan}: milliseconds of processor time, {len(SEEDS)} seeds x {REPETITIONS}\n")
    print(f"| {'what':28} | median | fastest | limit |\n|{'-' * 30}|-------:|--------:|------:|")
    for name in [*order, "104 weeks, eight firms", "fork", "digest and text", "tables"]:
        limit = f"{BUDGET[name]:5.0f}" if name in BUDGET else ""
        print(f"| {name:28} | {median(times[name]):6.1f} | {min(times[name]):7.1f} | {limit:>5} |")
    print(f"\nThe first game of a process also reads tables and scenarios: {cold[''][0]:.0f} ms with its first quarter.")


if __name__ == "__main__":
    main(*sys.argv[1:])
