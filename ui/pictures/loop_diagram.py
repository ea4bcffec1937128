"""The causal loop diagram: nouns in places that never change, joined by the loops that pull, as thick as they pull."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.links import LINKS
from ui import loop_charts, palette, telling
from ui.pictures.component import component, packed
from ui.words import HTML_LANGUAGES, Words

if TYPE_CHECKING:
    from experiments.why import Strengths

MOST = 6
"""Loops drawn: those that pull most in some quarter."""
SIZE = (800, 1000)
PLACES = {
    "adoption": (396, 290),
    "use": (290, 100), "data": (110, 76), "domain_skill": (104, 176),
    "tokens": (450, 96), "unit_cost": (600, 36), "capacity": (718, 100),
    "peers_on_central": (696, 370),
    "serving_load": (324, 474),
    "rogue_teams": (704, 500), "peers_elsewhere": (704, 660),
    "decision_wait": (530, 500), "exceptions": (530, 660),
    "open_quality": (186, 566), "developers": (84, 650), "outside_work": (88, 760), "capability": (180, 830),
    "stars": (290, 962), "prestige": (400, 834),
    "paid_api": (384, 572), "margin": (404, 740),
    "rival_capability": (186, 414),
    "our_share": (620, 745), "rival_prices": (620, 905),
    "control": (440, 900), "autonomy": (500, 990), "exits": (400, 990),
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
    drawn = [strengths.loops[i] for i in loop_charts.leading(strengths, kpi)[:MOST]] or around(kpi, strengths.loops)
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
    pull, title = strengths.pull(kpi)[at], words(f"loop.{name}")
    share = [words.percent(float(v)) for v in strengths.shares(kpi)[at]]
    told = [telling.change(kpi, float(v), words) for v in pull]
    return {
        "name": name,
        "title": title,
        "open": words("why.loop.open", loop=title),
        "kind": "against" if name in AGAINST else "for" if link.reinforcing else "balancing",
        "colour": palette.loop_colour(name).replace("_", "-"),
        "steps": list(link.steps),
        "signs": link.signs.replace("-", "−"),
        "pull": pull.tolist(),
        "share": share,
        "told": told,
        "spoken": [words("why.loop.open.pull", loop=title, share=s, said=t) for s, t in zip(share, told, strict=True)],
    }
