"""Refusals: bad input is said in whole sentences, all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Sentence(str):
    """A sentence in English that can be said in other languages: `key` names it in a catalogue, `values` fill it in."""

    __slots__ = ("key", "values")
    key: str
    values: dict[str, Any]

    def __new__(cls, text: str, key: str, **values: Any) -> Sentence:
        """Return `text` with what a catalogue needs."""
        sentence = super().__new__(cls, text)
        sentence.key, sentence.values = key, values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        return (str(self), self.key), self.values  # so that a copy, or one sent to another process, keeps them


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
