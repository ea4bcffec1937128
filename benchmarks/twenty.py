"""Twenty people at one server: each moves a lever now and then, and then all of them in the same second.

.venv/bin/python benchmarks/twenty.py
"""

from __future__ import annotations

import asyncio
import random
import sys
import time

from page.server import Server, table, told
from page.visitor import Visitor

PEOPLE = 20
EVERY = 10.0  # seconds between two moves of a person, on average
SECONDS = 60.0
AT_ONCE = 3


async def measure(server: Server) -> None:
    """Let people come one after the other, move levers at random moments, and all together a few times."""
    people = []
    for _ in range(PEOPLE):
        visitor = await Visitor(server.port, "whatif").open()
        await visitor.press("whatif-begin")
        await visitor.until(lambda v=visitor: len(v.levers) >= 4)
        people.append(visitor)
    luck = random.Random(1)
    await asyncio.sleep(3.0)
    before, began = server.spent(), time.perf_counter()
    spread = await asyncio.gather(*(_now_and_then(person, random.Random(k)) for k, person in enumerate(people)))
    lasted = time.perf_counter() - began
    page, workers = (later - earlier for later, earlier in zip(server.spent(), before, strict=True))
    together = []
    for _ in range(AT_ONCE):
        await asyncio.sleep(5.0)
        together.append(await asyncio.gather(*(_move(person, luck, luck.random()) for person in people)))
    received = sum(person.received for person in people)
    for person in people:
        await person.close()
    apart = [1000 * spent for moves in spread for spent in moves]
    worst = [1000 * max(moves) for moves in together]
    table(
        f"{PEOPLE} people",
        [
            (f"each moves a lever every {EVERY:.0f} s, random moments", "p95 1000 ms", told(apart)),
            ("all in the same second: the last answer", "4000 ms", told(worst)),
            ("all in the same second: every answer", "", told([1000 * spent for moves in together for spent in moves])),
            ("processor, page's process / those that play", "", f"{page / lasted:.2f} / {workers / lasted:.2f} cores"),
            ("sent to each person", "", f"{received / PEOPLE / 1e6:.1f} MB"),
        ],
    )


async def _now_and_then(person: Visitor, luck: random.Random) -> list[float]:
    until, spent = time.perf_counter() + SECONDS, []
    await asyncio.sleep(luck.uniform(0, EVERY))
    while time.perf_counter() < until:
        took = await _move(person, luck)
        spent.append(took)
        await asyncio.sleep(max(0.0, luck.uniform(0, 2 * EVERY) - took))
    return spent


async def _move(person: Visitor, luck: random.Random, wait: float = 0.0) -> float:
    """Move one of the levers to a place where it was not."""
    await asyncio.sleep(wait)
    key = luck.choice(sorted(person.levers))
    lever = person.levers[key]
    places = round((lever["high"] - lever["low"]) / lever["step"])
    there = [lever["low"] + k * lever["step"] for k in range(places + 1)]
    place = luck.choice([place for place in there if abs(place - lever["value"]) > 0.9 * lever["step"]])
    return await person.moved(key, round(place, 9))


def main() -> int:
    """Serve the page and measure."""
    with Server() as server:
        asyncio.run(measure(server))
    return 0


if __name__ == "__main__":
    sys.exit(main())
