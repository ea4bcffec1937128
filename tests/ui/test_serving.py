"""How the page is served: settings that hold however it is started, and answers that come too late."""

import json
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import pytest

import ui
from ui.commands.play import arguments
from ui.session import pool, whatif

APP = Path(ui.__file__).parent / "app.py"
WANTED = {
    "runner.postScriptGC": False,
    "runner.fastReruns": True,
    "server.fileWatcherType": "none",
    "server.disconnectedSessionTTL": 900,
    "server.enableWebsocketCompression": True,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
}
ASKS = """
import json, sys
from streamlit import config
from streamlit.web import bootstrap, cli
names = json.loads(sys.argv[1])
bootstrap.run = lambda *args, **options: print(json.dumps({name: config.get_option(name) for name in names}))
cli.main(json.loads(sys.argv[2]), prog_name="streamlit", standalone_mode=False)
"""


@pytest.mark.parametrize("started", [arguments(8765), ["run", str(APP)]], ids=["boats play", "streamlit run"])
def test_the_settings_hold_however_the_page_is_started(started, tmp_path):
    command = [sys.executable, "-c", ASKS, json.dumps(list(WANTED)), json.dumps(started)]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert json.loads(answer.strip().splitlines()[-1]) == WANTED


@pytest.fixture
def tried(monkeypatch):
    found = whatif.Trial("subject", 0, 8, {})
    monkeypatch.setattr(whatif, "trial", lambda: found)
    return found


def test_an_answer_that_comes_late_never_stands_for_a_newer_plan(tried, monkeypatch):
    old, new = {0: {"migration.support": 7}}, {0: {"migration.support": 9}}

    class Coming(Future):
        def __init__(self, plan):
            super().__init__()
            self.plan = plan

        def result(self):
            if self.plan == old:  # while this is awaited, another run of the page takes the next move
                tried.change(new)
            assert not self.cancelled()
            return f"future of {self.plan}"

    monkeypatch.setattr(whatif, "asked", lambda subject, method, plan: Coming(plan))
    tried.change(old)
    whatif.ask_ahead()
    assert whatif.mine() == f"future of {old}"
    assert tried.attempt.mine == {}
    assert whatif.mine() == f"future of {new}"
    assert tried.attempt.mine == {0: f"future of {new}"}


def test_what_was_asked_about_an_older_plan_is_recalled_and_never_drawn(tried, monkeypatch):
    answers = []

    def asked(*question, behind):
        answers.append((question, Future()))
        return answers[-1][1]

    monkeypatch.setattr(pool, "asked", asked)
    tried.change({0: {"migration.support": 7}})
    whatif.shown()
    assert not whatif.fill()
    assert len(answers) == pool.AT_A_TIME
    running, *waiting = [answer for _, answer in answers]
    running.set_running_or_notify_cancel()
    tried.change({0: {"migration.support": 9}})
    running.set_result("a future of the old plan")
    assert all(answer.cancelled() for answer in waiting)
    whatif.fill()
    assert "a future of the old plan" not in tried.attempt.mine.values()
    assert all(question[2] in ({}, {0: {"migration.support": 9}}) for question, _ in answers[pool.AT_A_TIME :])


def test_a_move_that_nothing_was_drawn_for_is_drawn_at_the_next_look(tried, monkeypatch):
    monkeypatch.setattr(pool, "asked", lambda *question, behind: Future())
    tried.change({0: {"migration.support": 7}})
    assert whatif.fill()
    whatif.shown()
    assert not whatif.fill()
    tried.change({})
    assert whatif.fill()


def test_an_errand_asks_again_for_what_could_not_be_answered(monkeypatch):
    answers = []
    monkeypatch.setattr(pool, "asked", lambda *question, behind: answers.append(Future()) or answers[-1])
    errand = pool.Errand()
    assert errand.send("a", "subject", "method")
    assert errand.send("a", "subject", "method")
    assert len(answers) == 1
    answers[0].set_exception(RuntimeError("gone"))
    assert not list(errand.arrived())
    errand.send("a", "subject", "method")
    answers[1].set_result(3)
    assert list(errand.arrived()) == [("a", 3)]
    assert not list(errand.arrived())


def test_pages_that_nobody_waits_for_are_drawn_one_after_the_other():
    now = [100.0]
    turns = pool.Turns(clock=lambda: now[0])
    assert turns.take()
    assert not turns.take(), "a room whose bands are full at once would hold up whoever moves a lever now"
    now[0] += pool.APART
    assert turns.take()


def test_a_band_waits_for_its_turn_and_an_undrawn_move_does_not(tried, monkeypatch):
    lucks = range(1, whatif.SHOWN_FROM + 1)
    tried.moved = whatif.time.monotonic()
    tried.attempt.mine |= {luck: f"future {luck}" for luck in lucks}
    tried.base |= {luck: f"base {luck}" for luck in lucks}
    tried.attempt.shown = True
    mine = [False, False, True]
    monkeypatch.setattr(whatif, "may_redraw", lambda: mine.pop(0))
    assert [whatif.fill(), whatif.fill(), whatif.fill()] == [False, False, True]
    tried.attempt.shown = False
    assert whatif.fill()
    assert mine == []
