"""Chinese in a terminal: no line begins with a closing mark, none is too wide, and nothing is lost."""

from itertools import pairwise

import pytest
from rich.cells import cell_len

from ui.commands import listing
from ui.commands.prose import CLOSING, OPENING, breaks

TEXTS = [
    "先缩短队列，再打通数据、合池服务，然后分四批、有支援地迁移团队。",
    "收回 GPU、数据与决定权（“一切”都要过两层评审）。",
    "event_effects.war_least, event_effects.war_most",
    "，。；：",
    "",
]


def lines(text: str, width: int) -> list[str]:
    ends = [0, *breaks(text, width), len(text)]
    return [text[begin:end] for begin, end in pairwise(ends)]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", range(6, 40))
def test_a_line_begins_and_ends_as_chinese_is_set(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join(found) == text
    assert all(cell_len(line.rstrip()) <= width for line in found)
    assert not [line for line in found[1:] if line[0] in CLOSING and line.strip(CLOSING)]
    assert not [line for line in found[:-1] if line.rstrip()[-1:] in tuple(OPENING)]


@pytest.mark.parametrize("what", sorted(listing.LISTS))
@pytest.mark.parametrize("width", [72, 80, 100])
def test_no_list_has_a_line_that_begins_with_a_closing_mark(boats, monkeypatch, what: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    told = boats(what).out
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told)
    cells = [cell.strip() for line in told.splitlines() for cell in line.split("  ")]
    assert not [cell for cell in cells if cell[:1] in tuple(CLOSING)]
