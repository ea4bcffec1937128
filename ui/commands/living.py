"""`boats check --world`: is there a lever, or a mechanism, that moves nothing?"""

from __future__ import annotations

from rich.table import Table

from experiments.liveness import PROBES, SWITCHES, Verdict, levers, mechanisms
from ui.commands import terminal
from ui.complaints import DONE, FAILED

EXPLAINED = "spreads: the move in standard deviations from seed to seed; paired sd: in those of the paired differences."


def check_world(as_json: bool) -> int:
    """Print what every lever and every mechanism moves most; the status is 1 where one moves nothing."""
    with terminal.progress(len(PROBES), "Trying every lever") as step:
        moved = levers(step)
    with terminal.progress(len(SWITCHES), "Leaving out every mechanism") as step:
        left_out = mechanisms(step)
    dead = [verdict.name for verdict in moved + left_out if not verdict.alive]
    if as_json:
        terminal.print_json({"levers": [_row(v) for v in moved], "mechanisms": [_row(v) for v in left_out], "dead": dead})
    else:
        console = terminal.screen()
        console.print(_table("lever", moved))
        console.print(_table("without the mechanism", left_out))
        console.print(EXPLAINED, soft_wrap=True)
        console.print(_verdict(dead), soft_wrap=True)
    return FAILED if dead else DONE


def _verdict(dead: list[str]) -> str:
    if not dead:
        return "Every lever and every mechanism moves at least one figure by more than one paired standard deviation."
    return f"{', '.join(dead)}: moves no figure by more than one paired standard deviation."


def _row(verdict: Verdict) -> dict[str, object]:
    finite = {name: None if value == float("inf") else value for name, value in verdict._asdict().items()}
    return {**finite, "alive": verdict.alive}


def _times(value: float) -> str:
    return f"{value:.1f}" if value < float("inf") else "always"


def _table(what: str, verdicts: list[Verdict]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in (what, "in", "moves most", "by", "spreads", "paired sd", ""):
        table.add_column(heading, justify="right" if heading in ("by", "spreads", "paired sd") else "left", no_wrap=True)
    for v in verdicts:
        table.add_row(
            v.name, v.scenario, v.figure, f"{v.mean:+.3g}", _times(v.size), _times(v.effect), "" if v.alive else "DEAD"
        )
    return table
