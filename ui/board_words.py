"""The words of the scoreboard: those of the page and some of its own, kept in `board.po` beside them."""

from __future__ import annotations

from functools import cache

from babel.messages.pofile import read_po

from ui.words import FOLDER, LANGUAGES, Words


class BoardWords(Words):
    """The words of one language, those of the scoreboard among them."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        with (FOLDER / language / "LC_MESSAGES" / "board.po").open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    self.catalogue.delete(message.id)
                    self.catalogue[message.id] = message


@cache
def of(language: str) -> BoardWords:
    """Return the scoreboard's words of a language; an unknown one gets English."""
    return BoardWords(language if language in LANGUAGES else "en")
