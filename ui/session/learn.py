"""The claims that are tried, and the guided task that is played.

What somebody has tried is theirs, and stands in the address: a reload finds it, nobody else sees it. The games themselves
are the same for everybody: one that was played for anybody is not played again, as long as the process lives and the
model is of the same version. Nothing of anybody's own game is in them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from model.version import MODEL_VERSION
from ui import session
from ui.session import looks, pool

if TYPE_CHECKING:
    from experiments.claims import Claim, ClaimTrial, Finding
    from experiments.tasks import Standing, Task


@dataclass
class Study:
    """Trials by claim, the claims that are being tried, and findings by claim and the look they were made at."""

    trials: dict[str, Any] = field(default_factory=dict)
    running: list[str] = field(default_factory=list)
    findings: dict[tuple[str, int], Any] = field(default_factory=dict)
    errand: pool.Errand = field(default_factory=pool.Errand)


def key(name: str, value: Any) -> str:
    """The widget key of a choice on this page, with its first value put in place."""
    if f"learn:{name}" not in st.session_state:
        st.session_state[f"learn:{name}"] = value
    return f"learn:{name}"


def page_key(pages: int) -> str:
    """The widget key of the choice among so many pages of a table."""
    if not 0 <= int(st.session_state.get("learn:page", 0) or 0) < pages:
        st.session_state["learn:page"] = 0
    return key("page", 0)


def first_page() -> None:
    """Begin a table anew: something else was asked for."""
    st.session_state["learn:page"] = 0


# --- claims --------------------------------------------------------------------------------------------------


def claims() -> dict[str, Claim]:
    """Every claim by its number."""
    from experiments.claims import CLAIMS

    return CLAIMS


def trial(name: str) -> ClaimTrial:
    """This visitor's trial of a claim."""
    from experiments.claims import ClaimTrial

    trials = _study().trials
    if name not in trials:
        trials[name] = ClaimTrial(claims()[name])
        _take_known(name, looks.read(session.sitting().looks).get(name, 0))
    return trials[name]


def finding(name: str) -> Finding:
    """What is known of a claim; it changes only when enough lucks for another look have been played."""
    from experiments.claims.verdicts import looked_at

    tried, study = trial(name), _study()
    look = looked_at(tried.luck)
    if (name, look) not in study.findings:
        study.findings[name, look] = tried.finding()
    return study.findings[name, look]


def first_look() -> int:
    """After how many lucks there is a first verdict."""
    from experiments.claims import LOOKS

    return LOOKS[0]


def tried(name: str) -> bool:
    """Whether anything of a claim has been played."""
    return trial(name).progress > 0.0


def run(names: list[str]) -> None:
    """Try claims, until all their lucks are played or somebody stops."""
    running = _study().running
    running += [name for name in names if name not in running and not trial(name).done]


def stop(name: str = "") -> None:
    """Try a claim no further, or (without a name) none."""
    study = _study()
    study.running = [other for other in study.running if name and other != name]
    if not study.running:
        study.errand.recall()


def running() -> list[str]:
    """The claims that are being tried."""
    return _study().running


def fetch() -> None:
    """Take in the games that were played behind and ask for more: claims in turn, those with the fewest looks first."""
    from experiments.claims.trial import Games
    from experiments.claims.verdicts import looked_at
    from experiments.workers import Subject

    study = _study()
    for (name, game), weeks in study.errand.arrived():
        _games(MODEL_VERSION).setdefault(name, {})[game] = weeks
    for name in study.running:
        _take_known(name, trial(name).lucks)
    study.running = [name for name in study.running if not trial(name).done]
    _keep(study)
    for name in sorted(study.running, key=lambda other: looked_at(trial(other).luck)):
        for job in trial(name).wanted(pool.AT_A_TIME):
            if not study.errand.send((name, job.key), Subject(Games, ()), "played", job):
                return


def _take_known(name: str, lucks: int) -> None:
    """Take into a trial what was played for it, here or for others, up to so many lucks."""
    known, own = _games(MODEL_VERSION).setdefault(name, {}), trial(name)
    while there := [job for job in own.wanted(pool.AT_A_TIME) if job.key in known and job.luck < lucks]:
        for job in there:
            own.take(job.key, known[job.key])


def _keep(study: Study) -> None:
    """Say in the address what has been tried, whenever there is more to see of it."""
    from experiments.claims.verdicts import looked_at

    session.sitting().looks = looks.written({name: looked_at(own.luck) for name, own in study.trials.items()})
    session.keep_address()


# --- tasks ---------------------------------------------------------------------------------------------------


def tasks() -> dict[str, Task]:
    """Every guided task, in order."""
    from experiments.tasks import TASKS

    return TASKS


def start_task(name: str) -> None:
    """Begin the game of a task."""
    session.begin(tasks()[name].game(), task=name)


def task() -> Task | None:
    """The task that the game in play belongs to, or None."""
    game, name = session.game(), session.sitting().task
    if game is None or not name:
        return None
    found = tasks().get(name)
    return found if found is not None and found.fits(game) else None


def standings() -> tuple[Standing, ...]:
    """How the goals of the task stand; nothing before the first quarter has been played."""
    from experiments.tasks import standings as measured

    found = task()
    return () if found is None or not session.playing().quarter else measured(found, session.playing())


def task_outcome() -> str:
    """How the task in play stands, by the name of its outcome."""
    from experiments.tasks import outcome

    stands = standings()
    return outcome(stands) if stands else "open"


def _study() -> Study:
    if "study" not in st.session_state:
        st.session_state["study"] = Study()
    return st.session_state["study"]


@st.cache_resource(show_spinner=False)
def _games(model_version: str) -> dict[str, dict[str, Any]]:
    return {}
