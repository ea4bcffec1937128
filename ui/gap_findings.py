"""How far two runs are apart, as sentences: under the luck they were played in, and under others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui import telling
from ui.words import Words

if TYPE_CHECKING:
    from experiments.lineage import Pairs

PAIRS = 12
"""Pairs of an interval: a gap is judged when all have been tried, so that no verdict has to be taken back."""


def headline(run: str, found: Pairs, kpi: str, ended: bool, words: Words) -> str:
    """Return how far the run of this letter ends from A under the luck of both, and whether that holds under others."""
    apart = float(found.difference(kpi)[0, -1])
    level = abs(apart) < telling.finest(kpi, abs(apart), words, difference=True) / 2
    word = "level" if level else "above" if apart > 0 else "below"
    rest = _under_others(found, kpi, 0 if level else 1 if apart > 0 else -1)
    return words(
        f"tree.headline.{word}{'' if ended else '.so_far'}",
        run=run,
        change=telling.change(kpi, abs(apart), words).lstrip("+"),
        kpi=telling.figure_name(kpi, words),
        quarter=found.quarters,
        rest=words(f"tree.rest.{rest}") if rest else "",
    )


def title(found: Pairs, kpi: str, words: Words) -> str:
    """Return whether the gap between two runs holds under other lucks; that there is none where none is."""
    end = found.end(kpi)
    if not _judged(found):
        return words("tree.apart.unknown" if end.count < 2 else "tree.apart.filling")
    if not found.difference(kpi).any():
        return words("tree.apart.level")
    return words("tree.apart.clear" if end.clear else "tree.apart.unclear")


def each(every: Sequence[Pairs], kpi: str, words: Words) -> str:
    """Return how many of several runs differ from A under other lucks."""
    ends = [found.end(kpi) for found in every]
    if not all(map(_judged, every)):
        return words("tree.each.unknown")
    return words("tree.each", number=sum(end.clear for end in ends), all=len(ends))


def _under_others(found: Pairs, kpi: str, sign: int) -> str:
    """Return what other lucks say of a gap of this sign (0: none), as the end of a key; nothing where none is known."""
    end = found.end(kpi)
    if not _judged(found):
        return ""
    if not sign:
        return "gap" if end.clear else "none"
    if not end.clear:
        return "vanish"
    return "holds" if (end.low > 0) == (sign > 0) else "turned"


def _judged(found: Pairs) -> bool:
    return found.tried >= PAIRS and found.played > 1
