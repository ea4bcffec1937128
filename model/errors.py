"""Refusals: bad input is said in whole sentences, all faults at once."""

from __future__ import annotations

from collections.abc import Sequence


class BadInput(ValueError):
    """Something from outside cannot be used.

    `sentences` says for each fault what is wrong, where, and what would be right.
    """

    def __init__(self, sentences: Sequence[str] | str) -> None:
        self.sentences = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__(" ".join(self.sentences))


class Refused(BadInput):
    """Decisions that cannot be carried out together; nothing has changed."""


class Mismatch(RuntimeError):
    """A replayed run does not give the recorded results."""
