"""Compile the inner loops for this machine by playing short games; `make setup` calls it.

.venv/bin/python scripts/compile_kernels.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from experiments.run import play


def main() -> None:
    """Play half a year in which every kernel is called."""
    play("base", "sensible", quarters=2)


if __name__ == "__main__":
    main()
