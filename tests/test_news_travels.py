"""In the joined world news travels: what a firm does is known to those it concerns at once, and to others weeks later."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.run import Game
from model.clock import WEEKS_A_QUARTER

TURN = WEEKS_A_QUARTER
"""The week in which the firm does something else than in the other world."""


def two_worlds(change: dict, **parameters: float) -> tuple[Game, Game]:
    """The same game with and without a change in the second quarter."""
    usual = Game.start("base", seed=3, quarters=4, parameters=parameters)
    usual.advance({})
    other = Game.start("base", seed=3, quarters=4, parameters=parameters)
    other.advance({})
    for game, changes in ((usual, {}), (other, change)):
        game.advance(changes)
        game.finish()
    return usual, other


def first_difference(usual: Game, other: Game, table: str, columns: int | slice = slice(None)) -> int:
    left, right = (getattr(game.world.record, table)[..., columns] for game in (usual, other))
    weeks = np.flatnonzero((left != right).reshape(len(left), -1).any(axis=1))
    return int(weeks[0]) if len(weeks) else -1


@pytest.mark.parametrize("delay", [1, 2, 5])
def test_rivals_answer_a_price_no_sooner_than_they_hear_of_it(delay: int) -> None:
    instant = {"rivalry.war_ratio": 0.9, "rivalry.war_lag": 1.0, "rivalry.price_delay": delay}
    usual, other = two_worlds({"price.api": 1.2}, **instant)
    price = 2  # column of rivals' prices
    answered = first_difference(usual, other, "rivals", price)
    # shares move prices a little through the best reply, and they move only once customers have reviewed
    shares = first_difference(usual, other, "market")
    assert answered >= TURN + min(delay, shares + 1 - TURN)
    war = min(week for week, _, key, _ in other.world.record.news if key == "rival.price_war" and week >= TURN)
    assert TURN + delay <= war <= TURN + delay + 4


def test_customers_hear_of_a_price_when_news_has_travelled() -> None:
    """A cut is seen at once by those who pay the price, by the others when the news has reached them."""
    usual, other = two_worlds({"price.api": 1.2}, **{"market_news.price_delay": 6})
    for game in (usual, other):
        game.world.record.reasons = [b for b in game.world.record.reasons if b.kind == "customer" and b.week >= TURN]
    api = int(usual.world.fixed.layout.api[0])
    early = [
        (a, b) for a, b in zip(usual.world.record.reasons, other.world.record.reasons, strict=False) if a.week < TURN + 6
    ]
    moved = [abs(a.utilities[:, api] - b.utilities[:, api]) > 0.4 for a, b in early if np.array_equal(a.agents, b.agents)]
    everybody = np.concatenate(moved)
    assert 0 < everybody.sum() < everybody.size / 2, "users see the cut at once, and they are a minority"
    after = [
        abs(a.utilities[:, api] - b.utilities[:, api]).mean()
        for a, b in zip(usual.world.record.reasons, other.world.record.reasons, strict=False)
        if TURN + 6 <= a.week < TURN + 10 and np.array_equal(a.agents, b.agents)
    ]
    assert min(after) > 0.4, "weeks later everybody does"


def test_developers_hear_of_a_model_at_different_times() -> None:
    """Reviews of one week rest on news of many ages: nobody but users sees the market as it is."""
    game = Game.start("base", seed=3, quarters=3, parameters={"open_release.peer_weight": 0.0, "open_release.habit": 0.0})
    game.finish()
    late = [b for b in game.world.record.reasons if b.kind == "developer" and b.week > 30]
    openlab = np.concatenate([np.unique(b.utilities[:, 1]) for b in late])
    rows = sum(len(b.agents) for b in late)
    assert len(openlab) > 5 * len(late)
    assert len(openlab) < rows


def test_perfect_news_is_a_limit_of_the_same_world() -> None:
    """Without delays, errors and forgetting the choice rests on the offers as they are."""
    exact = {
        "market_news.price_delay": 0, "market_news.capability_delay": 0, "market_news.capability_error": 0.0,
    }  # fmt: skip
    game = Game.start("base", seed=3, quarters=2, parameters=exact).finish()
    world = game.world
    assert np.array_equal(world.market.customers.heard[-1], world.market.customers.terms)
    block = [b for b in world.record.reasons if b.kind == "customer" and b.week == world.week - 1][-1]
    placed_before = {int(b.week) for b in world.record.reasons if b.kind == "customer"}
    assert len(placed_before) == world.week
    traits = world.fixed.customer_traits[block.agents]
    truth = sum(t[:, None] * row for t, row in zip(traits.T, world.market.customers.terms, strict=True))
    pull = world.p.tiering.lock + world.p.tiering.reference_weight
    assert (np.abs(block.utilities - truth) <= pull + 1e-9).all()


def test_layer_heads_lobby_where_gpus_are_short() -> None:
    """A pool that starves the cloud layer makes its head louder and lengthens the queue's list of exceptions."""

    def effort(frontier: float) -> tuple[float, float]:
        game = Game.start("base", seed=5, quarters=6)
        cloud = 0.75 - frontier
        game.advance({"compute.frontier": frontier, "compute.cloud": cloud, "compute.ecosystem": 0.25})
        game.finish()
        made = [r for r in game.world.record.single_reasons if r.kind == "layer" and r.agent == 1 and r.week]
        return float(np.mean([float(r.options[r.chosen].split()[1]) for r in made])), float(
            np.mean([r.utilities[-1] for r in made])
        )

    starved, fed = effort(0.6), effort(0.1)
    assert starved[1] > fed[1], "effort is worth more to a starved layer"
    assert starved[0] >= fed[0]


def test_researchers_hear_of_their_laboratorys_standing_at_different_times() -> None:
    """Closing the weights lowers prestige at once; what researchers believe follows, one by one."""
    usual, other = two_worlds(
        {"release.policy": "closed"}, **{"inside_news.hearing": 0.05, "inside_news.standing_error": 0.0}
    )
    for game in (usual, other):
        game.world.record.reasons = [b for b in game.world.record.reasons if b.kind == "researcher" and b.week >= TURN]
    prestige = 4  # column of the motives
    late = [
        float((a.settings[:, prestige] != b.settings[:, prestige]).mean())
        for a, b in zip(usual.world.record.reasons, other.world.record.reasons, strict=True)
        if np.array_equal(a.agents, b.agents)
    ]
    assert 0.0 < late[0] < 0.2, "few have heard in the first week"
    assert late[min(10, len(late) - 1)] > late[0]


def test_unit_heads_know_what_others_share_from_the_last_report() -> None:
    game = Game.start("base", seed=3, quarters=2)
    seen = []
    for _ in range(2 * WEEKS_A_QUARTER):
        game.world.step()
        seen.append(game.world.firms[0].data.others_access.copy())
    changes = [week for week in range(1, len(seen)) if not np.array_equal(seen[week], seen[week - 1])]
    assert changes == [WEEKS_A_QUARTER - 1, 2 * WEEKS_A_QUARTER - 1]
