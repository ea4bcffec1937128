"""The world as a whole: Mesa drives it, constants are the luck's alone, refusals change nothing, firms are equals."""

from __future__ import annotations

import gc
import pickle
import weakref
from dataclasses import replace
from typing import Any, cast

import mesa
import numpy as np
import pytest

import model
from agents.roster import populate
from experiments.run import Game, Refused, play
from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS
from model.errors import Sentence
from model.kpis import NAMES
from model.scenario import load
from model.world import World
from tests.worlds import differences, frozen_state, leaves, state_of


def start(**settings) -> World:
    return World(populate=populate, **{"case": "base", "seed": 3, "quarters": 2, **settings})


# --- a model of Mesa ---------------------------------------------------------------------------------------------


def test_mesa_runs_batches_of_worlds() -> None:
    settings = {"populate": populate, "case": "base", "replication": [1, 2], "quarters": 1, "policies": "sensible"}
    rows = mesa.batch_run(World, settings, number_processes=1, max_steps=99, display_progress=False)
    assert [row["replication"] for row in rows] == [1, 2]
    assert all(row["Step"] == WEEKS_A_QUARTER - 1 for row in rows), "a world stops at its horizon by itself"
    played = play("base", "sensible", quarters=1, replication=2).kpis
    assert {name: rows[1][name] for name in NAMES} == played
    assert rows[0]["trust"] != rows[1]["trust"]
    pickle.dumps(settings)  # what other processes are sent


def test_the_data_collector_has_every_week_of_every_headline_figure() -> None:
    world = start(quarters=1)
    for _ in range(5):
        world.step()
    frame = world.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(NAMES)
    assert len(frame) == 5
    assert frame.notna().all().all()


def test_eight_kinds_of_agents_live_in_a_world() -> None:
    world = start(firms=2)
    kinds = {kind.__name__: len(agents) for kind, agents in world.agents_by_type.items()}
    assert kinds == {
        "TaskForce": 2, "BusinessUnit": 24, "LayerHead": 6, "Teams": 2, "Researchers": 2, "Rival": 2, "Developers": 1,
        "Customers": 1,
    }  # fmt: skip


def test_a_world_has_the_usual_agents_unless_others_are_given() -> None:
    named = model.World(case="base", seed=3, quarters=2)
    assert not differences(frozen_state(named), frozen_state(start()))
    with pytest.raises(AttributeError, match="nobody"):
        World(populate="agents.roster:nobody")
    with pytest.raises(AttributeError, match="Wrld"):
        _ = model.Wrld


def test_mesa_runs_a_batch_of_which_nothing_is_said() -> None:
    rows = mesa.batch_run(model.World, {"quarters": 1}, number_processes=1, display_progress=False)
    assert [row["Step"] for row in rows] == [WEEKS_A_QUARTER - 1]


def test_a_game_that_nobody_holds_is_gone_and_so_are_its_forks() -> None:
    game = Game.start("base", quarters=1)
    base, fork = game.base_case(), game.fork()
    for played in (game, base, fork):
        played.advance()
    watched = [weakref.ref(played.world) for played in (game, base, fork)]
    del game, base, fork, played
    gc.collect()
    assert [world() for world in watched] == [None, None, None]


def test_agents_are_numbered_within_their_world() -> None:
    numbers = [sorted(agent.unique_id for agent in start().agents) for _ in range(2)]
    assert numbers[0] == numbers[1] == list(range(1, len(numbers[0]) + 1))


def test_a_week_after_the_end_changes_nothing() -> None:
    world = start(quarters=1)
    world.advance()
    before = frozen_state(world)
    world.step()
    assert not world.running
    assert not differences(before, state_of(world))
    with pytest.raises(Refused, match="over"):
        world.advance()


# --- constants ---------------------------------------------------------------------------------------------------


def test_constants_do_not_know_what_is_decided() -> None:
    def constants(game: Game) -> dict:
        world = game.world
        parts = {"world": world.constants, "customers": world.market.customers.constants,
                 "developers": world.market.developers.constants, "teams": world.firms[0].adoption.constants,
                 "revenue": world.firms[0].standing.start_revenue, "board": world.firms[0].standing.weights}  # fmt: skip
        return dict(leaves(parts))

    untouched = constants(Game.start("base", seed=5, quarters=2))
    for policy in ("do_nothing", "sensible", "burn_the_boats"):
        assert not differences(untouched, constants(play("base", policy, quarters=2, seed=5))), policy


def test_constants_make_the_start_a_resting_point() -> None:
    world = start()
    assert world.market.customers.share == pytest.approx(world.fixed.start_shares, abs=1e-6)
    assert world.constants.start_work > 0.0
    assert world.record.weeks == 0


# --- refusals ----------------------------------------------------------------------------------------------------


def played(quarters: int, *plans: dict, **settings) -> Game:
    game = Game.start("base", seed=2, quarters=quarters, **settings)
    for plan in plans:
        game.advance(plan)
    return game


EVERYTHING_AT_ONCE = {
    "data.hub_capacity": 3.0, "compute.claw_back": 1.0, "migration.mandate": 1.0, "agents.domains": 2,
    "efficiency.codesign": 800.0, "serving.base_tiers": 1, "release.policy": "closed",
    "governance.emergency": "compute",
}  # fmt: skip
ALL_DOMAINS = [{"agents.domains": 2}] + [{}] * 5
REFUSED = {
    "layers": (2, [], {"compute.frontier": 0.5}, "compute.frontier"),
    "layers by a hair": (2, [], {"compute.frontier": 0.3125 + 2e-6}, "compute.frontier"),
    "attention": (2, [], EVERYTHING_AT_ONCE, "governance.emergency"),
    "money": (2, [], {"compute.capex_order": 20000}, "compute.capex_order"),
    "an earlier deadline": (8, [{"migration.deadline": 4, "migration.waves": 1}],
                            {"migration.deadline": 1, "migration.waves": 1}, "migration.deadline"),
    "waves after they were announced": (8, [{"migration.deadline": 3, "migration.waves": 4}],
                                        {"migration.waves": 6}, "migration.waves"),
    "waves after the last one": (3, [{"migration.deadline": 1, "migration.waves": 1}, {}],
                                 {"migration.waves": 2}, "migration.waves"),
    "a deadline after the last wave": (4, [{"migration.deadline": 1, "migration.waves": 1}, {}],
                                       {"migration.deadline": 1}, "migration.deadline"),
    "waves past the horizon": (2, [], {"migration.deadline": 1, "migration.waves": 12}, "migration.waves"),
    "more domains than are left": (8, ALL_DOMAINS, {"agents.domains": 1}, "agents.domains"),
    "two emergencies": (2, [], {"governance.emergency": "compute, release"}, "governance.emergency"),
    "no such lever": (2, [], {"governance.review_week": 2}, "governance.review_weeks"),
    "no such value": (2, [], {"governance.review_weeks": 3}, "governance.review_weeks"),
    "a switch that is a number": (2, [], {"migration.amnesty": 1}, "migration.amnesty"),
    "not a number": (2, [], {"migration.mandate": float("nan")}, "migration.mandate"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_one_sentence_that_names_the_lever_and_changes_nothing(case: str) -> None:
    quarters, before, refused, lever = REFUSED[case]
    game = played(quarters, *before)
    state = frozen_state(game.world)
    with pytest.raises(Refused) as refusal:
        game.advance(refused)
    assert len(refusal.value.sentences) == 1
    assert lever in refusal.value.sentences[0]
    assert refusal.value.sentences[0].endswith((".", "?"))
    assert game.problems(refused) == refusal.value.sentences
    assert not differences(state, state_of(game.world))


def test_the_order_named_in_a_refusal_is_the_largest_that_is_accepted() -> None:
    game = played(2)
    (sentence,) = game.problems({"compute.capex_order": 20000})
    assert isinstance(sentence, Sentence)
    most = sentence.values["most"]
    assert not game.problems({"compute.capex_order": most})
    assert game.problems({"compute.capex_order": most + 500})


def test_waves_are_planned_anew_along_with_a_later_deadline_and_before_any() -> None:
    game = played(8, {"migration.waves": 2}, {"migration.waves": 4}, {"migration.deadline": 2})
    again = {"migration.deadline": 3, "migration.waves": 3}
    assert game.problems(again) == []
    game.advance(again)
    assert len(np.unique(game.world.firms[0].adoption.wave_week)) == 3


def test_a_run_that_holds_a_decision_without_effect_is_still_played() -> None:
    """A policy plays by chance, and what was recorded before the sentence was there can be opened."""
    game = played(4, {"migration.deadline": 2, "migration.waves": 2}, {})
    run = replace(game.run(), decisions={**game.run().decisions, (0, 1): {"migration.waves": 6}})
    assert np.array_equal(Game.from_run(run).world.record.kpis, game.world.record.kpis, equal_nan=True)


NUMPY: dict[str, Any] = {
    "price.api": np.float64(2.0), "governance.review_weeks": np.int64(2), "compute.capex_order": np.int64(1000),
    "migration.support": np.int32(10), "migration.amnesty": np.True_, "migration.audit": np.float32(0.0625),
    "release.policy": np.str_("closed"),
}  # fmt: skip


def test_numbers_of_numpy_are_those_of_python() -> None:
    seed, quarters, stars = (np.array([2, 1, 10])[k] for k in range(3))  # as they come out of an array
    games = [Game.start("base", seed=cast(Any, seed), quarters=cast(Any, quarters)) for _ in range(2)]
    games[0].advance(NUMPY)
    games[1].advance({lever: value.item() for lever, value in NUMPY.items()})
    assert games[0].to_text() == games[1].to_text()
    assert "review_weeks" in games[0].problems(cast(Any, {"governance.review_weeks": np.int64(3)}))[0]
    assert games[0].problems(cast(Any, {"migration.amnesty": np.int64(1)}))
    worlds = [load("base").with_parameters({"talent_pool.stars": cast(Any, count)}) for count in (stars, 10)]
    assert worlds[0].as_document() == worlds[1].as_document()
    assert type(worlds[0].as_document()["parameters"]["talent_pool.stars"]) is int


ACCEPTED = {
    "own chips before they are ready": {"efficiency.own_chip_share": 0.6},
    "a licence for weights that are not released": {"release.policy": "closed", "release.licence": "restricted"},
    "amnesty without audit": {"migration.amnesty": True, "migration.audit": 0.0},
    "nothing": {},
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_only_has_no_effect_is_accepted(case: str) -> None:
    game = Game.start("base", seed=2, quarters=1)
    assert game.problems(ACCEPTED[case]) == []
    game.advance(ACCEPTED[case])


def test_a_seat_that_is_refused_changes_nothing_in_any_firm() -> None:
    world = start(firms=2, policies="do_nothing,do_nothing", quarters=3)
    world.actors.task_forces[1].decide = lambda view: {"migration.waves": 12, "migration.deadline": 8}
    state = frozen_state(world)
    with pytest.raises(Refused, match="firm 2"):
        world.advance({0: {"migration.mandate": 0.5}})
    assert not differences(state, state_of(world))


def test_leaving_everything_as_it_is_is_never_refused() -> None:
    game = played(3, {"data.hub_capacity": 3.0, "compute.claw_back": 1.0, "migration.mandate": 0.6, "agents.domains": 2})
    firm = game.world.firms[0]
    firm.queue.escalation_until = game.week + 8  # the board's escalation now takes the CEO's time as well
    firm.politics.opposition = 2.0
    assert sum(share for _, share in game.attention({})) > game.attention_available()
    assert game.problems({}) == []
    assert game.problems({"migration.mandate": 0.5}) == [], "a step back is welcome, however small"
    assert game.problems({"migration.mandate": 0.7}), "nothing new while there is no time"
    game.advance({})
    game.advance()


def test_an_announcement_can_be_made_again() -> None:
    game = played(4, {"governance.emergency": "compute"}, {"governance.emergency": "compute"}, {})
    said = [(quarter, value) for _, quarter, lever, value, _ in game.world.record.decisions if "emergency" in lever]
    assert said == [(0, "compute"), (1, "compute")]
    assert game.world.firms[0].levers.governance.emergency == "none", "it falls silent after its quarter"


def test_only_levers_that_change_are_recorded() -> None:
    game = played(3, {"migration.mandate": 0.5, "migration.audit": 0.02}, {"migration.mandate": 0.5})
    assert game.world.record.decisions == [(0, 0, "migration.mandate", 0.5, LEVERS["migration.mandate"].default)]
