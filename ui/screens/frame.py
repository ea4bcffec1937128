"""What stands around every screen: the menu at the top right, and the pieces screens are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from ui import session
from ui.pictures import memory, screen_scale
from ui.plotting import CONFIG
from ui.session import pictures
from ui.session.state import SCALE, in_turn, take_scale
from ui.sketch import enlarged
from ui.words import HTML_LANGUAGES, LANGUAGES, Words

MOST_SENTENCES = 3
RUN_FILE_MIME = "application/toml"
LARGEST_RUN_FILE = 1
"""In MB; a run file has a few kilobytes."""


def markup(html: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw our own HTML, in which every text is escaped, under the language it is written in."""
    st.html(f'<div lang="{HTML_LANGUAGES[session.words().language]}">{html}</div>', width=width)


def style(css: str) -> None:
    """Draw nothing, but change how things look; `css` holds no text of people."""
    st.html(f"<style>{css}</style>")


def plain(text: str) -> str:
    """Return a text as a label of Streamlit shows it: letter by letter, nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!~$:<>|&@/])", r"\\\1", text)


def menu(uploader: bool) -> None:
    """Draw run and language at the top right; `uploader` says whether the menu can open a run file."""
    words, game = session.words(), session.game()
    session.keep_address()
    screen_scale.draw(session.sitting().scale, SCALE, take_scale)
    if game is not None:
        memory.remember(session.token())
    with st.container(key="menu", horizontal=True, horizontal_alignment="right", gap="small"):
        if game is not None:
            name = words("run.name", scenario=scenario_words(game.scenario.name, words)[0], seed=game.seed)
            with st.popover(name, type="tertiary", key="run-menu"):
                save_run_file(words)
                if uploader:
                    open_run_file(words)
        st.segmented_control(
            words("menu.language"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, required=True,
            key=session.language_key(), label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
    refusal([*session.said("file"), *([words("run.lost")] if session.lost() else [])], words)


def save_run_file(words: Words) -> None:
    """Draw the button that saves the game in play."""
    game = session.playing()
    name = words("run.file", scenario=game.scenario.name, quarter=game.quarter, seed=game.seed)
    st.download_button(
        words("run.save"), data=game.to_text, file_name=f"{name}.toml", mime=RUN_FILE_MIME,
        on_click="ignore", key="save",
    )  # fmt: skip
    st.caption(words("run.save.note"))


def uploader_words(words: Words) -> dict[str, str]:
    """Return what the style sheet writes over Streamlit's own words in the place to drop a file."""
    sizes = {f"upload-{said}": words(f"run.open.{said}", number=LARGEST_RUN_FILE) for said in ("size", "large")}
    return {"upload-pick": words("run.open.pick"), **sizes}


def open_run_file(words: Words, leave: bool = False) -> None:
    """Draw the place to drop a run file; `leave` says that the screen is to be left for it."""
    st.file_uploader(
        words("run.open"), key=session.upload_key(), on_change=session.take_upload, args=(leave,),
        max_upload_size=LARGEST_RUN_FILE,
    )  # fmt: skip


def language(words: Words) -> str:
    """Return the language of the page as documents name it."""
    return HTML_LANGUAGES[words.language]


def scenario_words(name: str, words: Words) -> tuple[str, str]:
    """Return the title of a situation and its dilemma: from the catalogue, else as its author wrote them."""
    if words.has(f"dilemma.{name}"):
        return words(f"scenario.{name}"), words(f"dilemma.{name}")
    return session.authors_words(name)


def refusal(sentences: Sequence[str], words: Words) -> None:
    """Say why something was refused, the first reasons in full."""
    if not sentences:
        return
    lines = [escape(words.sentence(sentence)) for sentence in sentences[:MOST_SENTENCES]]
    if more := len(sentences[MOST_SENTENCES:]):
        lines.append(escape(words("refusal.more", number=more)))
    markup(f'<div class="refusal" role="alert">{"".join(f"<p>{line}</p>" for line in lines)}</div>')


def caution(sentences: Sequence[str], words: Words) -> None:
    """Say what makes a game doubtful that is shown all the same."""
    if sentences:
        lines = "".join(f"<p>{escape(words.sentence(sentence))}</p>" for sentence in sentences)
        markup(f'<div class="caution" role="status">{lines}</div>')


def heading(title: str, subtitle: str = "", level: int = 3) -> None:
    """Draw the finding over a picture and, under it, what is measured."""
    below = f'<p class="measure">{escape(subtitle)}</p>' if subtitle else ""
    markup(f'<div class="finding"><h{level}>{escape(title)}</h{level}>{below}</div>')


def nothing(screen: str, title: str, notes: Sequence[str], act: str, key: str) -> bool:
    """Draw a screen that has nothing to show yet: why, what would stand here, the one act; return whether it was done."""
    with st.container(key=f"nothing-{screen}"):
        left, right = st.columns([5, 6], gap="large", vertical_alignment="center")
    with left:
        lines = "".join(f"<p>{escape(note)}</p>" for note in notes)
        markup(f'<div class="nothing"><h1>{escape(title)}</h1>{lines}</div>')
        done = st.button(act, type="primary", key=key)
    with right:
        markup(f'<div class="sketch {escape(screen)}" aria-hidden="true"></div>')
    return done


def aside(title: str, texts: Sequence[str]) -> None:
    """Draw a heading and short paragraphs."""
    lines = "".join(f"<p>{escape(text)}</p>" for text in texts)
    markup(f'<section class="aside"><h2>{escape(title)}</h2>{lines}</section>')


def chart(figure: go.Figure | None, key: str, alt: str, empty: str) -> None:
    """Draw a chart, or the sentence that says why there is none."""
    if figure is None:
        markup(f'<p class="empty">{escape(empty)}</p>')
        return
    figure = enlarged(figure, session.sitting().scale)
    st.plotly_chart(figure, theme=None, key=key, config=CONFIG, alt=alt, width="stretch")


def changing_chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a chart that changes while it is looked at; `key` ends in "turns".

    Streamlit takes a chart down when its data change, and a tenth of a second later there is another. So the chart before
    stays, in the other one of two places, and the style sheet hides it as soon as the new one has been drawn.
    """
    new, old, place = in_turn(key, (figure, alt))
    with st.container(key=key):
        markup(f'<i class="turn-{place}"></i>')
        for here in (0, 1):
            with st.container(key=f"{key}-{here}"):
                shown = new if here == place else old
                if shown is not None:
                    chart(shown[0], f"{key}-chart-{here}", shown[1], "")


def data_buttons(
    table: pd.DataFrame | Callable[[], pd.DataFrame], title: str, key: str, words: Words, why: str = ""
) -> None:
    """Draw the text buttons under every picture: its data as a table, as a file, and why the figure `why` stands there.

    A `table` that has yet to be made is made when somebody asks for it.
    """
    made = table if callable(table) else lambda: table
    with st.container(horizontal=True, gap="small", key=f"{key}-data"):
        if st.button(words("data.table"), type="tertiary", key=f"{key}-table"):
            st.dialog(title, width="large")(lambda: st.dataframe(made(), hide_index=True))()
        st.download_button(
            words("data.download"), data=lambda: made().to_csv(index=False), file_name=f"{key}.csv",
            mime="text/csv", type="tertiary", on_click="ignore", key=f"{key}-csv",
        )  # fmt: skip
        if why and st.button(words("data.why"), type="tertiary", key=f"{key}-why"):
            pictures.ask_why(why)
