"""The causal loop diagram: nouns in places that never change, joined by the loops that pull, as thick as they pull."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.links import LINKS
from ui import telling, why_charts
from ui.pictures.component import component, packed
from ui.words import HTML_LANGUAGES, Words

if TYPE_CHECKING:
    from experiments.why import Strengths

MOST = 6
"""Loops drawn: those that pull most in some quarter."""
SIZE = (800, 560)
PLACES = {
    "adoption": (340, 244),
    "use": (262, 108), "data": (108, 98), "domain_skill": (118, 216),
    "tokens": (400, 88), "unit_cost": (560, 36), "capacity": (700, 98),
    "peers_on_central": (700, 164),
    "serving_load": (374, 412),
    "rogue_teams": (538, 348), "peers_elsewhere": (538, 502),
    "decision_wait": (736, 348), "exceptions": (736, 502),
    "open_quality": (250, 372), "developers": (84, 304), "outside_work": (84, 432), "capability": (226, 500),
    "stars": (70, 526), "prestige": (360, 534),
    "paid_api": (236, 306), "margin": (300, 450),
    "our_share": (430, 534), "rival_prices": (650, 536),
    "control": (84, 158), "autonomy": (84, 34), "exits": (262, 34),
    "rival_capability": (92, 368),
}  # fmt: skip
"""Where each cause stands, px of SIZE; loops of which several pull at once lie apart."""
NODE_OF = {
    "internal_adoption": "adoption", "decision_latency": "decision_wait", "developer_share": "developers",
    "rogue_share": "rogue_teams", "third_party_share": "peers_elsewhere", "domain_error": "domain_skill",
    "cost_per_mtok": "unit_cost", "gross_margin": "margin", "attrition": "exits", "data_coverage": "data",
    "talent_density": "stars", "frontier_gap": "capability", "frontier_gap_months": "capability",
    "automated_transactions": "use",
}  # fmt: skip
"""The cause that is itself the figure asked about, where there is one."""
AGAINST = ("contagion", "lobby_trap")
"""Loops that reinforce what a task force does not want."""


def draw(data: dict[str, Any], key: str) -> str | None:
    """Draw the diagram; return the name of a loop that was opened just now."""
    drawn = component("loops", ("loop_diagram.css",), ("svg.js", "loop_diagram.js"))
    return drawn(data=packed(data), key=key, on_opened_change=_nothing).opened


def _nothing() -> None:
    """The result itself says what was opened."""


def diagram_data(strengths: Strengths, kpi: str, words: Words, alt: str) -> dict[str, Any]:
    """Return what the picture needs: nodes, loops with pull and share by quarter, and words."""
    drawn = [strengths.loops[i] for i in why_charts.leading(strengths, kpi)[:MOST]] or around(kpi, strengths.loops)
    loops = [_loop(name, strengths, kpi, words) for name in drawn]
    names = dict.fromkeys(step for name in drawn for step in LINKS[name].steps)
    figure = NODE_OF.get(kpi)
    return {
        "size": list(SIZE),
        "nodes": [{"name": name, "text": words(f"node.{name}"), "at": list(PLACES[name]), "figure": name == figure}
                  for name in names],
        "loops": loops,
        "quarters": [words("chart.quarter", quarter=q + 1) for q in range(strengths.values.shape[1])],
        "words": {"alt": alt, "quarter": words("why.loops.quarter"), "colon": words("mark.colon"),
                  "play": words("why.loops.play"), "pause": words("why.loops.pause"),
                  "language": HTML_LANGUAGES[words.language]},
    }  # fmt: skip


def around(kpi: str, loops: Sequence[str]) -> list[str]:
    """Return loops to show while none pulls: those that the figure itself is part of, else the first."""
    return [name for name in loops if NODE_OF.get(kpi) in LINKS[name].steps][:MOST] or list(loops[:MOST])


def _loop(name: str, strengths: Strengths, kpi: str, words: Words) -> dict[str, Any]:
    link, at = LINKS[name], strengths.loops.index(name)
    pull, title = strengths.of(kpi)[at], words(f"loop.{name}")
    share = [words.percent(float(v)) for v in strengths.shares(kpi)[at]]
    told = [telling.change(kpi, float(v), words) if v == v else "" for v in pull]
    return {
        "name": name,
        "title": title,
        "open": words("why.loop.open", loop=title),
        "kind": "against" if name in AGAINST else "for" if link.reinforcing else "balancing",
        "steps": list(link.steps),
        "signs": link.signs.replace("-", "−"),
        "pull": [float(v) if v == v else 0.0 for v in pull],
        "share": share,
        "told": told,
        "spoken": [words("why.loop.open.pull", loop=title, share=s, said=t) for s, t in zip(share, told, strict=True)],
    }
