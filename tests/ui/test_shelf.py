"""Games outlive the server that played them, and whatever stands in an address is only looked up."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.ui.test_page import APP, begun, clean, markup, opened, played, sitting
from ui import shelf

TREE = ((shelf.Kept("text"), shelf.Kept("文", 0, 3, "<b>")), 1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(shelf.STATE, str(tmp_path / "games"))
    shelf._shelf().clear()
    shelf._desks().clear()
    return tmp_path / "games"


def test_a_tree_is_found_again_by_another_process(folder):
    shelf.put("token-one", TREE)
    shelf._shelf().clear()  # what another process begins with
    assert shelf.tree_of("token-one") == TREE
    assert [path.name for path in folder.iterdir()] == ["token-one.json"]


def test_a_desk_is_kept_with_its_game_until_it_is_clear(folder):
    levers = {"migration.amnesty": True, "migration.waves": 3, "price.api": 0.5}
    desk = shelf.Desk(2, levers, (("cash", 1.0, 2.5),), {3: {"release.policy": "closed"}})
    shelf.put("token-one", TREE)
    shelf.lay("token-one", desk)
    shelf._desks().clear()
    found = shelf.desk_of("token-one")
    assert found == desk
    assert [type(value) for value in found.levers.values()] == [bool, int, float]
    shelf.lay("token-one", shelf.Desk(3))
    assert shelf.desk_of("token-one") is None
    assert [path.name for path in folder.iterdir()] == ["token-one.json"]


def test_a_desk_that_is_still_being_moved_is_found_but_not_written_yet(folder):
    shelf.put("token-one", TREE)
    shelf.lay("token-one", shelf.Desk(1, {"price.api": 1.0}), at_once=False)
    assert shelf.desk_of("token-one") == shelf.Desk(1, {"price.api": 1.0})
    assert [path.name for path in folder.iterdir()] == ["token-one.json"]


@pytest.mark.parametrize("content", [b"", b'{"quarter": "x"}', b"[1]"])
def test_a_broken_desk_is_a_clear_one(folder, content):
    folder.mkdir()
    (folder / "token-one.desk").write_bytes(content)
    assert shelf.desk_of("token-one") is None


@given(st.text(max_size=80))
def test_whatever_an_address_says_is_only_looked_up(token):
    assert shelf.tree_of(token) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'[[{"text": 3}], 0]', b"\xff\xfe\x00", b"[[], 0, 1]"])
def test_a_broken_file_is_no_game(folder, content):
    folder.mkdir()
    (folder / "token-one.json").write_bytes(content)
    assert shelf.tree_of("token-one") is None


def test_the_oldest_games_go_first(folder, monkeypatch):
    monkeypatch.setattr(shelf, "IN_FOLDER", 3)
    for number in range(5):
        shelf.put(f"token-{number}", TREE)
        os.utime(folder / f"token-{number}.json", (number, number))
        shelf.lay(f"token-{number}", shelf.Desk(0, {"price.api": 1.0}))
    assert sorted({path.stem for path in folder.iterdir()}) == ["token-2", "token-3", "token-4"]


def test_a_folder_that_cannot_be_used_costs_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv(shelf.STATE, str(tmp_path / "file" / "games"))
    shelf.put("token-one", TREE)
    assert shelf.tree_of("token-one") == TREE


def test_a_game_goes_on_where_another_server_left_it():
    first = played(begun())
    token = sitting(first).token
    shelf._shelf().clear()
    page = AppTest.from_file(APP, default_timeout=30)
    page.query_params["run"] = token
    clean(page.run())
    assert sitting(page).game.quarter == 1
    assert sitting(page).game.tables["firm"].equals(sitting(first).game.tables["firm"])


def test_an_address_whose_game_is_gone_says_so_and_is_tidied():
    page = AppTest.from_file(APP, default_timeout=30)
    page.query_params["run"] = "a-token-of-long-ago"
    clean(page.run())
    assert "not kept here any more" in markup(page)
    assert "run" not in page.query_params
    assert sitting(page).game is None


def test_a_file_of_the_shelf_that_is_no_run_says_so_too(folder):
    shelf.put("token-of-nobody", ((shelf.Kept("not a run"),), 0))
    page = AppTest.from_file(APP, default_timeout=30)
    page.query_params["run"] = "token-of-nobody"
    clean(page.run())
    assert "not kept here any more" in markup(page)


def test_nothing_to_continue_for_a_newcomer():
    assert "continue" not in [button.key for button in opened().button]
