"""Every mend of a formula is there for something: without it, the game that leans on it is another game."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from experiments.ablation import MENDS, SCENARIOS, Mend, world
from model.parameter_set import known_parameters

PAGE = Path(__file__).resolve().parents[1] / "docs" / "ablation.md"
QUARTERS = 8


@pytest.mark.parametrize("mend", MENDS, ids=[mend.name for mend in MENDS])
def test_a_mend_is_left_out_by_parameters_that_exist_and_are_otherwise(mend: Mend) -> None:
    assert mend.without
    for name, value in mend.without.items():
        assert known_parameters()[name].default != value


@pytest.mark.parametrize("mend", MENDS, ids=[mend.name for mend in MENDS])
def test_a_game_without_a_mend_is_another_game(mend: Mend) -> None:
    here, there = (world("base", mend, out, seed=1, quarters=QUARTERS) for out in (False, True))
    while here.running and np.array_equal(here.record.kpis, there.record.kpis, equal_nan=True):
        here.step()
        there.step()
    assert not np.array_equal(here.record.kpis, there.record.kpis, equal_nan=True)


def test_the_page_tells_of_each_and_of_none_that_does_nothing() -> None:
    rows = [line.split("|")[1:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| I\d", line)]
    assert [row[0].strip() for row in rows] == [mend.name for mend in MENDS]
    for name, _, *cells in rows:
        assert len(cells) == len(SCENARIOS)
        assert any(not cell.strip().startswith("(") for cell in cells), f"{name} does nothing anywhere: it should go"
