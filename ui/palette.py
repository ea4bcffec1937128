"""The colours: one place that the style sheet, the charts, the pictures and the report read.

Warm is our firm, cool is everybody else, grey is what would have happened anyway. Red and green never judge:
prices that rise are red in China, and one man in twelve cannot tell the two apart.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

LINEAR_TOE = 0.04045  # sRGB, IEC 61966-2-1: below this a channel is linear
READABLE = 4.5  # WCAG 2.2 AA, contrast of text on its ground
SHADE_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, each named for what it carries."""

    paper: str
    panel: str
    well: str
    ink: str
    ink2: str
    ink3: str
    rule: str
    edge: str
    sea: str
    sea2: str
    land: str
    own: str
    own_text: str
    own_tint: str
    base: str
    better: str
    worse: str
    legacy: str
    central: str
    third: str
    rogue: str
    frontier: str
    baidu: str
    tencent: str
    openlab: str
    focus: str
    run_b: str
    run_c: str
    run_d: str
    on_own: str
    loop_flywheel: str
    loop_experience: str
    loop_ecosystem: str
    loop_density: str
    loop_norm: str
    loop_contagion: str
    loop_lobby_trap: str
    loop_congestion: str
    loop_cannibalisation: str
    loop_rivals: str
    loop_autonomy: str
    loop_spillover: str

    def shade(self, name: str) -> str:
        """Return the label shade of a colour: mixed towards ink until text in it can be read."""
        return _shade(self, name)

    def faint(self, name: str, opacity: float) -> str:
        """Return a colour as an `rgba(...)` with this opacity, for bands and areas."""
        red, green, blue = (round(255 * channel) for channel in channels(getattr(self, name)))
        return f"rgba({red},{green},{blue},{opacity:g})"


LIGHT = Palette(
    paper="#FAF8F3", panel="#FFFFFF", well="#F1EEE6",
    ink="#14202B", ink2="#45535F", ink3="#5E6A74", rule="#DCD9D0", edge="#7C868D",
    sea="#E9F0F2", sea2="#D9E6EA", land="#F6EFDC",
    own="#C0430F", own_text="#B23C0C", own_tint="#FBE6DA", base="#6A737B", better="#077280", worse="#5C0F3C",
    legacy="#7E8378", central="#C0430F", third="#2F7FCC", rogue="#5A2474",
    frontier="#142842", baidu="#2846B4", tencent="#177468", openlab="#4488C6", focus="#1F5FA8",
    run_b="#B35C94", run_c="#250706", run_d="#B57D02", on_own="#FFFFFF",
    loop_flywheel="#AF7D55", loop_experience="#945648", loop_ecosystem="#783403", loop_density="#4B1509",
    loop_norm="#C0430F", loop_contagion="#5A2474", loop_lobby_trap="#5E52B2", loop_congestion="#6A737B",
    loop_cannibalisation="#265C6A", loop_rivals="#3D4145", loop_autonomy="#208CB2", loop_spillover="#052840",
)  # fmt: skip

DARK = Palette(
    paper="#0E161E", panel="#15202A", well="#1C2934",
    ink="#E9EEF0", ink2="#B4C0C8", ink3="#93A1AB", rule="#2C3A46", edge="#71808C",
    sea="#12202B", sea2="#182B38", land="#2A2E2C",
    own="#FF8A4F", own_text="#FF9A66", own_tint="#3A2318", base="#98A4AD", better="#B4E6DD", worse="#E56CC2",
    legacy="#8F948A", central="#FF8A4F", third="#4A8BDC", rogue="#DDB8EE",
    frontier="#E8EFF5", baidu="#6478D8", tencent="#2F9982", openlab="#9DC3E7", focus="#8EC5FF",
    run_b="#C25A8C", run_c="#FCF1DF", run_d="#857626", on_own="#14202B",
    loop_flywheel="#FAD57A", loop_experience="#F5ABA0", loop_ecosystem="#B37C5A", loop_density="#8B7023",
    loop_norm="#FF8A4F", loop_contagion="#DDB8EE", loop_lobby_trap="#9B62C6", loop_congestion="#98A4AD",
    loop_cannibalisation="#D0EBF2", loop_rivals="#697679", loop_autonomy="#7B9ED5", loop_spillover="#468898",
)  # fmt: skip

GROUNDS = ("paper", "panel", "well")
STACK_COLOURS = ("legacy", "central", "third", "rogue")
"""Colour names by a team's option: 0 legacy, 1 central, 2 third-party, 3 rogue."""


def loop_colour(name: str) -> str:
    """Return the colour name of a causal loop, the same in every picture and for every figure.

    Loops that reinforce are shades of ours, those that reinforce what nobody wants purple, balancing ones grey and blue.
    """
    return f"loop_{name}"


def of_theme(theme: str | None) -> Palette:
    """Return the palette of Streamlit's theme type, "light" or "dark" (light when it is unknown)."""
    return DARK if theme == "dark" else LIGHT


def channels(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of `#RRGGBB`, each 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def linear(colour: str) -> tuple[float, float, float]:
    """Return linear-light red, green and blue of an sRGB colour."""
    red, green, blue = (c / 12.92 if c <= LINEAR_TOE else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def css_variables() -> str:
    """Return a style rule that gives every colour as a custom property following the page's colour scheme.

    The colours of loops come with their label shades (`-label`).
    """
    light, dark = asdict(LIGHT), asdict(DARK)
    pairs = (f"--{name.replace('_', '-')}:light-dark({light[name]},{dark[name]})" for name in light)
    loops = [name for name in light if name.startswith(loop_colour(""))]
    labels = (f"--{name.replace('_', '-')}-label:light-dark({LIGHT.shade(name)},{DARK.shade(name)})" for name in loops)
    return ".stApp{" + ";".join([*pairs, *labels]) + "}"


def _luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _shade(palette: Palette, name: str) -> str:
    colour, ink = channels(getattr(palette, name)), channels(palette.ink)
    grounds = [getattr(palette, ground) for ground in GROUNDS]
    mixed, share = getattr(palette, name), 0.0
    while share < 1 and min(contrast(mixed, ground) for ground in grounds) < READABLE:
        share += SHADE_STEP
        mix = (round(255 * (c * (1 - share) + i * share)) for c, i in zip(colour, ink, strict=True))
        mixed = "#" + "".join(f"{channel:02X}" for channel in mix)
    return mixed
