"""What comes from outside is refused with one sentence a fault: what, where, what would be right."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from experiments import plans
from model import gate, scenario
from model.errors import BadInput
from model.gate import Document
from model.runfile import RunFile
from model.scenario import Scenario, ScenarioFile, from_document, load
from model.values import shown

HEAD = 'name = "mine"\ntitle = "Mine"\ndilemma = "Which?"\n'


def sentences(action, *arguments) -> list[str]:
    with pytest.raises(BadInput) as refusal:
        action(*arguments)
    for sentence in refusal.value.sentences:
        assert sentence[-1] in ".?", sentence
        assert "Traceback" not in sentence
        assert "\n" not in sentence
    return refusal.value.sentences


def test_a_scenario_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + "quarters = 5\n[parameters]\n'adoption.influence' = 1.0\n")
    mine = load(file)
    assert (mine.name, mine.quarters, mine.weeks) == ("mine", 5, 65)
    assert mine.overrides == {"adoption.influence": 1.0}
    assert mine.parameters["adoption.influence"] == 1.0


def test_bare_dotted_keys_mean_the_same_as_quoted_ones(tmp_path: Path) -> None:
    files = [tmp_path / "a.toml", tmp_path / "b.toml"]
    files[0].write_text(HEAD + "[parameters]\nadoption.influence = 1.0\n")
    files[1].write_text(HEAD + "[parameters]\n'adoption.influence' = 1.0\n")
    assert load(files[0]).digest == load(files[1]).digest != load("base").digest


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert load(file).name == "mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "quarters = 4\nquarters = 5\n", "overwrite"),
        (HEAD + "quarters = nan\n", "quarters"),
        (HEAD + "quarters = true\n", "quarters"),
        (HEAD + 'quarters = "8"\n', "quarters"),
        (HEAD + "quarters = 1,5\n", "line 4"),
        (HEAD + "quarters = 0\n", "quarters is 0"),
        (HEAD + "quarters = 41\n", "quarters is 41"),
        (HEAD + "firms = 9\n", "firms is 9"),
        (HEAD + "start_date = 2025-13-01\n", "TOML"),
        (HEAD + 'luck = "good"\n', "luck"),
        (HEAD + "quaters = 8\n", "did you mean quarters?"),
        (HEAD + "parameters = 3\n", "parameters"),
        (HEAD + "[parameters]\n'adoption.influence' = nan\n", "not a number"),
        (HEAD + "[parameters]\n'adoption.influence' = inf\n", "not a number"),
        (HEAD + "[parameters]\n'adoption.influence' = 1e400\n", "not a number"),
        (HEAD + "[parameters]\n'adoption.influence' = true\n", "not a number"),
        (HEAD + "[parameters]\n'adoption.influence' = '1,5'\n", "not a number"),
        (HEAD + "[parameters]\n'adoption.influence' = 99\n", "use a number from"),
        (HEAD + "[parameters]\n'adoption.influenze' = 1\n", "did you mean adoption.influence?"),
        (HEAD + "[parameters]\n'release.gap' = 1\n", "It is a lever"),
        ('title = "Mine"\ndilemma = "Which?"\n', "'name' is missing"),
        ('name = "Mine!"\ntitle = "Mine"\ndilemma = "Which?"\n', "name is 'Mine!'"),
        ("", "missing"),
        ("[" * 5000, "TOML"),
        ("not toml at all", "TOML"),
        (HEAD.encode("utf-16"), "UTF-8"),
        (b"\x00\x01\x02", "TOML"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_sentences(tmp_path: Path, text: str | bytes, said: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = sentences(load, file)
    assert all("mine.toml" in sentence for sentence in found)
    assert any(said in sentence for sentence in found), found


WRONG = (True, 1.5, -(10**30), 10**30, math.nan, "", "x" * 5000, "\x1b[31m", [3], [[]] * 5000, {}, {"x": 1},
         date(2026, 1, 2), datetime(2026, 1, 2, 3), time(3))  # fmt: skip
"""What TOML can hold in place of what is right."""
THEIRS = re.compile(r"should|valid|instance of|pattern|datetime|string|integer|dictionary|True|False")
"""Words of the library that checks, and of Python."""
EVENTS = {"draw": True, "deck": ["memo"], "scheduled": [{"card": "memo", "week": 3, "tell": 2, "weeks": 4}]}
RUN = {
    "schema": 1, "model_version": "1", "seed": 0, "replication": 0, "quarters_played": 1, "scenario": {},
    "scenario_digest": "", "decisions": [{"firm": 1, "quarter": 1, "levers": {}}],
    "events": [{"card": "memo", "week": 2, "ordered": 1}],
    "predictions": [{"firm": 1, "quarter": 1, "kpi": "cash", "low": 0.0, "high": 1.0}], "digests": {"firm": "0"},
}  # fmt: skip


def spoilt(tables: Any, wrong: Any) -> Iterator[Any]:
    """Yield copies of a file's tables in each of which one value is wrong."""
    for key, value in tables.items() if isinstance(tables, dict) else enumerate(tables):
        for other in (wrong, *(spoilt(value, wrong) if isinstance(value, dict | list) else ())):
            spoiled = tables.copy()
            spoiled[key] = other
            yield spoiled


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: shown(wrong)[:20])
@pytest.mark.parametrize(
    ("document", "good"), [(ScenarioFile, {**load("base").as_document(), "win_week": 3, "events": EVENTS}), (RunFile, RUN)]
)
def test_what_is_wrong_is_told_in_our_own_words(document: type[Document], good: dict[str, Any], wrong: Any) -> None:
    gate.checked(document, good, "mine.toml")
    told = []
    for tables in spoilt(good, wrong):
        with contextlib.suppress(BadInput):  # here and there it is right
            gate.checked(document, tables, "mine.toml")
            continue
        told += sentences(gate.checked, document, tables, "mine.toml")
    assert told
    assert not [sentence for sentence in told if THEIRS.search(sentence)]
    assert all(re.search(r": use |missing|there is no key", sentence) for sentence in told), told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quarters = 1.0\n", "mine.toml: quarters is 1.0: use a whole number from 1 to 40."),
        ("win_week = 'x'\n", "mine.toml: win_week is 'x': use a whole number from 1 to 520."),
        ("events = [1]\n", "mine.toml: events is [1]: use a table."),
        ("events.draw = 1\n", "mine.toml: events.draw is 1: use true or false."),
        ("events.drew = true\n", "mine.toml: there is no key 'events.drew'; did you mean draw?"),
        ("luck = 'good'\n", "mine.toml: luck is 'good': use 'shared' or 'own'."),
        ("start_date = 2025-04-01T10:00:00\n", "start_date is 2025-04-01T10:00:00: use a date, 2025-04-01 for instance."),
        (
            "[parameters]\nadoption.influence = 2.5000000001\n",
            "adoption.influence is 2.5000000001, outside its range: use a",
        ),
        (
            "[parameters]\nadoption.influence = 2025-04-01\n",
            "adoption.influence is 2025-04-01, which is not a number: use a",
        ),
        ("[parameters]\nadoption.influence = [true]\n", "adoption.influence is [true], which is not a number: use a"),
    ],
)
def test_a_sentence_shows_what_was_written_and_what_would_be_right(
    tmp_path: Path, monkeypatch, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(HEAD + text)
    (sentence,) = sentences(load, "mine.toml")
    assert said in sentence


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x9b", "\u2028", "\u202e", "\u2066"])
def test_what_a_terminal_obeys_stands_in_no_text(character: str) -> None:
    good = load("base").as_document()
    for key in ("name", "title", "dilemma"):
        assert f"{key} is " in sentences(from_document, {**good, key: f"a{character}b"}, "here")[0]
    assert "model_version is " in sentences(gate.checked, RunFile, {**RUN, "model_version": f"1{character}"}, "here")[0]
    assert from_document({**good, "title": "海军 🚢 – état", "dilemma": "One line.\nAnother.\tThen?"}, "here")
    assert "title is" in sentences(from_document, {**good, "title": "One line.\nAnother."}, "here")[0]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + "quarters = 0\nfirms = 9\nquaters = 3\n")
    assert len(sentences(load, file)) == 3


def test_a_place_that_is_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "folder" in sentences(load, tmp_path)[0]
    assert "does not exist" in sentences(load, tmp_path / "none.toml")[0]
    large = tmp_path / "large.toml"
    large.write_text(HEAD)
    monkeypatch.setattr(gate, "LARGEST_FILE", 10)
    assert "at most 10" in sentences(load, large)[0]


def test_a_mistyped_name_is_met_with_the_nearest() -> None:
    assert "did you mean base?" in sentences(load, "bass")[0]
    assert "base" in sentences(load, "entirely else")[0]


def test_a_scenario_survives_its_own_document() -> None:
    mine = load("base").changed(quarters=5, win_week=20).with_parameters({"adoption.influence": 1.0})
    again = from_document(mine.as_document(), "here")
    assert again == mine
    assert again.digest == mine.digest


def test_titles_do_not_change_a_world() -> None:
    base = load("base")
    assert base.changed(title="Another").digest == base.digest
    assert base.changed(firms=2).digest != base.digest
    assert scenario.shipped()[0] == "base"
    assert isinstance(base, Scenario)


def test_parameters_of_a_scenario_are_checked() -> None:
    (sentence,) = sentences(load("base").with_parameters, {"adoption.influence": -1.0})
    assert "adoption.influence" in sentence


def test_a_plan_file_goes_through_the_same_gate(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes("policy = 'sensible'".encode("utf-16"))
    assert "UTF-8" in sentences(plans.load, str(file))[0]
