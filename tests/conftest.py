"""Browser tests need a Chromium: without one they are skipped, except on CI, where that is a failure."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from hypothesis import settings

# a busy machine is no fault, and a test that passed yesterday must not meet other cases today
settings.register_profile("calm", deadline=None, derandomize=True, database=None)
settings.load_profile("calm")

# the matrices of a world are small: threads only wait for each other; read when numpy is first imported
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# games that tests play are nobody's: they do not go where a person's are kept
os.environ["BOATS_STATE"] = tempfile.mkdtemp(prefix="boats-games-")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or chromium_path():
        return
    if os.environ.get("CI"):
        pytest.fail("CI has no Chromium: scripts/chromium.sh should have installed it", pytrace=False)
    pytest.skip("needs Chromium: `sh scripts/chromium.sh` installs Debian's")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium that browser tests drive, for Playwright's `executable_path`."""
    path = chromium_path()
    assert path, "mark the test as browser"
    return path
