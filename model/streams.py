"""The only place where a random generator is made.

Every mechanism draws from a stream of its own, addressed by name, week and firm. The address alone decides
what is drawn: there is no position to save, so a fork, a replay and a resumed run draw the same numbers, and
a new stream moves no other (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.random import Generator, Philox


class Streams:
    """Counter-based random streams of one world.

    `seed` and `replication` choose the luck; two worlds with equal luck share every stream, whatever is
    decided in them. Draw in fixed shape (one row a slot) and map by inverse distribution functions, so that one more
    agent at the end leaves the others' rows alone.
    """

    def __init__(self, seed: int, replication: int = 0) -> None:
        self.seed = seed
        self.replication = replication
        self._streams: dict[str, _Stream] = {}

    def at(self, name: str, week: int, firm: int = 0) -> Generator:
        """Return the generator of stream `name` at `week` (for `firm`, 0 where luck is shared).

        The generator is re-keyed in place: finish with it before asking for the same name again.
        """
        stream = self._streams.get(name)
        if stream is None:
            stream = self._streams[name] = _Stream(self._key(name))
        # draws advance the first word, so every address has 2**64 blocks; burn-in weeks are negative
        stream.counter[1] = week + _WEEK_ZERO
        stream.counter[2] = firm
        stream.bits.state = stream.state
        return stream.generator

    def _key(self, name: str) -> np.ndarray:
        text = f"{self.seed}/{self.replication}/{name}".encode()
        return np.frombuffer(hashlib.blake2b(text, digest_size=16).digest(), dtype=np.uint64)

    def __reduce__(self) -> tuple[type, tuple[int, int]]:
        # generators are rebuilt from the address on demand: a copy or a pickle carries the luck only
        return (Streams, (self.seed, self.replication))


class _Stream:
    """One Philox generator and the address it is moved to."""

    __slots__ = ("bits", "counter", "generator", "state")

    def __init__(self, key: np.ndarray) -> None:
        self.bits = Philox(0)
        self.generator = Generator(self.bits)
        self.counter = [0, 0, 0, 0]
        # plain lists: the generator reads them one by one, which costs a third of what arrays of four would
        self.state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": self.counter, "key": key.tolist()},
            "buffer": [0, 0, 0, 0],
            "buffer_pos": 4,  # an empty buffer: nothing of the former address is left
            "has_uint32": 0,
            "uinteger": 0,
        }


_WEEK_ZERO = 2**32

_GOLDEN, _FIRST, _SECOND = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def slot_uniforms(key: np.uint64, slots: int, columns: int) -> np.ndarray:
    """Return uniform numbers (slots, columns) that are functions of `key`, slot and column alone.

    For populations of any size: a stream gives one key a week, and whoever needs the luck of one slot computes it
    without drawing for all before it. SplitMix64 (Steele, Lea & Flood 2014): its sequence from `key`, read at
    place slot * columns + column.
    """
    place = np.arange(1, slots * columns + 1, dtype=np.uint64)
    z = key + place * _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return (((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53).reshape(slots, columns)
