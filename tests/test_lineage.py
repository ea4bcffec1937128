"""A tree of runs: branches share their past, differ where they were changed, and nothing is lost."""

import numpy as np
import pytest

from experiments.lineage import Change, Lineage, Pairs, changes, cut_at, first_apart, follow
from experiments.partings import partings
from experiments.run import Game, play
from model.decisions import LEVERS
from model.runfile import Run
from tests.worlds import LARGEST_CROWD

SMALL = {"start.developers": LARGEST_CROWD, "start.customers": LARGEST_CROWD}


@pytest.fixture(scope="module")
def played():
    return play("base", "sensible", quarters=3, seed=2, parameters=SMALL)


@pytest.fixture(scope="module")
def branched(played):
    tree = Lineage()
    tree.keep(played.run())
    game = Game.from_run(tree.branch(0, 1))
    game.advance({"governance.delegation": 0.9})
    follow(game, played.run())
    tree.keep(game.run())
    return tree, game


def test_a_run_that_is_cut_is_the_run_until_then(played):
    short = cut_at(played.run(), 2)
    assert Game.from_run(short).run().digests == short.digests
    assert Run.from_text(short.to_text(), "x").quarters_played == 2


def test_a_branch_leaves_its_origin_alone_and_shares_its_past(played, branched):
    tree, game = branched
    assert tree.twigs[0].run.digests == played.run().digests
    assert (tree.current, tree.twigs[1].parent, tree.twigs[1].since) == (1, 0, 1)
    assert game.quarter == 3
    past = {table: weeks[:13] for table, weeks in tree.twigs[1].run.digests.items()}
    assert past == {table: weeks[:13] for table, weeks in played.run().digests.items()}


def test_what_differs_is_what_was_changed(branched):
    tree, _ = branched
    found = changes(tree.twigs[0].run, tree.twigs[1].run)
    assert found[0].quarter == 1
    assert any(change.lever == "governance.delegation" and change.other == 0.9 for change in found)
    apart = first_apart(tree.twigs[0].run, tree.twigs[1].run)
    assert apart
    assert min(apart.values()) >= 13
    assert list(apart.values()) == sorted(apart.values())


def test_a_branch_in_which_nothing_changes_is_the_same_run(played):
    tree = Lineage()
    tree.keep(played.run())
    game = Game.from_run(tree.branch(0, 1))
    follow(game, played.run())
    assert game.run().digests == played.run().digests
    assert changes(played.run(), game.run()) == []
    assert first_apart(played.run(), game.run()) == {}


def test_going_on_at_the_end_is_no_branch(played):
    tree = Lineage()
    tree.keep(played.run())
    assert tree.branch(0, 3) is tree.twigs[0].run
    assert len(tree.twigs) == 1


def test_only_leaves_that_are_not_played_can_be_removed(played):
    tree = Lineage()
    tree.keep(played.run())
    for quarter in (1, 2):
        tree.branch(0, quarter)
    tree.branch(1, 0)
    for index in (0, 1, tree.current):
        tree.remove(index)
    assert len(tree.twigs) == 4
    tree.remove(2)
    assert [twig.parent for twig in tree.twigs] == [None, 0, 1]
    assert tree.twigs[tree.current].parent == 1


def test_pairs_share_their_luck(played, branched):
    tree, _ = branched
    pairs = Pairs(tree.twigs[0].run, tree.twigs[1].run)
    for _ in pairs.steps(3):
        pass
    apart = pairs.difference("internal_adoption")
    assert apart.shape == (pairs.played, 39)
    assert (apart[:, :13] == 0).all()
    own = branched[1].world.record.kpis[0] - played.world.record.kpis[0]
    assert np.array_equal(pairs._apart[0], own, equal_nan=True)
    mean, low, high = pairs.band("trust")
    assert (low[13:] <= mean[13:]).all()
    assert (mean[13:] <= high[13:]).all()
    assert pairs.end("trust").count == pairs.played


def test_what_one_run_left_alone_is_told_by_what_was_in_force():
    scenario = play("base", quarters=1).scenario
    one = Run(scenario, 0, quarters_played=3, decisions={
        (0, 0): {"price.api": 2.0, "governance.emergency": "compute"}, (0, 2): {"price.api": 1.5}})  # fmt: skip
    other = Run(scenario, 0, quarters_played=3, decisions={(0, 1): {"governance.emergency": "data", "price.api": 0.5}})
    stands = LEVERS["price.api"].default
    assert changes(one, other) == [
        Change(0, "price.api", 2.0, stands, (True, False)),
        Change(0, "governance.emergency", "compute", "none", (True, False)),
        Change(1, "governance.emergency", "none", "data", (False, True)),  # it was said for one quarter only
        Change(1, "price.api", 2.0, 0.5, (False, True)),
        Change(2, "price.api", 1.5, 0.5, (True, False)),
    ]


def test_games_part_first_where_they_really_differ(played, branched):
    _, game = branched
    found = partings(played, game, "internal_adoption")
    assert found
    assert [each.week for each in found] == sorted(each.week for each in found)
    for each in found:
        assert each.week >= 13
        assert each.values["one"] != each.values["other"]
    for team in (each for each in found if each.kind == "team"):
        options = [g.world.record.option[0, : each.week + 1, team.values["team"]] for g in (played, game)]
        assert (options[0][: team.week] == options[1][: team.week]).all()
        assert options[0][team.week] != options[1][team.week]
    assert {"queue", "team"} <= {each.kind for each in found}
    assert partings(played, played, "cash") == []
