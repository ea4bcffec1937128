"""Tools of the tests that play whole worlds: leaves of a state, differences between two, random games."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from model.decisions import LEVERS, Value
from model.ledger import Ledger
from model.parameter_set import known_parameters
from model.record import Record
from model.scenario import parameter_problems
from model.world import World

LARGEST_CROWD = 300
"""Populations of random worlds stay small: their truths do not depend on size."""
SHARE_LEVERS = ("compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve")


def leaves(thing: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every number, array, text and flag inside `thing` with the path that leads to it."""
    if isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from leaves(value, f"{path}.{key}")
    elif is_dataclass(thing):
        for f in fields(thing):
            yield from leaves(getattr(thing, f.name), f"{path}.{f.name}")
    elif isinstance(thing, Ledger):
        yield from leaves({"balance": thing.balance, "week": thing.week}, path)
    elif isinstance(thing, Record):
        yield from leaves(vars(thing), path)
    elif isinstance(thing, np.ndarray):
        yield path, thing
    elif hasattr(thing, "__iter__") and not isinstance(thing, str):
        inside = list(thing)
        yield f"{path}.length", len(inside)
        for k, value in enumerate(inside):
            yield from leaves(value, f"{path}[{k}]")
    else:
        yield path, thing


def state_of(world: World) -> dict[str, Any]:
    """Return all that a week may change: firms, market, records, and what task forces have been told."""
    told = [(seat._instructed, seat.reason) for seat in world.actors.task_forces]
    parts = {"week": world.week, "firms": world.firms, "market": world.market, "record": world.record, "told": told}
    return dict(leaves(parts))


def frozen_state(world: World) -> dict[str, Any]:
    """Return a copy of `state_of` that later weeks leave alone."""
    return {path: leaf.copy() if isinstance(leaf, np.ndarray) else leaf for path, leaf in state_of(world).items()}


def same(left: Any, right: Any) -> bool:
    """Whether two leaves are equal bit for bit; not-a-number equals itself."""
    if isinstance(left, np.ndarray):
        return isinstance(right, np.ndarray) and left.dtype == right.dtype and left.tobytes() == right.tobytes()
    return left == right or (left != left and right != right)


def differences(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    """Return the paths at which two states differ."""
    return [path for path in {**left, **right} if path not in left or path not in right or not same(left[path], right[path])]


def parameter_values(most: int = 5) -> st.SearchStrategy[dict[str, float]]:
    """Draw a handful of parameters inside their declared ranges, now and then at an end."""

    def value(name: str) -> st.SearchStrategy[float]:
        known = known_parameters()[name]
        if known.whole:
            high = min(known.high, LARGEST_CROWD) if name in ("start.developers", "start.customers") else known.high
            return st.integers(int(known.low), int(high))
        ends = st.sampled_from([known.low, known.high])
        return st.one_of(st.floats(known.low, known.high, allow_subnormal=False), ends)

    names = st.lists(st.sampled_from(sorted(known_parameters())), unique=True, max_size=most)
    drawn = names.flatmap(lambda chosen: st.fixed_dictionaries({name: value(name) for name in chosen}))
    return drawn.filter(lambda values: not parameter_problems(values, "drawn"))


@st.composite
def decisions(draw: st.DrawFn, most: int = 8) -> dict[str, Value]:
    """Draw values for a handful of levers, each acceptable by itself; layers' shares sum to 1."""
    changes: dict[str, Value] = {}
    names = draw(st.lists(st.sampled_from(sorted(set(LEVERS) - set(SHARE_LEVERS))), unique=True, max_size=most))
    for name in names:
        changes[name] = draw(lever_value(name))
    if draw(st.booleans()):
        parts = draw(st.tuples(*[st.integers(0, 20)] * len(SHARE_LEVERS)).filter(any))
        changes |= {name: part / sum(parts) for name, part in zip(SHARE_LEVERS, parts, strict=True)}
    return changes


def lever_value(name: str) -> st.SearchStrategy[Value]:
    """Draw a value that a lever accepts."""
    lever = LEVERS[name]
    if lever.kind == "switch":
        return st.booleans()
    if lever.choices:
        return st.sampled_from(lever.choices)
    if lever.kind == "whole":
        return st.integers(int(lever.low), int(lever.high))
    return st.floats(lever.low, lever.high)


def legal_part(world: World, changes: Mapping[str, Value], firm: int = 0) -> dict[str, Value]:
    """Return those of `changes` that `firm` may decide together now, taken in order."""
    kept: dict[str, Value] = {name: changes[name] for name in SHARE_LEVERS if name in changes}
    if world.problems(kept, firm):
        kept = {}
    for name, value in changes.items():
        if name not in SHARE_LEVERS and not world.problems({**kept, name: value}, firm):
            kept[name] = value
    return kept
