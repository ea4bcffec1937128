"""Write docs/claims.md: how each of the essay's sixteen claims comes out, played and not remembered.

`make claims` runs it (about ten minutes on two idle cores; `--lucks 32` takes twice as long). Games are kept in `.claims/`
by version of the model, so that an interrupted run goes on where it was; after a change of a claim only its new games are
played.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from experiments.claims import CLAIMS, LOOKS, Claim, ClaimTrial, Finding
from experiments.claims.trial import FIRST_SEED
from model.arrays import Floats
from model.files import replace_atomically
from model.version import MODEL_VERSION
from ui import claim_words, telling, words

ROOT = Path(__file__).resolve().parents[1]
PAGE, KEPT = ROOT / "docs" / "claims.md", ROOT / ".claims"
LUCKS = LOOKS[2]
ENGLISH = words.of("en")


def main() -> None:
    """Play and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lucks", type=int, default=LUCKS, choices=LOOKS)
    lucks = parser.parse_args().lucks
    found: dict[str, Finding] = {}
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("forkserver")) as pool:
        for name, claim in CLAIMS.items():
            known = kept(name)
            trial = ClaimTrial(claim, lucks, known=known)
            trial.gather(pool)
            replace_atomically(place(name), json.dumps({key: weeks.tolist() for key, weeks in known.items()}))
            found[name] = trial.finding()
            sys.stderr.write(f"{name}: {verdict(claim, found[name])}\n")
    pieces = [head(lucks), overview(found), *(section(CLAIMS[name], finding) for name, finding in found.items())]
    replace_atomically(PAGE, "\n\n".join(pieces) + "\n")


def kept(name: str) -> dict[str, Floats]:
    """Return the games of a claim played before by this version of the model."""
    file = place(name)
    data = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {key: np.array(weeks) for key, weeks in data.items()}


def place(name: str) -> Path:
    """Return the file in which the games of a claim are kept."""
    KEPT.mkdir(exist_ok=True)
    return KEPT / f"{MODEL_VERSION}-{name}.json"


def head(lucks: int) -> str:
    """Return what the page is and how it was made."""
    looks = f"{', '.join(map(str, LOOKS[:-1]))} and {LOOKS[-1]}"
    return f"""# The essay's sixteen claims

This page is written by `make claims`: model version {MODEL_VERSION}, {lucks} lucks (seeds {FIRST_SEED} to
{FIRST_SEED + lucks - 1}) at every point. **Provisional**: the parameters are not calibrated yet, and a verdict is one on
this model. The page [Learn](how-to/learn.md) plays the same, and so does `boats claims E7 --lucks 8`.

Every claim is a comparison of games that meet the same luck, repeated over the plausible range of one parameter or lever.
An effect is the difference in the claim's figure, turned so that more speaks for the claim. A claim holds at a point
where the interval leaves out zero on the good side and the mean is not smaller than what matters; it makes no difference
where the whole interval is smaller than that. Results are looked at after {looks} lucks; the looks share an
error of 5 %, so every interval is one of 98.75 %. Points are judged one by one: among some sixty, one may be wrong. The
declarations stand in [experiments/claims](../experiments/claims/sixteen.py)."""


def overview(found: dict[str, Finding]) -> str:
    """Return a row a claim."""
    lines = ["| claim | question | verdict |", "|---|---|---|"]
    for name, finding in found.items():
        title = f"[{name} {told(f'claim.{name}')}](#{name.lower()})"
        lines.append(f"| {title} | {told(f'claim.{name}.asks')} | {verdict(CLAIMS[name], finding)} |")
    return "\n".join(lines)


def section(claim: Claim, found: Finding) -> str:
    """Return one claim: the sentence, what was compared, and a row a point."""
    name, unit = claim.name, telling.change_unit(claim.kpi, ENGLISH)
    dial = told(f"claim.{name}.dial").rstrip(",")
    lines = [
        f"## {name}",
        "",
        f"> {told(f'claim.{name}.quote')}",
        "",
        *claim_words.compared(claim, ENGLISH)[:2],
        f"Mechanisms: {', '.join(f'[{m}](equations.md#{m})' for m in claim.mechanisms)}.",
        "",
        f"| {dial} | effect ({plain(unit)}) | interval | lucks | there |",
        "|---|---|---|---|---|",
    ]
    for point in found.points:
        mean, low, high = (claim_words.effect(claim, value, ENGLISH, unit=False) for value in point.effect[:3])
        state = told(f"claims.state.{point.state}")
        value = claim_words.place(claim, point.value, ENGLISH)
        lines.append(f"| {plain(value)} | {mean} | {low} to {high} | {point.effect.count} | {state} |")
    return "\n".join([*lines, "", f"**{verdict(claim, found)}**"])


def verdict(claim: Claim, found: Finding) -> str:
    """Return the verdict in words."""
    return plain(" ".join([claim_words.verdict(claim, found, ENGLISH), *claim_words.rest(found, ENGLISH)]))


def told(key: str) -> str:
    """Return a message of the catalogue."""
    return plain(ENGLISH(key))


def plain(text: str) -> str:
    """Return a text without thin spaces."""
    return text.replace("\u202f", " ")


if __name__ == "__main__":
    main()
