"""The gate: text files from outside become checked data, or one sentence for each fault.

Structure is checked by pydantic (frozen, unknown keys are faults with the nearest known name); values of levers
and parameters by their own declarations.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from model.decisions import nearest
from model.errors import BadInput, Sentence, declared, said
from model.values import quoted, shown

LARGEST_FILE = 5_000_000  # bytes; a run file stays under 50 kB
DEEPEST = 12  # tables in tables; a file of ours has five
Checked = TypeVar("Checked", bound="Document")

RIGHT: dict[str, str] = {
    **dict.fromkeys(
        ("int_type", "greater_than_equal", "less_than_equal", "less_than"), "a whole number from {low} to {high}"
    ),
    **dict.fromkeys(("float_type", "finite_number"), "a number"),
    "bool_type": "true or false",
    "date_type": "a date, 2025-04-01 for instance",
    "string_type": "text",
    **dict.fromkeys(("string_too_short", "string_too_long"), "text of {low} to {high} characters"),
    "list_type": "a list",
    "too_long": "a list of at most {high} entries",
    **dict.fromkeys(("dict_type", "model_type"), "a table"),
}
"""What would be right, by the name that pydantic has for a fault; the values are those of `_bounds`."""

CONTROL = r"\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069"
"""Characters that a terminal obeys and nobody sees, as a class of a pattern: escapes, line ends, turns of direction."""
VISIBLE: dict[str, Any] = {"pattern": f"^[^{CONTROL}]*$", "description": said("visible characters only")}
LINES: dict[str, Any] = {
    "pattern": f"^([^{CONTROL}]|[\t\n\r])*$",
    "description": said("visible characters and line ends only"),
}
"""How a field of a document is declared that holds a text of one line, or of several."""


class Document(BaseModel):
    """Base of everything that is read from a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, or raise BadInput saying why it cannot be read."""
    try:
        if path.is_dir():
            raise BadInput(said("{path} is a folder: name a file.", path=path))
        if path.is_char_device() or path.is_block_device():
            raise BadInput(said("{path} is a device: name a file.", path=path))
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise BadInput(
                said(
                    "{path} has {size:,} bytes: a file of ours has at most {most:,}.",
                    path=path,
                    size=size,
                    most=LARGEST_FILE,
                )
            )
        with _opened(path) as file:  # a pipe tells no size and may never end
            content = file.read(LARGEST_FILE + 1)
        if not content and path.is_fifo():
            raise BadInput(said("{path} is a pipe that nobody writes to: name a file.", path=path))
        if len(content) > LARGEST_FILE:
            raise BadInput(
                said(
                    "{path} goes on after {most:,} bytes: a file of ours has at most that many.",
                    path=path,
                    most=LARGEST_FILE,
                )
            )
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(said("{path} is not UTF-8 text: save it as UTF-8.", path=path)) from None
    except FileNotFoundError:
        raise BadInput(said("{path} does not exist: name a file that does.", path=path)) from None
    except PermissionError:
        raise BadInput(said("{path} may not be read: change its permissions.", path=path)) from None
    except OSError as fault:
        raise BadInput(
            said("{path} cannot be read ({reason}): name a readable file.", path=path, reason=fault.strerror)
        ) from None


def _opened(path: Path) -> BinaryIO:
    """Open a file; a pipe that nobody writes to is at its end, where opening it as usual would wait for somebody."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(handle, True)
    return os.fdopen(handle, "rb")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file, or raise BadInput naming the line."""
    text = read_text(path)
    try:
        return tables_of(text)
    except ValueError as fault:  # a syntax error, or a number of too many digits
        raise BadInput(said("{path} is not valid TOML: {reason}.", path=path, reason=_lower_first(str(fault)))) from None
    except RecursionError:
        raise BadInput(said("{path} is nested too deeply: use plain tables.", path=path)) from None


def tables_of(text: str) -> dict[str, Any]:
    """Return the tables of TOML text; raises ValueError where it is none, RecursionError where it is nested too deeply."""
    tables = tomllib.loads(text)
    level: list[Any] = [tables]
    for _ in range(DEEPEST):
        inner = [part for whole in level for part in (whole.values() if isinstance(whole, dict) else whole)]
        level = [part for part in inner if isinstance(part, dict | list)]
    if level:  # a.a.a.a = 1 costs the reader nothing, and whoever looks into it later everything
        raise RecursionError("it is nested too deeply")
    return tables


def dotted(tables: dict[str, Any], where: str) -> dict[str, Any]:
    """Return nested tables as one table with dotted names; raises BadInput where a name is given twice.

    A bare key with a dot is a nested table to TOML: compute.frontier = 0.3 means the same as the quoted name.
    """
    flat: dict[str, Any] = {}
    for name, value in _leaves(tables, ""):
        if name in flat:
            raise BadInput(
                said("{where}: {name} is given twice, with and without quotes: keep one of the two.", where=where, name=name)
            )
        flat[name] = value
    return flat


def _leaves(tables: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def checked(document: type[Checked], data: Any, where: str) -> Checked:
    """Return `data` as a checked document; `where` names the file in the sentences."""
    if not isinstance(data, dict):
        raise BadInput(said("{where} holds no table: use keys and values.", where=where))
    try:
        return document.model_validate(data)
    except ValidationError as faults:
        raise BadInput(_sentences(document, faults.errors(), where)) from None


def _sentences(document: type[Document], faults: list[Any], where: str) -> list[Sentence]:
    missing = [quoted(_place(fault)) for fault in faults if fault["type"] == "missing"]
    unknown = [fault for fault in faults if fault["type"] == "extra_forbidden" and len(fault["loc"]) == 1]
    if missing and len(unknown) > 1:  # not one slip, but a file of another kind
        told = {"where": where, "keys": tuple(quoted(fault["loc"][0]) for fault in unknown), "missing": tuple(missing)}
        return [said("{where} has the keys {keys} and lacks {missing}: this is another kind of file.", **told)]
    sentences = [_sentence(document, fault, where) for fault in faults if fault["type"] != "missing"]
    return [*sentences, *_missing(missing, where)]


def _missing(keys: list[Sentence], where: str) -> Iterator[Sentence]:
    told = {"where": where, "keys": tuple(keys[:-1]), "last": keys[-1] if keys else ""}
    if len(keys) == 1:
        yield said("{where}: the key {last} is missing: add what is not there.", **told)
    if len(keys) > 1:
        yield said("{where}: the keys {keys} and {last} are missing: add what is not there.", **told)


def _place(fault: Any) -> str:
    return ".".join(str(part) for part in fault["loc"]) or said("the top level")


def _sentence(document: type[Document], fault: Any, where: str) -> Sentence:
    place, kind, loc = _place(fault), fault["type"], fault["loc"]
    if kind == "extra_forbidden":
        known, _ = _declared(document, loc[:-1])
        hint = nearest(str(loc[-1]), tuple(known)) or said("; the keys are {known}.", known=tuple(known))
        return said("{where}: there is no key {key}{hint}", where=where, key=shown(place), hint=hint)
    _, field = _declared(document, loc)
    told = {"where": where, "place": place, "value": shown(fault["input"]), "right": _right(kind, field, fault["msg"])}
    return said("{where}: {place} is {value}: use {right}.", **told)


def _right(kind: str, field: FieldInfo | None, message: str) -> str:
    """Return what would be right in place of a fault of this kind."""
    if kind == "string_pattern_mismatch" and field and field.description:
        return declared(field.description)
    if kind == "literal_error" and field:
        *others, last = map(quoted, get_args(field.annotation))
        return said("{others} or {last}", others=tuple(others), last=last)
    return said(RIGHT[kind], **_bounds(field)) if kind in RIGHT else _lower_first(message)


def _declared(document: type[Document], place: tuple[str | int, ...]) -> tuple[dict[str, FieldInfo], FieldInfo | None]:
    """Return the keys that stand in `place`, and its own declaration, None where it has none."""
    keys, field = _keys(document), None
    for part in place:
        if isinstance(part, str):  # entries of a list are what the list holds
            field = keys.get(part)
            held = (field.annotation, *get_args(field.annotation)) if field else ()
            keys = next((_keys(kind) for kind in held if isinstance(kind, type) and issubclass(kind, Document)), {})
    return keys, field


def _keys(document: type[Document]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in document.model_fields.items()}


def _bounds(field: FieldInfo | None) -> dict[str, Any]:
    """Return what the sentences of `RIGHT` take from a declaration."""
    rules: dict[str, Any] = {}
    for rule in field.metadata if field else ():
        rules |= {
            name: getattr(rule, name) for name in ("ge", "le", "lt", "min_length", "max_length") if hasattr(rule, name)
        }
    low = rules.get("ge", rules.get("min_length", 0))
    high = rules.get("le", rules.get("max_length", rules.get("lt", 0) - 1))
    return {"low": low, "high": high}


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
