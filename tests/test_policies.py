"""Named policies: never refused, all different, and blind to what the CEO does not see."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.policies import POLICIES, CeoView
from agents.policies.view import DICE, SHARES
from experiments.run import Game
from model.decisions import LEVERS
from tests.worlds import decisions, same

NAMES = sorted(POLICIES)


@cache
def game(policy: str, seed: int = 0, quarters: int = 8) -> Game:
    return Game.start("base", seed, quarters, plan=policy).finish()


def log(played: Game) -> list[tuple]:
    return [(quarter, lever, value) for _, quarter, lever, value, _ in played.world.record.decisions]


def test_there_are_a_dozen_and_each_says_in_a_sentence_what_it_means() -> None:
    assert len(POLICIES) >= 12
    ideas = [policy.idea for policy in POLICIES.values()]
    assert all(idea[0].isupper() and idea.endswith(".") and len(idea) < 125 for idea in ideas)
    assert len(set(ideas)) == len(ideas)


@pytest.mark.parametrize("policy", NAMES)
def test_no_policy_is_refused(policy: str) -> None:
    assert game(policy).over  # a refusal would have been raised


@pytest.mark.parametrize("quarters", [1, 2, 5, 12])
def test_no_policy_is_refused_in_a_shorter_or_longer_game(quarters: int) -> None:
    for policy in NAMES if quarters < 5 else ("burn_the_boats", "cautious", "adaptive", "phased_migration"):
        assert game(policy, quarters=quarters).over


def test_chance_alone_is_never_refused() -> None:
    for seed in range(1, 7):
        assert game("random", seed).over


def test_no_two_policies_decide_the_same() -> None:
    logs = {tuple(log(game(policy))) for policy in NAMES}
    assert len(logs) == len(NAMES)


def test_only_the_one_that_does_nothing_decides_nothing() -> None:
    assert [policy for policy in NAMES if not log(game(policy))] == ["do_nothing"]


def test_chance_is_of_the_seed() -> None:
    again = Game.start("base", 0, 2, plan="random").finish()
    assert log(again) == [entry for entry in log(game("random")) if entry[0] < 2]
    assert log(game("random", 1)) != log(game("random", 2))


def hide_the_truth(played: Game) -> None:
    """Make everything that a CEO does not see worthless, and leave what was seen, cash and the gate."""
    world = played.world
    world.record.kpis[:] = np.nan
    for firm in world.firms:
        firm.adoption.option = np.full_like(firm.adoption.option, 3)
        firm.adoption.trust = np.zeros_like(firm.adoption.trust)
        firm.research.beliefs = np.zeros_like(firm.research.beliefs)
        firm.people.skill = np.zeros_like(firm.people.skill)
        firm.data.access = np.zeros_like(firm.data.access)
        firm.standing.weights = np.zeros_like(firm.standing.weights)
        firm.standing.score = 0.0
        firm.training.laboratory = 0.0
    world.market.rivals.capability = world.market.rivals.capability + 5.0
    world.market.frontier += 5.0


@pytest.mark.parametrize("policy", NAMES)
def test_a_policy_reads_only_what_the_ceo_sees(policy: str) -> None:
    played = Game.start("base", 4, 8, plan=policy)
    for _ in range(3):
        played.advance()
    blind = played.fork()
    hide_the_truth(blind)
    known, told = (POLICIES[policy].decide(g.world.actors.ceo_view(g.world, g.world.firms[0])) for g in (played, blind))
    assert known == told


def test_hiding_the_truth_hides_nothing_of_the_view() -> None:
    played = Game.start("base", 4, 8, plan="sensible")
    played.advance()
    before = played.world.actors.ceo_view(played.world, played.world.firms[0])
    hide_the_truth(played)
    after = played.world.actors.ceo_view(played.world, played.world.firms[0])
    assert before.seen == after.seen and before.levers == after.levers and before.means == after.means
    assert same(before.dice, after.dice) and before.dice.shape == (DICE,)


def test_the_adaptive_policy_answers_what_it_sees() -> None:
    played = Game.start("base", 0, 8, plan="adaptive")
    played.advance()
    view = played.world.actors.ceo_view(played.world, played.world.firms[0])
    calm = {**view.seen, "frontier_gap": 0.1, "decision_latency": 1.0, "rogue_share": 0.0, "attrition": 0.05}
    alarmed = {**calm, "frontier_gap": 0.9, "decision_latency": 6.0, "rogue_share": 0.3, "attrition": 0.5}

    def decided(seen: dict[str, float]) -> dict:
        return POLICIES["adaptive"].decide(seen_as(view, seen))

    low, high = decided(calm), decided(alarmed)
    assert high["compute.frontier"] > low["compute.frontier"]
    assert high["governance.delegation"] > view.levers.governance.delegation
    assert high["migration.audit"] > low["migration.audit"]
    assert high["talent.pay_premium"] > low["talent.pay_premium"]


def seen_as(view: CeoView, seen: dict[str, float]) -> CeoView:
    return CeoView(
        quarter=view.quarter, quarters=view.quarters, levers=view.levers, seen=seen, cash=view.cash, means=view.means,
        attention=view.attention, deadline_announced=view.deadline_announced, objections=view.objections,
    )  # fmt: skip


@pytest.fixture(scope="module")
def halfway() -> Game:
    played = Game.start("base", 2, 8, plan="centralise")
    for _ in range(4):
        played.advance()
    return played


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wish=decisions(most=20))
def test_a_wish_is_lowered_until_the_gate_agrees(halfway: Game, wish: dict) -> None:
    view = halfway.world.actors.ceo_view(halfway.world, halfway.world.firms[0])
    fitted = view.fitted(wish)
    assert not halfway.world.problems(fitted)
    assert set(fitted) <= set(wish)
    if not halfway.world.problems(wish):
        assert fitted == wish


def test_what_comes_first_is_kept() -> None:
    def at_most_one_unit(changes: dict) -> list[str]:
        load = changes.get("data.hub_capacity", 0.5) + 2 * changes.get("migration.mandate", 0.3)
        return ["too much"] if load > 3.2 else []

    view = CeoView(quarter=0, quarters=8, levers=game("do_nothing").world.firms[0].levers, objections=at_most_one_unit)
    hub_first = view.fitted({"data.hub_capacity": 2.5, "migration.mandate": 1.0})
    mandate_first = view.fitted({"migration.mandate": 1.0, "data.hub_capacity": 2.5})
    assert hub_first["data.hub_capacity"] == 2.5 and 0.3 <= hub_first["migration.mandate"] <= 0.35
    assert mandate_first["migration.mandate"] == 1.0 and 0.5 < mandate_first["data.hub_capacity"] <= 1.2


@given(u=st.lists(st.floats(0, 1, exclude_max=True), min_size=DICE, max_size=DICE))
def test_chance_picks_values_that_levers_take(u: list[float]) -> None:
    view = CeoView(quarter=0, quarters=8, levers=game("do_nothing").world.firms[0].levers, dice=np.array(u))
    wish = POLICIES["random"].wish(view)
    assert not [LEVERS[name].problem(value) for name, value in wish.items() if LEVERS[name].problem(value)]
    shares = [float(wish[name]) for name in SHARES if name in wish]  # type: ignore[arg-type]
    assert not shares or abs(sum(shares) - 1.0) < 1e-9
