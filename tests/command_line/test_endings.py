"""Ends that nobody wanted, terminals of all kinds, and the bar of progress."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line.told import ROOT, SHORT, process, sentence
from ui.commands import terminal
from ui.legible import Legible


def test_a_fault_of_ours_is_one_sentence_and_a_log(boats, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("ui.commands.listing.show", lambda *_: 1 / 0)
    told = boats("levers")
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert "fault of ours" in told.err
    (log,) = tmp_path.iterdir()
    assert "ZeroDivisionError" in log.read_text()
    monkeypatch.setenv("BOATS_DEBUG", "1")
    assert "Traceback" in boats("levers").err


@pytest.mark.parametrize(("raised", "status"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141)])
def test_interruption_is_quiet(boats, monkeypatch, raised: BaseException, status: int) -> None:
    def stop(*_) -> int:
        raise raised

    monkeypatch.setattr("ui.commands.listing.show", stop)
    assert boats("levers") == (status, "", "")


def test_an_interruption_that_compiled_code_wrapped_is_quiet_too(boats, monkeypatch) -> None:
    def stop(*_) -> int:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as pressed:
            raise SystemError("a kernel returned a result with an exception set") from pressed

    monkeypatch.setattr("ui.commands.listing.show", stop)
    assert boats("levers") == (130, "", "")


def test_a_closed_pipe_is_no_fault() -> None:
    command = f"{sys.executable} -m ui.command_line parameters | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("call", ["levers", "levers --json", "--help", "run base --quarters 1"])
def test_nobody_listening_ends_it_quietly_with_its_own_status(call: str) -> None:
    script = f"import sys; from ui.command_line import main; sys.exit(main({call.split()!r}))"
    reader, writer = os.pipe()
    os.close(reader)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=writer, stderr=subprocess.PIPE, check=False, env=environment, cwd=ROOT
    )
    os.close(writer)
    assert (done.returncode, [line for line in done.stderr.splitlines() if b"Playing" not in line]) == (141, [])


def test_ctrl_c_while_libraries_are_read_is_quiet_too() -> None:
    script = """
import builtins, sys
usual = builtins.__import__
def stopped(name, *rest):
    if name == "typer":
        raise KeyboardInterrupt
    return usual(name, *rest)
builtins.__import__ = stopped
from ui.command_line import main
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("environment", [{"LC_ALL": "C"}, {"LANG": "POSIX"}, {"LANG": "zh_CN.UTF-8"}, {}])
def test_any_terminal_is_served(boats, monkeypatch, environment: dict[str, str]) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    told = boats(*SHORT)
    assert told.status == 0
    assert told.out.isascii() == bool({"C", "POSIX"} & set(environment.values()))
    assert ("基准" in told.out) == ("zh_CN.UTF-8" in environment.values())


def test_a_stream_shows_what_its_encoding_has() -> None:
    kept = io.BytesIO()
    stream = Legible(io.TextIOWrapper(kept, encoding="latin-1"))
    stream.write("Units’ GPUs · 44 % → 36 % − ▁█ 基 ×")
    stream.flush()
    assert kept.getvalue().decode("latin-1") == "Units' GPUs · 44 % -> 36 % - _# ? ×"


@pytest.mark.slow
def test_a_process_of_its_own_serves_an_old_terminal() -> None:
    done = process(*SHORT, "--plan", "sensible", PYTHONIOENCODING="latin-1")
    # a busy machine is told how far it is
    assert (done.returncode, [line for line in done.stderr.splitlines() if b"Playing" not in line]) == (0, [])
    assert "->" in done.stdout.decode("latin-1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence() -> None:
    command = f"{sys.executable} -m ui.command_line kpis > /dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cannot be written" in done.stderr


def test_a_taken_port_is_one_sentence(boats) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        assert "name another one" in sentence(boats("play", "--port", taken.getsockname()[1]))


def test_a_bar_appears_only_when_it_takes_long(capsys, monkeypatch) -> None:
    with terminal.progress(3, "Playing") as step:
        step()
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(terminal, "WORTH_A_BAR", -1.0)
    with terminal.progress(3, "Playing") as step:
        step()
        step()
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Playing: 1 of 3")
    assert told.err.count("\n") == 1
