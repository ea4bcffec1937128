"""Every loop is cut where the table says."""

from pathlib import Path

import pytest

from model.links import LINKS
from model.world import SWITCHES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", LINKS)
def test_a_link_is_called_in_its_file_and_nowhere_else(name):
    link = LINKS[name]
    callers = [path for path in (ROOT / "model").rglob("*.py") if f'world.link("{name}"' in path.read_text(encoding="utf-8")]
    assert [path.relative_to(ROOT).as_posix() for path in callers] == [link.place]
    assert all((ROOT / "model" / "mechanisms" / f"{mechanism}.py").exists() for mechanism in link.mechanisms)
    assert link.switch in SWITCHES


def test_there_are_at_least_eight_loops_and_their_labels_are_told_apart():
    assert len(LINKS) >= 8
    assert len({link.label for link in LINKS.values()}) == len(LINKS)
    assert all((link.label[0] == "R") == link.reinforcing for link in LINKS.values())


@pytest.mark.parametrize("name", LINKS)
def test_a_loop_reinforces_where_an_even_number_of_its_steps_turn_round(name):
    link = LINKS[name]
    assert len(link.signs) == len(link.steps)
    assert link.reinforcing == (link.signs.count("-") % 2 == 0)
