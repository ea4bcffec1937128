"""Where does the best value of a lever lie, and does it move with the world? One lever tried at several levels.

A question is a world, a policy that plays it and the levels of a lever, each held from the first quarter to the last.
Every level meets the same luck. What is told is the mean of some figures over the seeds: of the score, of the revenue
and of adoption in the last week, of cash, and the share of games that were won.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from experiments import plans
from experiments.batch import Setting, finish
from model.decisions import Value
from model.errors import Refused
from model.kpis import INDEX
from model.scenario import load

SEEDS = range(12)
FIGURES = ("score", "cash", "cloud_ai_revenue", "internal_adoption", "won")
Level = Mapping[str, Value]


@dataclass(frozen=True)
class Question:
    """A lever tried at `levels` (by what they are called) in a world: a scenario, parameters changed, who decides."""

    name: str
    levels: Mapping[str, Level]
    scenario: str = "base"
    policy: str = "do_nothing"
    parameters: Mapping[str, float] = field(default_factory=dict)
    also: Level = field(default_factory=dict)


def _gap(value: float) -> Level:
    return {"release.policy": "tiered", "release.gap": value}


GAPS: Mapping[str, Level] = {"closed": {"release.policy": "closed"}} | {
    f"{value:g}": _gap(value) for value in (0.0, 0.15, 0.3, 0.45, 0.6, 0.9, 1.2)
}
WEAK = {"start.openlab_capability": 1.0, "start.openlab_budget": 0.7, "start.other_open_budget": 0.6}
ALONE = {"treasury.attached_hosted": 0.0, "treasury.attached_api": 0.0}

GAP: tuple[Question, ...] = (
    Question("base case", GAPS),
    Question("base case, sensible plan", GAPS, policy="sensible"),
    Question("base case, API price 3.2", GAPS, also={"price.api": 3.2}),
    Question("strong open rivals (commodity_flood)", GAPS, "commodity_flood"),
    Question("weak open rivals", GAPS, parameters=WEAK),
    Question("weak open rivals, API price 3.8", GAPS, parameters=WEAK, also={"price.api": 3.8}),
    Question("no attached revenue", GAPS, parameters=ALONE),
)
"""Worlds in which the gap between what is sold and what is given away should be another."""


def _review(weeks: int, layers: int) -> Level:
    return {"governance.review_weeks": weeks, "governance.review_layers": layers}


TRANSFER: Mapping[str, Level] = {f"{value:g}": {"price.transfer": value} for value in (0.0, 0.5, 1.0, 1.5, 2.0)}
MANDATE: Mapping[str, Level] = {f"{value:g}": {"migration.mandate": value} for value in (0.3, 0.5, 0.7, 1.0)}
REVIEW: Mapping[str, Level] = {
    f"every {weeks} weeks, {layers} layers": _review(weeks, layers)
    for weeks, layers in ((1, 0), (1, 1), (2, 1), (2, 2), (4, 1), (4, 2), (13, 2))
}
SUSPECTS: tuple[Question, ...] = (
    Question("price.transfer, base case", TRANSFER, policy="sensible"),
    Question("price.transfer, festival", TRANSFER, "festival", "sensible"),
    Question("migration.mandate, base case", MANDATE, policy="sensible"),
    Question("migration.mandate, fragmented", MANDATE, "fragmented", "sensible"),
    Question("review, base case", REVIEW, policy="sensible"),
    Question("review, plateau", REVIEW, "plateau", "sensible"),
    Question("review, arms_race", REVIEW, "arms_race", "sensible"),
)
"""Levels that once looked best everywhere: no price inside the group, a mandate for all, a weekly review of nothing."""


@dataclass(frozen=True)
class Answer:
    """What each level of a question came to: figures (levels, seeds, FIGURES); NaN where a plan was refused."""

    question: Question
    figures: np.ndarray

    @property
    def means(self) -> np.ndarray:
        """Return the mean over seeds, shape (levels, FIGURES); NaN where most games were refused."""
        played = np.isfinite(self.figures[:, :, 0])
        counted = np.where(played[..., None], self.figures, 0.0).sum(axis=1)
        enough = played.mean(axis=1) >= 0.5
        return np.where(enough[:, None], counted / np.maximum(played.sum(axis=1), 1)[:, None], np.nan)

    def best(self, figure: str) -> str:
        """Return the level with the highest mean of a figure."""
        return list(self.question.levels)[int(np.nanargmax(self.means[:, FIGURES.index(figure)]))]

    def lead(self, figure: str, level: str, over: str) -> tuple[float, float]:
        """Return by how much one level is above another, mean and standard error of the pairs that were played."""
        names, column = list(self.question.levels), FIGURES.index(figure)
        apart = self.figures[names.index(level), :, column] - self.figures[names.index(over), :, column]
        apart = apart[np.isfinite(apart)]
        return float(apart.mean()), float(apart.std(ddof=1) / np.sqrt(len(apart)))


def ask(questions: Sequence[Question], seeds: Sequence[int], pool: Executor) -> list[Answer]:
    """Play every level of every question under each seed."""
    jobs = [(question, level, seed) for question in questions for level in question.levels for seed in seeds]
    found = iter(list(pool.map(_played, jobs, chunksize=4)))
    answers = []
    for question in questions:
        rows = [[next(found) for _ in seeds] for _ in question.levels]
        answers.append(Answer(question, np.array(rows)))
    return answers


def _played(job: tuple[Question, str, int]) -> list[float]:
    question, level, seed = job
    # no cards: a storm in one luck would hide which level is best
    case = load(question.scenario).changed(draw_events=False).with_parameters(dict(question.parameters))
    held = {**question.also, **question.levels[level]}
    try:
        game = finish(Setting(case, plans.named(question.policy), seed, held).game())
    except Refused:
        return [float("nan")] * len(FIGURES)
    kpis, standing = game.world.record.kpis[0, game.world.week - 1], game.world.firms[0].standing
    return [*(float(kpis[INDEX[name]]) for name in FIGURES[:-1]), float(standing.won and not standing.loss)]
