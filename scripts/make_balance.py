"""Write docs/balance.md: policies against drawn worlds, and where the best value of suspect levers lies.

`make balance` runs it (some minutes): every figure in the page is played, none is written by hand.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from experiments.balance import Balance, draw_worlds, play_all
from experiments.levels import FIGURES, GAP, SEEDS, SUSPECTS, Answer, Question, ask
from model.files import replace_atomically
from model.version import MODEL_VERSION

PAGE = Path(__file__).resolve().parents[1] / "docs" / "balance.md"
WORLDS = 30
SHOWN = ("score", "cash", "cloud_ai_revenue", "internal_adoption")


def main() -> None:
    """Play and write."""
    balance = play_all(draw_worlds(WORLDS))
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        gap, suspects = ask(GAP, SEEDS, pool), ask(SUSPECTS, SEEDS, pool)
    replace_atomically(PAGE, page(balance, gap, suspects))


def page(balance: Balance, gap: list[Answer], suspects: list[Answer]) -> str:
    """Return the text of the page."""
    lines = [*_head(), *_tournament(balance), *_gap(gap), *_suspects(suspects)]
    return "\n".join(lines) + "\n"


def _head() -> list[str]:
    return [
        "# Balance",
        "",
        f"This page is written by `make balance`, model version {MODEL_VERSION}. It asks whether one way to play is best",
        "everywhere, and whether the best value of a lever moves with the world. What counts, and why, is in",
        "[decision 020](decisions/020-no-dead-lever.md).",
    ]


def _tournament(balance: Balance) -> list[str]:
    rows = [
        f"| {name} | {balance.top[name]:.2f} | {balance.wins[name]:.2f} | {float(np.mean(scores)):.2f} |"
        for name, scores in zip(balance.policies, balance.scores, strict=True)
    ]
    return [
        "",
        f"## {len(balance.policies)} policies in {WORLDS} drawn worlds",
        "",
        "The shipped scenarios by turns, with parameters drawn around their defaults (`experiments/balance.py`). A policy",
        "is in the top tenth where it has the highest score of all. No policy may be there in more than .60 of the worlds;",
        "`do_nothing` and `random` may win fewer than .03. The largest standard error of a share is .09.",
        "",
        "| policy | in the top tenth | won | mean score |",
        "|---|---|---|---|",
        *rows,
    ]


def _gap(answers: list[Answer]) -> list[str]:
    return [
        "",
        "## The best `release.gap` by world",
        "",
        f"Each gap from the first quarter to the last, seeds 0 to {len(SEEDS) - 1}, no cards; means of the score, of cash",
        "(RMB M) and of cloud revenue (RMB M a week) at the end, each one's best in bold. What makes a world differ from",
        "the base case is in `experiments/levels.py`.",
        "",
        f"| world | {' | '.join(GAP[0].levels)} |",
        "|---|" + "---|" * len(GAP[0].levels),
        *(f"| {answer.question.name} | {' | '.join(_cells(answer, SHOWN[:3]))} |" for answer in answers),
        "",
        "| world | best by score | by cash | by revenue | by score, over the next best |",
        "|---|---|---|---|---|",
        *(_best(answer) for answer in answers),
    ]


def _best(answer: Answer) -> str:
    best = [answer.best(figure) for figure in SHOWN[:3]]
    return f"| {answer.question.name} | {' | '.join(best)} | {_lead(answer)} |"


def _lead(answer: Answer) -> str:
    """By how much the best level by score is above the next, with the standard error of the pairs."""
    order = np.argsort(-answer.means[:, FIGURES.index("score")])
    names = list(answer.question.levels)
    first, second = names[int(order[0])], names[int(order[1])]
    mean, error = answer.lead("score", first, second)
    return f"{mean:.3f} ({error:.3f}) over {second}"


def _suspects(answers: list[Answer]) -> list[str]:
    lines = [
        "",
        "## Suspects",
        "",
        "Levels that would end the game if they were best everywhere: no price inside the group, a mandate for all, a",
        "weekly review without a layer. Held above the plan `sensible`, seeds 0 to "
        f"{len(SEEDS) - 1}, no cards. A cell is the",
        "score, cash, cloud revenue and adoption; in brackets the share of games that were won. The last column is the",
        "suspect's score minus that of the best of the others, with the standard error of the pairs.",
    ]
    for levels in dict.fromkeys(tuple(answer.question.levels) for answer in answers):
        lines += ["", f"| world | {' | '.join(levels)} | suspect |", "|---|" + "---|" * (len(levels) + 1)]
        for answer in answers:
            if tuple(answer.question.levels) == levels:
                wins = answer.means[:, FIGURES.index("won")]
                cells = [f"{cell} ({won:.2f})" for cell, won in zip(_cells(answer, SHOWN), wins, strict=True)]
                lines.append(f"| {answer.question.name} | {' | '.join(cells)} | {_suspect(answer)} |")
    return lines


def _suspect(answer: Answer) -> str:
    suspect = suspected(answer.question)
    scores = dict(zip(answer.question.levels, answer.means[:, 0], strict=True))
    best = max((name for name in scores if name != suspect), key=lambda name: scores[name])
    mean, error = answer.lead("score", suspect, best)
    return f"{mean:+.3f} ({error:.3f})"


def suspected(question: Question) -> str:
    """Return the level that is under suspicion: the mandate's last, the others' first."""
    names = list(question.levels)
    return names[-1] if question.name.startswith("migration.mandate") else names[0]


def _cells(answer: Answer, figures: tuple[str, ...]) -> list[str]:
    cells = []
    for name, row in zip(answer.question.levels, answer.means, strict=True):
        if np.isnan(row).any():
            cells.append("refused")
            continue
        texts = []
        for figure in figures:
            value = float(row[FIGURES.index(figure)])
            text = f"{value:.0f}" if abs(value) >= 2 else f"{value:.3f}"
            texts.append(f"**{text}**" if answer.best(figure) == name else text)
        cells.append(" ".join(texts))
    return cells


if __name__ == "__main__":
    main()
