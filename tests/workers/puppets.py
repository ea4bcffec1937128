"""Subjects for the workers: slow ones, ones that end their process, ones that say where they are."""

import os
import signal
import time
from pathlib import Path


class Puppet:
    """Does what it is told, in whatever process it lives."""

    def __init__(self, folder=""):
        self.folder = folder
        self.told = []

    def say(self, word):
        self.told.append(word)
        return word, os.getpid(), list(self.told)

    def sleep(self, seconds):
        time.sleep(seconds)
        return os.getpid()

    def note(self, word, seconds=0.0):
        """Write when this began, into a file all processes share."""
        with (Path(self.folder) / "notes").open("a") as notes:
            notes.write(f"{word}\n")
        time.sleep(seconds)

    def die(self, times):
        """End the process that asks this, so many times; then answer."""
        tries = len(list(Path(self.folder).glob("died*")))
        if tries < times:
            (Path(self.folder) / f"died{tries}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return tries

    def fail(self, fault):
        raise fault

    def fail_oddly(self, how):
        class Local(Exception):
            pass

        raise Local("cannot be sent") if how == "local" else Unreadable(1, 2)


class Heavy:
    """Holds as many worlds as it is told."""

    def __init__(self, worlds):
        self.worlds = worlds

    def number(self):
        return self.worlds


class Unreadable(Exception):
    """Can be sent and not be read."""

    def __init__(self, one, other):
        super().__init__(f"{one}{other}")
