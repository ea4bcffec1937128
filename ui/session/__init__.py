"""One visitor's session: the only folder that touches `st.session_state`, and the only door to the engine.

A game is kept twice: alive in the session, and as its run file on a small shelf of the process, under a token
that stands in the address. So a reload, which ends a Streamlit session, finds the game again.
"""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from ui import shelf
from ui.pictures.memory import COOKIE
from ui.session import desk, keeping, looks
from ui.session.desk import (
    all_levers,
    attention,
    bet_key,
    desk_key,
    draft,
    forget_draft,
    lay_bet,
    lever_key,
    problems,
    take_lever,
)  # fmt: skip
from ui.session.state import Sitting, engine, language_key, said, say_once, seeded, sitting, theme, words
from ui.situation import Situation, first_weeks

__all__ = [
    "Sitting", "all_levers", "attention", "bet_key", "desk_key", "draft", "forget_draft", "language_key", "lay_bet",
    "lever_key", "problems", "said", "sitting", "take_lever", "theme", "words",
]  # fmt: skip

TOKEN_BYTES = 12


def remember_pages(pages: dict[str, Any]) -> None:
    """Keep the pages of this run, so that a screen can lead to another by name."""
    sitting().pages = pages


def go(page: str) -> None:
    """Leave for another page."""
    st.switch_page(sitting().pages[page])


def keep_address() -> None:
    """Keep language, game and the claims tried in the address: a link, a reload and a change of page find them there."""
    if lost():
        st.query_params.pop("run", None)
    at = sitting()
    at.looks = at.looks or looks.tidy(st.query_params.get(looks.PLACE, ""))
    for name, value in {"run": at.token, "lang": st.session_state.get("language", ""), looks.PLACE: at.looks}.items():
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value


def game() -> Any | None:
    """The game in play, or None. After a reload it is taken from the shelf and replayed."""
    token = st.query_params.get("run", "")
    if sitting().game is None and token and not sitting().lost:
        sitting().lost = not take_up(token)
    return sitting().game


def lost() -> bool:
    """Whether the address names a game that is not kept any more."""
    return sitting().game is None and sitting().lost


def take_up(token: str) -> bool:
    """Go on with the game under a token; return whether it could be found and played again."""
    tree = shelf.tree_of(token)
    if tree is None:
        return False
    try:
        _take_tree(tree, token)
    except engine().BadInput:  # kept by an earlier version, or by nobody: its file no longer reads
        return False
    return True


def remembered() -> tuple[str, str, int] | None:
    """The game this browser played last: token, situation and quarters played; None where it is not kept."""
    token = st.context.cookies.get(COOKIE)
    if not isinstance(token, str) or (tree := shelf.tree_of(token)) is None:
        return None
    from model.runfile import Run

    try:
        run = Run.from_text(tree[0][tree[1]].text, "the run file")
    except (engine().BadInput, IndexError):
        return None
    return token, run.scenario.name, run.quarters_played


def playing() -> Any:
    """The game in play, where there is one."""
    return sitting().game


def scenarios() -> list[str]:
    """The names of the situations one can start from, the base case first."""
    from model.scenario import shipped

    return shipped()


def authors_words(scenario: str) -> tuple[str, str]:
    """Title and dilemma of a situation, as its author wrote them."""
    from model.scenario import load

    found = load(scenario)
    return found.title, " ".join(found.dilemma.split())


def start(scenario: str, seed: int) -> None:
    """Begin a new game."""
    begin(engine().Game.start(scenario=scenario, seed=seed))


def begin(opened: Any, task: str = "") -> None:
    """Make a game the one in play, as a guided task where one is named."""
    _take(opened, task=task)


def open_run(data: bytes, name: str) -> list[str]:
    """Replay a run file as the game in play; return the sentences that say why it cannot be, or nothing.

    What makes its results doubtful is kept, for as long as the game is in play.
    """
    from experiments.recorded import doubts

    game_engine = engine()
    try:
        text = data.decode("utf-8")
        opened = game_engine.Game.from_text(text, name)
    except UnicodeDecodeError:
        return [words()("file.not_text", name=name)]
    except game_engine.BadInput as refusal:
        return list(refusal.sentences)
    _take(opened)
    sitting().doubts = doubts(opened, text, name)
    return []


def commit() -> None:
    """Play a quarter with the draft; the sentences of a refusal, which changes nothing, are kept for the page."""
    game_engine, at = engine(), sitting()
    at.game.bet(at.bets)
    try:
        at.game.advance(at.draft.changes)
    except game_engine.Refused as refusal:
        say_once("commit", list(refusal.sentences))
        return
    if at.base is None:
        at.base = at.game.base_case()
    else:
        at.base.advance()
    keep()
    forget_draft()
    at.played = at.played_here = True


def keep() -> None:
    """Put the game as far as it has come into its tree, and the tree on the shelf."""
    from experiments.lineage import Lineage

    at = sitting()
    if at.lineage is None:
        at.lineage = Lineage()
    at.lineage.keep(at.game.run())
    shelf.put(at.token, keeping.as_text(at.lineage, at.task))


def lineage() -> Any:
    """The tree of runs that the game in play belongs to."""
    game()
    return sitting().lineage


def play_on(run: Any, old: Any = None) -> None:
    """Make another run of the tree the game in play; with `old`, go on by that run's decisions to its end."""
    at = sitting()
    at.game = engine().Game.from_run(run)
    if old is not None:
        from experiments.lineage import follow

        follow(at.game, old)
    at.base = at.game.base_case() if at.game.quarter else None
    at.situations = {}
    forget_draft()
    keep()


def opening_value(kpi: str) -> float:
    """What the CEO sees of a figure before the first quarter."""
    game = playing()
    return float(opening(game.scenario.name, game.seed)["view"][kpi].iloc[0])


def just_played() -> bool:
    """Whether a quarter was played since the whole page was last drawn; asked once."""
    at = sitting()
    played, at.played = at.played, False
    return played


def over() -> bool:
    """Whether the last quarter has been played."""
    return playing().quarter >= playing().horizon


def outcome() -> tuple[str, int | None] | None:
    """How the game ended and in which quarter (from 1), or None while it goes on."""
    if playing().ended:
        return str(playing().outcome), int(playing().ended["quarter"])
    return (str(playing().outcome), None) if over() else None


def token() -> str:
    """A name that tells this game from the next."""
    return sitting().token


def truth_key() -> str:
    """The widget key of the switch between what the CEO sees and what is true."""
    return seeded("figures", "seen")


def situation() -> Situation:
    """What can be drawn now: the game beside its base case, as the CEO sees it or in truth."""
    from experiments.pipelines import pipelines

    at, truth = sitting(), st.session_state.get("figures") == "truth"
    played = at.game.quarter
    if (played, truth) not in at.situations:
        tables = at.game.tables if played else opening(at.game.scenario.name, at.game.seed)
        base = at.base.tables if played else tables
        ahead = pipelines(at.game)
        at.situations = {
            (played, side): Situation(tables, base, at.game.organisation, played, at.game.horizon, side, ahead=ahead)
            for side in (False, True)
        }
    return at.situations[played, truth]


@st.cache_data(max_entries=64, show_spinner=False)
def opening(scenario: str, seed: int) -> dict[str, Any]:
    """The first week of a scenario as found, before any decision."""
    first = engine().Game.start(scenario=scenario, seed=seed)
    first.advance()
    return first_weeks(first.tables, 1)


def upload_key() -> str:
    """The widget key of the run-file uploader: a new one after each file, so that it is empty again."""
    return f"upload:{sitting().uploads}"


def take_upload(leave: bool) -> None:
    """Open the run file that was dropped, and `leave` the screen for it; a refusal is kept for the page to say."""
    dropped = st.session_state.get(upload_key())
    sitting().uploads += 1
    if dropped is not None:
        refused = open_run(dropped.getvalue(), dropped.name)
        say_once("file", refused)
        sitting().opened = leave and not refused


def just_opened() -> bool:
    """Whether a run file was opened for which the screen is to be left; asked once."""
    at = sitting()
    opened, at.opened = at.opened, False
    return opened


def _take(opened: Any, known_token: str = "", task: str = "") -> None:
    at = sitting()
    at.game, at.task = opened, task
    at.base = opened.base_case() if opened.quarter else None
    at.token = known_token or secrets.token_urlsafe(TOKEN_BYTES)
    at.lineage = None
    at.doubts = []
    at.situations = {}
    forget_draft()
    keep()


def _take_tree(tree: shelf.Tree, token: str) -> None:
    found, task = keeping.from_text(tree)
    on_desk = shelf.desk_of(token)
    _take(engine().Game.from_run(found.twigs[found.current].run), token, task)
    sitting().lineage = found
    keep()
    desk.lay_out(on_desk)
