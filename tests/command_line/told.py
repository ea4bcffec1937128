"""What a call of `boats` told, and what a refusal looks like."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SHORT = ("run", "base", "--quarters", "1")


class Told(NamedTuple):
    status: int
    out: str
    err: str


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ui.command_line", *arguments]
    kept = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LC_CTYPE")}
    environment = kept | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(command, capture_output=True, check=False, env=environment)


def sentence(told: Told) -> str:
    assert (told.status, told.out) == (2, "")
    assert told.err.count("\n") == 1, told.err
    assert told.err.rstrip()[-1] in ".?"
    assert ".." not in told.err.replace("...", "").replace("../", ""), "one full stop is enough"
    return told.err
