"""Play the golden run again and store it: only when results are meant to change, with a new model/version.py.

.venv/bin/python scripts/refresh_golden.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from experiments.run import Run, play, replay_difference  # noqa: E402

GOLDEN = ROOT / "tests" / "golden" / "base.toml"
SEED = 7
PLAN = "sensible"


def main() -> int:
    """Write the golden run; say what differs from the stored one."""
    before = replay_difference(Run.load(GOLDEN)) if GOLDEN.exists() else None
    GOLDEN.parent.mkdir(exist_ok=True)
    play("base", PLAN, seed=SEED).save(GOLDEN)
    if before is None:
        print(f"{GOLDEN.relative_to(ROOT)}: results as before")  # noqa: T201
    else:
        week, table = before
        print(f"{GOLDEN.relative_to(ROOT)}: results differ from week {week + 1}, table {table}; is model/version.py new?")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
