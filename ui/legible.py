"""Text for any terminal: what its encoding cannot show is written in other characters."""

from __future__ import annotations

import os
import re
import sys
from typing import TextIO

PLAIN_LOCALES = ("C", "POSIX")
IN_ASCII = {
    "·": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "−": "-", "–": "-", "—": "-", "…": "...", "×": "x",
    "→": "->", "≥": ">=", "≤": "<=", "\u00a0": " ", "\u202f": " ", "±": "+-",
    "▁": "_", "▂": ".", "▃": ",", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#", "━": "-", "╸": "-", "╺": "-",
}  # fmt: skip
"""How a terminal without these characters shows them."""
_ESCAPED, _BYTES = re.compile(r"\\u(dc[89a-f][0-9a-f])"), re.compile("[\udc80-\udcff]+")


class Legible:
    """A text stream that writes what the terminal cannot show in other characters."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.encoding = "ascii" if plain_locale() else (getattr(stream, "encoding", None) or "ascii")

    def write(self, text: str) -> int:
        """Write `text`, changed where it has to be."""
        self.stream.write(text if self._shows(text) else "".join(map(self._character, text)))
        return len(text)

    def _character(self, character: str) -> str:
        return character if self._shows(character) else IN_ASCII.get(character, "?")

    def _shows(self, text: str) -> bool:
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def flush(self) -> None:
        """Pass on what is buffered."""
        self.stream.flush()

    def isatty(self) -> bool:
        """Whether a person is looking."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """The stream's descriptor."""
        return self.stream.fileno()


def plain_locale() -> bool:
    """Whether the environment asks for plain ASCII (LANG=C), which Python itself overlooks."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return chosen in PLAIN_LOCALES and not os.environ.get("PYTHONIOENCODING")


def complain(sentences: list[str]) -> None:
    """Write one sentence a line on standard error."""
    stream = Legible(sys.stderr)
    for sentence in sentences:
        visible = "".join(c if c.isprintable() or c.isspace() else "?" for c in _as_typed(sentence))
        stream.write(" ".join(visible.split()) + "\n")
    stream.flush()


def _as_typed(sentence: str) -> str:
    """Return a sentence with the characters of a command line that Python, in a plain locale, has taken for single bytes.

    A sentence has them as they are, or as escapes where it quotes a name.
    """
    raw = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), sentence)
    return _BYTES.sub(lambda byte: byte[0].encode("utf-8", "surrogateescape").decode("utf-8", "replace"), raw)
