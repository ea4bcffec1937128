"""`boats report`: the file, the JSON, and what it refuses."""

import json

import pytest

from tests.command_line.told import sentence

FAST = ("--tries", 2)


def test_a_report_is_written_and_never_over_another_file(boats, runs, tmp_path):
    out, game = tmp_path / "game.html", tmp_path / "game.toml"
    bet = '[[predictions]]\nquarter = 1\nkpi = "trust"\nlow = 0.0\nhigh = 0.01\n'
    game.write_text(runs[0].read_text(encoding="utf-8") + bet, encoding="utf-8")
    told = boats("report", game, "--out", out, "--language", "zh_CN", *FAST, "--json")
    found = json.loads(told.out)
    text = out.read_text(encoding="utf-8")
    assert told.status == 0
    assert text.startswith("<!DOCTYPE html>") and '<html lang="zh-Hans">' in text
    assert found["bytes"] == len(text.encode())
    assert (found["quarters"], found["tried"]) == (2, 2)
    (prediction,) = found["predictions"]
    assert prediction["score"] == pytest.approx(0.01 + 10 * (prediction["came"] - 0.01))
    assert (prediction["quarter"], prediction["holds"]) == (1, False)
    assert found["road"] is None or found["road"]["gain"] > 0
    assert "exists already" in sentence(boats("report", game, "--out", out, *FAST))
    assert out.read_text(encoding="utf-8") == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["game.html", "game.toml"]


@pytest.mark.parametrize(("arguments", "said"), [
    (("--language", "fr"), "en or zh_CN"), (("--tries", "-1"), "from 0 to"),
    (("--out", "/nowhere/x.html"), "does not exist"), (("--out", "/"), "is a folder"),
])  # fmt: skip
def test_what_cannot_be_written_is_said_in_a_sentence(boats, runs, tmp_path, arguments, said):
    out = () if "--out" in arguments else ("--out", tmp_path / "x.html")
    assert said in sentence(boats("report", runs[0], *out, *arguments))
    assert not list(tmp_path.iterdir())


def test_a_run_without_a_quarter_is_refused(boats, runs, tmp_path):
    text = (
        runs[0].read_text(encoding="utf-8").split("[[decisions]]")[0].replace("quarters_played = 2", "quarters_played = 0")
    )
    empty = tmp_path / "empty.toml"
    empty.write_text(text, encoding="utf-8")
    assert "no quarter played" in sentence(boats("report", empty, "--out", tmp_path / "x.html"))
