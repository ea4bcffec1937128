"""Run files: small, readable, refused when they are not whole, and replayed to the same results."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w

from experiments import plans
from experiments.run import Game, replay_difference
from experiments.summary import run_id
from model.bets import Bet
from model.digests import first_difference
from model.errors import BadInput, Refused
from model.runfile import Run
from model.scenario import load
from model.version import MODEL_VERSION, RUN_FILE_SCHEMA
from ui import words

SMALL = 50_000  # bytes
BET = {"quarter": 1, "kpi": "cash", "low": 1.0, "high": 4.5}


@pytest.fixture(scope="module")
def played() -> Game:
    return Game(load("base").changed(quarters=2), 11, 0, plans.named("sensible")).finish()


@pytest.fixture(scope="module")
def text(played: Game) -> str:
    return played.to_text()


def changed(text: str, **keys) -> str:
    return tomli_w.dumps(tomllib.loads(text) | keys)


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as refusal:
        Run.from_text(text, "run.toml")
    assert all("run.toml" in sentence and sentence[-1] in ".?" for sentence in refusal.value.sentences)
    return refusal.value.sentences


def test_a_run_survives_its_own_text(played: Game, text: str) -> None:
    run = Run.from_text(text, "run.toml")
    assert run == played.run()
    assert run.to_text() == text
    assert len(text.encode()) < SMALL
    assert run.decisions[0, 0]["governance.review_weeks"] == 2


def test_a_file_is_replayed_to_the_same_results(tmp_path: Path, played: Game) -> None:
    file = tmp_path / "run.toml"
    played.save(file)
    again = Game.open(file)
    assert again.kpis == played.kpis
    assert replay_difference(Run.load(file)) is None
    assert [p.name for p in tmp_path.iterdir()] == ["run.toml"]


def test_a_changed_result_is_found_in_its_week_and_table(text: str) -> None:
    run = Run.from_text(text, "run.toml")
    wrong = {**run.digests, "units": [*run.digests["units"][:17], "-----", *run.digests["units"][18:]]}
    assert replay_difference(replace(run, digests=wrong)) == (17, "units")
    assert first_difference(wrong, run.digests) == (17, "units")


def test_predictions_are_kept_with_a_run_and_change_nothing(played: Game, text: str) -> None:
    game = Game.from_text(text)
    game.bet([Bet("trust", 0.2, 0.4)])  # for a quarter that nobody plays any more
    empty = Game.start("base", quarters=1)
    empty.bet([])
    assert Run.from_text(empty.finish().to_text(), "run.toml") == empty.run()
    run = replace(game.run(), bets={(0, 0): (Bet("cash", 1.0, 4.5), Bet("trust", 0.2, 0.4)), (0, 1): (Bet("score", 0, 1),)})
    assert not game.run().bets
    assert Run.from_text(run.to_text(), "run.toml") == run
    assert Game.from_run(run).run() == run
    assert Game.from_run(run, 1).run().bets == {(0, 0): run.bets[0, 0]}
    assert run_id(run) == run_id(played.run())
    assert replay_difference(run) is None


def test_the_identity_of_a_run_is_what_decides_it(played: Game) -> None:
    run = played.run()
    assert run_id(run) == run_id(replace(run, digests={}, model_version="0"))
    others = [replace(run, seed=12), replace(run, replication=1), replace(run, decisions={}),
              replace(run, scenario=run.scenario.changed(firms=2))]  # fmt: skip
    assert len({run_id(run), *map(run_id, others)}) == 5


def test_a_schema_from_the_future_is_named(text: str) -> None:
    (sentence,) = faults(changed(text, schema=RUN_FILE_SCHEMA + 1))
    assert "newer" in sentence
    assert str(RUN_FILE_SCHEMA + 1) in sentence


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
def test_a_file_cut_in_the_middle_is_refused(text: str, part: float) -> None:
    assert faults(text[: int(part * len(text))])


def test_a_decision_that_cannot_be_carried_out_is_said_with_its_file_and_quarter(text: str) -> None:
    late = [{"firm": 1, "quarter": 2, "levers": {"migration.deadline": 8}}]
    with pytest.raises(Refused) as refused:
        Game.from_text(changed(text, decisions=late), "late.toml")
    (sentence,) = refused.value.sentences
    assert sentence.startswith("late.toml: Quarter 2: migration.")
    assert words.of("zh_CN").sentence(sentence).startswith("late.toml：第 2 季：")


def test_a_file_that_cannot_be_parsed_is_said_with_its_line() -> None:
    (sentence,) = faults("schema = 3\nseed = = 1")
    assert (sentence.key, sentence.values["line"]) == ("refused.broken.line", "2")
    (sentence,) = faults("no run")
    assert "run.toml" in sentence


def test_another_scenario_than_the_recorded_is_refused(text: str) -> None:
    data = tomllib.loads(text)
    (sentence,) = faults(changed(text, scenario=data["scenario"] | {"quarters": 3}))
    assert "hash" in sentence


def test_another_model_version_is_read_and_told_apart(text: str) -> None:
    older = Run.from_text(changed(text, model_version="0", scenario_digest="elsewhere"), "run.toml")
    assert not older.same_version
    assert Run.from_text(text, "run.toml").same_version
    assert older.model_version != MODEL_VERSION


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"seed": -1}, "seed"),
        ({"seed": 2**63 - 1, "quarters_played": 3}, "quarters_played is 3"),
        ({"seed": True}, "seed"),
        ({"surprise": 1}, "surprise"),
        ({"decisions": [{"firm": 2, "quarter": 1, "levers": {}}]}, "no such firm"),
        ({"decisions": [{"firm": 1, "quarter": 3, "levers": {}}]}, "behind the quarters played"),
        ({"decisions": [{"firm": 1, "quarter": 0, "levers": {}}]}, "quarter"),
        ({"decisions": [{"firm": 1, "quarter": 1, "levers": {}}] * 2}, "decided twice"),
        ({"decisions": [{"firm": 1, "quarter": 1, "levers": {"release.gap": 9}}]}, "release.gap is 9"),
        ({"decisions": [{"firm": 1, "quarter": 1, "levers": {"release.gop": 1}}]}, "did you mean release.gap"),
        ({"digests": {"kpis": 3}}, "digests.kpis"),
        ({"predictions": [BET | {"kpi": "csh"}]}, "did you mean cash"),
        ({"predictions": [BET, BET]}, "predicted twice"),
        ({"predictions": [BET | {"low": 9.0}]}, "the lower end first"),
        ({"predictions": [BET | {"high": float("nan")}]}, "predictions.0.high"),
        ({"predictions": [BET | {"quarter": 3}]}, "behind the quarters played"),
        ({"predictions": [BET | {"firm": 2}]}, "no such firm"),
    ],
)
def test_what_a_run_file_may_not_hold(text: str, keys: dict, said: str) -> None:
    assert any(said in sentence for sentence in faults(changed(text, **keys)))


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, played: Game) -> None:
    with pytest.raises(BadInput, match="another place"):
        played.save(tmp_path / "none" / "run.toml")
    assert not list(tmp_path.iterdir())


def test_hashes_of_an_older_form_of_file_are_not_compared(text: str) -> None:
    assert not Run.from_text(changed(text, schema=1, model_version="6"), "run.toml").digests


@pytest.mark.slow
def test_the_largest_game_fits_into_a_small_file() -> None:
    """Eight firms that turn two levers in five for twelve quarters."""
    game = Game.start("base", seed=0, quarters=12, firms=8, plan="random").finish()
    assert len(game.to_text().encode()) < SMALL
