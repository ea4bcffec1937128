"""A picture of our own on the page: one host element, plain style sheets and scripts from this folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components import v2

FOLDER = Path(__file__).parent


@cache
def component(host: str, styles: tuple[str, ...], scripts: tuple[str, ...]) -> Callable[..., Any]:
    """Return what draws a picture in an element of class `host`; its files are read once."""
    return v2.component(
        f"boats_{host}",
        html=f'<div class="{host}">\n</div>',
        css="\n".join((FOLDER / name).read_text(encoding="utf-8") for name in styles),
        js="\n".join((FOLDER / name).read_text(encoding="utf-8") for name in scripts),
    )


def packed(data: dict[str, Any]) -> bytes:
    """Return data as a picture's script takes it (`unpacked` in svg.js).

    As bytes it is written once; given as a dictionary, Streamlit would look for tables in it and write it twice, which
    with fourteen pictures on the page of plans is a seventh of what a move of a lever costs.
    """
    return json.dumps(data).encode()
