"""Guided tasks: the list from which one begins, and the strip that says on Play how the goal stands."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from ui import session, telling
from ui.screens import frame
from ui.session import learn
from ui.words import Words

if TYPE_CHECKING:
    from experiments.tasks import Goal, Standing, Task

MARKS = {"open": "○", "stands": "●", "missed": "✕", "met": "●"}
"""A shape for each state of a goal."""


def draw() -> None:
    """Draw the tasks in order, and the sandbox last."""
    words, playing = session.words(), learn.task()
    frame.markup(f'<h2>{escape(words("tasks.title"))}</h2><p class="measure">{escape(words("tasks.note"))}</p>')
    for place, task in enumerate(learn.tasks().values(), start=1):
        with st.container(key=f"task-{task.name}"):
            entry(place, task, playing is not None and playing.name == task.name, words)
    with st.container(key="task-sandbox"):
        title, note = escape(words("tasks.sandbox")), escape(words("tasks.sandbox.note"))
        frame.markup(f'<div class="task"><h3>{title}</h3><p>{note}</p></div>')
        if st.button(words("tasks.sandbox.act"), key="task-begin-sandbox"):
            session.go("start")


def entry(place: int, task: Task, in_play: bool, words: Words) -> None:
    """Draw one task: what is asked, where, and the way into it."""
    title, says = f"{place}. {words(f'task.{task.name}')}", words(f"task.{task.name}.says")
    scenario = frame.scenario_words(task.scenario, words)[0]
    where = words("tasks.where", scenario=scenario, quarters=task.quarters)
    told = words(f"task.outcome.{learn.task_outcome()}") if in_play and learn.standings() else ""
    state = f'<p class="state">{escape(told)}</p>' if told else ""
    frame.markup(
        f'<div class="task"><h3>{escape(title)}</h3><p>{escape(says)}</p><p class="measure">{escape(where)}</p>{state}</div>'
    )
    with st.container(horizontal=True, gap="small", key=f"task-act-{task.name}"):
        if in_play and st.button(words("tasks.go_on"), key=f"task-go-on-{task.name}"):
            session.go("play")
        if st.button(words("tasks.again" if in_play else "tasks.start"), key=f"task-begin-{task.name}"):
            learn.start_task(task.name)
            session.go("play")


def strip(words: Words) -> None:
    """Draw the task of the game in play with its goals and how they stand; nothing where it has none."""
    task = learn.task()
    if task is None:
        return
    stands = learn.standings()
    place = list(learn.tasks()).index(task.name) + 1
    kicker = f"{words('task.number', place=place, all=len(learn.tasks()))} · {words(f'task.{task.name}')}"
    if stands:
        goals = "".join(f'<li class="{standing.state}">{goal(standing, words)}</li>' for standing in stands)
        side = words("task.strip.truth" if session.over() else "task.strip.seen")
        told = words(f"task.outcome.{learn.task_outcome()}")
    else:
        goals = "".join(f'<li class="open">○ {escape(goal_text(each, words))}</li>' for each in task.goals)
        side, told = words("task.strip.before"), words(f"task.{task.name}.says")
    frame.markup(
        f'<aside class="taskstrip {learn.task_outcome()}" aria-label="{escape(kicker)}"><div><p class="which">'
        f'{escape(kicker)}</p><p class="told">{escape(told)}</p></div><ul>{goals}</ul>'
        f'<p class="measure">{escape(side)}</p></aside>'
    )


def goal(standing: Standing, words: Words) -> str:
    """Return how a goal stands as HTML: mark, what is asked, the figure now, and the state as a word."""
    value = figure(standing.goal.figure, standing.value, words)
    now = words("task.mean_so_far" if standing.goal.when == "mean" else "task.now", value=value)
    state = words(f"task.state.{standing.state}")
    text = f"{MARKS[standing.state]} {goal_text(standing.goal, words)}"
    return f"{escape(text)} <b>{escape(now)} · {escape(state)}</b>"


def goal_text(asked: Goal, words: Words) -> str:
    """Return what a goal asks for."""
    side = "most" if asked.at_most else "least"
    name, bound = figure_name(asked.figure, words), figure(asked.figure, asked.bound, words)
    when = "always" if asked.when == "every" and asked.since == 1 else asked.when
    return words(f"task.goal.{side}.{when}", figure=name, bound=bound, since=asked.since)


def figure_name(name: str, words: Words) -> str:
    """Return the name of a figure of a goal: a KPI's, or that of a count."""
    return words(f"goal.figure.{name}") if words.has(f"goal.figure.{name}") else telling.figure_name(name, words)


def figure(name: str, value: float, words: Words) -> str:
    """Return the value of a figure of a goal."""
    return words.number(value) if words.has(f"goal.figure.{name}") else telling.figure(name, value, words)
