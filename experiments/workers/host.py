"""The process that workers come from: it loads the engine once, plays a little, and is copied for each worker.

It is started as `python -m experiments.workers.host FD` and told by its socket to make workers. It and its workers end
when the process that started them does, however that ended: their sockets close.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import socket
import sys
from multiprocessing.connection import Connection

from experiments.workers.processes import FORKS
from experiments.workers.questions import Kept

LEAST_PRIORITY = 19
"""As Linux counts niceness."""
SWEEP = 32
"""Answers between two full collections of garbage."""


def main(descriptor: int) -> None:
    """Make a worker for each order received: one byte, its niceness, and the socket it is to answer on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the page, which then ends us
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker that ended
    warm_up()
    control = socket.socket(fileno=descriptor)
    while True:
        order, (*sockets,), _, _ = socket.recv_fds(control, 1, 1)
        if not order:
            return
        number = os.fork() if FORKS else 0
        if number == 0:
            if not FORKS:
                os.nice(order[0])
                control.sendall(os.getpid().to_bytes(4, "big"))
            control.close()
            serve(Connection(sockets[0]))
            os._exit(0)
        os.close(sockets[0])
        with contextlib.suppress(ProcessLookupError):  # set from here, so that a worker is never seen without it
            os.setpriority(os.PRIO_PROCESS, number, min(LEAST_PRIORITY, os.getpriority(os.PRIO_PROCESS, 0) + order[0]))
        control.sendall(number.to_bytes(4, "big"))


def warm_up() -> None:
    """Play a quarter with and without luck of its own, so that everything is loaded; what is there is never collected."""
    from experiments.futures import Futures
    from experiments.run import Game
    from model.scenario import load

    game = Game.start(load("base").changed(quarters=1))
    futures = Futures(game.run(), 0)
    futures.play({}, 1)
    del game, futures
    gc.collect()
    gc.freeze()


def serve(asker: Connection) -> None:
    """Answer questions until nobody asks any more."""
    kept, answered = Kept(), 0
    gc.disable()  # garbage is collected after an answer, not in the midst of one
    while True:
        try:
            asker.send_bytes(answer(kept, asker.recv_bytes()))
        except (EOFError, OSError):
            return
        answered += 1
        gc.collect(2 if answered % SWEEP == 0 else 1)


def answer(kept: Kept, question: bytes) -> bytes:
    """Return the pickled answer to a pickled question: (True, value) or (False, exception)."""
    try:
        return pickle.dumps((True, kept.answer(pickle.loads(question))))
    except Exception as fault:
        with contextlib.suppress(Exception):
            return pickle.dumps((False, fault))
        return pickle.dumps((False, RuntimeError(repr(fault))))


if __name__ == "__main__":
    main(int(sys.argv[1]))
