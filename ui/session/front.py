"""What the first screen shows before a game is open; all of it was played beforehand and is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from ui.session.state import seeded
from ui.situation import SHARES, Situation
from ui.words import Words

if TYPE_CHECKING:
    from experiments.gallery import Alone

SEED = "seed"


def seed() -> int:
    """The luck chosen for the next game."""
    return int(st.session_state.get(SEED, 0))


def seed_key() -> str:
    """The widget key of the luck; the choice outlives the screen."""
    return seeded(SEED, 0)


def plans() -> tuple[str, str]:
    """The two plans whose endings are shown."""
    from experiments import gallery

    return gallery.WAVES, gallery.BURNT


def alone() -> dict[str, Alone]:
    """Every situation left alone, by name."""
    from experiments import gallery

    return gallery.kept().alone


def alone_table(words: Words, told: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Return the curves of the gallery as a table: a row a situation and week."""
    frames = []
    for name, found in alone().items():
        low, median, high = found.band()
        title = told[name][0] if name in told else name
        frames.append(
            pd.DataFrame(
                {
                    words("table.situation"): title,
                    words("table.week"): [week + 1 for week in found.weeks],
                    words("table.low"): low.round(4),
                    words("table.median"): median.round(4),
                    words("table.high"): high.round(4),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


@st.cache_resource(max_entries=4, show_spinner=False)
def ended(plan: str) -> Situation:
    """The company at the end of a plan, as a map of one week."""
    from experiments import gallery

    found, company = gallery.kept().endings[plan], _company()
    figures = pd.DataFrame([{"firm": 0, "week": 0, **{name: found.shares[name] for name in SHARES}}])
    teams = pd.DataFrame({"firm": 0, "week": 0, "team": range(len(found.options)), "option": found.options})
    teams["seen_option"] = teams["option"]
    tables = {"firm": figures, "view": figures, "teams": teams}
    return Situation(tables, tables, company.organisation, 0, company.horizon, truth=True)


@st.cache_resource(show_spinner=False)
def _company() -> Any:
    from experiments import gallery

    return gallery.company()
