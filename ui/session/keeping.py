"""A tree of runs as text for the shelf, and from it."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from ui import shelf


def as_text(lineage: Any, task: str) -> shelf.Tree:
    """Return a tree of runs, and the guided task it belongs to, as the shelf keeps it."""
    kept = []
    for twig in lineage.twigs:
        bets = tuple((quarter, tuple(map(astuple, laid))) for quarter, laid in twig.bets.items())
        kept.append(shelf.Kept(twig.run.to_text(), twig.parent, twig.since, twig.name, bets, task))
    return tuple(kept), lineage.current


def from_text(tree: shelf.Tree) -> tuple[Any, str]:
    """Return a tree that was kept, and its task; raises BadInput where a file no longer reads."""
    from experiments.bets import Bet
    from experiments.lineage import Lineage, Twig
    from model.runfile import Run

    kept, current = tree
    twigs = [
        Twig(Run.from_text(each.text, "the run file"), each.parent, each.since, each.name,
             {quarter: tuple(Bet(*bet) for bet in bets) for quarter, bets in each.bets})
        for each in kept
    ]  # fmt: skip
    return Lineage(twigs, current), kept[current].task
