"""The command `boats report`: a game as one HTML file, or as JSON what the file says of the road not taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.debrief import JUDGE, STAGES, BetResult, Debrief, Debriefing
from experiments.summary import document as summary
from experiments.summary import plain
from model.errors import BadInput, Refused
from model.runfile import Run
from ui.commands import places, terminal
from ui.debrief import document
from ui.words import LANGUAGES

MOST_TRIES = 5000
STEPS = 100
"""Steps of the progress bar for each stage."""


def report(path: Path, out: Path, language: str, tries: int, force: bool, as_json: bool) -> int:
    """Write the report of a run file to `out`."""
    run = _checked(path, out, language, tries, force)
    try:
        debriefing = Debriefing(run, tries=tries)
    except Refused as refusal:
        raise BadInput([f"{path} cannot be replayed: {sentence}" for sentence in refusal.sentences]) from None
    if not run.same_version:
        terminal.note(f"{path} was recorded by version {run.model_version} of the model: the report says so.")
    _work(debriefing)
    debrief = debriefing.result()
    text = document(debrief, language or terminal.words().language)
    places.write_file(out, text)
    terminal.note(f"Saved {out}: {len(text.encode()) / 1000:.0f} kB, opens in any browser.")
    if as_json:
        terminal.print_json(_document(debrief, path, out, text))
    return 0


def _checked(path: Path, out: Path, language: str, tries: int, force: bool) -> Run:
    """Return the run; raises BadInput with every fault, before anything is played."""
    run = Run.load(path)
    faults = places.file_problems(out, force)
    if language and language not in LANGUAGES:
        faults.append(f"--language is {language!r}: use {' or '.join(LANGUAGES)}.")
    if not 0 <= tries <= MOST_TRIES:
        faults.append(f"--tries is {tries}: use a whole number from 0 to {MOST_TRIES}.")
    if not run.quarters_played:
        faults.append(f"{path} holds no quarter played: play one, then ask for a report.")
    if faults:
        raise BadInput(faults)
    return run


def _work(debriefing: Debriefing) -> None:
    done = 0
    with terminal.progress(STEPS * len(STAGES), "Working out the report") as step:
        while not debriefing.done:
            debriefing.step()
            now = int(STEPS * sum(debriefing.shares().values()))
            for _ in range(now - done):
                step()
            done = max(done, now)


def _document(debrief: Debrief, path: Path, out: Path, text: str) -> Any:
    best = next(iter(debrief.roads), None)
    road = best and {
        "quarter": best.quarter + 1, "lever": best.lever, "value": best.value, "instead": best.instead,
        "changes": dict(best.changes), "figure": JUDGE, "gain": best.gain, "end": best.end(JUDGE),
        "other_lucks": {kpi: found._asdict() for kpi, found in debrief.lucks.items()},
    }  # fmt: skip
    return plain(
        {"file": str(path), "out": str(out), "bytes": len(text.encode()), "tried": debrief.tried,
         "refused": debrief.refused, "possible": debrief.possible, "road": road,
         "predictions": [_prediction(result) for result in debrief.bets], **summary(debrief.game)}
    )  # fmt: skip


def _prediction(result: BetResult) -> dict[str, Any]:
    bet = result.bet
    return {"quarter": result.quarter + 1, "kpi": bet.kpi, "low": bet.low, "high": bet.high,
            "came": result.outcome, "holds": bet.holds(result.outcome), "score": bet.score(result.outcome)}  # fmt: skip
