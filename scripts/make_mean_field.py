"""Write docs/mean_field.md: how far games are from their mean-field twins, and what a twin cannot have.

Everything is played, not remembered; `make twin` runs it (some minutes).
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from experiments.mean_field import FIGURES, causes, distance, phenomena
from experiments.mean_field.causes import AS_IT_IS, NO_NETWORK
from experiments.mean_field.distance import LIMIT, PLANS, RELATIVE, Gap
from experiments.mean_field.phenomena import INFLUENCES, MANDATES, Phenomena, Shown
from model.files import replace_atomically
from model.scenario import shipped
from model.version import MODEL_VERSION

PAGE = Path(__file__).resolve().parents[1] / "docs" / "mean_field.md"
WIDTH = 118
Tables = Mapping[str, Mapping[str, Sequence[Gap]]]


def main() -> None:
    """Play and write."""
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        tables = {plan: distance.table(pool, shipped(), plan) for plan in PLANS}
        parts = causes.table(pool)
        seen = phenomena.measured(pool)
    lines = [
        *_head(),
        *_verdict(tables, parts),
        *_by_figure(tables),
        *_by_scenario(tables),
        *_causes(parts),
        *_phenomena(seen),
    ]
    replace_atomically(PAGE, "\n".join(lines) + "\n")


def _said(text: str) -> list[str]:
    """Return a paragraph in lines, with an empty one before it."""
    return ["", *textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)]


def _head() -> list[str]:
    return [
        "# The mean-field twin",
        *_said(
            f"This page is written by `make twin`: {distance.SEEDS} games a scenario and plan, each with its twin, "
            f"model version {MODEL_VERSION}. `boats twin base --seed 7` shows one game. The twin lives the same weeks "
            "with product teams, customers and developers as well-mixed shares: everybody has mean tastes, everybody "
            "meets everybody, and what is chosen is what is chosen on average. Serving, data and use follow from these "
            "shares, by the equations of the agents' own game. Capability, the chief executive's queue, GPUs, rivals, "
            "agents' work, cards and decisions it is told by the game ([decision "
            "036](decisions/036-a-mean-field-twin.md)); since these carry something of what the agents did, a gap is "
            "rather too small than too large."
        ),
        *_said(
            "A **gap** is the mean over games and weeks of |game less twin|. A **shift** is the mean of twin less game, "
            "with its sign: what is left when luck is averaged out. **Luck** is the standard deviation between games of "
            "a game's mean over weeks. All are percent: of the game's own level for revenue, domain error, quality from "
            "use and disruption, points otherwise."
        ),
    ]


def _verdict(tables: Tables, parts: Mapping[str, Sequence[Gap]]) -> Iterator[str]:
    cells = [gap for rows in tables.values() for gaps in rows.values() for gap in gaps]
    apart, shifted = sum(gap.apart for gap in cells), sum(gap.shifted for gap in cells)
    always = [name for name in FIGURES if all(gap.apart for gap in cells if gap.figure == name)]
    moved = [name for name in FIGURES if all(gap.shifted for gap in cells if gap.figure == name)]
    never = [name for name in FIGURES if not any(gap.shifted for gap in cells if gap.figure == name)]
    holds = "adds something" if apart else "adds nothing, and the word agent-based must go"
    yield from ["", "## Verdict"]
    yield from _said(
        f"By the design's rule (a gap of {LIMIT:.0%} in any figure of any scenario) the agent-based model **{holds}**: "
        f"{apart} of {len(cells)} gaps reach {LIMIT:.0%}, in every scenario under both plans those of {_names(always)}."
    )
    yield from _said(
        "The rule is easily met: one game of sixty teams is a draw, and its twin a mean. The harder question is whether "
        f"the mean course differs. {shifted} of {len(cells)} shifts reach {LIMIT:.0%} and two standard errors: "
        f"everywhere those of {_names(moved)}, nowhere those of {_names(never)}."
    )
    yield from _said(_made_of(parts))


def _made_of(parts: Mapping[str, Sequence[Gap]]) -> str:
    """Say with which causes the shifts of the base case go away."""
    shifted = [gap.figure for gap in parts[AS_IT_IS] if gap.shifted]
    left = {name: [gap.figure for gap in gaps if gap.figure in shifted and gap.shifted] for name, gaps in parts.items()}
    sentences = [f"In the base case without cards and decisions {_names(shifted)} are shifted."]
    sentences += [f"Still so with {name}: {_names(found)}." for name, found in left.items() if name != AS_IT_IS]
    if left[NO_NETWORK] == shifted:
        sentences.append(
            "To take the networks away closes none of them: what these shape is who does what (EM1 and EM3 below)."
        )
    return " ".join(sentences)


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _by_figure(tables: Tables) -> Iterator[str]:
    yield from ["", "## By figure", ""]
    yield from _header(
        ["figure", *(f"{what}, {plan}" for plan in PLANS for what in ("gap", "shift", "luck", "apart", "shifted"))]
    )
    for k, name in enumerate(FIGURES):
        cells = [name + (" (of level)" if name in RELATIVE else "")]
        for plan in PLANS:
            gaps = [rows[k] for rows in tables[plan].values()]
            cells += [
                _range([g.gap for g in gaps]),
                _range([g.shift for g in gaps], sign=True),
                _range([g.luck for g in gaps]),
            ]
            cells += [f"{sum(g.apart for g in gaps)}/{len(gaps)}", f"{sum(g.shifted for g in gaps)}/{len(gaps)}"]
        yield _row(cells)
    yield ""
    yield "Least to most over the scenarios; the last two columns count scenarios in which gap or shift reach the limit."


def _by_scenario(tables: Tables) -> Iterator[str]:
    for plan in PLANS:
        yield from ["", f"## Every scenario, plan {plan}", "", "Gap · shift ± its standard error · luck.", ""]
        yield from _header(["scenario", *FIGURES])
        for scenario, gaps in tables[plan].items():
            yield _row([scenario, *map(_cell, gaps)])


def _causes(parts: Mapping[str, Sequence[Gap]]) -> Iterator[str]:
    yield from ["", "## What sets them apart"]
    yield from _said(
        f"The base case without cards and decisions, {causes.SEEDS} games a row, with causes of a gap taken out by "
        "parameters at which they vanish (`experiments/mean_field/causes.py`): crowds twenty times as large, so that "
        "shares hardly depend on luck; everybody alike, so that a mean is everybody; nobody looking at people he knows, "
        "so that there is no network. In the last row all three are out, and twin and game are one model but for "
        "units' data. Gap · shift."
    )
    yield ""
    yield from _header(["game", *FIGURES])
    for name, gaps in parts.items():
        yield _row([name, *(f"{100 * gap.gap:.1f} · {100 * gap.shift:+.1f}" for gap in gaps)])


def _phenomena(seen: Phenomena) -> Iterator[str]:
    yield from ["", "## What a twin cannot have"]
    yield from _said(
        f"{phenomena.SEEDS} games a row, base case; mean ± standard deviation between games. Numbers of phenomena are "
        "the design's."
    )
    yield ""
    yield from _header(["phenomenon", "measure", "game", "twin"])
    for j in INFLUENCES:
        yield _line(f"EM1 islands, weight of peers {j:g}", "Moran's I of rogue use; twin: chance", seen.islands[j], "{:.3f}")
    for j in INFLUENCES:
        yield _line(f"EM1 rogue use, weight of peers {j:g}", "share, second year", seen.rogue[j], "{:.3f}")
    for name in MANDATES:
        for j in INFLUENCES:
            yield _line(f"EM2 hysteresis, mandate {name}, weight of peers {j:g}", "loop area", seen.loops[name, j], "{:.3f}")
    for crowd, found in seen.histories.items():
        figure = phenomena.CROWDS[crowd][1]
        yield _line(f"EM3 history, luck of {crowd} alone", f"`{figure}` at the end", found, "{:.3f}")
    yield _line("EM3 winner among developers", "share of the leading family", seen.winner, "{:.3f}")
    yield _row(["EM3 winner among developers", "games with another winner than the twin", f"{seen.other_winner}", "-"])
    yield _row(["EM3 clusters of developers", "neighbours of one family beyond chance", f"{seen.clustering:.3f}", "0"])
    yield _line("EM7 fragmentation returns", "GPUs that units buy after claw-backs", seen.regrowth, "{:.0f}")
    yield _row(["EM7 fragmentation returns", "correlation over units with waiting", f"{seen.waiting:.2f}", "one unit only"])
    yield from _said(
        f"EM1 and EM7 are played under decisions that bring them out ({_levers(phenomena.UNDER_PRESSURE)}; "
        f"{_levers(phenomena.CLAWED)}). EM2 is played with teams by themselves: what the stacks are worth stays as in the "
        "first week, six years let choices come to rest, and the mandate then goes up to 1 and down by quarters, a year a "
        "step; the area is that between the ways down and up, and what there is of it without peers is slowness and no "
        "norm. EM3 by crowd: all luck is that of seed 0 but that of the crowd's own choices. EM4 (exits that draw exits) is "
        "about researchers, whom the twin does not aggregate."
    )


def _levers(levers: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}` = {value}" for name, value in levers.items())


def _line(name: str, measure: str, found: Shown, form: str) -> str:
    pairs = ((found.games, found.games_spread), (found.twins, found.twins_spread))
    return _row([name, measure, *(f"{form.format(mean)} ± {form.format(spread)}" for mean, spread in pairs)])


def _cell(gap: Gap) -> str:
    return f"{100 * gap.gap:.1f} · {100 * gap.shift:+.1f} ± {100 * gap.error:.1f} · {100 * gap.luck:.1f}"


def _range(values: Sequence[float], sign: bool = False) -> str:
    form = "{:+.1f}" if sign else "{:.1f}"
    return f"{form.format(100 * min(values))} to {form.format(100 * max(values))}"


def _header(columns: Sequence[str]) -> list[str]:
    return [_row(columns), "|" + "---|" * len(columns)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
