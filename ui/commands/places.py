"""Where output goes: checked before anything is played, so that no minute of work ends in a refusal."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from model.errors import BadInput
from model.files import replace_atomically


def file_problems(path: Path, force: bool) -> list[str]:
    """Return why a file cannot be written at `path`, one sentence each."""
    try:
        if path.is_dir():
            return [f"{path} is a folder: name a file in it, {path / 'run.toml'} for instance."]
        if path.exists() and not path.is_file():
            return [f"{path} is a device or a pipe, which cannot be replaced: name a file."]
        if path.exists() and not force:
            return [f"{path} exists already: name another file, or add --force to replace it."]
        return _unwritable(path.parent, path)
    except OSError as fault:
        return [f"{path} cannot be used ({fault.strerror}): name another file."]


def folder_problems(path: Path, force: bool) -> list[str]:
    """Return why files cannot be written into the folder `path`, which need not exist, one sentence each."""
    try:
        if path.exists() and not path.is_dir():
            return [f"{path} is a file: name a folder."]
        if path.exists() and any(path.iterdir()) and not force:
            return [f"{path} holds files already: name another folder, or add --force to write among them."]
        return _unwritable(path if path.exists() else path.parent, path)
    except OSError as fault:
        return [f"{path} cannot be used ({fault.strerror}): name another folder."]


def write_file(path: Path, content: str) -> None:
    """Write a file whole or not at all; raises BadInput when the place cannot be written."""
    try:
        replace_atomically(path, content)
    except OSError as fault:
        raise BadInput(f"{path} cannot be written ({fault.strerror}): name another place.") from None


def write_folder(path: Path, files: dict[str, str]) -> None:
    """Write files into a folder, all of them or none; one that is not there is made.

    They are written beside first and take their names once all are there: by then no disk can be too full. Raises BadInput
    when the place cannot be written.
    """
    ours = not path.exists()
    try:
        with TemporaryDirectory(dir=path.parent if ours else path, prefix=".boats-") as beside:
            for name, content in files.items():
                replace_atomically(Path(beside) / name, content)
            path.mkdir(exist_ok=True)
            for name in files:  # what cannot be replaced is found before anything is
                if (path / name).exists() and not (path / name).is_file():
                    raise OSError(errno.EEXIST, f"{name} is there and no file", str(path))
            for name in files:
                (Path(beside) / name).replace(path / name)
    except BaseException as fault:
        if ours:
            shutil.rmtree(path, ignore_errors=True)
        if not isinstance(fault, OSError):
            raise
        raise BadInput(f"{path} cannot be written ({fault.strerror}): name another folder.") from None


def _unwritable(folder: Path, path: Path) -> list[str]:
    if not folder.is_dir():
        return [f"{path} cannot be written, because the folder {folder} does not exist: make it first."]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [f"{path} cannot be written, because the folder {folder} may not be written to: name another place."]
    return []
