"""The words of the scoreboard: those of the page and some of its own, kept in `board.po` beside them."""

from __future__ import annotations

from functools import cache

from ui.words import APART, LANGUAGES, Words, messages


class BoardWords(Words):
    """The words of one language, those of the scoreboard among them."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.messages |= messages(APART, language)


@cache
def of(language: str) -> BoardWords:
    """Return the scoreboard's words of a language; an unknown one gets English."""
    return BoardWords(language if language in LANGUAGES else "en")
