"""Who is served next, with a clock of our own and no process."""

from hypothesis import given
from hypothesis import strategies as st

from experiments.workers.line import REST, Job, Line
from experiments.workers.questions import Question, Subject


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def job(owner="a", about="x", behind=False):
    return Job(Question(Subject(str, (about,)), "upper", ()), owner, behind, float("inf"))


def line(answering=2):
    clock = Clock()
    return Line(answering, clock), clock


def test_behind_waits_until_nobody_waits_and_a_while_longer():
    found, clock = line()
    urgent, bands = job(), job(behind=True)
    found.put(bands)
    found.put(urgent)
    assert found.next(2) is None  # somebody waits
    assert found.next(0) is urgent
    assert found.next(2) is None  # somebody is being answered
    assert found.next(1) is None  # who answers does nothing behind
    found.done(0)
    assert found.next(2) is None  # the page is still being drawn
    clock.now += REST / 2
    assert 0.0 < found.rest() <= REST
    clock.now += REST
    assert found.next(2) is bands


def test_what_is_done_behind_never_holds_an_answer_back():
    found, _ = line(answering=1)
    bands, urgent = job(behind=True), job()
    found.put(bands)
    assert found.next(1) is bands
    found.put(urgent)
    assert found.next(0) is urgent


def test_whoever_knows_the_subject_goes_first_and_nobody_waits_for_one_who_is_busy():
    found, _ = line()
    first, again, third = job("a", "x"), job("a", "x"), job("b", "x")
    found.put(first)
    assert found.next(0) is first
    found.put(again)
    found.done(0)
    assert found.next(1) is None  # process 0 knows it, and is free
    assert found.next(0) is again
    found.put(third)
    assert found.next(1) is third  # process 0 is busy
    found.done(0)
    found.done(1)
    found.gone(0)
    forgotten = job("c", "x")
    found.put(forgotten)
    assert found.next(0) is None
    assert found.next(1) is forgotten


def test_owners_take_turns():
    found, _ = line(answering=1)
    for wanted in [job("many", k) for k in range(5)] + [job("one", "z")]:
        found.put(wanted)
    served = []
    for _ in range(6):
        taken = found.next(0)
        served.append(taken.owner)
        found.done(0)
    assert served[:2] == ["many", "one"]
    assert served[2:] == ["many"] * 4


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans()), max_size=40), st.integers(1, 3))
def test_everybody_is_served_once_and_nobody_is_passed_over_by_more_than_the_others_there_are(asked, answering):
    found, clock = line(answering)
    jobs = [job(str(owner), about, behind) for owner, about, behind in asked]
    for wanted in jobs:
        found.put(wanted)
    served = []
    while len(served) < len(jobs):
        taken = {}
        for process in range(answering + 1):
            if (wanted := found.next(process)) is not None:
                taken[process] = wanted
        assert taken or found.rest() < float("inf")
        served += taken.values()
        for process in taken:
            found.done(process)
        clock.now += REST + 1e-6
    assert len({id(wanted) for wanted in served}) == len(jobs)
    first = [wanted.owner for wanted in served if not wanted.behind]
    owners = set(first)
    assert set(first[: len(owners) + answering]) >= owners or answering > 1
