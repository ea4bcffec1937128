"""The road not taken: single changed decisions, under the same luck, that the gate allows and that end better."""

from dataclasses import replace

import numpy as np
import pytest

from experiments import roads
from experiments.debrief import Debriefing
from experiments.roads import RoadSearch, sides, spread, together
from experiments.run import Game, play
from model.decisions import LEVERS
from model.errors import BadInput
from model.kpis import KPIS
from model.runfile import Run
from model.scenario import load

TRIES = 24


@pytest.fixture(scope="module")
def run():
    return play("base", plan="sensible", quarters=3, seed=4).run()


@pytest.fixture(scope="module")
def search(run):
    return searched(run)


def searched(run, kpi="score", tries=TRIES):
    found = RoadSearch(run, kpi, tries=tries)
    while not found.done:
        found.step()
    return found


def replayed(search, road):
    return Game.from_run(search.run_of(road))


def test_no_road_is_worse_than_the_game(run, search):
    end = Game.from_run(run).kpis["score"]
    assert search.tried == TRIES
    for road in search.roads:
        assert road.end("score") > end
        assert road.gain == pytest.approx(road.end("score") - end, abs=1e-12)
    assert [road.gain for road in search.roads] == sorted((road.gain for road in search.roads), reverse=True)


def test_a_road_is_a_legal_run_under_the_same_luck_that_differs_in_one_quarter(run, search):
    assert search.roads
    for road in search.roads[:3]:
        other = search.run_of(road)
        assert (other.seed, other.replication, other.events) == (run.seed, run.replication, run.events)
        apart = {seat for seat in {*run.decisions, *other.decisions} if run.decisions.get(seat) != other.decisions.get(seat)}
        assert apart == {(0, road.quarter)}
        game = replayed(search, road)  # raises Refused if the gate does not allow it
        np.testing.assert_array_equal(game.world.record.kpis[0, : game.week], road.kpis)
        before = 13 * road.quarter
        played = Game.from_run(run).world.record.kpis[0]
        np.testing.assert_array_equal(road.kpis[:before], played[:before])


def test_the_same_run_gives_the_same_roads(run, search):
    again = searched(run)
    told = [[(r.quarter, r.lever, r.value, r.gain) for r in found.roads] for found in (search, again)]
    assert told[0] == told[1]
    assert (search.tried, search.refused) == (again.tried, again.refused)


def test_what_the_gate_refuses_is_counted_and_never_found(run, monkeypatch):
    found = RoadSearch(run, tries=TRIES)
    assert found.possible > 0
    monkeypatch.setattr(roads.World, "problems", lambda *_: ["refused"])
    while not found.done:
        found.step()
    assert (found.tried, found.roads, found.best) == (0, [], None)
    assert found.refused == found.possible


def test_a_refused_change_is_left(run):
    found = RoadSearch(run, tries=1)
    assert found._played(0, "compute.capex_order", 20000) is None  # dearer than all the cash
    assert not Game.from_run(run, 0).problems({"compute.capex_order": 6000})


def test_a_figure_that_is_better_when_lower_is_judged_so(run):
    found = searched(run, "decision_latency", tries=12)
    end = Game.from_run(run).kpis["decision_latency"]
    assert KPIS["decision_latency"].better == "lower"
    assert all(road.end("decision_latency") < end for road in found.roads)


def test_a_bad_decision_is_found_again():
    """A game spoilt by one decision: taking it back is what the search finds."""
    spoilt = {(0, 0): {"governance.review_weeks": 13, "governance.delegation": 0.0}}
    run = Game.from_run(Run(load("base"), seed=4, quarters_played=2, decisions=spoilt)).run()
    found = searched(run, "decision_latency", tries=60)
    assert found.best is not None
    assert found.best.lever.startswith("governance.")
    assert found.best.quarter == 0


def test_lever_values_lie_on_both_sides_within_range():
    for name, lever in LEVERS.items():
        stood = lever.default
        values = [value for side in sides(lever, stood) for value in side]
        assert stood not in values
        assert len(set(values)) == len(values)
        assert not [value for value in values if lever.problem(value)], name
        assert values


def test_quarters_are_spread():
    assert spread(8) == [0, 4, 2, 6, 1, 3, 5, 7]
    assert all(sorted(spread(n)) == list(range(n)) for n in range(1, 21))


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_shares_still_sum_to_one(value):
    stood = {"compute.frontier": 0.3, "compute.cloud": 0.5, "compute.ecosystem": 0.2, "compute.reserve": 0.0}
    changes = together(stood, "compute.frontier", value)
    assert changes["compute.frontier"] == value
    assert sum(changes.values()) == pytest.approx(1.0)
    assert together(stood, "price.api", 3.0) == {"price.api": 3.0}
    alone = {name: float(name == "compute.frontier") for name in stood}
    assert sum(together(alone, "compute.frontier", 0.4).values()) == pytest.approx(1.0)


def test_nothing_can_be_asked_of_nothing(run):
    with pytest.raises(BadInput):
        RoadSearch(replace(run, quarters_played=0, decisions={}))
    with pytest.raises(BadInput):
        RoadSearch(run, "adoptoin")
    with pytest.raises(BadInput):
        Debriefing(replace(run, quarters_played=0, decisions={}))
    assert RoadSearch(run, tries=0).done


def test_a_debriefing_comes_to_an_end_and_may_be_asked_before(run):
    debriefing = Debriefing(run, tries=6, lucks=2)
    first = debriefing.result()
    assert (first.waterfalls, first.strengths, first.roads, first.complete) == ({}, None, [], False)
    before = 0.0
    while not debriefing.done:
        debriefing.step()
        now = sum(debriefing.shares().values())
        assert now >= before - 1e-9
        before = now
    found = debriefing.result()
    assert found.complete
    assert sum(row.contribution for row in found.waterfalls["cash"].rows) == pytest.approx(
        found.game.kpis["cash"] - found.waterfalls["cash"].base
    )
    if found.roads:
        assert found.lucks["score"].count == 2
        other = Game.from_run(replace(debriefing.search.run_of(found.roads[0]), replication=run.replication + 1)).kpis
        same = Game.from_run(replace(run, replication=run.replication + 1)).kpis
        third = Game.from_run(replace(debriefing.search.run_of(found.roads[0]), replication=run.replication + 2)).kpis
        fourth = Game.from_run(replace(run, replication=run.replication + 2)).kpis
        mean = (other["score"] - same["score"] + third["score"] - fourth["score"]) / 2
        assert found.lucks["score"].mean == pytest.approx(mean)
