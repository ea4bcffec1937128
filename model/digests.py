"""Short hashes by which results are told apart, in any process and with any library's last bit.

Reals are rounded to nine significant digits. A number that lies where rounding turns may come out on either side of it,
so all numbers are rounded in two ways that turn at different places, and one of the two hashes is enough.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.kpis import NAMES

SIGNIFICANT_DIGITS = 9
FINEST = -9
"""No digit of a smaller power of ten counts: what is left of a difference of equal numbers is no result."""
SLOPES = ("cannibalisation", "flywheel_velocity", "relative_velocity", "loop_gain")
"""Figures that are differences of nearly equal numbers over something small."""
FINEST_SLOPE = -6
FINEST_KPI = np.array([FINEST_SLOPE if name in SLOPES else FINEST for name in NAMES])
"""The finest power of ten by KPI."""
LENGTHS = (3, 2)
"""Characters of the two hashes of a week and table, of six bits each."""
DIGEST_CHARACTERS = sum(LENGTHS)
SHIFTS = (0.5, 0.25)
"""Where the two ways of rounding turn, in units of the last digit; neither is where whole numbers lie."""

Digests = Mapping[str, "list[str]"]
"""By table, a digest a week."""


def of_whole(weeks: NDArray[np.integer]) -> list[str]:
    """Return a digest for each row of whole numbers."""
    return [_hash(week, LENGTHS[0]) + _hash(week, LENGTHS[1]) for week in weeks]


def of_reals(weeks: NDArray[np.float64], finest: Any = FINEST) -> list[str]:
    """Return a digest for each row of reals; `finest` as in `rounded`."""
    ways = [(rounded(weeks, shift, finest), length) for shift, length in zip(SHIFTS, LENGTHS, strict=True)]
    return ["".join(_hash(way[:, week], length) for way, length in ways) for week in range(len(weeks))]


def agree(one: str, other: str) -> bool:
    """Whether two digests of a week and table are those of equal results."""
    first = LENGTHS[0]
    return one[:first] == other[:first] or one[first:] == other[first:] != ""


def first_difference(one: Digests, other: Digests) -> tuple[int, str] | None:
    """Return the first week (from 0) and table whose digests differ or are missing on one side, or None."""
    found: tuple[int, str] | None = None
    for table in [*one, *(name for name in other if name not in one)]:
        left, right = one.get(table, ()), other.get(table, ())
        for week in range(max(len(left), len(right))):
            if found is not None and week >= found[0]:
                break
            if week >= len(left) or week >= len(right) or not agree(left[week], right[week]):
                found = (week, table)
                break
    return found


def rounded(values: NDArray[np.float64], shift: float = 0.5, finest: Any = FINEST) -> NDArray[np.int64]:
    """Return mantissa and exponent of each value at nine significant digits, as integers: shape (2, ...).

    No digit counts that is worth less than 10**`finest`, which may differ by column; `shift` of a digit is where rounding
    turns: 0.5 rounds to the nearest.
    """
    finite = np.isfinite(values)
    safe = np.where(finite & (values != 0), values, 1.0)
    exponent = np.maximum(np.floor(np.log10(np.abs(safe))).astype(np.int64), finest + SIGNIFICANT_DIGITS - 1)
    mantissa = np.floor(safe * 10.0 ** (SIGNIFICANT_DIGITS - 1 - exponent) + shift).astype(np.int64)
    full = np.abs(mantissa) >= 10**SIGNIFICANT_DIGITS  # 9.999999999 rounds up to the next power of ten
    mantissa = np.where(full, mantissa // 10, mantissa)
    exponent = np.where(full, exponent + 1, exponent)
    mantissa = np.where(finite, np.where(values == 0, 0, mantissa), -1)
    exponent = np.where(finite & (mantissa != 0), exponent, 0)
    return np.stack([mantissa, exponent])


def _hash(values: NDArray[Any], length: int) -> str:
    return b64encode(hashlib.blake2b(values.tobytes(), digest_size=6).digest(), b"-_").decode()[:length]
