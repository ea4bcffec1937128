"""`boats play` serves the application, and stops when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.command_line.told import ROOT
from ui.commands.play import APPLICATION, arguments

PATIENCE = 60  # seconds


def test_streamlit_is_told_to_be_quiet_and_at_home(monkeypatch) -> None:
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    told = arguments(8765)
    assert told[:2] == ["run", str(APPLICATION)]
    assert APPLICATION.exists()
    assert {"--server.port=8765", "--server.headless=true", "--browser.gatherUsageStats=false"} <= set(told)
    assert "--server.address=localhost" in told
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert "--server.address=0.0.0.0" in arguments(8765)


@pytest.mark.slow
def test_the_page_is_served_until_ctrl_c() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.command_line", "play", "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert _healthy(port)
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=PATIENCE)
    finally:
        server.kill()
        server.wait()
    assert (server.returncode, err) == (130, "")
    assert out == f"Burn the Boats: http://localhost:{port} (Ctrl-C stops it)\n"


def _healthy(port: int) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return urlopen(f"http://localhost:{port}/_stcore/health", timeout=5).read() == b"ok"
        except (URLError, OSError):
            time.sleep(0.3)
    return False
