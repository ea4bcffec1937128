"""What comes from outside is refused with one sentence a fault: what, where, what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments import plans
from model import gate, scenario
from model.errors import BadInput
from model.scenario import Scenario, from_document, load

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
