"""`boats twin`: the finding, the table, JSON, and what it refuses."""

import json

import numpy as np
import pytest

from experiments.mean_field import FIGURES
from model.kpis import KPIS
from tests.command_line.told import sentence
from ui import words
from ui.commands.twin import COLUMNS

SHORT = """name = "short"
title = "Short"
dilemma = "None."
quarters = 1
"""


@pytest.fixture
def short(tmp_path):
    (tmp_path / "short.toml").write_text(SHORT)
    (tmp_path / "two.toml").write_text(SHORT + "firms = 2\n")
    return tmp_path


def test_a_game_and_its_twin_are_printed(boats, short):
    told = boats("twin", short / "short.toml", "--seed", 7)
    assert told.status == 0
    first, *_ = told.out.splitlines()
    assert first.startswith("In ") and " of 11 figures" in first
    assert "Adoption" in told.out and "points" in told.out and "of the level" in told.out


def test_json_holds_every_week_and_gaps_that_follow_from_them(boats, short):
    told = json.loads(boats("twin", short / "short.toml", "--plan", "sensible", "--json").out)
    assert [figure["name"] for figure in told["figures"]] == list(FIGURES)
    for figure in told["figures"]:
        game, twin = np.array(figure["game"]), np.array(figure["twin"])
        assert len(game) == len(twin) == 13
        level = 1.0 if figure["gap_is"] == "share" else np.abs(game).mean()
        assert figure["gap"] == pytest.approx(np.abs(twin - game).mean() / level)


def test_what_has_no_twin_is_refused_in_a_sentence(boats, short):
    assert "one firm" in sentence(boats("twin", short / "two.toml"))
    assert "--seed is -1" in sentence(boats("twin", "base", "--seed", -1))
    assert "did you mean base?" in sentence(boats("twin", "bsae"))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_column_and_figure_has_its_word(language):
    named = [f"kpi.{figure}" if figure in KPIS else f"twin.{figure}" for figure in FIGURES]
    assert all(words.of(language).has(key) for key in [*named, *(f"twin.column.{column}" for column in COLUMNS)])
