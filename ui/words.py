"""Every word on the screen, by key and language, with numbers, money and plurals as the language writes them.

The catalogues are gettext files, `ui/locale/<language>/LC_MESSAGES/*.po`: what all screens share in `boats.po`, a
screen's own words in a file of its name. They are read as they are: no compiled copy can be out of date. What the model
declares in English (parameters, mechanisms, what lists say, why something is refused) is translated in the files of
`DECLARED`, under the English text itself. A message names its values and how they are written: `{share:percent}`,
`{weeks:.1}`, `{weeks:count.weeks}` (with its noun, in the right number), `{kpi:inside}`, `{account:inside.books}` (in a
sentence, so without a capital of its own). In Chinese, a value of Latin letters or digits gets its gap here; inside a value
nothing is changed, it may be somebody's name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import Any

from babel.core import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from model.clock import FISCAL_YEAR_STARTS_IN
from model.errors import Sentence

LANGUAGES = {"en": "English", "zh_CN": "中文"}
HTML_LANGUAGES = {"en": "en", "zh_CN": "zh-Hans"}
FOLDER = Path(__file__).parent / "locale"
SHARED, APART = "boats", "board"
"""The catalogue of words that screens share, and that of the scoreboard, which says some of them otherwise."""
DECLARED = ("parameters", "mechanisms", "lists", "refusals")
"""The catalogues of what the model declares in English: there is none for English."""
UNITS = "units"
"""The catalogue of how English writes units that the model declares, in both numbers; other languages have DECLARED."""
MINUS = "\u2212"
UNKNOWN = "–"
DAYS_A_QUARTER = 365.25 / 4
_EDGE = "\x00"
"""Stands on both sides of a value while a Chinese message is put together."""
_TOUCHING = re.compile(
    f"(?<=[\u4e00-\u9fff]){_EDGE}+(?=-?[A-Za-z]|-?[0-9]+(?![0-9]|{_EDGE}*[年月日]))|(?<=[A-Za-z0-9%]){_EDGE}+(?=[\u4e00-\u9fff])(?![年月日])"
)
"""Edges at which Chinese would touch Latin letters or digits; a date is one word ("2027年1月至3月")."""

Message = str | tuple[str, ...]
"""A text, or one for each plural form."""


class Words:
    """The words of one language: call it with a key and the values the message names."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.messages = _all(language)
        self._declared = _declared(language)
        self._units = messages(UNITS, language) if language == "en" else {}
        self._locale = Locale.parse(language)
        self._plural = c2py(read(SHARED, language).plural_expr)
        self._formatter = _ValueFormatter(self)

    def __call__(self, key: str, /, **values: Any) -> str:
        """Return the message of `key` with its values filled in; an unknown key is shown as plain words.

        Where a message has plural forms, the value `number` chooses among them.
        """
        message = self.messages.get(key)
        if isinstance(message, tuple):
            message = message[self._plural(int(values.get("number", 0)))]
        if not message:
            return _readable(key, values)
        return self._filled(message, values)

    def _filled(self, message: str, values: Mapping[str, Any]) -> str:
        if "{" not in message:
            return message
        written = self._formatter.vformat(message, (), values)
        return _TOUCHING.sub(" ", written).replace(_EDGE, "") if _EDGE in written else written

    def sentence(self, text: str) -> str:
        """Return a refusal of the model, with all its parts, in this language, or as it stands where it has no entry."""
        if not isinstance(text, Sentence):
            return text
        message = self.messages.get(text.key) or self._declared.get(text.key)
        return (
            self._filled(message, {k: self._part(v) for k, v in text.values.items()}) if isinstance(message, str) else text
        )

    def _part(self, value: Any) -> Any:
        """Return a value of a refusal in this language: a tuple is a list, a text may be a sentence itself."""
        if isinstance(value, tuple):
            return self("list.comma").join(map(self.sentence, value))
        return self.sentence(value) if isinstance(value, str) else value

    def declared(self, text: str, default: str | None = None) -> str:
        """Return a text that the model declares in English, or `default` (the text itself) where it has no translation."""
        return self._declared.get(text, text if default is None else default)

    def measure(self, unit: str, value: float) -> str:
        """Return a unit that the model declares as it stands behind a value: "week" behind 1, "weeks" behind 2."""
        forms = self._units.get(unit)
        if isinstance(forms, tuple):
            return forms[self._plural(1 if value == 1 else 2)]
        return forms or self.declared(unit)

    def has(self, key: str) -> bool:
        """Whether there is a message for `key`."""
        return bool(self.messages.get(key))

    def name(self, kind: str, name: object, **values: Any) -> str:
        """Return the word for a name of the model (a unit, a rival, a unit of measure), or the name itself."""
        key = f"{kind}.{name}"
        return self(key, **values) if self.has(key) else str(name)

    def number(self, value: float, decimals: int = 0, signed: bool = False) -> str:
        """Return a number with this many decimals, with a true minus, and a plus if `signed`."""
        if not math.isfinite(value):
            return UNKNOWN
        rounded = round(value, decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        text = _decimal(abs(rounded), pattern, self._locale)
        return (MINUS if rounded < 0 else "+" if signed and rounded > 0 else "") + text

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share from 0 to 1 in per cent."""
        return self("number.percent", number=self.number(100 * share, decimals))

    def money(self, millions: float, decimals: int = 1) -> str:
        """Return an amount of RMB million as the language counts money (bn and M, 亿 and 万)."""
        if not math.isfinite(millions):
            return UNKNOWN
        step = "large" if abs(millions) >= float(self("money.large.from")) else "small"
        amount = millions / float(self(f"money.{step}.millions"))
        places = decimals if step == "large" and abs(amount) < 100 else 0
        return self(f"money.{step}", number=self.number(amount, places))

    def period(self, start: date, quarter: int, until: int | None = None) -> str:
        """Return the months of a quarter (from 0) of a game that begins on `start`, or from it to the end of `until`.

        "April to June 2027", "April 2027 to March 2029".
        """
        ends = (quarter, quarter if until is None else until)
        begin, end = ((start + timedelta(days=round(DAYS_A_QUARTER * (q + 0.5)))).replace(day=1) for q in ends)
        first, last = (begin - timedelta(days=1)).replace(day=1), end + timedelta(days=31)
        key = "when.months" if first.year == last.year else "when.months.across"
        names = (format_date(day, self("when.month"), locale=self._locale) for day in (first, last))
        return self(key, **dict(zip(("first", "last"), names, strict=True)), year=str(first.year), end=str(last.year))

    def fiscal(self, start: date, quarter: int) -> tuple[int, int]:
        """Return fiscal year and quarter (1 to 4) of a quarter (from 0) of a game that begins on `start`.

        The fiscal year starts on 1 April and is named by the year in which it ends.
        """
        middle = start + timedelta(days=round(DAYS_A_QUARTER * (quarter + 0.5)))
        months = (middle.month - FISCAL_YEAR_STARTS_IN) % 12
        return middle.year + (middle.month >= FISCAL_YEAR_STARTS_IN), months // 3 + 1


class _ValueFormatter(Formatter):
    """Fill in values as the language writes them, by the format named after the colon."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), UNKNOWN)

    def format_field(self, value: Any, format_spec: str) -> str:
        told = self._told(value, format_spec)
        return f"{_EDGE}{told}{_EDGE}" if self.words.language == "zh_CN" else told

    def _told(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str) and not format_spec:
            return value
        if format_spec in _FORMATS:
            return _FORMATS[format_spec](self.words, value)
        if format_spec.startswith("count."):
            return self.words(format_spec, number=round(float(value)))
        if format_spec.startswith("inside."):
            return _inside(self.words.name(format_spec.removeprefix("inside."), value))
        if format_spec and not format_spec.lstrip("+.").isdigit():
            return self.words.name(format_spec, value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            decimals = int(format_spec.lstrip("+.") or 0)
            return self.words.number(float(value), decimals, signed=format_spec.startswith("+"))
        return str(value)


_FORMATS = {
    "percent": lambda words, value: words.percent(float(value)),
    "points": lambda words, value: words.number(100 * abs(float(value))),
    "in_points": lambda words, value: words("count.points", number=round(100 * abs(float(value)))),
    "money": lambda words, value: words.money(float(value)),
    "week": lambda words, value: words.number(int(value) + 1),
    "plain": lambda words, value: str(value),
    "inside": lambda words, value: _inside(str(value)),
}


@lru_cache(maxsize=20_000)
def _decimal(value: float, pattern: str, locale: Locale) -> str:
    """Return a number as a locale writes it; a page writes hundreds, most of them again and again."""
    return format_decimal(value, format=pattern, locale=locale)


@cache
def of(language: str) -> Words:
    """Return the words of a language; an unknown one gets English."""
    return Words(language if language in LANGUAGES else "en")


def _all(language: str) -> dict[str, Message]:
    files = sorted((FOLDER / language / "LC_MESSAGES").glob("*.po"))
    apart = {APART, UNITS, *DECLARED}
    return {key: text for path in files if path.stem not in apart for key, text in messages(path.stem, language).items()}


@cache
def _declared(language: str) -> dict[str, str]:
    """Return the translations of what the model declares, by English text; none for English itself."""
    names = DECLARED if language != "en" else ()
    return {key: str(text) for name in names for key, text in messages(name, language).items()}


def messages(name: str, language: str) -> dict[str, Message]:
    """Return the messages of one catalogue file by key: a text, or one for each plural form."""
    found: dict[str, Message] = {}
    for entry in read(name, language):
        if entry.id:
            key, text = entry.id, entry.string
            found[key if isinstance(key, str) else str(key[0])] = (
                text if isinstance(text, str) else tuple(map(str, text or ()))
            )
    return found


def read(name: str, language: str) -> Catalog:
    """Return one catalogue file of a language."""
    with (FOLDER / language / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _inside(name: str) -> str:
    """Return a name as it is written inside a sentence: "Adoption" becomes "adoption", "API price level" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _readable(key: str, values: Mapping[str, Any]) -> str:
    words = key.rsplit(".", 1)[-1].replace("_", " ")
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
    sentence = words[:1].upper() + words[1:]
    return f"{sentence} ({told})" if told else sentence
