"""One visitor's session: the only file that touches `st.session_state`, and the only door to the engine.

A game is kept twice: alive in the session, and as its run file on a small shelf of the process, under a token
that stands in the address. So a reload, which ends a Streamlit session, finds the game again.
"""

from __future__ import annotations

import secrets
from dataclasses import astuple, dataclass, field
from typing import Any

import streamlit as st

from model.decisions import Value
from ui import shelf
from ui import words as vocabulary
from ui.draft import Draft
from ui.situation import Situation, first_weeks

TOKEN_BYTES = 12


@dataclass
class Sitting:
    """What is kept between two runs of the page; `turn` counts drafts, so that widgets start afresh with each."""

    game: Any = None
    base: Any = None
    token: str = ""
    draft: Draft = field(default_factory=lambda: Draft({}))
    turn: int = 0
    uploads: int = 0
    situations: dict[tuple[int, bool], Situation] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    played: bool = False
    pages: dict[str, Any] = field(default_factory=dict)
    lineage: Any = None
    bets: tuple[Any, ...] = ()


def words() -> vocabulary.Words:
    """The words of the language in use: chosen by the visitor, else that of the address, else English."""
    return vocabulary.of(st.session_state.get("language") or st.query_params.get("lang", "en"))


def language_key() -> str:
    """The widget key of the language, with the language in use put in place."""
    return _seeded("language", words().language)


def theme() -> str:
    """Whether the page is drawn "light" or "dark"."""
    return st.context.theme.type or "light"


def remember_pages(pages: dict[str, Any]) -> None:
    """Keep the pages of this run, so that a screen can lead to another by name."""
    _sitting().pages = pages


def go(page: str) -> None:
    """Leave for another page."""
    st.switch_page(_sitting().pages[page])


def keep_address() -> None:
    """Keep language and game in the address: a link, a reload and a change of page find them there."""
    wanted = {"run": _sitting().token, "lang": st.session_state.get("language", "")}
    for name, value in wanted.items():
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value


def game() -> Any | None:
    """The game in play, or None. After a reload it is taken from the shelf and replayed."""
    if _sitting().game is None:
        token = st.query_params.get("run", "")
        if tree := shelf.tree_of(token):
            _take_tree(tree, token)
    return _sitting().game


def playing() -> Any:
    """The game in play, where there is one."""
    return _sitting().game


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
    _take(_engine().Game.start(scenario=scenario, seed=seed))


def open_run(data: bytes, name: str) -> list[str]:
    """Replay a run file as the game in play; return the sentences that say why it cannot be, or nothing."""
    engine = _engine()
    try:
        opened = engine.Game.from_text(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        return [words()("file.not_text", name=name)]
    except engine.BadInput as refusal:
        return list(refusal.sentences)
    _take(opened)
    return []


def commit() -> None:
    """Play a quarter with the draft; the sentences of a refusal, which changes nothing, are kept for the page."""
    engine, sitting = _engine(), _sitting()
    laid = sitting.bets
    try:
        sitting.game.advance(sitting.draft.changes)
    except engine.Refused as refusal:
        say_once("commit", list(refusal.sentences))
        return
    if sitting.base is None:
        sitting.base = sitting.game.base_case()
    else:
        sitting.base.advance()
    if laid:
        sitting.lineage.twigs[sitting.lineage.current].bets[sitting.game.quarter - 1] = laid
    keep()
    forget_draft()
    sitting.played = True


def keep() -> None:
    """Put the game as far as it has come into its tree, and the tree on the shelf."""
    from experiments.lineage import Lineage

    sitting = _sitting()
    if sitting.lineage is None:
        sitting.lineage = Lineage()
    sitting.lineage.keep(sitting.game.run())
    kept = tuple(
        shelf.Kept(t.run.to_text(), t.parent, t.since, t.name, tuple((q, tuple(map(astuple, b))) for q, b in t.bets.items()))
        for t in sitting.lineage.twigs
    )
    shelf.put(sitting.token, (kept, sitting.lineage.current))


def lineage() -> Any:
    """The tree of runs that the game in play belongs to."""
    game()
    return _sitting().lineage


def play_on(run: Any, old: Any = None) -> None:
    """Make another run of the tree the game in play; with `old`, go on by that run's decisions to its end."""
    sitting = _sitting()
    sitting.game = _engine().Game.from_run(run)
    if old is not None:
        from experiments.lineage import follow

        follow(sitting.game, old)
    sitting.base = sitting.game.base_case() if sitting.game.quarter else None
    sitting.situations = {}
    forget_draft()
    keep()


def lay_bet(bet: Any) -> None:
    """Lay a bet for the quarter to come, in place of one on the same figure."""
    sitting = _sitting()
    sitting.bets = (*(laid for laid in sitting.bets if laid.kpi != bet.kpi), bet)


def bet_key(kpi: str) -> str:
    """The widget key of the bet on a figure: a new one each quarter."""
    return f"bet:{_sitting().turn}:{kpi}"


def opening_value(kpi: str) -> float:
    """What the CEO sees of a figure before the first quarter."""
    game = playing()
    return float(opening(game.scenario.name, game.seed)["view"][kpi].iloc[0])


def just_played() -> bool:
    """Whether a quarter was played since the whole page was last drawn; asked once."""
    sitting = _sitting()
    played, sitting.played = sitting.played, False
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
    return _sitting().token


def truth_key() -> str:
    """The widget key of the switch between what the CEO sees and what is true."""
    return _seeded("figures", "seen")


def situation() -> Situation:
    """What can be drawn now: the game beside its base case, as the CEO sees it or in truth."""
    sitting, truth = _sitting(), st.session_state.get("figures") == "truth"
    played = sitting.game.quarter
    if (played, truth) not in sitting.situations:
        tables = sitting.game.tables if played else opening(sitting.game.scenario.name, sitting.game.seed)
        base = sitting.base.tables if played else tables
        sitting.situations = {
            (played, side): Situation(tables, base, sitting.game.organisation, played, sitting.game.horizon, side)
            for side in (False, True)
        }
    return sitting.situations[played, truth]


@st.cache_data(max_entries=64, show_spinner=False)
def opening(scenario: str, seed: int) -> dict[str, Any]:
    """The first week of a scenario as found, before any decision."""
    first = _engine().Game.start(scenario=scenario, seed=seed)
    first.advance()
    return first_weeks(first.tables, 1)


@st.cache_resource(max_entries=64, show_spinner=False)
def preview(scenario: str, seed: int) -> Situation:
    """A scenario as it is found, for the picture beside the choice."""
    first, tables = _engine().Game.start(scenario=scenario, seed=seed), opening(scenario, seed)
    return Situation(tables, tables, first.organisation, 0, first.horizon)


def desk_key() -> str:
    """The widget key of the choice between the six levers and all of them."""
    return _seeded("levers", "main")


def all_levers() -> bool:
    """Whether all levers are shown."""
    return st.session_state.get("levers") == "all"


def draft() -> Draft:
    """The decisions on the desk."""
    return _sitting().draft


def forget_draft() -> None:
    """Put every lever back to what is in force."""
    sitting = _sitting()
    sitting.draft = Draft(dict(sitting.game.levers()))
    sitting.turn += 1
    sitting.bets = ()


def lever_key(name: str) -> str:
    """The widget key of a lever, with its value put in place before the widget is drawn."""
    return _seeded(_lever(name), draft().value(name))


def take_lever(name: str) -> None:
    """Take a lever's value from its widget into the draft, and show what else moved with it."""
    value = st.session_state[_lever(name)]
    if value is None:  # a click on the chosen option of a segmented control
        return
    for moved in draft().take(name, value):
        if _lever(moved) in st.session_state:
            st.session_state[_lever(moved)] = draft().value(moved)


def problems() -> list[str]:
    """Why the draft cannot be committed, one sentence each."""
    return list(playing().problems(draft().changes))


def attention() -> tuple[list[tuple[str, float]], float]:
    """What the draft asks of the CEO, by programme, and how much there is, as shares of the quarter."""
    return list(playing().attention(draft().changes)), float(playing().attention_available())


def upload_key() -> str:
    """The widget key of the run-file uploader: a new one after each file, so that it is empty again."""
    return f"upload:{_sitting().uploads}"


def take_upload() -> None:
    """Open the run file that was dropped; a refusal is kept for the page to say."""
    dropped = st.session_state.get(upload_key())
    _sitting().uploads += 1
    if dropped is not None:
        say_once("file", open_run(dropped.getvalue(), dropped.name))


def say_once(name: str, sentences: list[str]) -> None:
    """Keep sentences for the next run of the page."""
    _sitting().said[name] = sentences


def said(name: str) -> list[str]:
    """Return and forget the sentences kept under this name."""
    return _sitting().said.pop(name, [])


def _sitting() -> Sitting:
    if "sitting" not in st.session_state:
        st.session_state["sitting"] = Sitting()
    return st.session_state["sitting"]


def _engine() -> Any:
    from experiments import run  # late: the page stands, and can say so, while the engine still loads

    return run


def _seeded(key: str, value: Value) -> str:
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def _lever(name: str) -> str:
    return f"lever:{name}:{_sitting().turn}"


def _take(opened: Any, known_token: str = "") -> None:
    sitting = _sitting()
    sitting.game = opened
    sitting.base = opened.base_case() if opened.quarter else None
    sitting.token = known_token or secrets.token_urlsafe(TOKEN_BYTES)
    sitting.lineage = None
    sitting.situations = {}
    forget_draft()
    keep()


def _take_tree(tree: shelf.Tree, token: str) -> None:
    from experiments.bets import Bet
    from experiments.lineage import Lineage, Twig
    from model.runfile import Run

    kept, current = tree
    twigs = [
        Twig(Run.from_text(each.text, "the run file"), each.parent, each.since, each.name,
             {quarter: tuple(Bet(*bet) for bet in bets) for quarter, bets in each.bets})
        for each in kept
    ]  # fmt: skip
    _take(_engine().Game.from_run(twigs[current].run), token)
    _sitting().lineage = Lineage(twigs, current)
    keep()
