"""Pictures as inline SVG: a canvas that escapes every text, colours by name, coordinates to a tenth of a pixel.

Colours are custom properties of the document, so that a picture follows its theme; `label:third` is a colour's label
shade. Every picture has a title and a description, which are its text alternative.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from markupsafe import Markup

SMALL, TEXT = 12.5, 13.0
DASHES = "6 5"

Point = tuple[float, float]


@dataclass
class Picture:
    """An SVG picture of `width` by `height` px; `title` and `described` say what is seen on it."""

    width: float
    height: float
    title: str
    described: str
    parts: list[str] = field(default_factory=list)

    def shape(self, tag: str, fill: str = "", stroke: str = "", thick: float = 1, **attributes: object) -> None:
        """Draw a shape; `fill` and `stroke` name colours, other attributes stand as they are (`_` for a hyphen)."""
        style = f"fill:{colour(fill) if fill else 'none'}"
        if stroke:
            style += f";stroke:{colour(stroke)};stroke-width:{number(thick)}"
        self.parts.append(f'<{tag} style="{style}"{_written(attributes)}/>')

    def line(self, points: Iterable[Point], stroke: str, width: float = 2, dash: str = "") -> None:
        """Draw a line through points; it is broken where a point is not a number."""
        attributes = {"stroke_dasharray": dash} if dash else {}
        self.shape("path", stroke=stroke, thick=width, d=path(points), stroke_linejoin="round", **attributes)

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = "rule", width: float = 1, dash: str = ""
    ) -> None:
        """Draw a straight line."""
        self.line([(x1, y1), (x2, y2)], stroke, width, dash)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        fill: str = "ink3",
        size: float = SMALL,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Write a text with its baseline at `y`."""
        weight = ";font-weight:650" if bold else ""
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" '
            f'style="fill:{colour(fill)};font-size:{size:g}px{weight}">{escape(text)}</text>'
        )

    def mark(self, kind: str, x: float, y: float, radius: float, fill: str, stroke: str = "", width: float = 1) -> None:
        """Draw a mark: circle, ring, square, triangle or diamond."""
        if kind == "ring":
            self.shape("circle", fill="paper", stroke=fill, thick=1.8, cx=x, cy=y, r=radius - 0.6)
        elif kind == "circle":
            self.shape("circle", fill, stroke, width, cx=x, cy=y, r=radius)
        elif kind == "square":
            side = 1.75 * radius
            self.shape("rect", fill, stroke, width, x=x - side / 2, y=y - side / 2, width=side, height=side)
        else:
            turns = {"triangle": (90, 210, 330), "diamond": (0, 90, 180, 270)}[kind]
            reach = 1.25 * radius
            corners = [(x + reach * np.cos(np.radians(a)), y - reach * np.sin(np.radians(a))) for a in turns]
            self.shape("path", fill, stroke, width, d=path(corners) + "Z")

    def markup(self) -> Markup:
        """Return the picture as markup."""
        return Markup(
            f'<svg role="img" viewBox="0 0 {number(self.width)} {number(self.height)}" '
            f'width="{number(self.width)}" height="{number(self.height)}">'
            f"<title>{escape(self.title)}</title><desc>{escape(self.described)}</desc>{''.join(self.parts)}</svg>"
        )  # every text and attribute was escaped above


def colour(name: str) -> str:
    """Return the custom property of a colour by name, `label:` before it for its label shade, `url(#...)` as it is."""
    if name.startswith("url("):
        return name
    kind, _, rest = name.rpartition(":")
    return f"var(--{rest.replace('_', '-')}{'-label' if kind == 'label' else ''})"


def number(value: float) -> str:
    """Return a coordinate to a tenth."""
    return f"{round(float(value), 1):g}"


def path(points: Iterable[Point]) -> str:
    """Return the path through points, broken where one is not a number."""
    steps, pen = [], "M"
    for x, y in points:
        if not (np.isfinite(x) and np.isfinite(y)):
            pen = "M"
            continue
        steps.append(f"{pen}{number(x)} {number(y)}")
        pen = "L"
    return "".join(steps)


def ticks(low: float, high: float, most: int = 4) -> Sequence[float]:
    """Return at most about `most` round numbers between two bounds."""
    span = max(high - low, 1e-12)
    step = 10.0 ** np.floor(np.log10(span / most))
    step *= next(factor for factor in (1, 2, 5, 10) if span / (factor * step) <= most)
    first = np.ceil(low / step - 1e-9)
    return [float(round(k * step, 12)) for k in np.arange(first, high / step + 1e-9)]


def _written(attributes: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{_value(value)}"' for name, value in attributes.items())


def _value(value: object) -> str:
    return number(float(value)) if isinstance(value, int | float | np.number) else escape(str(value))
