"""Printing for people and for programs: streams that can show what is printed, JSON, progress."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

from ui.legible import Legible, complain

if TYPE_CHECKING:
    from ui.words import Words

WORTH_A_BAR = 2.0  # seconds
WIDEST = 110


class _Screen(Console):
    def on_broken_pipe(self) -> None:  # rich would leave with the status of a failure
        raise BrokenPipeError


def screen(errors: bool = False) -> Console:
    """Return a console on standard output, or on standard error."""
    stream = Legible(sys.stderr if errors else sys.stdout)
    console = _Screen(file=stream, highlight=False, markup=False, emoji=False)  # type: ignore[arg-type]
    console.width = min(console.width, WIDEST)
    return console


def note(sentence: str) -> None:
    """Write something worth knowing on standard error."""
    complain([sentence])


def has(what: str, number: int) -> str:
    """Say how many a file has, of what counts from 1."""
    return f"has {what}s 1 to {number}" if number > 1 else f"has {'one' if number else 'no'} {what}"


def print_json(data: Any) -> None:
    """Write `data`, made of plain types, as one line of strict JSON on standard output."""
    sys.stdout.write(json.dumps(data, allow_nan=False) + "\n")


def words() -> Words:
    """Return the words of the language of the environment, where it can be shown."""
    from ui import board_words

    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    unicode = Legible(sys.stdout).encoding.lower().replace("-", "") in ("utf8", "gb18030", "gbk")
    return board_words.of("zh_CN" if chosen.startswith("zh") and unicode else "en")


@contextmanager
def progress(steps: int, doing: str) -> Iterator[Callable[[], None]]:
    """Give a function to call after each of `steps` steps: a bar appears on standard error once two seconds are over.

    Where nobody is looking, one line says what is going on.
    """
    console = screen(errors=True)
    bar: Any = None
    task: Any = None
    done, began, told = 0, time.monotonic(), False

    def step() -> None:
        nonlocal bar, task, done, told
        done += 1
        spent = time.monotonic() - began
        if not told and spent > WORTH_A_BAR and done < steps:
            told = True
            if console.is_terminal:
                bar, task = _bar(console, doing, steps)
            else:
                note(f"{doing}: {done} of {steps} steps after {spent:.0f} s.")
        if bar is not None:
            bar.update(task, completed=done)

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()


def _bar(console: Console, doing: str, steps: int) -> tuple[Any, Any]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(doing, total=steps)
    bar.start()
    return bar, task
