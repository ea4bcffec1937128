"""What can be asked: a method of something that is made once and kept, because it remembers the worlds it has played."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MOST_WORLDS = 160
"""Worlds kept by one process, over everything it keeps: a third of a megabyte each, a megabyte late in a game."""


@dataclass(frozen=True)
class Subject:
    """What questions are about: `make(*given)`, made where the question is answered and kept there.

    Both must be picklable, and answers may depend on them and on the question alone: then it does not matter which
    process answers, nor whether it has answered before.
    """

    make: Callable[..., Any]
    given: tuple

    @cached_property
    def key(self) -> str:
        """A name that two subjects share only if they are made alike."""
        return hashlib.sha256(pickle.dumps((self.make.__module__, self.make.__qualname__, self.given))).hexdigest()


@dataclass(frozen=True)
class Question:
    """Call a method of a subject."""

    subject: Subject
    method: str
    arguments: tuple


class Kept:
    """Subjects made so far; those not asked for longest are let go when they hold too many worlds together."""

    def __init__(self, most_worlds: int = MOST_WORLDS) -> None:
        self.most_worlds = most_worlds
        self._subjects: OrderedDict[str, Any] = OrderedDict()

    def __len__(self) -> int:
        return len(self._subjects)

    def answer(self, question: Question) -> Any:
        """Return what the subject says; its exceptions are the asker's."""
        subject = question.subject
        if subject.key not in self._subjects:
            self._subjects[subject.key] = subject.make(*subject.given)
        self._subjects.move_to_end(subject.key)
        try:
            return getattr(self._subjects[subject.key], question.method)(*question.arguments)
        finally:
            while len(self._subjects) > 1 and self._worlds() > self.most_worlds:
                self._subjects.popitem(last=False)

    def _worlds(self) -> int:
        return sum(getattr(subject, "worlds", 1) for subject in self._subjects.values())
