"""Refusals: bad input is said in whole sentences, all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter
from typing import Any


class Sentence(str):
    """A sentence in English that can be said in other languages: `key` names it in a catalogue, `values` fill it in."""

    __slots__ = ("key", "values")
    key: str
    values: dict[str, Any]

    def __new__(cls, text: str, key: str, /, **values: Any) -> Sentence:
        """Return `text` with what a catalogue needs."""
        sentence = super().__new__(cls, text)
        sentence.key, sentence.values = key, values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        return (str(self), self.key), self.values  # so that a copy, or one sent to another process, keeps them


def said(pattern: str, /, **values: Any) -> Sentence:
    """Return an English sentence, or a part of one: `pattern` filled in as by `str.format`, and its own key.

    So what is refused is written once. Other languages have a pattern under the English one and get the values as
    English writes them, except those that are Sentences, which are translated, and tuples, which are lists.
    """
    text, kept = "", {}
    for before, name, written_as, _ in Formatter().parse(pattern):
        text += before
        if name is not None:
            value = values[name]
            kept[name] = value if isinstance(value, Sentence | tuple) else format(value, written_as or "")
            text += ", ".join(value) if isinstance(value, tuple) else kept[name]
    return Sentence(text, pattern, **kept)


def declared(text: str) -> Sentence:
    """Return a text that is declared elsewhere (a unit, what a lever takes), as a part of a sentence."""
    return Sentence(text, text)


class BadInput(ValueError):
    """Something from outside cannot be used.

    `sentences` says for each fault what is wrong, where, and what would be right.
    """

    def __init__(self, sentences: Sequence[str] | str) -> None:
        self.sentences = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__(" ".join(self.sentences))


class Refused(BadInput):
    """Decisions that cannot be carried out together; nothing has changed."""


def placed(refusal: BadInput, pattern: str, /, **values: Any) -> Refused:
    """Return a refusal whose sentences say where they hold: `pattern` as in `said`, with a place for {sentence}."""
    return Refused([said(pattern, **values, sentence=each) for each in refusal.sentences])


class Mismatch(RuntimeError):
    """A replayed run does not give the recorded results."""
