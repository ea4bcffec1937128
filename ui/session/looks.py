"""What somebody has tried of the claims, as the address says it: "E3.8-E12.32", a claim and its lucks at the last look."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACE = "tried"
"""The name of this part of the address."""
LONGEST = 400
"""Letters that are read at all: anybody can write an address."""
_LOOK = re.compile(r"(E\d{1,2})\.(\d{1,3})")


def written(lucks: Mapping[str, int]) -> str:
    """Return lucks by claim as the address says it; claims without a look are left out."""
    return "-".join(f"{name}.{number}" for name, number in lucks.items() if number)


def tidy(text: str) -> str:
    """Return of an address what can be read."""
    return written(read(text))


def read(text: str) -> dict[str, int]:
    """Return lucks by claim; what is not written so is passed over."""
    pieces = (_LOOK.fullmatch(piece) for piece in text[:LONGEST].split("-"))
    return {piece[1]: int(piece[2]) for piece in pieces if piece}
