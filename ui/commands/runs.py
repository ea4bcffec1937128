"""Commands that start from run files: replay, branch, compare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from experiments.batch import MOST_REPLICATIONS
from experiments.compare import Comparison, compare
from experiments.run import Game
from experiments.summary import document, plain
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from model.digests import Digests, first_difference
from model.errors import BadInput, Refused, placed, said
from model.kpis import KPIS
from model.runfile import Run
from model.version import MODEL_VERSION
from ui.commands import places, settings, terminal
from ui.commands.run import show
from ui.legible import complain
from ui.scoreboard import BETTER, WORSE, worse


def replay(path: Path, as_json: bool) -> int:
    """Play a run file again and say whether the results are those recorded; 1 if they are not."""
    recorded = Run.load(path)
    other = "" if recorded.same_version else _other_version(path, recorded)
    try:
        game = Game.from_run(recorded)
    except Refused as refusal:
        if not other:
            raise placed(refusal, "{where}: {sentence}", where=path) from None
        complain([other, *(f"{path} cannot be replayed: {sentence}" for sentence in refusal.sentences)])
        return 1
    apart = first_difference(recorded.digests, _comparable(game.run().digests, recorded))
    kept = recorded.quarters_played == 0 or any(recorded.digests.values())
    if as_json:
        terminal.print_json(
            {"file": str(path), "same": apart is None, "first_difference": _where(apart), "model": MODEL_VERSION,
             "recorded_model": recorded.model_version, **document(game)}
        )  # fmt: skip
    if other:
        terminal.note(other)
    if apart is None:
        if not as_json:
            _say(f"{path} gives the recorded results: {recorded.quarters_played} quarters, outcome {game.outcome}.")
        return 0
    week, table = apart
    why = (
        f"results differ from week {week + 1} (quarter {week // WEEKS_A_QUARTER + 1}) on, first in the table {table}."
        if kept
        else "the file holds no results to compare with."
    )
    complain([f"{path} does not give the recorded results: {why}"])
    return 1


def _comparable(fresh: Digests, recorded: Run) -> Digests:
    """Return the tables to compare: another version of the model may not have written all that are written today."""
    if recorded.same_version or not recorded.digests:
        return fresh
    return {table: hashes for table, hashes in fresh.items() if table in recorded.digests}


def branch(path: Path, quarter: int, firm: int, texts: list[str], save: Path, force: bool, as_json: bool) -> int:
    """Play a run again with other decisions in one quarter, and save it as a run of its own."""
    recorded = Run.load(path)
    faults = places.file_problems(save, force)
    if not 1 <= quarter <= recorded.quarters_played:
        faults.append(f"--quarter is {quarter}: {path} {terminal.has('quarter', recorded.quarters_played)}.")
    if not 1 <= firm <= recorded.scenario.firms:
        faults.append(f"--firm is {firm}: {path} {terminal.has('firm', recorded.scenario.firms)}.")
    if faults:
        raise BadInput(faults)
    decisions = branched(recorded, quarter, firm, settings.parse(texts, False).levers)
    seat = (firm - 1, quarter - 1)
    if refused := Game.from_run(recorded, quarter - 1).problems(decisions[seat], firm - 1):
        raise Refused([said("Quarter {quarter}: {sentence}", quarter=quarter, sentence=fault) for fault in refused])
    game = Game.from_run(replace(recorded, decisions=decisions))
    places.write_file(save, game.to_text())
    terminal.note(f"Saved {save}: the same as {path} until quarter {quarter}.")
    if as_json:
        terminal.print_json({"branched_from": str(path), "quarter": quarter, **document(game)})
    else:
        show([game], [game.base_case()], plan=save.name)
    return 0


def branched(run: Run, quarter: int, firm: int, changes: dict[str, Value]) -> dict[tuple[int, int], dict[str, Value]]:
    """Return a run's decisions with `changes` in a quarter (from 1) of a firm (from 1), in place of what was set there."""
    seat = (firm - 1, quarter - 1)
    return {**run.decisions, seat: {**run.decisions.get(seat, {}), **changes}}


def compare_runs(paths: list[Path], replications: int, as_json: bool) -> int:
    """Print how runs differ from the first one, under the same luck in every pair."""
    if len(paths) < 2:
        raise BadInput("One run alone cannot be compared: name two run files or more.")
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise BadInput(f"--replications is {replications}: use a whole number from 1 to {MOST_REPLICATIONS}.")
    runs, faults = [], []
    for path in paths:
        try:
            runs.append(Run.load(path))
        except BadInput as fault:
            faults += fault.sentences
    if faults:
        raise BadInput(faults)
    for path, run in zip(paths, runs, strict=True):
        if not run.same_version:
            terminal.note(_other_version(path, run))
    if len({run.seed for run in runs}) > 1:
        terminal.note(f"The runs have different seeds: all of them are played with the luck of {paths[0]}.")
    with terminal.progress(replications * len(runs), "Comparing") as step:
        found = compare(runs, replications, step)
    if as_json:
        terminal.print_json(_comparison_json(paths, replications, found))
    else:
        for path, comparison in zip(paths[1:], found, strict=True):
            _show_comparison(paths[0], path, replications, comparison)
    return 0


# --- inside --------------------------------------------------------------------------------------------------


def _say(sentence: str) -> None:
    terminal.screen().print(sentence, soft_wrap=True)


def _other_version(path: Path, run: Run) -> str:
    return f"{path} was recorded by version {run.model_version} of the model, this is version {MODEL_VERSION}."


def _where(apart: tuple[int, str] | None) -> dict[str, Any] | None:
    if apart is None:
        return None
    week, table = apart
    return {"week": week + 1, "quarter": week // WEEKS_A_QUARTER + 1, "table": table}


def _comparison_json(paths: list[Path], replications: int, found: list[Comparison]) -> dict[str, Any]:
    return plain(
        {
            "reference": str(paths[0]),
            "replications": replications,
            "comparisons": [
                {
                    "run": str(path),
                    "quarters": comparison.quarters,
                    "refused": comparison.refused,
                    "first_difference": _where(comparison.apart),
                    "kpis": {
                        name: {"difference": d.mean, "low": d.low, "high": d.high, "count": d.count}
                        for name, d in comparison.differences.items()
                    },
                }
                for path, comparison in zip(paths[1:], found, strict=True)
            ],
        }
    )


def _show_comparison(reference: Path, path: Path, replications: int, comparison: Comparison) -> None:
    console = terminal.screen()
    _say(f"{path} less {reference}, at the end of quarter {comparison.quarters}")
    if comparison.apart is None:
        _say("The two runs are the same in every week.")
    else:
        week, table = comparison.apart
        _say(f"They differ from week {week + 1} (quarter {week // WEEKS_A_QUARTER + 1}) on, first in the table {table}.")
    if comparison.refused:
        _say(f"Left out: {comparison.refused} of {replications} replications, in which decisions could not be carried out.")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("figure", no_wrap=True)
    for heading in ("difference", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("", no_wrap=True)
    for name, d in comparison.differences.items():
        bad = worse(name, d.mean) if d.clear else None
        verdict = Text("") if bad is None else Text("worse", WORSE) if bad else Text("better", BETTER)
        bounds = f"{_figure(d.low)} … {_figure(d.high)}" if d.count > 1 else "–"
        table.add_row(name, _figure(d.mean), bounds, KPIS[name].unit, verdict)
    console.print(Padding(table, (1, 0)))
    _say(f"Replications: {replications}, each pair under the same luck; better or worse where the interval leaves out 0.")


def _figure(value: float) -> str:
    return "–" if value != value else f"{value:+.4g}" if value else "0"
