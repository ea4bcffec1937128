"""The gate: text files from outside become checked data, or one sentence for each fault.

Structure is checked by pydantic (frozen, unknown keys are faults with the nearest known name); values of levers
and parameters by their own declarations.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from model.decisions import nearest
from model.errors import BadInput

LARGEST_FILE = 5_000_000  # bytes; a run file stays under 50 kB
Checked = TypeVar("Checked", bound="Document")


class Document(BaseModel):
    """Base of everything that is read from a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, or raise BadInput saying why it cannot be read."""
    try:
        if path.is_dir():
            raise BadInput(f"{path} is a folder: name a file.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise BadInput(f"{path} has {size:,} bytes: a file of ours has at most {LARGEST_FILE:,}.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text: save it as UTF-8.") from None
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist: name a file that does.") from None
    except PermissionError:
        raise BadInput(f"{path} may not be read: change its permissions.") from None
    except OSError as fault:
        raise BadInput(f"{path} cannot be read ({fault.strerror}): name a readable file.") from None


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file, or raise BadInput naming the line."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(f"{path} is not valid TOML: {_lower_first(str(fault))}.") from None
    except RecursionError:
        raise BadInput(f"{path} is nested too deeply: use plain tables.") from None


def checked(document: type[Checked], data: Any, where: str) -> Checked:
    """Return `data` as a checked document; `where` names the file in the sentences."""
    if not isinstance(data, dict):
        raise BadInput(f"{where} holds no table: use keys and values.")
    try:
        return document.model_validate(data)
    except ValidationError as faults:
        raise BadInput([_sentence(document, fault, where) for fault in faults.errors()]) from None


def _sentence(document: type[Document], fault: Any, where: str) -> str:
    place = ".".join(str(part) for part in fault["loc"]) or "the top level"
    if fault["type"] == "extra_forbidden":
        hint = nearest(str(fault["loc"][-1]), tuple(document.model_fields)) if len(fault["loc"]) == 1 else ""
        known = ", ".join(document.model_fields)
        return f"{where}: there is no key {place!r}{hint or f'; the keys are {known}.'}"
    if fault["type"] == "missing":
        return f"{where}: the key {place!r} is missing."
    shown = repr(fault["input"])
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return f"{where}: {place} is {shown}: {_lower_first(fault['msg'])}."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
