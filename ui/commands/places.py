"""Where output goes: checked before anything is played, so that no minute of work ends in a refusal."""

from __future__ import annotations

import os
from pathlib import Path

from model.errors import BadInput
from model.files import replace_atomically


def file_problems(path: Path, force: bool) -> list[str]:
    """Return why a file cannot be written at `path`, one sentence each."""
    if path.is_dir():
        return [f"{path} is a folder: name a file in it, {path / 'run.toml'} for instance."]
    if path.exists() and not force:
        return [f"{path} exists already: name another file, or add --force to replace it."]
    return _folder_problems(path.parent, path)


def folder_problems(path: Path, names: list[str], force: bool) -> list[str]:
    """Return why files of these names cannot be written into the folder `path`, which need not exist."""
    if path.exists() and not path.is_dir():
        return [f"{path} is a file: name a folder."]
    taken = [name for name in names if (path / name).exists()]
    if taken and not force:
        return [f"{path} holds {taken[0]} already: name another folder, or add --force to replace the files in it."]
    return _folder_problems(path, path) if path.exists() else _folder_problems(path.parent, path)


def write_file(path: Path, content: str) -> None:
    """Write a file whole or not at all; raises BadInput when the place cannot be written."""
    try:
        replace_atomically(path, content)
    except OSError as fault:
        raise BadInput(f"{path} cannot be written ({fault.strerror}): name another place.") from None


def write_folder(path: Path, files: dict[str, str]) -> None:
    """Write files into a folder, which is made if need be; raises BadInput when the place cannot be written."""
    try:
        path.mkdir(exist_ok=True)
        for name, content in files.items():
            replace_atomically(path / name, content)
    except OSError as fault:
        raise BadInput(f"{path} cannot be written ({fault.strerror}): name another folder.") from None


def _folder_problems(folder: Path, path: Path) -> list[str]:
    try:
        if not folder.is_dir():
            return [f"{path} cannot be written, because the folder {folder} does not exist: make it first."]
    except OSError as fault:
        return [f"{path} cannot be written ({fault.strerror}): name another place."]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [f"{path} cannot be written, because the folder {folder} may not be written to: name another place."]
    return []
