"""Who is served next: nobody waits while a process is free, nobody is passed over, and what is done behind waits.

Processes are numbered; the last one works behind, and only while nobody waits for an answer.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from experiments.workers.questions import Question

REST = 0.3
"""Seconds after an answer before anything is done behind: whoever was answered is still having the page drawn."""
MOST_HOMES = 1000


@dataclass(eq=False)
class Job:
    """A question somebody asked; `behind` when nobody waits for its answer; `until` is when it is too late."""

    question: Question
    owner: str
    behind: bool
    until: float
    answer: Future = field(default_factory=Future)


class Line:
    """The jobs that wait, and which process works at what. Not thread-safe: the pool locks it."""

    def __init__(self, answering: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.answering, self.clock = answering, clock
        self._waiting: list[Job] = []
        self._running: dict[int, Job] = {}
        self._served: OrderedDict[tuple[bool, str], int] = OrderedDict()
        self._homes: OrderedDict[str, set[int]] = OrderedDict()
        self._number = 0
        self._answered = float("-inf")

    def put(self, job: Job) -> None:
        """Join the line."""
        self._waiting.append(job)

    def next(self, process: int) -> Job | None:
        """Take the job that `process` is to work at now, or None."""
        behind = process >= self.answering
        if behind and self.rest() > 0.0:
            return None
        for job in self._in_turn(behind):
            if behind or self._is_for(job, process):
                self._take(job, process)
                return job
        return None

    def done(self, process: int) -> None:
        """A process is free again."""
        job = self._running.pop(process, None)
        if job is not None and not job.behind:
            self._answered = self.clock()

    def gone(self, process: int) -> None:
        """A process was replaced: it remembers nothing."""
        for homes in self._homes.values():
            homes.discard(process)

    def rest(self) -> float:
        """Return for how many seconds nothing may be done behind; endless while an answer is waited for."""
        if any(not job.behind for job in (*self._waiting, *self._running.values())):
            return float("inf")
        return max(0.0, self._answered + REST - self.clock())

    def _in_turn(self, behind: bool) -> list[Job]:
        """Return the jobs that wait, those first whose owner was served longest ago; an owner's own as they were asked."""
        jobs = [job for job in self._waiting if job.behind == behind]
        return sorted(jobs, key=lambda job: self._served.get((behind, job.owner), 0))

    def _is_for(self, job: Job, process: int) -> bool:
        """Whether a process may take a job: it knows the subject, or whoever knows it is busy."""
        homes = self._homes.get(job.question.subject.key, set())
        return process in homes or not homes - self._running.keys()

    def _take(self, job: Job, process: int) -> None:
        self._waiting.remove(job)
        self._running[process] = job
        self._number += 1
        _set(self._served, (job.behind, job.owner), self._number)
        if not job.behind:
            _set(self._homes, job.question.subject.key, self._homes.get(job.question.subject.key, set()) | {process})


def _set(kept: OrderedDict, key: object, value: object) -> None:
    """Put the latest in, and let the oldest go."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MOST_HOMES:
        kept.popitem(last=False)
