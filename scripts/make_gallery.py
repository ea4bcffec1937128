"""Play what the first screen shows, and keep it: `make gallery` runs this after the model has changed (some minutes)."""

from __future__ import annotations

import json

from experiments import gallery
from model.files import replace_atomically


def main() -> None:
    """Play and write."""
    replace_atomically(gallery.FILE, json.dumps(gallery.played(), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
