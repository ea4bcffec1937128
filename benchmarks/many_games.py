"""What a hundred games cost that are opened one after another and left: the server's memory after 1, 25, 50 and 100.

.venv/bin/python benchmarks/many_games.py [games [quarters] [screens] [one]]

Visitors speak to a real server as the page in a browser does, by its own messages; nothing is drawn. Each opens the first
screen, begins a game under a luck of its own, plays two quarters and closes the page; in the second round each also
looks at plans, at the tree and at why, for a few seconds. In the third one visitor begins game after game.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[1]
GAMES = 100
ASKED = (1, 5, 25, 50, 75, 100)
SCREENS = ("whatif", "tree", "why")
SECONDS = 1.5
"""How long each further screen is looked at."""
PATIENCE = 120.0
REMEMBERED = 125.0
"""Seconds after which Streamlit forgets a visitor who has closed the page."""
WIDGET = re.compile(r"\$\$ID-[0-9a-f]+-(.+)")
"""The name of a widget, which ends in its key."""


class Visitor:
    """A page that is open: what was sent to it last, and the messages it sends back."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.query = self.page = ""
        self.pages: dict[str, str] = {}
        self.widgets: dict[str, str] = {}
        self.working: dict[str, float] = {}
        self.ask()

    def press(self, key: str) -> None:
        """Click a button by its key."""
        if key not in self.widgets:
            raise RuntimeError(f"there is no button {key!r} on this page, only {sorted(self.widgets)}")
        self.ask(press=self.widgets[key])

    def put(self, key: str, value: float) -> None:
        """Set a number by the key of its widget."""
        self.ask(number=(self.widgets[key], value))

    def go(self, page: str) -> None:
        """Change to another page."""
        self.page = self.pages[page]
        self.ask()

    def look(self, seconds: float) -> None:
        """Stay for so long, and let the parts of the page that work by themselves do so."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for fragment, every in list(self.working.items()):
                self.ask(fragment=fragment)
                time.sleep(min(every, 1.0))
            time.sleep(0.05)

    def ask(self, press: str = "", number: tuple[str, float] | None = None, fragment: str = "") -> None:
        """Send what was done, and read until the page is whole again."""
        said = BackMsg()
        said.rerun_script.query_string, said.rerun_script.page_script_hash = self.query, self.page
        said.rerun_script.fragment_id, said.rerun_script.is_auto_rerun = fragment, bool(fragment)
        if press:
            said.rerun_script.widget_states.widgets.add(id=press, trigger_value=True)
        if number:
            said.rerun_script.widget_states.widgets.add(id=number[0], double_value=number[1])
        self.line.send(said.SerializeToString())
        for heard in self._heard(fragment):
            if heard.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def _heard(self, fragment: str) -> Iterator[ForwardMsg]:
        """Take in what is sent; yield the messages that end a run."""
        while True:
            heard = ForwardMsg.FromString(self.line.recv(timeout=PATIENCE))  # type: ignore[arg-type]
            kind = heard.WhichOneof("type")
            if kind == "new_session":
                if not fragment:
                    self.widgets, self.working = {}, {}
                self.page = heard.new_session.page_script_hash
            elif kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in heard.navigation.app_pages}
                self.page = heard.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = heard.page_info_changed.query_string
            elif kind == "auto_rerun":
                self.working[heard.auto_rerun.fragment_id] = heard.auto_rerun.interval
            elif kind == "stop_auto_rerun":
                for stopped in heard.stop_auto_rerun.fragment_ids:
                    self.working.pop(stopped, None)
            elif kind == "script_finished":
                yield heard
            elif kind == "delta":
                self._take(heard.delta.new_element)

    def _take(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        found = WIDGET.fullmatch(getattr(getattr(element, kind or "", None), "id", ""))
        if found:
            self.widgets[found[1]] = found[0]


@contextmanager
def visiting(port: int) -> Iterator[Visitor]:
    """Open the page, and close it in the end."""
    address, protocol = f"ws://127.0.0.1:{port}/_stcore/stream", Subprotocol("streamlit")
    with connect(address, subprotocols=[protocol], max_size=None) as line:
        yield Visitor(line)


Stay = Callable[[Visitor, int], None]
Coming = Callable[[int, Stay, int], Iterator[int]]


def two_quarters(visitor: Visitor, game: int) -> None:
    """Begin a game under its own luck, and play two quarters of it."""
    visitor.put("seed", game)
    visitor.press("play")
    for _ in range(2):
        visitor.press("commit")


def every_screen(visitor: Visitor, game: int) -> None:
    """The same, and a look at each further screen."""
    two_quarters(visitor, game)
    for screen in SCREENS:
        visitor.go(screen)
        visitor.look(SECONDS)


def visitors(port: int, stay: Stay, games: int) -> Iterator[int]:
    """Let one visitor after another come, stay and close the page; yield how many have been."""
    for game in range(1, games + 1):
        with visiting(port) as visitor:
            stay(visitor, game)
        yield game


def one_visitor(port: int, stay: Stay, games: int) -> Iterator[int]:
    """Let one visitor begin one game after another; yield how many have been."""
    with visiting(port) as visitor:
        for game in range(1, games + 1):
            stay(visitor, game)
            visitor.go("")
            yield game


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Serve the page with an empty shelf; give its port and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui.command_line", "play", "--port", str(port)]
    with tempfile.TemporaryDirectory() as shelf:
        mine = os.environ | {"BOATS_STATE": shelf, "PYTHONPATH": str(ROOT)}
        server = subprocess.Popen(command, cwd=ROOT, env=mine, stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.2)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait()


def memory(process: int) -> float:
    """Return what a process holds in memory, in MB (resident)."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(name: str, coming: Coming, stay: Stay, games: int) -> None:
    """Print the server's memory after so many games, and once everybody has been forgotten."""
    with served() as (port, process):
        began = time.monotonic()
        print(f"{name}, MB:", end="", flush=True)
        for opened in coming(port, stay, games):
            if opened in ASKED or opened == games:
                print(f"  {opened}: {memory(process):.0f}", end="", flush=True)
        spent = (time.monotonic() - began) / games
        time.sleep(REMEMBERED)
        with visiting(port) as visitor:
            two_quarters(visitor, 0)
        print(f"  and once they are forgotten: {memory(process):.0f}  ({spent:.1f} s a game)", flush=True)


ROUNDS: dict[str, tuple[Coming, Stay]] = {
    "quarters": (visitors, two_quarters),
    "screens": (visitors, every_screen),
    "one": (one_visitor, two_quarters),
}
"""Two quarters each; every screen as well; two quarters of one game after another by the same visitor."""


def main(asked: list[str]) -> int:
    """Measure the rounds asked for."""
    if not Path("/proc/self/statm").exists():
        print("memory is read from /proc, which only Linux has")
        return 0
    games, rounds = int(asked[0]) if asked else GAMES, asked[1:] or list(ROUNDS)
    for name in rounds:
        measure(name, *ROUNDS[name], games)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
