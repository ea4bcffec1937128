"""The tree of runs of the game in play: which quarter was clicked, which runs are compared, and how they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from ui import session
from ui.situation import Situation

if TYPE_CHECKING:
    from experiments.lineage import Lineage

MOST_COMPARED = 4
KEPT_GAMES = 24
"""Games of trees that the process holds at a time; others are played again when they are asked for."""


def lineage() -> Lineage:
    """The tree of the game in play."""
    return session.lineage()


def key(name: str, value: Any) -> str:
    """The widget key of a choice on this page, with its first value put in place."""
    if f"tree:{name}" not in st.session_state:
        st.session_state[f"tree:{name}"] = value
    return f"tree:{name}"


def kpi() -> str:
    """The figure in which runs are compared."""
    return st.session_state.get("tree:kpi", "internal_adoption")


def place() -> tuple[int, int]:
    """The run and the quarter (from 0, at its start) that were clicked last: at first the end of the game in play."""
    tree = lineage()
    index, quarter = st.session_state.get("tree:place", (tree.current, tree.twigs[tree.current].run.quarters_played))
    if index >= len(tree.twigs):
        return tree.current, tree.twigs[tree.current].run.quarters_played
    return index, min(quarter, tree.twigs[index].run.quarters_played)


def click(index: int, quarter: int) -> None:
    """Choose a quarter of a run; the run is compared from then on, against the first one."""
    st.session_state["tree:place"] = (index, quarter)
    st.session_state["tree:full"] = False
    first, *others = compared()
    if index not in (first, *others):
        st.session_state["tree:compared"] = [first, *others[-(MOST_COMPARED - 2) :], index]
    if index in laid()[1:]:
        st.session_state["tree:against"] = laid().index(index)


def compared() -> list[int]:
    """The runs compared, at most four: the game in play and its latest branches at first."""
    tree = lineage()
    chosen = [i for i in st.session_state.get("tree:compared", []) if i < len(tree.twigs)]
    if not chosen:
        parent = tree.twigs[tree.current].parent
        chosen = sorted({tree.current, parent if parent is not None else tree.current, len(tree.twigs) - 1})
    return chosen


def laid() -> list[int]:
    """The runs compared that have been played at all: these are laid over one another, the first one is A."""
    return [index for index in compared() if lineage().twigs[index].run.quarters_played]


def compared_key() -> str:
    """The widget key of the runs compared, with the runs chosen so far in it."""
    st.session_state["tree:pills"] = compared()
    return "tree:pills"


def choose() -> None:
    """Take over the runs chosen, in the order in which they were chosen; a fifth one is refused."""
    wanted, before = list(st.session_state["tree:pills"]), compared()
    st.session_state["tree:full"] = len(wanted) > MOST_COMPARED
    if len(wanted) <= MOST_COMPARED:
        stay = [index for index in before if index in wanted]
        st.session_state["tree:compared"] = [*stay, *(index for index in wanted if index not in stay)]


def full() -> bool:
    """Whether one run more was chosen just now than can be compared."""
    return bool(st.session_state.get("tree:full"))


def against() -> int:
    """The place (from 1) among the runs laid over one another of the one that is shown against the first."""
    place = int(st.session_state.get("tree:against", 1))
    return place if 1 <= place < len(laid()) else 1


def against_key() -> str:
    """The widget key of that place."""
    st.session_state["tree:against"] = against()
    return "tree:against"


def series(index: int, figure: str) -> np.ndarray:
    """A figure of a run by week, true values."""
    from model.kpis import INDEX

    game = played(index)
    return game.world.record.kpis[0, : game.week, INDEX[figure]]


def base_series(figure: str) -> np.ndarray:
    """The same figure by week without any decision, as far as the longest run was played."""
    from model.kpis import INDEX

    run = max((twig.run for twig in lineage().twigs), key=lambda run: run.quarters_played)
    base = session.sitting().base
    if base is not None and base.quarter == run.quarters_played and not run.events:
        return base.world.record.kpis[0, : base.week, INDEX[figure]]
    return _base(session.token(), run)[:, INDEX[figure]]


def branch() -> None:
    """Branch from the quarter clicked, with what was decided there on the desk."""
    index, quarter = place()
    decided = lineage().twigs[index].run.decisions.get((0, quarter), {})
    session.play_on(lineage().branch(index, quarter))
    session.draft().set_to.update(decided)  # what was decided lies on the desk: change one thing, and it is a branch
    st.session_state.pop("tree:place", None)
    st.session_state["tree:compared"] = sorted({index, lineage().current})


def go_on() -> None:
    """Play the run that was clicked where it ends."""
    index, _ = place()
    lineage().current = index
    session.play_on(lineage().twigs[index].run)


def follow() -> None:
    """Play the game in play to the end by the decisions of the run it left."""
    tree = lineage()
    twig = tree.twigs[tree.current]
    if twig.parent is not None:
        session.play_on(twig.run, tree.twigs[twig.parent].run)


def can_follow() -> bool:
    """Whether the run that the game in play has left went on further."""
    tree = lineage()
    twig = tree.twigs[tree.current]
    return twig.parent is not None and tree.twigs[twig.parent].run.quarters_played > twig.run.quarters_played > twig.since


def rename(name: str) -> None:
    """Give the run that was clicked a name of its own."""
    lineage().twigs[place()[0]].name = name.strip()
    session.keep()


def remove() -> None:
    """Take the run that was clicked out of the tree, if nothing hangs on it."""
    lineage().remove(place()[0])
    for kept in ("tree:place", "tree:compared"):
        st.session_state.pop(kept, None)
    session.keep()


def played(index: int) -> Any:
    """A run of the tree as a game: the one in play is at hand, the others are played again once."""
    run = lineage().twigs[index].run
    playing = session.playing()
    if index == lineage().current and playing.quarter == run.quarters_played:
        return playing
    return _game(session.token(), run)


@st.cache_resource(max_entries=KEPT_GAMES, show_spinner=False, hash_funcs={"model.runfile.Run": lambda run: run.to_text()})
def _game(token: str, run: Any) -> Any:
    from experiments.run import Game

    return Game.from_run(run)


@st.cache_resource(
    max_entries=MOST_COMPARED, show_spinner=False, hash_funcs={"model.runfile.Run": lambda run: run.to_text()}
)
def _situation(token: str, run: Any) -> Situation:
    from experiments.pipelines import pipelines

    game = _game(token, run)
    tables = (game.tables, game.base_case().tables)
    return Situation(*tables, game.organisation, game.quarter, game.horizon, truth=True, ahead=pipelines(game))


@st.cache_data(max_entries=128, show_spinner=False, hash_funcs={"model.runfile.Run": lambda run: run.to_text()})
def _base(token: str, run: Any) -> np.ndarray:
    base = _game(token, run).base_case()
    return base.world.record.kpis[0, : base.week]


def differences(one: int, other: int) -> tuple[list[Any], dict[str, int]]:
    """The decisions in which two runs differ, and for each table the first week (from 0) in which it does."""
    from experiments.lineage import changes, first_apart

    twigs = lineage().twigs
    return changes(twigs[one].run, twigs[other].run), first_apart(twigs[one].run, twigs[other].run)


def partings(one: int, other: int) -> list[Any]:
    """What differs first between two runs, in order of time."""
    from experiments.partings import partings as found

    return found(played(one), played(other), kpi())


def situation(index: int) -> Situation:
    """A run beside its base case as it truly was, ready to be drawn."""
    return _situation(session.token(), lineage().twigs[index].run)


def pictures_key() -> str:
    """The widget key of the pictures in which two runs are shown side by side: none at first."""
    return key("pictures", None)


def run_text(index: int) -> str:
    """The run file of one run of the tree."""
    return lineage().twigs[index].run.to_text()
