"""How a case of bad input is written down and called: a file with a fault in it, a call, and what must be said."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.command_line.told import Told, sentence

SCENARIO = 'name = "mine"\ntitle = "Mine"\ndilemma = "Which?"\n'
PARAMETERS = SCENARIO + "[parameters]\n"
QUARTER = "[quarter.1]\n"
Content = str | bytes | Callable[[bytes], bytes]


@dataclass(frozen=True)
class Case:
    """A file `name` that holds `content` (made from a good run file where it is a function), called with `call`."""

    id: str
    call: str
    content: Content
    said: tuple[str, ...]
    name: str = "bad.toml"


def scenario(id: str, content: Content, *said: str) -> Case:
    return Case(f"scenario: {id}", "run bad.toml --quarters 1", content, ("bad.toml", *said))


def plan(id: str, content: Content, *said: str) -> Case:
    return Case(f"plan: {id}", "run base --quarters 2 --plan bad.toml", content, said)


def run_file(id: str, content: Content, *said: str) -> Case:
    return Case(f"run file: {id}", "replay bad.toml", content, ("bad.toml", *said))


def changed(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(good: bytes) -> bytes:
        assert old.encode() in good
        return good.replace(old.encode(), new.encode(), 1)

    return change


def check(boats: Callable[..., Told], folder: Path, case: Case) -> None:
    """Make the call of `case` in `folder`: it is refused in one sentence that says what it must, and leaves nothing."""
    os.mkfifo(folder / "bad.fifo")
    good = (folder / "good.toml").read_bytes()
    content = case.content(good) if callable(case.content) else case.content
    (folder / case.name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = {path.name: path.is_file() and path.read_bytes() for path in folder.rglob("*")}
    told = sentence(boats(*case.call.split()))
    assert not [part for part in case.said if part not in told], told
    assert told.count(case.name) <= 1, "the file is named once"
    assert len(told) < 600
    assert {path.name: path.is_file() and path.read_bytes() for path in folder.rglob("*")} == before
