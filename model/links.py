"""The feedback loops, each by one link: a number or an array on its way from one phase to another.

What a loop does is measured by cutting it: its link is held at the series it has in another run, under the same
luck, and everything else goes on (a cut-effect, not the loop score of Schoenberg, Davidsen & Eberlein 2020).
A world carries `Links` only while that is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.mechanisms.adoption import CENTRAL, ROGUE, THIRD

MARKET = -1
"""The firm of a link that belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Link:
    """One loop: its label, whether it reinforces, its steps, and where its link is.

    `signs` says of each step whether the next one rises with it ("+") or falls ("-"); the last leads back to the first.
    `place` is the file in which `world.link` is called, `mechanisms` the files that hold its equations, `switch` the
    mechanism that turns it off; `options` are the stacks a link of teams is about, none: all of it is held.
    """

    label: str
    reinforcing: bool
    title: str
    steps: tuple[str, ...]
    signs: str
    held: str
    place: str
    mechanisms: tuple[str, ...]
    switch: str
    options: tuple[int, ...] = ()


LINKS: dict[str, Link] = {
    "flywheel": Link(
        "R1", True, "Flywheel", ("adoption", "use", "data", "domain_skill"), "++++", "signals a week from use, by unit",
        "model/phases/give_back.py", ("flywheel", "data_clearing_house"), "flywheel"),
    "experience": Link(
        "R2", True, "Experience", ("adoption", "tokens", "unit_cost", "capacity"), "+--+",
        "tokens served on the architecture",
        "model/phases/serve.py", ("efficiency", "inference_pool"), "efficiency"),
    "ecosystem": Link(
        "R3", True, "Ecosystem", ("open_quality", "developers", "outside_work", "capability"), "++++",
        "share of developers, as it sends fixes and code",
        "model/phases/give_back.py", ("open_release", "open_spillover"), "open_release"),
    "density": Link(
        "R4", True, "Talent density", ("stars", "capability", "prestige"), "+++", "prestige among researchers",
        "model/phases/produce.py", ("talent", "talent_pool", "inside_news"), "talent"),
    "norm": Link(
        "R5", True, "Adoption norm", ("adoption", "peers_on_central"), "++", "what peers use, where it is the common stack",
        "model/phases/choose.py", ("adoption", "perception"), "adoption", (CENTRAL,)),
    "contagion": Link(
        "R6", True, "Rogue contagion", ("rogue_teams", "peers_elsewhere"), "++",
        "what peers use, where it is bought or their own",
        "model/phases/choose.py", ("adoption", "perception"), "adoption", (THIRD, ROGUE)),
    "lobby_trap": Link(
        "R7", True, "Lobby trap", ("decision_wait", "exceptions"), "++", "stock of exceptions, as it files requests",
        "model/phases/intend.py", ("exception_stock", "lobbying", "approval_queue"), "approval_queue"),
    "congestion": Link(
        "B1", False, "Congestion", ("adoption", "serving_load"), "+-", "adoption, as it loads the serving layer",
        "model/phases/serve.py", ("inference_pool",), "inference_pool"),
    "cannibalisation": Link(
        "B2", False, "Cannibalisation", ("open_quality", "paid_api", "margin"), "-++",
        "capability of open weights, as customers see it",
        "model/phases/offers.py", ("tiering", "placement"), "tiering"),
    "rivals": Link(
        "B3", False, "Rivals' answer", ("our_share", "rival_prices"), "-+", "rivals' API prices, as customers see them",
        "model/phases/offers.py", ("rivalry",), "rivalry"),
    "autonomy": Link(
        "B4", False, "Autonomy drain", ("control", "autonomy", "exits"), "---", "autonomy, as researchers feel it",
        "model/phases/produce.py", ("talent",), "talent"),
    "spillover": Link(
        "B8", False, "Spillover", ("open_quality", "rival_capability"), "+-", "best open weights that rivals can build on",
        "model/phases/events.py", ("open_spillover", "rivalry"), "rivalry"),
}  # fmt: skip
"""Every loop that is measured, by the name its link is called by."""


@dataclass
class Links:
    """What stands at the links of a world: it writes the series down, or holds one link at a series written before.

    `series` maps (link, week, firm) to a value; `held` names the link that is held, for `firm` and for the market.
    """

    series: dict[tuple[str, int, int], Any] = field(default_factory=dict)
    held: str = ""
    firm: int = 0

    def passed(self, name: str, value: Any, week: int, firm: int) -> Any:
        """Return what goes on from the link: `value`, or what it was in the series where the link is held."""
        if not self.held:
            self.series[name, week, firm] = np.array(value)
            return value
        if name != self.held or firm not in (self.firm, MARKET):
            return value
        usual = self.series[name, week, firm]
        if LINKS[name].options:
            return np.where(_among(value, LINKS[name].options) | _among(usual, LINKS[name].options), usual, value)
        return usual if isinstance(value, np.ndarray) else usual.item()

    def __deepcopy__(self, memo: dict[int, Any]) -> Links:
        """Return links that share the series where it is only read."""
        return Links(self.series if self.held else dict(self.series), self.held, self.firm)


def _among(stacks: Any, options: Iterable[int]) -> Any:
    return np.isin(stacks, tuple(options))
