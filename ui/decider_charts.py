"""Why somebody other than a team decided so: names, chart and table of one decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from model.technical_state import LAYERS
from ui.palette import Palette
from ui.plotting import GAP, TEXT, add_lines, canvas
from ui.sketch import Sketch, bar_trace
from ui.words import Words

if TYPE_CHECKING:
    from experiments.why import Deciding

ROW = 36  # px


def agent_label(kind: str, agent: int, organisation: Any, rivals: tuple[str, ...], words: Words) -> str:
    """Name one decider of a kind."""
    if kind in ("sharing", "unit"):
        return words.name("unit", str(organisation.units[agent]))
    if kind == "layer":
        return words("decider.head", layer=words(f"layer.{LAYERS[agent]}"))
    if kind == "rival":
        return words.name("owner", rivals[agent])
    return words(f"decider.{kind}.one", number=agent + 1)


def option_label(kind: str, option: str, words: Words) -> str:
    """Name an option of a kind of decider."""
    if kind in ("unit", "layer"):
        return words("decider.effort", effort=float(option.split()[1]))
    if kind == "laboratory":
        return words("decider.run", weeks=int(option.split()[0]))
    return words(f"decider.did.{option}")


def what_moved(found: Deciding, words: Words) -> str:
    """Return under a decision's title how it was taken."""
    return words(f"decider.rule.{found.kind}", chance=words.percent(found.chance[found.chosen], 1))


def deciding_chart(found: Deciding, palette: Palette, words: Words) -> go.Figure:
    """Draw how likely each option was, the likeliest first; for a researcher what moved the hazard of leaving."""
    if found.motives:
        return _motives_chart(found, palette, words)
    order = sorted(range(len(found.options)), key=lambda i: -found.chance[i])
    names = [option_label(found.kind, found.options[i], words) for i in order]
    names = [f"<b>{name}</b>" if i == found.chosen else name for i, name in zip(order, names, strict=True)]
    told = [f"<b>{words.percent(found.chance[i])}</b>{_worth(found, i, words)}" for i in order]
    own = palette.third if found.kind == "rival" else palette.own  # warm is us
    colours = [own if i == found.chosen else palette.base for i in order]
    return _bars([100 * found.chance[i] for i in order], 0.0, names, told, colours, palette).done()


def deciding_rows(found: Deciding, words: Words) -> list[tuple[str, list[str]]]:
    """Return a decision as rows of text: a motive and its factor, or an option with its chance and worth."""
    if found.motives:
        return [(words(f"decider.motive.{n}"), [f"×{words.number(v, 2)}"]) for n, v in found.motives.items()]
    return [
        (option_label(found.kind, option, words), [words.percent(found.chance[i]), _worth(found, i, words).lstrip(" ·")])
        for i, option in enumerate(found.options)
    ]


def _worth(found: Deciding, option: int, words: Words) -> str:
    worth = found.worth[option]
    if found.kind == "review":
        return ""
    return f" · {words.number(worth, 2, signed=True)}" if np.isfinite(worth) else f" · {words('why.team.unavailable')}"


def _motives_chart(found: Deciding, palette: Palette, words: Words) -> go.Figure:
    """Draw by how much each motive multiplied the hazard, on a scale on which twice and half are as far from one."""
    order = sorted(found.motives, key=lambda name: -abs(np.log(found.motives[name])))
    sizes = [float(np.log(found.motives[name])) for name in order]
    names = [words(f"decider.motive.{name}") for name in order]
    told = [f"<b>×{words.number(found.motives[name], 2)}</b>" for name in order]
    figure = _bars(sizes, 1.0, names, told, [palette.own if s > 0 else palette.base for s in sizes], palette)
    add_lines(figure, [{"x0": 0, "x1": 0, "y0": -0.5, "y1": len(order) - 0.5, "line": {"color": palette.edge, "width": 1}}])
    return figure.done()


def _bars(
    sizes: list[float], least: float, names: list[str], told: list[str], colours: list[str], palette: Palette
) -> Sketch:  # fmt: skip
    figure = Sketch(
        bar_trace(
            x=sizes, y=list(range(len(sizes))), orientation="h", width=0.6, text=told, textposition="outside",
            cliponaxis=False, hoverinfo="skip", textfont={"size": TEXT, "color": palette.ink}, marker={"color": colours},
        )
    )  # fmt: skip
    canvas(figure, palette)
    figure.update_layout(height=ROW * len(sizes) + 16, margin={"l": 8, "r": 120, "t": 4, "b": 4})
    span = max(*(abs(size) for size in sizes), least)
    figure.update_xaxes(visible=False, fixedrange=True, range=[-1.3 * span if min(sizes) < 0 else 0, span])
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6],
                        automargin=True, ticklabelstandoff=GAP, showgrid=False, zeroline=False, fixedrange=True,
                        tickfont={"size": TEXT, "color": palette.ink})  # fmt: skip
    return figure


def deciding_table(found: Deciding, words: Words) -> pd.DataFrame:
    """Return the data of a decision: a row an option, or a row a motive."""
    if found.motives:
        return pd.DataFrame(
            {
                words("decider.table.motive"): [words(f"decider.motive.{name}") for name in found.motives],
                words("decider.table.factor"): list(found.motives.values()),
            }
        )
    return pd.DataFrame(
        {
            words("decider.table.option"): [option_label(found.kind, option, words) for option in found.options],
            words("decider.table.worth"): list(found.worth),
            words("why.team.chance"): list(found.chance),
        }
    )
