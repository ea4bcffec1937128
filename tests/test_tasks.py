"""Guided tasks: how goals are judged, that each can be done, and that doing nothing does not do it."""

from types import SimpleNamespace

import pytest

from experiments.tasks import BAD_RELEASES, TASKS, Goal, Standing, outcome, standings
from experiments.winnable import FOLDER
from model.kpis import KPIS
from model.scenario import load


def game(values, quarters=4, seen=None, bad=()):
    """A game in which cash took these values at the ends of its quarters."""
    news = [(week, 0, "release.bad", {}) for week in bad]
    return SimpleNamespace(
        series=lambda seen: {"cash": list(other if seen else values)},
        quarter=len(values), horizon=quarters, over=len(values) >= quarters,
        world=SimpleNamespace(record=SimpleNamespace(news=news)),
    ) if (other := seen or values) else None  # fmt: skip


def stands(goal, *values, **more):
    task = SimpleNamespace(goals=(goal,))
    return standings(task, game(values, **more))[0]  # type: ignore[arg-type]


def test_a_goal_at_the_end_is_open_or_stands_until_then():
    goal = Goal("cash", 5.0)
    assert stands(goal, 4.0).state == "open"
    assert stands(goal, 4.0, 6.0).state == "stands"
    assert stands(goal, 9.0, 9.0, 9.0, 4.0).state == "missed"
    assert stands(goal, 0.0, 0.0, 0.0, 5.0).state == "met"


def test_a_goal_for_every_quarter_is_missed_at_once_and_not_before_it_counts():
    goal = Goal("cash", 5.0, when="every", since=3)
    assert stands(goal, 1.0, 1.0).state == "open"
    assert stands(goal, 1.0, 1.0, 4.0).state == "missed"
    assert stands(goal, 1.0, 1.0, 5.0, 6.0).state == "met"


def test_a_goal_on_the_mean_may_recover():
    goal = Goal("cash", 5.0, at_most=True, when="mean")
    assert stands(goal, 9.0).state == "open"
    assert stands(goal, 9.0, 0.0).state == "stands"
    assert stands(goal, 9.0, 0.0, 0.0, 0.0).state == "met"


def test_while_playing_the_goal_goes_by_what_is_seen_and_at_the_end_by_the_truth():
    goal = Goal("cash", 5.0)
    assert stands(goal, 1.0, 1.0, seen=(9.0, 9.0)).state == "stands"
    assert stands(goal, 1.0, 1.0, 1.0, 1.0, seen=(9.0, 9.0, 9.0, 9.0)).state == "missed"


def test_bad_releases_are_counted_as_they_happen():
    goal = Goal(BAD_RELEASES, 1.0, at_most=True, when="every")
    assert stands(goal, 0.0, bad=[3]).state == "stands"
    assert stands(goal, 0.0, bad=[3, 20]).state == "stands", "the second comes later"
    assert stands(goal, 0.0, 0.0, bad=[3, 20]).state == "missed"


@pytest.mark.parametrize(("states", "expected"), [
    (("met", "met"), "done"), (("met", "missed"), "failed"), (("stands", "missed"), "missed"), (("open", "stands"), "open"),
    (("stands", "stands"), "stands"),
])  # fmt: skip
def test_a_task_is_as_its_goals_are(states, expected):
    assert outcome([Standing(Goal("cash", 0.0), 0.0, state) for state in states]) == expected


@pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))
def test_a_task_is_made_of_what_exists(task):
    assert load(task.scenario).name == task.scenario
    assert all(goal.figure in KPIS or goal.figure == BAD_RELEASES for goal in task.goals)
    assert task.fits(task.game())
    assert not task.fits(SimpleNamespace(scenario=SimpleNamespace(name=task.scenario), seed=task.seed + 1, horizon=8))
    assert not task.shown_by.endswith(".toml") or (FOLDER / task.shown_by).exists()


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))
def test_a_task_can_be_done_and_is_not_done_by_doing_nothing(task):
    assert outcome(standings(task, task.game(task.shown_by).finish())) == "done"
    assert outcome(standings(task, task.game().finish())) == "failed"


def test_the_first_task_is_done_by_its_plan_and_the_price_war_comes_in_the_fourth_quarter():
    task = TASKS["queue"]
    assert outcome(standings(task, task.game(task.shown_by).finish())) == "done"
    war = TASKS["war"].game()
    for _ in range(4):
        war.advance()
    weeks = [week for week, _, key, _ in war.world.record.news if key.startswith("card.price_war.start")]
    assert 39 in weeks, "week 40, in the fourth quarter"
