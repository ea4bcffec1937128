"""Starting, asking and ending the processes that answer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from experiments.workers.questions import Question

ROOT = Path(__file__).parents[2]
FORKS = sys.platform == "linux"
"""Elsewhere a process that has loaded numerical libraries cannot safely be copied: each worker is loaded anew."""


class Worker:
    """A process that answers one question at a time."""

    def __init__(self, asker: Any, number: int) -> None:
        self.number = number
        self._asker = asker

    def ask(self, question: Question, seconds: float) -> tuple[bool, Any]:
        """Return (True, value) or (False, exception).

        Raises TimeoutError when there is no answer in time, and EOFError or OSError when the process is gone.
        """
        self._asker.send(question)
        if not self._asker.poll(max(0.0, seconds)):
            raise TimeoutError("There was no answer in time.")
        return self._asker.recv()

    def close(self) -> None:
        """Ask nothing more: the process ends when it has nothing to do."""
        self._asker.close()

    def kill(self) -> None:
        """End the process in the midst of an answer."""
        os.kill(self.number, signal.SIGKILL)
        self._asker.close()


class Hosts:
    """Where workers come from. `hire` may be called from any thread; the first call waits until the engine is loaded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen | None = None

    def hire(self, niceness: int) -> Worker:
        """Return a new worker; raises OSError when no process can be started."""
        with self._lock:
            for _ in range(2):  # a host that died since the last time is replaced
                if self._control is None or not FORKS:
                    self._start()
                try:
                    return self._order(niceness)
                except (OSError, EOFError):
                    self._stop()
            raise OSError("no worker could be started")

    def close(self) -> None:
        """End the host; its workers end when their askers are closed."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        command = [sys.executable, "-m", "experiments.workers.host", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment
            )  # fmt: skip

    def _order(self, niceness: int) -> Worker:
        assert self._control is not None
        asker, answering = Pipe()
        with answering:
            socket.send_fds(self._control, [bytes([niceness])], [answering.fileno()])
        number = self._control.recv(4)
        if len(number) < 4:
            asker.close()
            raise EOFError("the host is gone")
        return Worker(asker, int.from_bytes(number, "big"))

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self._control = self._process = None
