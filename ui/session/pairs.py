"""The runs compared, each against the first of them, under other lucks: played behind and kept for the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from model.clock import WEEKS_A_QUARTER
from ui import session
from ui.gap_findings import PAIRS
from ui.session import tree
from ui.session.pool import Errand

if TYPE_CHECKING:
    from experiments.lineage import Pairs


@dataclass
class Pairing:
    """What is known of two runs, and what has been asked about them behind."""

    found: Pairs
    twins: Any
    errand: Errand = field(default_factory=Errand)

    @property
    def open(self) -> bool:
        """Whether there are pairs still to be played."""
        return self.found.tried < PAIRS

    def fill(self) -> bool:
        """Take in the pairs that have been played and ask for more; return whether there are new ones."""
        before = self.found.tried
        for number, apart in self.errand.arrived():
            self.found.take(number, apart)
        for number in range(self.found.tried, PAIRS):
            if not self.errand.send(number, self.twins, "apart", number):
                break
        return self.found.tried > before


def of(place: int) -> Pairs:
    """What is known of the run at a place (from 1) among those laid over one another, against the first."""
    return _pairings()[place - 1].found


def shown() -> Pairs | None:
    """What is known of the run that is shown against the first one; None for one run alone."""
    return of(tree.against()) if len(tree.laid()) > 1 else None


def open_ones() -> bool:
    """Whether there are pairs still to be played."""
    return any(pairing.open for pairing in _pairings())


def fill() -> bool:
    """Go on with the pairs of one run after the other, the one shown first; return whether there is news to show."""
    every = _pairings()
    if not every:
        return False
    shown_first = every[tree.against() - 1]
    for pairing in (shown_first, *every):
        if pairing.open:
            new = pairing.fill()
            return new and (pairing is shown_first or not pairing.open)  # a row of the table is drawn again when it is done
    return False


def _pairings() -> list[Pairing]:
    """Return the pairs of every further run laid over the first one; those of runs no longer compared are given up."""
    laid, twigs = tree.laid(), tree.lineage().twigs
    kept: dict[tuple, Pairing] = st.session_state.get("tree:pairs", {})
    wanted: dict[tuple, Pairing] = {}
    every = []
    for index in laid[1:]:
        runs = (twigs[laid[0]].run, twigs[index].run)
        moment = (session.token(), *((run.quarters_played, *run.digests.get("kpis", ())[-1:]) for run in runs))
        wanted[moment] = wanted.get(moment) or kept.get(moment) or _pairing(laid[0], index)
        every.append(wanted[moment])
    for moment in kept.keys() - wanted.keys():
        kept[moment].errand.recall()
    st.session_state["tree:pairs"] = wanted
    return every


def _pairing(one: int, other: int) -> Pairing:
    """Return two runs as they were played: the pair under the luck of the game is there already."""
    from experiments.lineage import Pairs, Twins
    from experiments.workers import Subject

    twigs = tree.lineage().twigs
    found = Pairs(twigs[one].run, twigs[other].run)
    here, there = (tree.played(index).world.record.kpis[0, : WEEKS_A_QUARTER * found.quarters] for index in (one, other))
    found.take(0, there - here)
    return Pairing(found, Subject(Twins, found.twins_given))
