"""How a command ends when it does not end well: a sentence on standard error and a status, never a traceback."""

from __future__ import annotations

import errno
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.decisions import nearest
from model.errors import BadInput
from ui.legible import complain

DONE, FAILED, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
EXPECTED = {"int": "a whole number", "float": "a number", "bool": "true or false"}
"""How the kinds of numbers in a parser's message are called among people, by how their names begin."""


def told(command: Callable[[], int]) -> int:
    """Run `command` and return its exit status; whatever stops it is told in sentences."""
    _open_output()
    try:
        status = command()
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return PIPE_CLOSED
    except BadInput as fault:
        return _complain(fault.sentences, BAD_INPUT)
    except OSError as fault:
        return _system_fault(fault)
    except Exception as fault:
        return INTERRUPTED if _interrupted(fault) else _other(fault)


def _interrupted(fault: BaseException | None) -> bool:
    """Whether a person's Ctrl-C is behind a fault: what runs compiled code wraps it in a SystemError."""
    while fault is not None and not isinstance(fault, KeyboardInterrupt):
        fault = fault.__cause__
    return fault is not None


def _other(fault: Exception) -> int:
    if hasattr(fault, "format_message"):
        return _complain([usage_sentence(fault)], BAD_INPUT)
    if isinstance(status := getattr(fault, "exit_code", None), int):
        return status
    return _our_fault(fault)


def usage_sentence(fault: Any) -> str:
    """Return in one sentence what is wrong with a command line, and what would be right."""
    context = getattr(fault, "ctx", None)
    where = getattr(context, "command_path", None) or "boats"
    message = " ".join(str(fault.format_message()).split())
    helpful = f"{where} --help shows what it takes."
    if (option := getattr(fault, "option_name", None)) is not None:
        if "requires an argument" in message or "require" in message:
            return f"The option {option} needs a value: {helpful}"
        if "does not take a value" in message:
            return f"The option {option} takes no value: write {option} alone."
        known = [name for parameter in context.command.params for name in parameter.opts] if context else []
        return f"There is no option {option}{nearest(option, tuple(known)) or ': ' + helpful}"
    if found := re.match(r"No such command '(.*?)'", message):
        known = list(getattr(context.command, "commands", {})) if context else []
        return f"There is no command {found[1]!r}{nearest(found[1], tuple(known)) or ': ' + helpful}"
    if found := re.match(r"Missing (\w+) '?(.*?)'?\.", message):
        return f"The {found[1]} {found[2]} is missing: {helpful}"
    if found := re.match(r"Invalid value for '(.*?)': .*\bvalid (int|float|bool)", message):
        return f"{found[1]} takes {EXPECTED[found[2]]}: {helpful}"
    if found := re.match(r"Invalid value for '(.*?)': .*\bunicode", message):
        return f"{found[1]} holds characters that this terminal does not have: {helpful}"
    return f"{message.rstrip('.')}: {helpful}"


def _system_fault(fault: OSError) -> int:
    if fault.errno == errno.ENOSPC or fault.filename is None:
        _let_go_of_output()
        return _complain([f"The output cannot be written ({fault.strerror}): make room or send it elsewhere."], FAILED)
    return _complain([f"{fault.filename} cannot be used ({fault.strerror}): name another file."], BAD_INPUT)


def _our_fault(fault: Exception) -> int:
    details = traceback.format_exc()
    if os.environ.get("BOATS_DEBUG"):
        sys.stderr.write(details)
    log = _logged(details)
    kept = f"; {log} holds the details" if log else ""
    return _complain(
        [f"Something unexpected happened ({type(fault).__name__}: {fault}): this is a fault of ours{kept}."], FAILED
    )


def _logged(details: str) -> Path | None:
    try:
        handle, name = tempfile.mkstemp(prefix="boats-fault-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(details)
    except OSError:
        return None
    return Path(name)


def _complain(sentences: list[str], status: int) -> int:
    try:
        complain(sentences)
    except OSError:
        _let_go_of_output()
    return status


def _open_output() -> None:
    # a stream that was closed before we started (>&-) is None; print() bears that, libraries do not
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115


def _let_go_of_output() -> None:
    # what is still buffered cannot go anywhere: without this, Python complains again when it ends
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            try:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            except (OSError, ValueError):
                continue
