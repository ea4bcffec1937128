"""A pool of processes that answer questions; `ask` may be called from any thread and never waits."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from experiments.workers.line import Job, Line
from experiments.workers.processes import Hosts, Worker
from experiments.workers.questions import Kept, Question, Subject

MOST_PROCESSES = 4
"""Processes that answer, at most: what a room of people asks for."""
NICENESS = 19
"""Of the process that works behind: it takes what the others leave."""
PATIENCE = 60.0
"""Seconds after which an answer is no longer waited for."""
TRIES = 2
"""Processes that may die over a question."""


class Pool:
    """`processes` that answer and one that works behind; with none, questions are answered at once by whoever asks."""

    def __init__(self, processes: int | None = None) -> None:
        if processes is None:
            processes = min(os.cpu_count() or 1, MOST_PROCESSES)
        self.processes = processes
        self._line, self._changed = Line(processes), threading.Condition()
        self._hosts, self._here, self._alone = Hosts(), Kept(), threading.RLock()
        self._workers: dict[int, Worker] = {}
        self._closed = False
        for number in range(processes + 1 if processes else 0):
            threading.Thread(target=self._keep, args=(number,), name=f"boats-worker-{number}", daemon=True).start()

    def ask(
        self, subject: Subject, method: str, *arguments: Any, owner: str, behind: bool = False, within: float = PATIENCE
    ) -> Future:
        """Return the answer to come; owners are served in turn, and what is asked `behind` only while nobody waits.

        The answer raises what the method raised, TimeoutError when it is not there `within` so many seconds, and
        BrokenProcessPool when the question ends the processes that try it. Cancel it when it is no longer wanted.
        """
        until = float("inf") if behind else time.monotonic() + within
        job = Job(Question(subject, method, arguments), owner, behind, until)
        if not self.processes:
            self._answer_here(job)
            return job.answer
        with self._changed:
            self._line.put(job)
            self._changed.notify_all()
        return job.answer

    def at_rest(self) -> bool:
        """Whether nobody waits for an answer, and whoever had the last one has had time to see it."""
        with self._changed:
            return self._line.rest() == 0.0

    def numbers(self) -> dict[int, int]:
        """Return the process numbers of the workers that are there, by place; the last place works behind."""
        return {place: worker.number for place, worker in self._workers.items()}

    def close(self) -> None:
        """End all processes; what is still asked is not answered."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for worker in list(self._workers.values()):
            worker.close()
        self._hosts.close()

    def _keep(self, place: int) -> None:
        """Keep a worker at its place and give it the jobs that are its turn."""
        self._staff(place)
        while (job := self._next(place)) is not None:
            if job.answer.set_running_or_notify_cancel():
                self._answer(job, place)
            with self._changed:
                self._line.done(place)
                self._changed.notify_all()

    def _next(self, place: int) -> Job | None:
        with self._changed:
            while not self._closed:
                if (job := self._line.next(place)) is not None:
                    self._changed.notify_all()  # whoever left the others to this process looks again
                    return job
                rest = self._line.rest() if place == self.processes else float("inf")
                self._changed.wait(rest if 0.0 < rest < float("inf") else None)
        return None

    def _answer(self, job: Job, place: int) -> None:
        """Have a job answered; a worker that dies over it is replaced, and the next one tries."""
        for _ in range(TRIES):
            worker = self._staff(place)
            if worker is None:
                self._work(job)
                return
            try:
                good, value = worker.ask(job.question, min(job.until - time.monotonic(), PATIENCE))
            except TimeoutError as late:
                worker.kill()
                self._dismiss(place)
                job.answer.set_exception(late)
                return
            except (EOFError, OSError):
                worker.close()
                self._dismiss(place)
                continue
            except Exception as unreadable:
                job.answer.set_exception(unreadable)
                return
            (job.answer.set_result if good else job.answer.set_exception)(value)
            return
        job.answer.set_exception(BrokenProcessPool(f"{TRIES} processes ended over {job.question.method}"))

    def _staff(self, place: int) -> Worker | None:
        """Return the worker at a place, a new one if there is none; None where no process can be started."""
        if place not in self._workers and not self._closed:
            try:
                self._workers[place] = self._hosts.hire(NICENESS if place == self.processes else 0)
            except OSError:
                return None
        return self._workers.get(place)

    def _dismiss(self, place: int) -> None:
        self._workers.pop(place, None)
        with self._changed:
            self._line.gone(place)

    def _answer_here(self, job: Job) -> None:
        if job.answer.set_running_or_notify_cancel():
            self._work(job)

    def _work(self, job: Job) -> None:
        """Answer in this process, one question at a time: subjects are not made for threads."""
        try:
            with self._alone:
                value = self._here.answer(job.question)
        except Exception as fault:
            job.answer.set_exception(fault)
        else:
            job.answer.set_result(value)
