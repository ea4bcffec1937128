"""How the game of the session ended: whether it was won."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import session

if TYPE_CHECKING:
    from experiments.verdict import Verdict


def verdict() -> Verdict | None:
    """Return the verdict on the game, None while it goes on."""
    from experiments.verdict import verdict as read  # the engine is loaded by the time a game has ended

    return read(session.playing()) if session.outcome() is not None else None
