"""Write docs/ablation.md: what each mend of a formula does alone, played and not remembered.

`make ablation` runs it (some minutes).
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from experiments.ablation import MENDS, SCENARIOS, SEEDS, Mend, table
from experiments.liveness import Verdict
from model.files import replace_atomically
from model.version import MODEL_VERSION

PAGE = Path(__file__).resolve().parents[1] / "docs" / "ablation.md"
LARGE = 100.0
"""From here on a change is told in whole units."""


def main() -> None:
    """Play and write."""
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        rows = table(pool)
    replace_atomically(PAGE, "\n".join([*_head(), *map(_row, MENDS, rows), *_left_out()]) + "\n")


def _head() -> list[str]:
    return [
        "# What each mend does alone",
        "",
        f"This page is written by `make ablation`: {SEEDS} pairs of games a cell, model version {MODEL_VERSION}.",
        "A mend is a term that gives a lever a counter-force, or a goal a trade-off. It is left out by parameters at which",
        "the term vanishes (`experiments/ablation.py`), under decisions that lean on it, and the game is compared with the",
        "same game with it. A cell names the [figure](kpis.md) that moved farthest in its own noise, by how much its mean",
        "over the game moved when the mend was left out, and in brackets that change in standard deviations of the paired",
        "differences. A cell in brackets altogether moved nothing by more than one. Of a mend with several terms, those",
        "that no parameter can silence stay: of I50 the operating margin in place of the gross one, of I58 the share of",
        "blocks that are right, of I59 that a refused trial is not begun.",
        "",
        f"| mend | what it says | {' | '.join(SCENARIOS)} |",
        "|---|---|" + "---|" * len(SCENARIOS),
    ]


def _row(mend: Mend, verdicts: list[Verdict]) -> str:
    return f"| {mend.name} | {mend.says} | {' | '.join(map(_cell, verdicts))} |"


def _cell(found: Verdict) -> str:
    change = f"{found.mean:+.0f}" if abs(found.mean) >= LARGE else f"{found.mean:+.2g}"
    text = f"{found.figure} {change} ({min(found.effect, LARGE):.1f})"
    return text if found.alive else f"({text})"


def _left_out() -> list[str]:
    lines = ["", "Parameters at which each says nothing, and the decisions under which it is leant on:", ""]
    for mend in MENDS:
        out = ", ".join(f"`{name}` = {value:g}" for name, value in mend.without.items())
        under = ", ".join(f"`{name}` = {value}" for name, value in mend.leant_on.items()) or "none"
        lines.append(f"- {mend.name}: {out}; decisions: {under}.")
    return lines


if __name__ == "__main__":
    main()
