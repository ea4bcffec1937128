"""`boats check --world`: is there a lever, or a mechanism, that moves nothing?"""

from __future__ import annotations

from rich.table import Table

from experiments.liveness import PROBES, SWITCHES, Verdict, levers, mechanisms
from ui.commands import terminal
from ui.complaints import DONE, FAILED


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
        console.print(_verdict(dead), soft_wrap=True)
    return FAILED if dead else DONE


def _verdict(dead: list[str]) -> str:
    if not dead:
        return "Every lever and every mechanism moves at least one figure by more than one paired standard deviation."
    return f"{', '.join(dead)}: moves no figure by more than one paired standard deviation."


def _row(verdict: Verdict) -> dict[str, object]:
    effect = verdict.effect if verdict.effect < float("inf") else None
    return {**verdict._asdict(), "effect": effect, "alive": verdict.alive}


def _table(what: str, verdicts: list[Verdict]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in (what, "in", "moves most", "by", "paired deviations", ""):
        table.add_column(heading, justify="right" if heading in ("by", "paired deviations") else "left")
    for v in verdicts:
        size = f"{v.effect:.1f}" if v.effect < float("inf") else "always alike"
        table.add_row(v.name, v.scenario, v.kpi, f"{v.mean:+.3g}", size, "" if v.alive else "DEAD")
    return table
