"""What does a week of developers cost, from a thousand to a million, and what would one object each cost?

    OPENBLAS_NUM_THREADS=1 .venv/bin/python benchmarks/developers.py [largest]

Prints medians of processor time in nanoseconds a developer and week: the compiled kernel, the plain mechanism on
arrays, and the same rule as one Mesa agent a developer (`mesa_developers.py`, up to 100 000). All three start from
random families on a graph of degree 8; their shares after WEEKS weeks are printed side by side.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.mesa_developers import Crowd
from model.kernels.compiling import Switch
from model.kernels.developers import developer_week
from model.market_state import DeveloperState
from model.mechanisms.market_news import NewsParameters
from model.mechanisms.open_release import Neighbours, OpenReleaseParameters, neighbours
from model.networks import small_world

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MOST_OBJECTS = 100_000
WEEKS = 20
NANOSECONDS = 1e9
ATTRACTION = np.array([0.0, 0.1, 0.05])
PRICES = np.array([0.45, 0.45, 0.9])
COUPLING = np.array([0.7])
P, NEWS = OpenReleaseParameters(), NewsParameters()


class Arrays:
    """A crowd as arrays, played by the kernel or by the mechanism."""

    def __init__(self, size: int, graph: Neighbours) -> None:
        rng = np.random.default_rng(size)
        families, hosts = len(ATTRACTION), len(PRICES)
        self.graph, self.rng = graph, rng
        self.state = DeveloperState(
            family=rng.integers(0, families + 1, size).astype(np.int8),
            host=rng.integers(0, hosts + 1, size).astype(np.int8),
            tenure=np.full(size, P.lock_time, np.float32),
            constants=np.zeros(families),
            share=np.zeros(families),
            users=np.zeros(len(COUPLING)),
            hosted=np.zeros(len(COUPLING)),
            heard=np.tile(ATTRACTION, (1 + NEWS.memory, 1)),
        )

    def step(self) -> None:
        """Play a week."""
        key, state = self.rng.integers(2**64, dtype=np.uint64), self.state
        week = developer_week(state, self.graph, PRICES, COUPLING, np.zeros(1, dtype=bool), key, P, NEWS)
        state.family, state.host, state.tenure, state.share = week.family, week.host, week.tenure, week.share

    def bytes_each(self) -> float:
        """Return the memory a developer takes, its ties included."""
        parts = (self.state.family, self.state.host, self.state.tenure, self.graph.starts, self.graph.other)
        return sum(part.nbytes for part in parts) / len(self.state.family)


def cost(step: Callable[[], None], size: int, weeks: int) -> float:
    """Return the median nanoseconds a developer of `weeks` weeks."""
    spent = []
    for _ in range(weeks):
        start = process_time()
        step()
        spent.append((process_time() - start) / size * NANOSECONDS)
    return median(spent)


def measure(size: int) -> str:
    """Return one row of the table."""
    start = process_time()
    graph = _graph(size)
    drawn = process_time() - start
    crowd = Arrays(size, graph)
    crowd.step()  # compiles, or reads what was compiled
    compiled = cost(crowd.step, size, WEEKS)
    plain = Arrays(size, graph)
    Switch.plain = True
    on_arrays = cost(plain.step, size, WEEKS)
    Switch.plain = False
    objects = ratio = "      -"
    if size <= MOST_OBJECTS:
        agents = Crowd(size, ATTRACTION, PRICES, COUPLING, seed=1)
        each = cost(agents.step, size, 2 if size > SIZES[1] else WEEKS)
        objects, ratio = f"{each:7.0f}", f"{each / compiled:7.0f}"
    return (
        f"| {size:9} | {compiled:7.1f} | {on_arrays:7.1f} | {objects} | {ratio} | {crowd.bytes_each():6.0f} | {drawn:7.3f} |"
    )


def main(largest: str = str(SIZES[-1])) -> None:
    """Measure and print."""
    print("processor time in ns a developer and week; limit 30 from 10 000 on, 100 bytes, network of a million in 2 s\n")
    print("| developers |  kernel |  arrays | objects |   ratio |  bytes | graph s |")
    print("|-----------:|--------:|--------:|--------:|--------:|-------:|--------:|")
    for size in SIZES:
        if size <= int(largest):
            print(measure(size), flush=True)
    crowd, agents = Arrays(SIZES[1], _graph(SIZES[1])), Crowd(SIZES[1], ATTRACTION, PRICES, COUPLING, seed=1)
    for _ in range(WEEKS):
        crowd.step()
        agents.step()
    print(f"\nShares of families after {WEEKS} weeks at {SIZES[1]}:", *(f"{s:.3f}" for s in crowd.state.share), "(kernel),")
    print(" " * 41, *(f"{s:.3f}" for s in agents.shares()), "(objects)")


def _graph(size: int) -> Neighbours:
    rows = small_world(size, 8, 0.05, np.random.default_rng(1))
    return neighbours(rows.starts, rows.indices)


if __name__ == "__main__":
    main(*sys.argv[1:])
