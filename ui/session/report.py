"""The report of the game in play: worked out a little at a time, and kept until the game moves on."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from ui import session

if TYPE_CHECKING:
    from experiments.debrief import Debrief, Debriefing

TRIES, LUCKS = 80, 10


@dataclass
class Making:
    """A report on its way: of which moment of a game, what is known, its text by language, why it failed."""

    moment: str = ""
    debriefing: Debriefing | None = None
    debrief: Debrief | None = None
    texts: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def making() -> Making:
    """The report of the game as it stands now: an empty one once another quarter was played."""
    now = f"{session.token()}:{session.lineage().current}:{session.playing().quarter}"
    kept = st.session_state.get("report:making")
    if kept is None or kept.moment != now:
        kept = st.session_state["report:making"] = Making(now)
    return kept


def begin() -> None:
    """Begin to work the report out, or go on after a stop."""
    from experiments.debrief import Debriefing
    from model.errors import BadInput, Refused

    report = making()
    report.debrief, report.texts = None, {}
    if report.debriefing is None:
        try:
            report.debriefing = Debriefing(session.playing().run(), TRIES, LUCKS)
        except (BadInput, Refused) as refusal:
            report.failed = list(refusal.sentences)


def under_way() -> bool:
    """Whether the report is being worked out."""
    return making().debriefing is not None and making().debrief is None


def work(seconds: float) -> None:
    """Work on the report for about so long; what is finished is kept, and the worlds it took are not."""
    report, until = making(), time.monotonic() + seconds
    if report.debriefing is None:
        return
    while not report.debriefing.done and time.monotonic() < until:
        report.debriefing.step()
    if report.debriefing.done:
        report.debrief, report.debriefing = report.debriefing.result(), None


def stop() -> None:
    """Take what there is."""
    if under_way():
        report = making()
        report.debrief = report.debriefing.result() if report.debriefing else None


def text() -> str:
    """The report as HTML in the language of the page."""
    from ui.debrief import document

    report, language = making(), session.words().language
    if language not in report.texts and report.debrief is not None:
        report.texts[language] = document(report.debrief, language)
    return report.texts.get(language, "")
