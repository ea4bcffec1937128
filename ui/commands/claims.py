"""`boats claims`: the essay's claims, and how one comes out when it is played."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from experiments.claims import CLAIMS, LOOKS, Claim, ClaimTrial, Finding
from model.decisions import nearest
from model.errors import BadInput
from ui import claim_words
from ui.commands import terminal

ALL = "all"


def claims(asked: str, lucks: int, as_json: bool) -> int:
    """List the claims, or play the one that is asked for (or all) and print the verdict."""
    if not asked:
        listed(as_json)
        return 0
    if lucks not in LOOKS:
        raise BadInput(
            f"--lucks is {lucks}: use {', '.join(map(str, LOOKS[:-1]))} or {LOOKS[-1]}, when results are looked at."
        )
    chosen = list(CLAIMS.values()) if asked.lower() == ALL else [claim_of(asked)]
    found = {}
    for claim in chosen:
        trial = ClaimTrial(claim, lucks)
        with terminal.progress(lucks, f"Playing {claim.name}") as step:
            for luck in range(lucks):
                while not trial.done and trial.luck <= luck:
                    trial.step()
                step()
        found[claim.name] = trial.finding()
        if not as_json:
            printed(claim, found[claim.name])
    if as_json:
        terminal.print_json({"claims": [as_data(CLAIMS[name], finding) for name, finding in found.items()]})
    return 0


def claim_of(asked: str) -> Claim:
    """Return the claim of a number; raises BadInput where there is none."""
    name = asked.upper()
    if name not in CLAIMS:
        hint = nearest(name, tuple(CLAIMS)) or "; boats claims lists them."
        raise BadInput(f"There is no claim {asked!r}{hint}")
    return CLAIMS[name]


def listed(as_json: bool) -> None:
    """Print every claim with its question."""
    words = terminal.words()
    if as_json:
        names = [{"name": name, "kpi": claim.kpi, "asks": words(f"claim.{name}.asks")} for name, claim in CLAIMS.items()]
        terminal.print_json({"claims": names})
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for name in CLAIMS:
        table.add_row(name, words(f"claim.{name}"), words(f"claim.{name}.asks"))
    terminal.screen().print(table)


def printed(claim: Claim, found: Finding) -> None:
    """Print the verdict of a claim with a row for each point of its range."""
    words, console = terminal.words(), terminal.screen()
    verdict = words("sentence.join").join([claim_words.verdict(claim, found, words), *claim_words.rest(found, words)])
    console.print(f"{claim.name} · {words(f'claim.{claim.name}')}: {verdict}", soft_wrap=True)
    console.print(words(f"claim.{claim.name}.compared"))
    rows = claim_words.table(claim, found, words)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in rows.columns:
        table.add_column(str(column), overflow="fold")
    for row in rows.itertuples(index=False):
        table.add_row(*(words.number(cell, 3) if isinstance(cell, float) else str(cell) for cell in row))
    console.print(table)
    console.print(words("learn.provisional"), soft_wrap=True)
    console.print()


def as_data(claim: Claim, found: Finding) -> dict[str, Any]:
    """Return a finding as plain data; bounds that are not known are None."""
    points = [
        {
            "value": point.value, "state": point.state, "lucks": point.effect.count, "refused": point.refused,
            **{name: number(value) for name, value in zip(("effect", "low", "high"), point.effect[:3], strict=True)},
        }
        for point in found.points
    ]  # fmt: skip
    return {
        "name": claim.name, "kpi": claim.kpi, "verdict": found.verdict, "spans": [list(span) for span in found.spans],
        "open": list(found.open), "reverse": found.reverse, "points": points,
    }  # fmt: skip


def number(value: float) -> float | None:
    """Return a number, or None where it is none."""
    return value if value == value else None
