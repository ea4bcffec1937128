"""Files are written whole or not at all, even when the process dies in the middle."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from model.files import replace_atomically

ROOT = Path(__file__).resolve().parents[1]


def test_content_arrives_whole(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    replace_atomically(path, "一二三\n")
    assert path.read_bytes() == "一二三\n".encode()
    replace_atomically(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert [p.name for p in tmp_path.iterdir()] == ["run.toml"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("moment", ["os.fsync", "pathlib.Path.replace"])
def test_a_process_killed_half_way_leaves_the_old_file(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "run.toml"
    path.write_text("old")
    script = f"""
import os, pathlib, signal
from pathlib import Path
from model.files import replace_atomically
{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
replace_atomically(Path({str(path)!r}), "new" * 100000)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert path.read_text() == "old"
    replace_atomically(path, "newer")
    assert path.read_text() == "newer"


@pytest.mark.parametrize("moment", ["fsync", "fdopen"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, moment: str, monkeypatch) -> None:
    path = tmp_path / "run.toml"
    path.write_text("old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, moment, full)
    with pytest.raises(OSError, match="No space"):
        replace_atomically(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["run.toml"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        replace_atomically(tmp_path / "nowhere" / "run.toml", "new")
    assert not list(tmp_path.iterdir())


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "run.toml").mkdir()
    with pytest.raises(OSError):
        replace_atomically(tmp_path / "run.toml", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["run.toml"]


def test_a_reader_never_sees_a_half(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    versions = ["a" * 200_000, "b" * 100_000]
    replace_atomically(path, versions[0])
    done = threading.Event()

    def write() -> None:
        for k in range(40):
            replace_atomically(path, versions[k % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(path.read_text())
    writer.join()
    assert seen <= set(versions)
