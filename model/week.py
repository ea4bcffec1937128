"""One week of the world, in order. This tuple is the whole wiring diagram: each phase reads state that the phases
before it have written, and mechanisms meet only here.

    events     the calendar turns, the frontier and the rivals' laboratories move on
    observe    everybody gets a view: only what it may know, all at the same moment
    intend     requests for the CEO, unit heads' plans, rivals' plans; nothing is changed yet
    approve    the CEO's queue: what is decided, what waits, what gives up
    allocate   GPUs, data access, people and chips: scarce things are shared out by rule
    produce    training, releases, research, talent
    serve      load, latency, unit cost
    choose     teams, customers, developers and prices move
    give_back  use becomes data, bugs are found, code comes back, data leak
    settle     money, GPUs and people are booked; nothing may be missing
    record     one row in every table
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from model.phases import (
    allocate,
    approve,
    choose,
    events,
    give_back,
    intend,
    observe,
    produce,
    record,
    serve,
    settle,
)

if TYPE_CHECKING:
    from model.world import World

Phase = Callable[["World"], None]

PHASES: tuple[tuple[str, Phase], ...] = (
    ("events", events.run),
    ("observe", observe.run),
    ("intend", intend.run),
    ("approve", approve.run),
    ("allocate", allocate.run),
    ("produce", produce.run),
    ("serve", serve.run),
    ("choose", choose.run),
    ("give_back", give_back.run),
    ("settle", settle.run),
    ("record", record.run),
)
