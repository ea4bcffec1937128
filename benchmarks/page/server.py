"""The page, served for a benchmark; and the table of budgets that benchmarks print."""

from __future__ import annotations

import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """`with Server() as server:` serves the page at `server.port` until the end of the block, with a shelf of its own."""

    def __enter__(self) -> Server:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "ui.command_line", "play", "--port", str(self.port)]
        self._shelf = tempfile.TemporaryDirectory()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
                       "BOATS_STATE": self._shelf.name}  # fmt: skip
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the page does not answer")

    def __exit__(self, kind: type | None, fault: BaseException | None, where: TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait()
        self._shelf.cleanup()

    def spent(self) -> tuple[float, float]:
        """Return the processor seconds spent so far by the page's own process, and by those that play games."""
        seconds = {number: spent for number, _, spent in _processes()}
        return seconds.get(self.process.pid, 0.0), sum(seconds.get(number, 0.0) for number in self._workers())

    def memory(self) -> tuple[float, float]:
        """Return the memory of the page's own process, and that of those that play games, in MB.

        It is what they have written: files that are mapped, libraries above all, are not in it, and what processes share
        is divided among them (Linux).
        """
        return _held(self.process.pid), sum(_held(number) for number in self._workers())

    def _workers(self) -> list[int]:
        """The processes that the page has started, and those that these have."""
        parents = {number: parent for number, parent, _ in _processes()}
        return [n for n in parents if self.process.pid in (parents[n], parents.get(parents[n], 0))]


def _held(number: int) -> float:
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:")) / 1000


def _processes() -> list[tuple[int, int, float]]:
    """Return number, parent and processor seconds of every process (Linux)."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found.append((int(place.parent.name), int(words[1]), (int(words[11]) + int(words[12])) / TICKS))
    return found


def p95(values: Sequence[float]) -> float:
    """Return the value that nineteen in twenty do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-95 * len(ordered) // 100) - 1))]


def told(values: Sequence[float]) -> str:
    """Return median, p95 and greatest of some milliseconds."""
    return f"{statistics.median(values):.0f} / {p95(values):.0f} / {max(values):.0f} ms ({len(values)})"


def table(
    title: str, rows: Sequence[tuple[str, str, str]], measured: str = "measured: median / p95 / greatest (number)"
) -> None:
    """Print what was measured beside its budget."""
    load = os.getloadavg()
    print(f"\n{title}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load[0]:.1f}")
    widths = [max(len(row[i]) for row in (("what", "budget", ""), *rows)) for i in range(2)]
    for what, budget, found in (("what", "budget", measured), *rows):
        print(f"  {what:<{widths[0]}}  {budget:<{widths[1]}}  {found}")
