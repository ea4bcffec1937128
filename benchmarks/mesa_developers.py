"""The developer rule as one Mesa agent a developer, for comparison only: `benchmarks/developers.py` runs it.

The same rule as `model.mechanisms.open_release` (31-33) with `market_news`, written as Mesa's tutorials write a model:
agents on a network grid look at their neighbours, make up their minds together (`step`), then move together (`advance`).
"""

from __future__ import annotations

import math

import mesa
import networkx as nx
import numpy as np

from model.mechanisms.market_news import NewsParameters
from model.mechanisms.open_release import OpenReleaseParameters


class Developer(mesa.Agent):
    """One developer: a family of weights, a host, and weeks at that host."""

    model: Crowd

    def __init__(self, model: Crowd, family: int, host: int, tenure: float) -> None:
        super().__init__(model)
        self.family, self.host, self.tenure = family, host, tenure
        self.next_family, self.next_host = family, host

    def step(self) -> None:
        """Hear of families, reconsider, choose a host."""
        model, p, families = self.model, self.model.p, len(self.model.attraction)
        self.next_family, self.next_host = self.family, self.host
        u = model.random.random()
        neighbours = model.grid.get_neighbors(self.pos, include_center=False)
        shares = [sum(n.family == k for n in neighbours) / max(len(neighbours), 1) for k in range(families)]
        hazard = p.review_rate if self.family < families else p.innovation + p.imitation * sum(shares)
        if u < -math.expm1(-hazard):
            heard = model.heard[self._age_of_news()]
            worth = [heard[k] + p.peer_weight * shares[k] for k in range(families)]
            if self.family < families:
                worth[self.family] += model.attraction[self.family] - heard[self.family] + p.habit
            self.next_family = self._pick(worth)
        if self.next_family < families and (self.next_family != self.family or model.random.random() < p.review_rate):
            self.next_host = self._pick(self._hosts())

    def _age_of_news(self) -> int:
        news = self.model.news
        return min(int(math.log(1.0 - self.model.random.random()) / math.log1p(-news.notice)), news.memory)

    def _hosts(self) -> list[float]:
        model, p = self.model, self.model.p
        worth = [-price for price in model.prices]
        if self.host < len(worth):
            worth[self.host] += p.lock_initial - p.lock_growth * math.expm1(-self.tenure / p.lock_time)
        if self.next_family < len(model.coupling):
            worth[self.next_family] += p.integration * model.coupling[self.next_family]
        return worth

    def _pick(self, worth: list[float]) -> int:
        top = max(worth)
        weights = [math.exp(self.model.p.precision * (w - top)) for w in worth]
        return self.model.random.choices(range(len(worth)), weights)[0]

    def advance(self) -> None:
        """Move to what was chosen."""
        self.tenure = self.tenure + 1 if self.next_host == self.host else 0.0
        self.family, self.host = self.next_family, self.next_host


class Crowd(mesa.Model):
    """All developers on a Watts-Strogatz graph under constant offers."""

    def __init__(self, size: int, attraction: np.ndarray, prices: np.ndarray, coupling: np.ndarray, seed: int) -> None:
        super().__init__(rng=seed)
        self.p, self.news = OpenReleaseParameters(), NewsParameters()
        self.attraction, self.prices, self.coupling = attraction.tolist(), prices.tolist(), coupling.tolist()
        self.heard = [self.attraction] * (1 + self.news.memory)  # by age, this week's first
        self.grid = mesa.space.NetworkGrid(nx.watts_strogatz_graph(size, 8, 0.05, seed=seed))
        families, hosts = len(attraction), len(prices)
        for node in range(size):
            developer = Developer(
                self, self.random.randrange(families + 1), self.random.randrange(hosts + 1), self.p.lock_time
            )
            self.grid.place_agent(developer, node)

    def step(self) -> None:
        """Play a week in which all look at the same week before."""
        self.agents.do("step")
        self.agents.do("advance")

    def shares(self) -> list[float]:
        """Return the share of each family."""
        families = [developer.family for developer in self.agents]
        return [families.count(k) / len(families) for k in range(len(self.attraction))]
