"""The processes that play games for all sessions of this server: the page asks, and stays free to answer others."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from concurrent.futures import Future

    from experiments.workers import Pool, Subject

AT_A_TIME = 4
"""Answers that one errand asks for before it has the first."""
APART = 0.4
"""Seconds between two pages of this server that are drawn again without anybody waiting for it: twice what one takes."""


class Turns:
    """One turn at a time, and a pause after each, for whatever nobody waits for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock, self._last = clock, threading.Lock(), float("-inf")

    def take(self) -> bool:
        """Take the turn, if it is free."""
        with self._lock:
            free = self._clock() - self._last >= APART
            if free:
                self._last = self._clock()
            return free


@st.cache_resource(show_spinner=False)
def pool() -> Pool:
    """The pool of this server; BOATS_WORKERS says how many processes answer, 0 that the page does all itself."""
    from experiments.workers import Pool

    wanted = os.environ.get("BOATS_WORKERS", "")
    found = Pool(int(wanted) if wanted.isdecimal() else None)
    threading.Thread(target=_settle, name="boats-settle", daemon=True).start()
    return found


def ask(subject: Subject, method: str, *arguments: Any) -> Any:
    """Return the answer that somebody waits for."""
    return asked(subject, method, *arguments).result()


def asked(subject: Subject, method: str, *arguments: Any, behind: bool = False) -> Future:
    """Return the answer to come; `behind`, when nobody waits for it."""
    return pool().ask(subject, method, *arguments, owner=_owner(), behind=behind)


@st.cache_resource(show_spinner=False)
def _turns() -> Turns:
    return Turns()


def may_redraw() -> bool:
    """Take the turn to draw a page again for which nobody waits: bands of a whole room must not hold up a lever."""
    return pool().at_rest() and _turns().take()


class Errand:
    """Answers fetched behind, a few at a time, each under a name."""

    def __init__(self) -> None:
        self._asked: dict[Hashable, Future] = {}

    def send(self, name: Hashable, subject: Subject, method: str, *arguments: Any, behind: bool = True) -> bool:
        """Ask for an answer; return whether there is still room for another question."""
        if name not in self._asked and len(self._asked) < AT_A_TIME:
            self._asked[name] = asked(subject, method, *arguments, behind=behind)
        return len(self._asked) < AT_A_TIME

    def arrived(self) -> Iterator[tuple[Any, Any]]:
        """Yield names and answers that are there, each once; what could not be answered is asked for again."""
        for name, answer in [pair for pair in self._asked.items() if pair[1].done()]:
            del self._asked[name]
            if not answer.cancelled() and answer.exception() is None:
                yield name, answer.result()

    def recall(self) -> None:
        """Want none of it any more."""
        for answer in self._asked.values():
            answer.cancel()
        self._asked.clear()


def _owner() -> str:
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def _settle() -> None:
    """Load the engine into the page's own process, and let the collector of garbage forget what stays for good."""
    import experiments.run  # noqa: F401

    gc.collect()
    gc.freeze()
