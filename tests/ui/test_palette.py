"""Contrast after WCAG 2.2, and colour-vision deficiency after Machado et al. (2009) judged by CIEDE2000."""

import itertools
import math
import re
import tomllib
from pathlib import Path

import pytest

from model.links import LINKS
from ui import palette
from ui.palette import DARK, GROUNDS, LIGHT, STACK_COLOURS, contrast

THEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
TEXTS = ("ink", "ink2", "ink3", "own_text", "better", "worse")
LOOPS = tuple(map(palette.loop_colour, LINKS))
GRAPHICS = (
    "own", "base", "legacy", "third", "rogue", "frontier", "baidu", "tencent", "openlab", "edge", "focus",
    "run_b", "run_c", "run_d", *LOOPS,
)  # fmt: skip
SETS = {
    "firms": ("own", "frontier", "baidu", "tencent", "openlab"),
    "stacks": STACK_COLOURS,
    "verdicts": ("better", "worse"),
    "bars": ("own", "third", "base"),
    "runs": ("own", "run_b", "run_c", "run_d"),
    "loops": LOOPS,
}
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
UI = Path(palette.__file__).parent


def cielab(rgb):
    red, green, blue = rgb
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883

    def f(t):
        return t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116

    return 116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))


def seen(colour, vision):
    rgb = palette.linear(colour)
    rows = (sum(m * c for m, c in zip(row, rgb, strict=True)) for row in VISION[vision])
    return cielab([min(1.0, max(0.0, value)) for value in rows])


def hue(a, b):
    return math.degrees(math.atan2(b, a)) % 360


def difference(one, other):
    """CIEDE2000 (Sharma, Wu & Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2, h1, h2 = math.hypot(a1, b1), math.hypot(a2, b2), hue(a1, b1), hue(a2, b2)
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    d_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    mean_hue = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else (h1 + h2 + 360) / 2

    def cos(degrees):
        return math.cos(math.radians(degrees))

    t = (
        1 - 0.17 * cos(mean_hue - 30) + 0.24 * cos(2 * mean_hue)
        + 0.32 * cos(3 * mean_hue + 6) - 0.2 * cos(4 * mean_hue - 63)
    )  # fmt: skip
    s_l = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    r_t = (
        -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
        * math.sin(math.radians(60 * math.exp(-(((mean_hue - 275) / 25) ** 2))))
    )  # fmt: skip
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, d_hue / s_h
    return math.sqrt(dl**2 + dc**2 + dh**2 + r_t * dc * dh)


def test_the_difference_measure_agrees_with_published_pairs():
    """Sharma, Wu & Dalal 2005, table 1, pairs 1, 17 and 25."""
    assert difference((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert difference((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
    assert difference((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=1e-4)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read_on_every_ground(theme, ground):
    for name in TEXTS:
        assert contrast(getattr(theme, name), getattr(theme, ground)) >= 4.5, name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_marks_stand_out_from_every_ground(theme, ground):
    for name in GRAPHICS:
        assert contrast(getattr(theme, name), getattr(theme, ground)) >= 3, name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["land", "sea"])
def test_the_map_can_be_read(theme, ground):
    for name in STACK_COLOURS:
        assert contrast(getattr(theme, name), getattr(theme, ground)) >= 3, name
    assert contrast(theme.ink2, getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_label_of_the_primary_button_can_be_read(theme):
    assert contrast(theme.on_own, theme.own) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("names", SETS)
def test_colours_that_meet_stay_apart_for_every_eye(theme, vision, names):
    """Runs share the warm side, loops the hue of their kind; both always carry a name, so they may be closer."""
    least = 8 if names in ("runs", "loops") else 15 if vision == "normal" else 11
    for one, other in itertools.combinations(SETS[names], 2):
        apart = difference(seen(getattr(theme, one), vision), seen(getattr(theme, other), vision))
        assert apart >= least, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_label_shades_can_be_read_and_leave_readable_colours_alone(theme):
    for name in GRAPHICS:
        shade = theme.shade(name)
        assert all(contrast(shade, getattr(theme, ground)) >= 4.5 for ground in GROUNDS)
    assert theme.shade("ink") == theme.ink


def test_the_server_theme_uses_the_palette():
    config = tomllib.loads((UI / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        assert config[name]["primaryColor"] == theme.own
        assert config[name]["backgroundColor"] == theme.paper
        assert config[name]["secondaryBackgroundColor"] == theme.well
        assert config[name]["textColor"] == theme.ink
        assert config[name]["borderColor"] == theme.rule


def test_style_sheets_name_colours_only_by_the_palette():
    for sheet in [*UI.glob("styles/*.css"), *UI.glob("pictures/*.css"), *UI.glob("pictures/*.js")]:
        text = sheet.read_text(encoding="utf-8")
        assert not re.findall(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", text), sheet.name
        known = set(re.findall(r"--([a-z0-9-]+):", palette.css_variables() + text)) | {
            "app-name",
            "page-scale",
            "upload-pick",
            "upload-size",
            "upload-large",
        }
        used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
        assert {name for name in used if not name.startswith("st-")} <= known, sheet.name


def test_style_sheets_ask_only_for_colours_that_there_are():
    known = set(re.findall(r"(--[\w-]+):", palette.css_variables()))
    ours = {"--gutter", "--app-name", "--upload-pick", "--upload-size", "--upload-large"}
    for sheet in (Path(palette.__file__).parent / "styles").glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        declared = set(re.findall(r"(--[\w-]+)\s*:", text))
        assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= known | declared | ours, sheet.name
