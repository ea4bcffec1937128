"""The sixteen claims of the essay as rows: the sentence, Run, the verdict in words, and where it holds."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from ui import claim_words, mechanism_texts, session
from ui.screens import frame
from ui.session import learn
from ui.words import Words

if TYPE_CHECKING:
    from experiments.claims import Claim, Finding

PROGRESS = 184  # px: beside it there is room for what was compared, and for the data
EVERY = 1.0  # seconds between two drawings while claims are tried


def draw() -> None:
    """Draw all claims; while some are tried, they are drawn again every second."""
    st.fragment(run_every=EVERY if learn.running() else None)(rows)()


def counts() -> dict[str, int]:
    """Return how the claims that have been tried came out."""
    verdicts = [learn.finding(name).verdict for name in learn.claims() if learn.tried(name)]
    found = {kind: verdicts.count(kind) for kind in ("holds", "holds_when", "fails")}
    return {**found, "unclear": len(verdicts) - sum(found.values())}


def number() -> int:
    """Return how many claims there are."""
    return len(learn.claims())


def rows() -> None:
    """Draw the claims, and fetch what has been played of those that are being tried."""
    words, before = session.words(), (counts(), bool(learn.running()))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="claims-head"):
        frame.markup(f'<p class="measure">{escape(words("claims.key"))}</p>', width="content")
        if learn.running():
            button("claims.stop", "claims-stop", words, [])
        else:
            button("claims.all", "claims-all", words, list(learn.claims()))
    for name, claim in learn.claims().items():
        with st.container(key=f"claimrow-{name}"):
            row(claim, words)
    learn.fetch()
    if (counts(), bool(learn.running())) != before:
        st.rerun()  # the headline says what came out; and where nothing is left to play, the clock of this part stops


def row(claim: Claim, words: Words) -> None:
    """Draw one claim."""
    name, tried = claim.name, learn.tried(claim.name)
    found = learn.finding(name) if tried else None
    said, judged = st.columns([46, 54], gap="medium")
    with said:
        quote, asks = escape(claim_words.quote(claim, words)), escape(words(f"claim.{name}.asks"))
        title = escape(f"{name} · {words(f'claim.{name}')}")
        frame.markup(f'<div class="claim"><p class="kicker">{title}</p><blockquote>{quote}</blockquote><p>{asks}</p></div>')
    with judged:
        with st.container(horizontal=True, vertical_alignment="center", key=f"claim-act-{name}"):
            frame.markup(f'<p class="verdict">{escape(verdict(claim, found, words))}</p>')
            if name in learn.running():
                button("claims.stop", f"claim-stop-{name}", words, [name], stop=True)
            elif not learn.trial(name).done:
                button("claims.more" if tried else "claims.run", f"claim-run-{name}", words, [name])
        frame.markup(claim_words.bar(claim, found, words))
        below(claim, found, words)


def verdict(claim: Claim, found: Finding | None, words: Words) -> str:
    """Return the verdict of a claim, or that it has none yet."""
    if found is None:
        return words("claims.waiting" if claim.name in learn.running() else "claims.verdict.none")
    if found.verdict == "too_few":
        return words("claims.verdict.too_few", done=learn.trial(claim.name).luck, first=learn.first_look())
    return words("sentence.join").join([claim_words.verdict(claim, found, words), *claim_words.rest(found, words)])


def below(claim: Claim, found: Finding | None, words: Words) -> None:
    """Draw progress, what was compared, and the data."""
    name, trial = claim.name, learn.trial(claim.name)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"claim-below-{name}"):
        if name in learn.running():
            text = words("claims.progress", done=trial.luck, all=trial.lucks)
            st.progress(min(1.0, trial.progress), text=text, width=PROGRESS)
        elif found is not None and found.lucks:
            frame.markup(f'<p class="measure">{escape(words("claims.basis", lucks=found.lucks))}</p>', width="content")
        with st.popover(words("claims.compared"), type="tertiary", key=f"claim-compared-{name}"):
            details(claim, found, words)
        if found is not None and found.lucks:
            title = f"{name} · {words(f'claim.{name}')}"
            frame.data_buttons(claim_words.table(claim, found, words), title, f"claim-{name}", words)


def details(claim: Claim, found: Finding | None, words: Words) -> None:
    """Draw what was compared, and the equations behind it."""
    for line in claim_words.compared(claim, words):
        st.write(line)
    if found is not None and (refused := sum(point.refused for point in found.points)):
        st.write(words("claims.refused", number=refused))
    for mechanism in claim.mechanisms:
        with st.expander(words("sentence.named", name=words("claims.equations"), said=words(f"mechanism.{mechanism}"))):
            frame.markup(mechanism_texts.as_html(mechanism, words))


def button(label: str, key: str, words: Words, names: list[str], stop: bool = False) -> None:
    """Draw a button that tries claims, or (with `stop`, or without names) stops; the whole page follows."""
    if st.button(words(label), key=key, type="secondary"):
        if names and not stop:
            learn.run(names)
        else:
            learn.stop(names[0] if names else "")
        st.rerun()
