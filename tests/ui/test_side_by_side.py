"""Several people at one server, in Chromium: each sees their own plan, and goes on when the engine's processes die."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

import ui
from tests.conftest import chromium_path

ROOT = Path(ui.__file__).parents[1]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PATIENCE = 90_000  # ms

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "BOATS_WORKERS": "2", "PYTHONPATH": str(ROOT)}
    log = (tmp_path_factory.mktemp("server") / "log").open("w")
    command = [sys.executable, "-m", "ui.command_line", "play", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=tmp_path_factory.mktemp("elsewhere"))
    yield process, f"http://localhost:{port}"
    process.terminate()
    process.wait()
    log.close()


@pytest.fixture(scope="module")
def browser(server):
    _wait_for(server[1])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield chromium
        chromium.close()


def _wait_for(address):
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return
        time.sleep(0.1)
    raise AssertionError("the page does not answer")


def visit(browser, address):
    page = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/whatif?lang=en")
    page.locator(".st-key-whatif-begin button").click()
    expect(page.locator(".lever input").first).to_be_visible(timeout=PATIENCE)
    return page


def children(number):
    """The processes below one, in all generations."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(place.parent.name)] = int(place.read_text().rpartition(")")[2].split()[1])
    below = {number}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {number}


def workers(process):
    """The processes that answer: copies of the one that was started."""
    return [child for child in children(process.pid) if "experiments.workers.host" in _command(child)]


def _command(number):
    with contextlib.suppress(OSError):
        return (Path("/proc") / str(number) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_two_people_see_their_own_plan_and_go_on_when_processes_die(server, browser):
    process, address = server
    one, other = visit(browser, address), visit(browser, address)
    first, second = (page.locator(".lever").nth(place) for page, place in ((one, 2), (other, 5)))
    first.locator("input").press("ArrowRight")
    second.locator("input").press("ArrowLeft")
    for page, changed in ((one, 2), (other, 5)):
        expect(page.locator(".lever.changed")).to_have_count(1, timeout=PATIENCE)
        expect(page.locator(".lever").nth(changed)).to_have_class("lever changed")
        expect(page.locator("section.plan tr")).to_have_count(2, timeout=PATIENCE)
    names = [page.locator("section.plan td").first.inner_text() for page in (one, other)]
    assert names[0] != names[1]

    before = workers(process)
    assert len(before) == 4  # the one they come from, two that answer, one that works behind
    for number in before:
        os.kill(number, signal.SIGKILL)
    first.locator("input").press("ArrowRight")
    second.locator("input").press("ArrowLeft")
    for page, name in ((one, names[0]), (other, names[1])):
        expect(page.locator("section.plan td").first).to_have_text(name, timeout=PATIENCE)
        expect(page.locator(".fan polyline.mine").first).to_be_attached()
    teams = first.locator("output").inner_text().split()[0]
    expect(one.locator("section.plan td b").first).to_have_text(teams, timeout=PATIENCE)
    assert one.url != other.url
