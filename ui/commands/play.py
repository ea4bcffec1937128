"""`boats play`: the browser application, served on this machine."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from pathlib import Path

from model.errors import BadInput
from ui.commands import terminal

APPLICATION = Path(__file__).parents[1] / "app.py"
HIGHEST_PORT = 65_535
STOPPED = 130
PATIENCE = 5  # seconds given to the server to stop


def play(port: int) -> int:
    """Serve the application until it is stopped."""
    if not 1 <= port <= HIGHEST_PORT:
        raise BadInput(f"--port is {port}: use a number from 1 to {HIGHEST_PORT}.")
    if not _free(port):
        raise BadInput(f"Port {port} is in use or not allowed: name another one, boats play --port {_next(port)}.")
    terminal.screen().print(f"Burn the Boats: http://localhost:{port} (Ctrl-C stops it)", soft_wrap=True)
    sys.stdout.flush()
    server = subprocess.Popen(command(port), cwd=APPLICATION.parent, stdout=subprocess.DEVNULL)
    try:
        return 1 if server.wait() else 0
    except KeyboardInterrupt:
        with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            server.wait(PATIENCE)
        return STOPPED
    finally:
        if server.poll() is None:
            server.kill()


def command(port: int) -> list[str]:
    """Return the command line of the server."""
    options = {"server.port": port, "server.headless": "true", "browser.gatherUsageStats": "false"}
    return [sys.executable, "-m", "streamlit", "run", str(APPLICATION), *(f"--{k}={v}" for k, v in options.items())]


def _free(port: int) -> bool:
    for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind((address, port))
        except OSError as fault:
            if family == socket.AF_INET or fault.errno not in _NO_SIXTH:
                return False
    return True


def _next(port: int) -> int:
    return next((p for p in range(max(port, 1024) + 1, min(port + 50, HIGHEST_PORT) + 1) if _free(p)), 8600)


_NO_SIXTH = (97, 99, 47, 49)  # a machine without IPv6: EAFNOSUPPORT, EADDRNOTAVAIL on Linux and macOS
