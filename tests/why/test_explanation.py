"""What decisions and events contributed: the game itself is the check."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from experiments.debrief import Debriefing
from experiments.run import Game, play
from experiments.why import Explanation, reckoning, story, weighing
from experiments.why.explanation import PAIRS
from experiments.why.loops import base_series, loop_strengths
from experiments.why.pieces import Piece, pieces_of
from experiments.why.replays import Replays
from experiments.why.shapley import exact
from experiments.why.story import values_of
from model.kpis import NAMES
from model.links import LINKS, Links
from model.mechanisms.adoption import OPTIONS
from tests.worlds import LARGEST_CROWD

QUARTERS = 3
SMALL = {"start.developers": LARGEST_CROWD, "start.customers": LARGEST_CROWD}
CARD = "price_war@8"


def small(plan="adaptive", seed=3, events=(CARD,), quarters=QUARTERS):
    return play("base", plan, quarters=quarters, seed=seed, parameters=SMALL, events=events)


@pytest.fixture(scope="module")
def game():
    return small()


@pytest.fixture(scope="module")
def explanation(game):
    found = Explanation(game.run())
    for _ in found.steps(3):
        pass
    return found


def same(one, other):
    return np.array_equal(one, other, equal_nan=True)


def test_with_all_its_pieces_the_game_is_the_one_that_was_played(game, explanation):
    replays = explanation.replays
    world = replays.world(replays.everything, QUARTERS)
    assert world.record.digests() == game.world.record.digests()


def test_without_any_piece_nothing_is_decided_and_no_card_is_told(game, explanation):
    world = explanation.replays.world(frozenset(), QUARTERS)
    assert not world.market.nature.cards
    nothing = play(
        game.scenario.changed(draw_events=False), "do_nothing", quarters=QUARTERS, seed=3, events=()
    )  # fmt: skip
    assert same(world.record.kpis, nothing.world.record.kpis)


def test_a_card_left_out_is_the_game_without_it():
    plain = play("base", "do_nothing", quarters=2, seed=5, parameters=SMALL)
    told = play("base", "do_nothing", quarters=2, seed=5, parameters=SMALL, events=(CARD,))
    pieces = pieces_of(told.world, 2)
    by_hand = [i for i, piece in enumerate(pieces) if piece.card and piece.card[0] == "price_war"]
    replays = Replays(told.run(), 2, pieces)
    assert by_hand
    assert same(replays.value(replays.everything - set(by_hand)), plain.world.record.kpis[0, 25])


def test_contributions_sum_to_the_whole_for_every_figure(explanation):
    for kpi in NAMES:
        found = explanation.waterfall(kpi)
        if np.isfinite(found.base) and np.isfinite(found.total):
            total = sum(row.contribution for row in found.rows)
            assert total == pytest.approx(found.total - found.base, abs=1e-9 * max(1.0, abs(found.total)))


def test_against_the_base_case_it_sums_too_and_events_count_only_beyond_it(game, explanation):
    base = play(game.scenario, "do_nothing", quarters=QUARTERS, seed=3, events=(CARD,)).kpis
    for kpi in ("internal_adoption", "cloud_ai_revenue", "trust", "cash"):
        found = reckoning(explanation, kpi)
        assert found.base == base[kpi]
        assert found.final == game.kpis[kpi]
        total = sum(each.value for each in found.contributions)
        assert total == pytest.approx(found.final - found.base, abs=1e-9 * max(1.0, abs(found.final)))
    idle = play(game.scenario, "do_nothing", quarters=QUARTERS, seed=3, events=(CARD,))
    alone = Explanation(idle.run())
    alone.refine()
    assert all(each.value == pytest.approx(0.0, abs=1e-12) for each in reckoning(alone, "cloud_ai_revenue").contributions)


def test_a_first_look_sums_as_well_and_says_that_its_error_is_unknown(game):
    found = Explanation(game.run())
    while not found.begun:
        found.work()
    shown = found.waterfall("trust", sides=False)
    assert shown.pairs == 0
    assert all(np.isnan(row.error) for row in shown.rows)
    assert sum(row.contribution for row in shown.rows) == pytest.approx(shown.total - shown.base, abs=1e-9)


def test_a_null_decision_contributes_exactly_zero_and_equal_decisions_the_same(game):
    standing = Game.from_run(game.run(), quarters=0).levers()
    null = Piece("decisions", 0, 0, {"governance.delegation": (standing["governance.delegation"], 0.0)})
    twins = [Piece("decisions", 0, k, {"migration.support": (16, 6)}) for k in (1, 2)]
    other = Piece("decisions", 1, 3, {"migration.mandate": (0.8, 0.3)})
    found = exact(Replays(game.run(), 2, [null, *twins, other]).value, 4)
    assert (found[0] == 0).all()
    assert same(found[1], found[2])
    assert found[1].any()


@pytest.mark.slow
def test_the_levers_of_a_quarter_share_what_the_quarter_gets(game):
    whole, split = Explanation(game.run()), Explanation(game.run(), detail=1)
    for found in (whole, split):
        while not found.begun:
            found.work()
    of_quarter = {
        len(found.pieces): sum(
            row.contribution
            for row in found.waterfall("trust", sides=False).rows
            if row.piece.kind == "decisions" and row.piece.quarter == 0
        )
        for found in (whole, split)
    }
    assert len(of_quarter) == 2
    one, other = of_quarter.values()
    assert one == pytest.approx(other, abs=1e-12)


def test_what_cannot_be_carried_out_alone_is_lowered_and_never_refused(game):
    run = game.run()
    greedy = dict(run.decisions) | {(0, 1): {"compute.frontier": 0.6, "compute.cloud": 0.2, "compute.ecosystem": 0.2}}
    found = Explanation(replace(run, decisions=greedy, digests={}), 2)
    found.refine()
    assert found.waterfall("trust").rows


def test_with_all_mechanisms_on_the_game_is_the_one_that_was_played(game):
    found = Explanation(game.run(), 1, of_mechanisms=True)
    found.refine()
    shown = found.waterfall("internal_adoption", sides=False)
    assert shown.total == game.world.record.kpi(0, "internal_adoption", 12)
    assert sum(row.contribution for row in shown.rows) == pytest.approx(shown.total - shown.base, abs=1e-9)


def test_loops_that_do_what_they_do_anyway_have_no_strength():
    nothing = small("do_nothing", events=())
    assert (np.nan_to_num(loop_strengths(nothing.run()).values) == 0).all()


@pytest.mark.slow
def test_every_loop_pulls_at_something_in_a_game_that_differs():
    strengths = loop_strengths(play("base", "experiments/scenario_plans/base.toml", seed=3).run())
    pulls = np.abs(np.nan_to_num(strengths.values)).max(axis=(1, 2))
    assert {name for name, pull in zip(strengths.loops, pulls, strict=True) if pull > 0} == set(LINKS)
    assert strengths.shares("internal_adoption").sum(axis=0).max() == pytest.approx(1.0)


def test_links_that_are_only_written_down_change_nothing(game):
    watched = Game.from_run(game.run(), quarters=0).world
    watched.links = Links()
    for quarter in range(QUARTERS):
        watched.advance({0: game.run().decisions.get((0, quarter), {})})
    assert watched.record.digests() == game.world.record.digests()
    assert {name for name, _, _ in watched.links.series} == set(LINKS)
    assert len(base_series(game.run(), 1).series) == 13 * len(LINKS)


def test_a_team_is_said_to_have_chosen_what_it_chose(game):
    told = [weighing(game, team, game.week - 1) for team in range(60)]
    moved = [found for found in told if found and found.chosen != found.before]
    assert moved
    for found in moved:
        assert found.options == OPTIONS
        assert sum(found.chance) == pytest.approx(1.0)
        assert np.isfinite(found.worth[found.chosen])
        assert found.chance[found.chosen] > 0


def test_each_sentence_of_the_story_says_what_its_evidence_says(game, explanation):
    strengths = loop_strengths(game.run())
    for kpi in ("internal_adoption", "trust", "cash", "decision_latency"):
        waterfall = explanation.waterfall(kpi)
        told = story(game, waterfall, strengths)
        assert told[0].key.startswith("story.total.")
        for sentence in told:
            again = values_of(sentence.evidence, game, waterfall, strengths)
            numbers = [v for k, v in sentence.values.items() if k in ("contribution", "error", "total", "base", "strength",
                       "together", "chance", "wait", "week")]  # fmt: skip
            assert numbers
            for number in numbers:
                assert any(number == seen or (number != number and seen != seen) for seen in again), sentence


def test_a_contribution_that_was_played_in_full_is_told_without_an_error():
    game = play("base", "sensible", seed=3, quarters=1)
    explanation = Explanation(game.run())
    while not explanation.settled:
        explanation.refine()
    waterfall = explanation.waterfall("internal_adoption")
    assert waterfall.exact and all(row.error == 0.0 for row in waterfall.rows)
    told = [s.key for s in story(game, waterfall, None) if s.key.startswith(("story.most", "story.against"))]
    assert told and all(key.endswith(".exact") for key in told)


def test_the_page_the_command_and_the_report_say_the_same_of_a_game():
    run = play("base", "sensible", seed=0, quarters=4, parameters=SMALL, events=("price_war@8", "cash_squeeze@30")).run()
    page, command, report = Explanation(run), Explanation(run), Debriefing(run, tries=0, lucks=0)
    while wanted := page.wanted():  # as the page does: another process plays, and it takes in what arrives
        page.take(wanted[-1], command.replays.value(wanted[-1]))
    for _ in command.steps(1):  # however few pairs are asked for
        pass
    while report.stage == "why":
        report.step()
    found = [page.waterfall("internal_adoption"), command.waterfall("internal_adoption"),
             report.result().waterfalls["internal_adoption"]]  # fmt: skip
    assert 3 <= len(page.pieces) <= 6
    assert all(each.exact for each in found)
    assert [[row.contribution for row in each.rows] for each in found[1:]] == [[r.contribution for r in found[0].rows]] * 2


def test_where_orders_are_drawn_all_ask_for_as_many():
    from ui.command_line import why

    asked = inspect.signature(why).parameters["pairs"].default
    assert asked == PAIRS == Explanation(small().run()).most_pairs
