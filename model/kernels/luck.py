"""Luck inside kernels: the numbers of `model.streams.slot_uniforms`, one at a time."""

from __future__ import annotations

import numpy as np


def uniform(key: np.uint64, place: int) -> np.float64:
    """Number `place` of the sequence that starts at `key` (SplitMix64)."""
    z = key + np.uint64(place + 1) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.float64((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53
