"""Answers from other processes: the same to the bit, and there whatever happens to a process."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pytest

from experiments.futures import Futures
from experiments.run import Game
from experiments.why import Explanation, LoopMeter, Loops
from experiments.workers import Kept, Pool, Question, Subject
from experiments.workers import pool as of_pool
from model.errors import BadInput
from tests.workers.puppets import Heavy, Puppet
from tests.worlds import LARGEST_CROWD

SMALL = {"start.developers": LARGEST_CROWD, "start.customers": LARGEST_CROWD}
PATIENCE = 120


@pytest.fixture(scope="module")
def pool():
    found = Pool(2)
    yield found
    found.close()


@pytest.fixture
def fresh():
    """A pool of its own whose processes are all there: which tests shared the other one before is anybody's guess."""
    found = Pool(2)
    until = time.monotonic() + PATIENCE
    while len(found.numbers()) < found.processes + 1:
        assert time.monotonic() < until, "the processes of a new pool did not come"
        time.sleep(0.02)
    yield found
    found.close()


@pytest.fixture(scope="module")
def runs():
    games = [Game.start("base", seed=seed, quarters=3, parameters=SMALL) for seed in (5, 6)]
    for game in games:
        game.advance({"migration.support": 9})
    return [game.run() for game in games]


def got(answer):
    return answer.result(timeout=PATIENCE)


def same(one, other):
    return np.array_equal(one, other, equal_nan=True)


def kill_all(pool):
    for number in pool.numbers().values():
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def as_one(one, other):
    return same(one.kpis, other.kpis) and one.refused == other.refused and one.levers == other.levers


@pytest.mark.parametrize("luck", [0, 2])
def test_an_answer_is_the_one_that_would_be_worked_out_here(pool, runs, luck):
    plan = {1: {"compute.frontier": 0.9, "migration.support": 12}, 2: {"governance.delegation": 0.6}}
    there = got(pool.ask(Subject(Futures, (runs[0],)), "play", plan, luck, owner="a"))
    here = Futures(runs[0]).play(plan, luck)
    assert as_one(there, here)
    assert here.refused
    assert [(s.key, s.values) for s in there.refused[1]] == [(s.key, s.values) for s in here.refused[1]]


def test_why_is_the_same_wherever_it_is_played(pool, runs):
    here, there = Explanation(runs[0]), Explanation(runs[0])
    subject = Subject(there.replays_made, there.replays_given)
    while not here.settled:
        here.work()
        if wanted := there.wanted():
            there.take(wanted[0], got(pool.ask(subject, "value", wanted[0], owner="a", behind=True)))
    one, other = (found.waterfall("internal_adoption") for found in (here, there))
    assert [row.contribution for row in one.rows] == [row.contribution for row in other.rows]
    meter = LoopMeter(runs[0])
    pulled = got(pool.ask(Subject(Loops, meter.loops_given), "pull", 0, owner="a"))
    meter.step()
    assert same(pulled, meter.strengths().values[:, 0])


def test_without_processes_the_answers_are_the_same(runs):
    plan = {1: {"migration.support": 12}}
    alone = Pool(0)
    assert not alone.numbers()
    assert as_one(got(alone.ask(Subject(Futures, (runs[0],)), "play", plan, owner="a")), Futures(runs[0]).play(plan))


def test_where_no_process_can_be_started_the_page_answers_itself(runs, monkeypatch):
    def refuse(*_):
        raise OSError("no processes here")

    monkeypatch.setattr("experiments.workers.processes.Hosts.hire", refuse)
    bare = Pool(1)
    assert got(bare.ask(Subject(Puppet, ()), "say", "word", owner="a"))[1] == os.getpid()
    bare.close()


@pytest.mark.slow
def test_sessions_that_ask_at_once_get_their_own(pool, runs):
    plans = [{1: {"migration.support": 4 + k}, 2: {"governance.delegation": 0.1 * (k % 5)}} for k in range(8)]
    wanted = {(r, k): Futures(run).play(plan) for r, run in enumerate(runs) for k, plan in enumerate(plans)}

    def session(number):
        r, k = number % 2, number // 2
        mine = [pool.ask(Subject(Futures, (runs[r],)), "play", plans[k], owner=f"session {number}") for _ in range(2)]
        return (r, k), [got(answer) for answer in mine]

    with ThreadPoolExecutor(16) as sessions:
        for key, answers in sessions.map(session, range(16)):
            assert all(as_one(answer, wanted[key]) for answer in answers)
    assert len({str(future.levers) + str(future.kpis.tobytes()) for future in wanted.values()}) == 16


def test_nobody_is_forgotten_in_a_crowd(pool):
    def session(number):
        for k in range(60):
            subject = Subject(Puppet, (str((number + k) % 3),))
            assert pool.ask(subject, "sleep", 0.001 * (number % 3), owner=str(number)).result(timeout=PATIENCE / 4)

    with ThreadPoolExecutor(16) as sessions:
        assert list(sessions.map(session, range(16))) == [None] * 16


def test_a_process_that_is_killed_is_replaced_and_its_question_answered(fresh, tmp_path):
    before = set(fresh.numbers().values())
    assert got(fresh.ask(Subject(Puppet, (str(tmp_path),)), "die", 1, owner="a")) == 1
    assert len(set(fresh.numbers().values()) - before) == 1
    kill_all(fresh)
    here = got(fresh.ask(Subject(Puppet, ()), "say", "still here", owner="a"))
    assert here[0] == "still here"


def test_a_host_that_is_killed_is_replaced(fresh):
    fresh._hosts._process.kill()
    fresh._hosts._process.wait()
    kill_all(fresh)
    assert got(fresh.ask(Subject(Puppet, ()), "say", "again", owner="a"))[0] == "again"


def test_a_question_that_ends_every_process_is_given_up(pool, tmp_path):
    with pytest.raises(BrokenProcessPool):
        got(pool.ask(Subject(Puppet, (str(tmp_path),)), "die", 99, owner="a"))
    assert got(pool.ask(Subject(Puppet, ()), "say", "next", owner="a"))[0] == "next"


def test_what_the_engine_refuses_reaches_whoever_asked(pool):
    with pytest.raises(BadInput) as fault:
        got(pool.ask(Subject(Puppet, ()), "fail", BadInput(["One.", "Two."]), owner="a"))
    assert fault.value.sentences == ["One.", "Two."]


@pytest.mark.parametrize(("how", "fault"), [("local", RuntimeError), ("unreadable", TypeError)])
def test_a_fault_that_cannot_be_sent_is_a_fault_all_the_same(pool, how, fault):
    with pytest.raises(fault):
        got(pool.ask(Subject(Puppet, ()), "fail_oddly", how, owner="a"))
    assert got(pool.ask(Subject(Puppet, ()), "say", "next", owner="a"))[0] == "next"


def test_an_answer_that_takes_too_long_is_not_waited_for(pool):
    with pytest.raises(TimeoutError):
        got(pool.ask(Subject(Puppet, ()), "sleep", 60.0, owner="slow", within=0.2))
    assert got(pool.ask(Subject(Puppet, ()), "say", "next", owner="a"))[0] == "next"


def test_what_is_no_longer_wanted_is_not_worked_out(pool, tmp_path):
    subject = Subject(Puppet, (str(tmp_path),))
    busy = [pool.ask(Subject(Puppet, (str(k),)), "sleep", 0.4, owner=f"busy {k}") for k in range(2)]
    stale = pool.ask(subject, "note", "stale", owner="a")
    fresh = pool.ask(subject, "note", "fresh", owner="a")
    assert stale.cancel()
    for answer in (*busy, fresh):
        got(answer)
    with pytest.raises(CancelledError):
        stale.result()
    assert (tmp_path / "notes").read_text() == "fresh\n"


def test_nothing_is_done_behind_while_somebody_waits(pool, tmp_path):
    subject = Subject(Puppet, (str(tmp_path),))
    waited = [pool.ask(subject, "note", "waited", 0.1, owner=f"w{k}") for k in range(6)]
    behind = [pool.ask(subject, "note", "behind", owner=f"b{k}", behind=True) for k in range(3)]
    later = pool.ask(subject, "note", "waited", 0.1, owner="w7")
    for answer in (*waited, later, *behind):
        got(answer)
    assert (tmp_path / "notes").read_text().split() == ["waited"] * 7 + ["behind"] * 3


def test_what_works_behind_gives_way_to_everything_else(fresh):
    numbers = fresh.numbers()
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    behind = min(19, ours + of_pool.NICENESS)
    assert [os.getpriority(os.PRIO_PROCESS, numbers[place]) for place in sorted(numbers)] == [ours, ours, behind]


def test_whoever_knows_a_subject_is_asked_again(pool):
    subject = Subject(Puppet, ("home",))
    first = got(pool.ask(subject, "say", 1, owner="a"))
    second = got(pool.ask(subject, "say", 2, owner="b"))
    assert second[1] == first[1]
    assert second[2] == [1, 2]


def test_subjects_are_kept_until_they_hold_too_many_worlds():
    kept = Kept(most_worlds=10)
    ask = [Question(Subject(Heavy, (worlds,)), "number", ()) for worlds in (4, 5, 6, 40)]
    assert [kept.answer(question) for question in ask[:2]] == [4, 5]
    assert len(kept) == 2
    kept.answer(ask[2])
    assert len(kept) == 1
    kept.answer(ask[3])
    assert len(kept) == 1


def test_subjects_made_alike_are_one_and_others_are_not(runs):
    again = Game.from_run(runs[0]).run()
    assert Subject(Futures, (runs[0], 1)).key != Subject(Futures, (runs[1], 1)).key
    assert Subject(Futures, (runs[0], 1)).key != Subject(Futures, (runs[0], 0)).key
    assert Subject(Futures, (again, 1)).key == Subject(Futures, (Game.from_run(runs[0]).run(), 1)).key


def test_processes_end_with_the_one_that_started_them():
    code = "import os, sys, time; from experiments.workers import Pool, Subject; p = Pool(1); time.sleep(0.1)\n" \
           "while len(p.numbers()) < 2: time.sleep(0.05)\n" \
           "print(*p.numbers().values(), p._hosts._process.pid, flush=True); time.sleep(600)"  # fmt: skip
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    numbers = [int(number) for number in server.stdout.readline().split()]
    server.kill()
    server.wait()
    server.stdout.close()
    until = time.monotonic() + PATIENCE
    while any(map(alive, numbers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(numbers) == 3
    assert not any(map(alive, numbers))


def alive(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
