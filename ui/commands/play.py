"""`boats play`: the browser application, served on this machine until it is stopped."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

from model.errors import BadInput
from ui.commands import terminal

APPLICATION = Path(__file__).parents[1] / "app.py"
HIGHEST_PORT = 65_535
STOPPED = 130
AT_HOME = "localhost"


def play(port: int) -> int:
    """Serve the application until it is stopped."""
    if not 1 <= port <= HIGHEST_PORT:
        raise BadInput(f"--port is {port}: use a number from 1 to {HIGHEST_PORT}.")
    if not _free(port):
        raise BadInput(f"Port {port} is in use or not allowed: name another one, boats play --port {_next(port)}.")
    terminal.screen().print(f"Burn the Boats: http://localhost:{port} (Ctrl-C stops it)", soft_wrap=True)
    sys.stdout.flush()
    from streamlit.web import cli

    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        cli.main(arguments(port), prog_name="streamlit", standalone_mode=False)
    return STOPPED


def arguments(port: int) -> list[str]:
    """Return what Streamlit is told: it listens to this machine only, unless the environment opens it."""
    options = {
        "server.port": port,
        "server.headless": "true",
        "server.address": os.environ.get("STREAMLIT_SERVER_ADDRESS", AT_HOME),
        "browser.gatherUsageStats": "false",
        "logger.level": "error",
    }
    return ["run", str(APPLICATION), *(f"--{name}={value}" for name, value in options.items())]


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
