"""How a kernel is compiled: lazily, once a machine, into a folder named after what the kernels say.

Compiled code is kept beside this file, else in the user's cache, else not at all: a folder that cannot be written
to costs a few seconds a process and nothing more. The folder's name holds a hash of every kernel and of the mechanisms
whose constants they hold, because numba looks at the date of one file only and would miss a change in another.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from operator import is_
from pathlib import Path
from typing import Any

from model.arrays import Floats

_HERE = Path(__file__).parent
_READ = ("kernels/*.py", "mechanisms/*.py", "clock.py")  # beneath model/: all that is compiled in
_SWITCH = "BOATS_PLAIN"


class Switch:
    """Whether the mechanisms play as they are written (`plain`) or the compiled kernels in their place."""

    plain = os.environ.get(_SWITCH, "").strip() not in ("", "0")


class Compiled:
    """A function whose `body` is compiled at its first call; `helpers` are plain functions that it calls."""

    __slots__ = ("_helpers", "_run", "body")

    def __init__(self, body: Callable[..., Any], *helpers: Callable[..., Any]) -> None:
        self.body = body
        self._helpers = helpers
        self._run: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Call the compiled body."""
        run = self._run
        if run is None:
            run = self._run = self._compiled()
        return run(*arguments)

    def _compiled(self) -> Callable[..., Any]:
        numba, keep = _numba()
        for helper in self._helpers:
            numba.extending.register_jitable(helper)
        # no fastmath: sums keep their order, so that every machine finds the same nine digits
        run = numba.njit(self.body, cache=keep)
        if keep:
            _save_if_possible(run)
        return run


def packed(pack: Callable[..., Floats]) -> Callable[..., Floats]:
    """Let `pack` put parameters into an array again only when they are others than last time.

    They are told apart by identity: looking at all of them would take longer than packing.
    """
    known: tuple[tuple[Any, ...], Floats | None] = ((), None)

    def settings(*groups: Any) -> Floats:
        nonlocal known
        last, array = known  # one name, so that threads with different worlds never mix the two
        if array is None or not all(map(is_, groups, last)):
            array = pack(*groups)
            known = groups, array
        return array

    return settings


def _save_if_possible(run: Any) -> None:
    """Let a full disk cost the cache only: numba would pass its error on to whoever plays."""
    cache, save = run._cache, run._cache.save_overload

    def quietly(signature: Any, data: Any) -> None:
        with suppress(OSError):
            save(signature, data)

    cache.save_overload = quietly


def plain() -> bool:
    """Whether to use the mechanisms instead of kernels: asked for, or because there is no compiler."""
    return Switch.plain or not _available()


@cache
def _available() -> bool:
    try:
        _numba()
    except ImportError:
        return False
    return True


@cache
def _numba() -> tuple[Any, bool]:
    """Return numba, told where to keep compiled code, and whether there is such a place."""
    import numba  # a third of a second: only when something is played
    import numba.extending

    if numba.config.CACHE_DIR:  # type: ignore[attr-defined]
        return numba, True
    folder = _folder()
    if folder:
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return numba, folder is not None


def _folder() -> Path | None:
    """Return a folder that can be written to, named after the kernels; None if there is none."""
    digest = hashlib.blake2b(digest_size=6)
    for source in sorted(found for pattern in _READ for found in _HERE.parent.glob(pattern)):
        digest.update(source.read_bytes())
    user = os.environ.get("XDG_CACHE_HOME") or (Path.home() / ".cache" if os.environ.get("HOME") else None)
    places = [_HERE / "__pycache__", *([Path(user) / "burn-the-boats"] if user else [])]
    for place in places:
        folder = place / f"kernels-{digest.hexdigest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None
