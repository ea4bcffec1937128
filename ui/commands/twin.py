"""`boats twin`: a game beside its mean-field twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from experiments import plans
from experiments.mean_field import FIGURES
from experiments.mean_field.distance import LIMIT, RELATIVE, Pair, differences
from model.errors import BadInput
from model.kpis import KPIS
from model.scenario import load
from model.world import KPIS as ONLY_FIGURES
from ui.commands import terminal
from ui.commands.run import LARGEST_SEED

if TYPE_CHECKING:
    from model.arrays import Floats
    from ui.words import Words

COLUMNS = ("figure", "game", "twin", "game_end", "twin_end", "gap")


def twin(scenario: str, plan: str | None, seed: int, as_json: bool) -> int:
    """Play both to the end and print how far they are apart."""
    if not 0 <= seed <= LARGEST_SEED:
        raise BadInput(f"--seed is {seed}: use a whole number from 0 to {LARGEST_SEED}.")
    case = load(scenario)
    chosen = plans.load(plan, case.firms, case.quarters)
    pair = Pair(case, chosen, seed, watch=ONLY_FIGURES)
    with terminal.progress(case.quarters, f"Playing {case.name} and its twin") as step:
        while not pair.game.over:
            pair.game.advance()
            step()
    ours, twins = pair.ours, pair.twins
    if as_json:
        figures = [_data(name, ours[name], twins[name]) for name in FIGURES]
        terminal.print_json({"scenario": case.name, "plan": chosen.name, "seed": seed, "limit": LIMIT, "figures": figures})
    else:
        _print(ours, twins)
    return 0


def _gap(name: str, ours: Floats, twins: Floats) -> float:
    return float(np.abs(differences(name, ours, twins)).mean())


def _data(name: str, ours: Floats, twins: Floats) -> dict[str, Any]:
    told = "part of the game's level" if name in RELATIVE else "share"
    return {"name": name, "gap": _gap(name, ours, twins), "gap_is": told, "game": ours.tolist(), "twin": twins.tolist()}


def _print(ours: dict[str, Floats], twins: dict[str, Floats]) -> None:
    words, console = terminal.words(), terminal.screen()
    gaps = {name: _gap(name, ours[name], twins[name]) for name in FIGURES}
    apart, farthest = sum(gap >= LIMIT for gap in gaps.values()), max(gaps, key=lambda name: gaps[name])
    told = {"all": len(gaps), "figure": _name(farthest, words), "gap": _apart(farthest, gaps[farthest], words)}
    console.print(words("twin.apart", apart=apart, **told) if apart else words("twin.level", **told), soft_wrap=True)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in COLUMNS:
        table.add_column(words(f"twin.column.{column}"), justify="left" if column == "figure" else "right")
    for name, gap in gaps.items():
        both = (ours[name], twins[name])
        means, ends = (
            [_amount(name, value, words) for value in values]
            for values in zip(*((s.mean(), s[-1]) for s in both), strict=True)
        )
        table.add_row(_name(name, words), *means, *ends, _apart(name, gap, words))
    console.print(table)
    console.print(words("twin.note"))


def _name(figure: str, words: Words) -> str:
    return words(f"kpi.{figure}" if figure in KPIS else f"twin.{figure}")


def _amount(figure: str, value: float, words: Words) -> str:
    if figure in KPIS:
        return words.percent(value, 1) if KPIS[figure].unit == "share" else words.money(value)
    return words.number(value, 3)


def _apart(figure: str, gap: float, words: Words) -> str:
    if figure in RELATIVE:
        return words("twin.part", part=words.percent(gap, 1))
    return words("twin.points", points=100 * gap)
