"""The command `boats`, called in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.told import Told
from ui.command_line import main


@pytest.fixture
def boats(capsys: pytest.CaptureFixture[str]):
    def called(*arguments: object) -> Told:
        status = main([str(argument) for argument in arguments])
        return Told(status, *capsys.readouterr())

    return called


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two run files of two quarters, the same until the second."""
    folder = tmp_path_factory.mktemp("runs")
    one, other = folder / "one.toml", folder / "other.toml"
    assert main(["run", "base", "--quarters", "2", "--plan", "sensible", "--save", str(one), "--json"]) == 0
    branch = ["branch", str(one), "--quarter", "2", "--set", "price.api=4", "--save", str(other), "--json"]
    assert main(branch) == 0
    return one, other


@pytest.fixture
def folder(tmp_path: Path, runs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.toml").write_bytes(runs[1].read_bytes())
    return tmp_path
