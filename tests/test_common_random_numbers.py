"""Two worlds that differ in one thing share all other luck, so that their difference is what the thing does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from experiments.run import Game
from model import week
from model.mechanisms import open_release
from model.record import ReasonBlock
from model.streams import Streams
from model.world import World
from tests.worlds import differences, state_of

QUARTERS = 3
FRIENDS = [0, 10, 20, 30]
"""Whom the additional developer watches."""


def start(**parameters: float) -> Game:
    return Game.start("base", seed=4, quarters=QUARTERS, parameters=parameters)


def finished(game: Game, **decisions) -> Game:
    changes = {name.replace("__", "."): value for name, value in decisions.items()}
    game.advance(changes)
    while not game.over:
        game.advance({})
    return game


def blocks(game: Game, kind: str) -> Iterator[ReasonBlock]:
    return (block for block in game.world.record.reasons if block.kind == kind)


def draws(game: Game, kind: str) -> dict[tuple[int, int], bytes]:
    """The luck of every decision of a kind, by week and agent."""
    return {(b.week, int(agent)): b.draws[k].tobytes() for b in blocks(game, kind) for k, agent in enumerate(b.agents)}


def with_one_more_developer(game: Game) -> Game:
    """Append a developer who watches others and whom nobody watches."""
    world = game.world
    graph, crowd = world.fixed.graph, world.market.developers
    world.fixed = replace(
        world.fixed,
        graph=open_release.Neighbours(
            np.append(graph.starts, graph.starts[-1] + np.int32(len(FRIENDS))),
            np.append(graph.other, np.array(FRIENDS, dtype=np.int32)),
        ),
    )
    crowd.family = np.append(crowd.family, np.int8(world.fixed.families))  # uses nothing yet
    crowd.host = np.append(crowd.host, np.int8(world.fixed.firms + 2))
    crowd.tenure = np.append(crowd.tenure, np.float32(0.0))
    return game


def test_a_fork_without_a_change_is_the_same_run() -> None:
    game = start()
    game.advance({})
    fork = game.fork()
    assert not differences(state_of(finished(game).world), state_of(finished(fork).world))


def test_one_more_developer_moves_nobody_elses_luck() -> None:
    alone, joined = finished(start()), finished(with_one_more_developer(start()))
    theirs, ours = draws(alone, "developer"), draws(joined, "developer")
    newcomer = len(alone.world.market.developers.family)
    both = theirs.keys() & ours.keys()
    assert len(both) > 0.9 * len(theirs)
    assert all(theirs[key] == ours[key] for key in both)
    assert any(agent == newcomer for _, agent in ours), "it decides as well"
    first = [next(blocks(game, "developer")) for game in (alone, joined)]
    rest = first[1].agents != newcomer
    assert np.array_equal(first[0].chosen, first[1].chosen[rest]), "nobody watches it"
    for kind in ("team", "customer", "researcher"):
        theirs, ours = draws(alone, kind), draws(joined, kind)
        assert all(theirs[key] == ours[key] for key in theirs.keys() & ours.keys())


def test_one_more_developer_in_an_indifferent_crowd_changes_nobody() -> None:
    # where nobody heeds what all others use, a newcomer reaches the rest only through code sent to the firms
    deaf = {"open_release.market_weight": 0.0, "tiering.developer_weight": 0.0}
    alone, joined = start(**deaf), with_one_more_developer(start(**deaf))
    for game in (alone, joined):
        game.advance({})
    theirs, ours = (game.world.market.developers.family for game in (alone, joined))
    assert np.mean(theirs == ours[:-1]) > 0.99


def test_a_new_stream_moves_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before = finished(start())

    def newcomer(world: World) -> None:
        world.stream("a mechanism that is not written yet").random(1000)
        for firm in range(len(world.firms)):
            world.stream("another", firm).normal(size=3)

    for place in (0, 5, len(week.PHASES)):
        monkeypatch.setattr(week, "PHASES", (*week.PHASES[:place], ("new", newcomer), *week.PHASES[place:]))
    assert finished(start()).to_text() == before.to_text()


@pytest.mark.parametrize(
    ("lever", "value", "kind"),
    [
        ("talent__pay_premium", 0.3, "customer"),
        ("talent__pay_premium", 0.3, "team"),
        ("migration__support", 14, "customer"),
        ("release__gap", 0.7, "researcher"),
        ("price__api", 3.2, "team"),
    ],
)
def test_a_lever_that_a_mechanism_does_not_read_reaches_it_through_its_inputs_only(lever: str, value, kind: str) -> None:
    base, other = finished(start()), finished(start(), **{lever: value})
    theirs, ours = draws(base, kind), draws(other, kind)
    both = theirs.keys() & ours.keys()
    assert all(theirs[key] == ours[key] for key in both), "the luck is the same for the whole run"
    if kind == "customer":
        assert theirs.keys() == ours.keys(), "and so is who reviews"
    same = 0
    for left, right in zip(blocks(base, kind), blocks(other, kind), strict=False):
        if left.utilities.tobytes() != right.utilities.tobytes() or left.settings.tobytes() != right.settings.tobytes():
            break
        assert left.week == right.week
        assert np.array_equal(left.agents, right.agents)
        assert np.array_equal(left.chosen, right.chosen), "equal inputs, equal results"
        same += 1
    assert same > 0, "at least the first week has equal inputs"


def test_the_lever_itself_does_something() -> None:
    base, other = finished(start()), finished(start(), talent__pay_premium=0.3)
    assert base.world.firms[0].people.left > other.world.firms[0].people.left


class Spy(Streams):
    """Streams that write down what is asked for."""

    def __init__(self, seed: int, replication: int = 0) -> None:
        super().__init__(seed, replication)
        self.asked: dict[tuple[str, int, int], tuple] = {}

    def at(self, name: str, week: int, firm: int = 0):
        drawer = super().at(name, week, firm)
        return _Listener(drawer, self.asked, (name, week, firm))


class _Listener:
    """Passes a generator's draws on and notes their shapes."""

    def __init__(self, generator, notes: dict, key: tuple) -> None:
        self.generator, self.notes, self.key = generator, notes, key
        notes[key] = ()

    def random(self, size=None, dtype=np.float64):
        self.notes[self.key] += ((size, np.dtype(dtype).name),)
        return self.generator.random(size, dtype=dtype)

    def integers(self, high, dtype):
        self.notes[self.key] += ((high, np.dtype(dtype).name),)
        return self.generator.integers(high, dtype=dtype)


EVERY_WEEK = (
    "adoption", "perception", "audit", "incidents", "tiering", "open_release", "approval_queue", "request_counts",
    "talent", "research_search", "data_breach", "rival_prices",
)  # fmt: skip
"""Streams of what is always there. Hiring is drawn for open posts and agents' work once there are agents: the luck of
a stream is keyed by its week, so that a week without a draw moves no other."""


def test_draws_have_a_fixed_shape_whatever_is_decided() -> None:
    asked = []
    for changes in ({}, {"talent.pay_premium": 0.6, "governance.delegation": 0.9, "migration.mandate": 1.0,
                         "serving.base_tiers": 5, "agents.domains": 1, "release.policy": "closed"}):  # fmt: skip
        game = start()
        game.world.streams = Spy(4)
        game.advance(changes)
        game.advance({})
        asked.append(game.world.streams.asked)
    both = asked[0].keys() & asked[1].keys()
    assert {name for name, _, _ in both} >= set(EVERY_WEEK)
    assert not {key for key in both if asked[0][key] != asked[1][key]}
    for name in EVERY_WEEK:
        weeks = {week for stream, week, _ in both if stream == name}
        assert weeks == set(range(26)), f"{name} is drawn whether it is needed or not"
