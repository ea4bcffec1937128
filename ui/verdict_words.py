"""Whether a game was won, in a sentence: won, or which conditions were missed, each with its value and its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.words import Words

if TYPE_CHECKING:  # the page stands, and can say so, while the engine still loads
    from experiments.verdict import Verdict
    from model.mechanisms.objectives import Condition

MOST_NAMED = 2
"""How many of the missed conditions a headline names; their number says the rest."""
SMALL = 10.0  # per cent: values beside a limit below it are written with a decimal
FINEST = 4  # decimals


def told(verdict: Verdict | None, words: Words, most: int = MOST_NAMED) -> str:
    """Return the sentence, or nothing where the verdict is still to come or where the ending itself says what was lost."""
    if verdict is None or not verdict.final:
        return ""
    if verdict.won:
        return words("verdict.won")
    missing = verdict.missing
    if any(condition.name == "unbeaten" for condition in missing):
        return ""
    named = words("verdict.join").join(_missed(condition, words) for condition in missing[:most])
    more = len(missing) - most
    return words("verdict.missed.more", missing=named, number=more) if more > 0 else words("verdict.missed", missing=named)


def short(verdict: Verdict | None, words: Words) -> str:
    """Return whether a game was won and no more, for a headline; nothing where `told` says nothing."""
    return told(verdict, words) and words("verdict.won" if verdict is not None and verdict.won else "verdict.lost")


def _missed(condition: Condition, words: Words) -> str:
    value, limit = 100.0 * condition.value, 100.0 * condition.limit
    decimals = next((d for d in range(int(limit < SMALL), FINEST) if round(value, d) != round(limit, d)), FINEST)
    whole = abs(limit - round(limit)) < 1e-9  # a scenario may set a limit between two per cents
    shown = words.percent(condition.value, decimals), words.percent(condition.limit, 0 if whole else 1)
    return words(f"verdict.{condition.name}", value=shown[0], limit=shown[1])
