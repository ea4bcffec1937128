"""What a hundred games cost that are opened one after another and left: the server's memory after 1, 25, 50, 75 and 100.

.venv/bin/python benchmarks/many_games.py [games [quarters] [screens] [one]]

In the round `quarters` one visitor after another opens the first screen, begins a game under a luck of its own, plays two
quarters and closes the page; in `screens` each looks at plans, at the tree and at why as well; in `one` a single
visitor begins game after game. In the end everybody has been forgotten, and one more comes.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from page.server import Server, table
from page.visitor import Visitor

GAMES = 100
ASKED = (1, 5, 25, 50, 75, 100)
SCREENS = ("whatif", "tree", "why")
SECONDS = 2.0
"""How long each further screen is looked at."""
FORGOTTEN = 125.0
"""Seconds after which Streamlit forgets a visitor who has closed the page."""

Stay = Callable[[Visitor, int], Awaitable[None]]
Coming = Callable[[Server, Stay, int], AsyncIterator[int]]


@asynccontextmanager
async def visiting(server: Server) -> AsyncIterator[Visitor]:
    """Open the first screen, and close the page in the end; a fault of the page is one of the benchmark."""
    visitor = Visitor(server.port, "")
    await visitor.after(_open(visitor))
    yield visitor
    await visitor.close()
    if visitor.faults:
        raise RuntimeError(visitor.faults[0])


async def two_quarters(visitor: Visitor, game: int) -> None:
    """Begin a game under its own luck, and play two quarters of it."""
    await visitor.after(visitor.put("seed", game))
    await visitor.after(visitor.press("play"))
    for _ in range(2):
        await visitor.after(visitor.press("commit"))


async def every_screen(visitor: Visitor, game: int) -> None:
    """The same, and a look at each further screen."""
    await two_quarters(visitor, game)
    for screen in SCREENS:
        await visitor.after(visitor.go(screen))
        await asyncio.sleep(SECONDS)


async def visitors(server: Server, stay: Stay, games: int) -> AsyncIterator[int]:
    """Let one visitor after another come, stay and close the page; yield how many have been."""
    for game in range(1, games + 1):
        async with visiting(server) as visitor:
            await stay(visitor, game)
        yield game


async def one_visitor(server: Server, stay: Stay, games: int) -> AsyncIterator[int]:
    """Let one visitor begin one game after another; yield how many have been."""
    async with visiting(server) as visitor:
        for game in range(1, games + 1):
            await stay(visitor, game)
            await visitor.after(visitor.go(""))
            yield game


ROUNDS: dict[str, tuple[str, Coming, Stay]] = {
    "quarters": ("visitors who play two quarters", visitors, two_quarters),
    "screens": ("visitors who also look at every screen", visitors, every_screen),
    "one": ("games of one visitor, two quarters each", one_visitor, two_quarters),
}


async def measure(name: str, games: int) -> None:
    """Print the memory of the server after so many games, and once everybody has been forgotten."""
    title, coming, stay = ROUNDS[name]
    rows, began = [], time.monotonic()
    with Server() as server:
        async for opened in coming(server, stay, games):
            if opened in ASKED or opened == games:
                rows.append((str(opened), "", _told(server)))
                print(*rows[-1], f"({(time.monotonic() - began) / opened:.1f} s a game)", file=sys.stderr, flush=True)
        await asyncio.sleep(FORGOTTEN)
        async with visiting(server) as visitor:
            await two_quarters(visitor, 0)
        rows.append(("forgotten, and one more", "", _told(server)))
    table(title, rows, "memory of the page's process / of those that play, MB")


def _told(server: Server) -> str:
    page, workers = server.memory()
    return f"{page:.0f} / {workers:.0f}"


async def _open(visitor: Visitor) -> None:
    await visitor.open()


def main(asked: list[str]) -> int:
    """Measure the rounds asked for."""
    if not Path("/proc/self/smaps_rollup").exists():
        print("memory is read from /proc, which only Linux has")
        return 0
    games = int(asked[0]) if asked else GAMES
    for name in asked[1:] or list(ROUNDS):
        asyncio.run(measure(name, games))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
