"""Chinese in a terminal: lines break between characters, but none begins with a closing mark or ends with an opening one."""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.containers import Lines
from rich.text import Text

HAN, OPENING, CLOSING = "\u4e00-\u9fff", "（“‘《", "，。；：、）”’》？！"
_UNIT = re.compile(f"\\s*[{OPENING}]*(?:[{HAN}]|[^\\s{HAN}{OPENING}{CLOSING}]*)[{CLOSING}]*\\s*")
"""What stays together: a character or a word, with the marks that belong to it."""


class Prose(Text):
    """Text that is wrapped as Chinese is set; rich knows words between spaces only, and folds whatever is longer."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Return the text in lines of at most `width` cells; the `options` of rich do not matter here."""
        lines = self.divide(breaks(self.plain, width))
        for line in lines:
            line.rstrip_end(width)
        return lines


def breaks(text: str, width: int) -> list[int]:
    """Return where lines after the first begin, as offsets in `text`."""
    offsets, at, used = [], 0, 0
    for unit in _UNIT.findall(text):
        for piece in [unit] if cell_len(unit.rstrip()) <= width else chop_cells(unit, width):
            if used and used + cell_len(piece.rstrip()) > width:
                offsets.append(at)
                used = 0
            at, used = at + len(piece), used + cell_len(piece)
    return offsets
