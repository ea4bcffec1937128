"""What `make setup` refuses, and that a second call has nothing to do; the interpreters here are stand-ins."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout in a folder with a space in its name."""
    place = tmp_path / "a folder"
    (place / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup.sh", place / "scripts")
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def stand_in(path: Path, version: int | None) -> Path:
    """Write a command that answers like a Python of this version, or like a shim that cannot start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\nexit 127\n" if version is None else f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return path


def setup(folder: Path, path: Path | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
    search = f"{path}:/usr/bin:/bin" if path else os.environ["PATH"]
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHON", "VENV")}
    return subprocess.run(
        ["/bin/sh", "scripts/setup.sh"],
        cwd=folder,
        env={**kept, "PATH": search, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_refused(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done.stderr
    assert done.stderr.startswith("setup: ")
    assert done.stderr.count("\n") == 1, "one sentence"
    assert all(word in done.stderr for word in words)


def test_an_old_python_is_refused_by_name(folder: Path) -> None:
    old = stand_in(folder / "bin" / "python3.9", 309)
    assert_refused(setup(folder, PYTHON=str(old)), 2, "python3.9", "3.11")
    assert_refused(setup(folder, PYTHON="no-such-python"), 2, "no-such-python", "3.11")


def test_no_suitable_python_says_what_to_install(folder: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        stand_in(folder / "bin" / name, 310 if name == "python3" else None)
    stand_in(folder / "bin" / "python3.14", None)
    assert_refused(setup(folder, folder / "bin"), 2, "Python 3.11", "install")
    assert not (folder / ".venv").exists()


def test_a_foreign_folder_is_not_removed(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("years of work")
    python = stand_in(folder / "bin" / "python3.11", 311)
    assert_refused(setup(folder, PYTHON=str(python), VENV="mine"), 1, "mine")
    assert (folder / "mine" / "thesis.txt").exists()


def test_a_second_call_does_nothing(folder: Path) -> None:
    stand_in(folder / ".venv" / "bin" / "python", 311)
    checksum = subprocess.run(
        ["cksum"], stdin=(folder / "pyproject.toml").open("rb"), capture_output=True, text=True, check=True
    )
    (folder / ".venv" / ".ready").write_text(f"{folder}\n{checksum.stdout.strip()}")
    done = setup(folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
