"""A tree of runs as text for the shelf, and from it."""

from __future__ import annotations

from typing import Any

from ui import shelf


def as_text(lineage: Any, task: str) -> shelf.Tree:
    """Return a tree of runs, and the guided task it belongs to, as the shelf keeps it."""
    kept = (shelf.Kept(twig.run.to_text(), twig.parent, twig.since, twig.name, task) for twig in lineage.twigs)
    return tuple(kept), lineage.current


def from_text(tree: shelf.Tree) -> tuple[Any, str]:
    """Return a tree that was kept, and its task; raises BadInput where a file no longer reads."""
    from experiments.lineage import Lineage, Twig
    from model.runfile import Run

    kept, current = tree
    twigs = [Twig(Run.from_text(each.text, "the run file"), each.parent, each.since, each.name) for each in kept]
    return Lineage(twigs, current), kept[current].task
