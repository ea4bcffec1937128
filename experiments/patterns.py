"""Stylised patterns of one finished game, each a single figure: what a mechanism is there to bring about.

A mechanism earns its place where the world without it shows another pattern (`experiments/liveness.py`). Patterns are read
from the record of the first firm and of the market, over whole games, and are not-a-number where a game does not show
what they are about (nobody rogue, no model refused). What each is known from stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.stats import kurtosis

from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.kpis import INDEX
from model.ledger import PEOPLE_COLUMNS
from model.mechanisms import objectives
from model.record import LAYER_COLUMNS, RIVAL_COLUMNS, UNIT_COLUMNS
from model.state import Stack
from model.world import World

EVERY = 4
"""Weeks between two looks at the influence network, which moves slowly."""


class Pattern(NamedTuple):
    """A figure of a game: its unit, what it says, what it is known from, and how it is read from a finished world."""

    name: str
    unit: str
    says: str
    source: str
    measure: Callable[[World], float]


def _kpi(world: World, name: str) -> Floats:
    return world.record.kpis[0, : world.week, INDEX[name]]


def _years(world: World) -> float:
    return world.week / WEEKS_A_YEAR


def _blocked(world: World) -> float:
    return float(np.maximum(0.0, 1.0 - _kpi(world, "mvc_coverage")).mean())


def _longest_wait(world: World) -> float:
    return float(np.nanmax(_kpi(world, "decision_latency")))


def _moat(world: World) -> float:
    error = _kpi(world, "domain_error")
    return float(np.log(error[0] / error[-1]))


def _turned_away(world: World) -> float:
    served = world.record.layers[0, : world.week, [LAYER_COLUMNS.index(f"{name}_served") for name in ("cloud", "ecosystem")]]
    return float((1.0 - served).mean())


def _open_lag(world: World) -> float:
    return float(_kpi(world, "open_lag_months")[-WEEKS_A_YEAR:].mean())


def _open_share(world: World) -> float:
    """Work on open weights of anybody, whoever serves them."""
    layout = world.fixed.layout
    where = np.concatenate([layout.host, layout.res, layout.self_hosted, [layout.open_elsewhere]])
    return float(world.record.market[world.week - 1, where].sum())


def _moves_of_customers(world: World) -> float:
    """How much of the market lies elsewhere at the end than at the start."""
    share = world.record.market[: world.week]
    return float(0.5 * np.abs(share[-1] - share[0]).sum())


def _price_moves(world: World) -> float:
    prices = world.record.rivals[: world.week, :, RIVAL_COLUMNS.index("price")]
    return float((np.abs(np.diff(np.log(prices), axis=0)) > 0.01).sum() / _years(world))


def _pace(world: World) -> float:
    own = world.record.models[: world.week, 0]
    return float(own[-1] - own[0]) / _years(world)


def _bad_releases(world: World) -> float:
    training = world.firms[0].training
    return training.bad_releases / training.releases if training.releases else float("nan")


def _exit_waves(world: World) -> float:
    left = -world.record.people[0, : world.week, PEOPLE_COLUMNS.index("left")]
    quarters = np.diff(left[WEEKS_A_QUARTER - 1 :: WEEKS_A_QUARTER], prepend=0.0)
    if len(quarters) < 2:
        return float("nan")
    return float(quarters.var(ddof=1) / quarters.mean()) if quarters.any() else 0.0


def _energy(world: World) -> float:
    energy = _kpi(world, "wh_per_query")
    return float(np.log(energy[0] / energy[-1])) / _years(world)


def _automation(world: World) -> float:
    return float(_kpi(world, "automated_transactions")[-WEEKS_A_QUARTER:].mean())


def _islands(world: World) -> float:
    """Moran's I of stacks of one's own on the influence network, mean over the second half of the game."""
    influence = world.firms[0].adoption.influence
    found = []
    for option in world.record.option[0, world.week // 2 : world.week : EVERY]:
        apart = (option == Stack.ROGUE) - float((option == Stack.ROGUE).mean())
        if apart.any():
            found.append(float(apart @ influence @ apart / (apart @ apart)))
    return float(np.mean(found)) if found else float("nan")


def _dip(world: World) -> float:
    """How much more output is lost in the worst quarter than in the last one."""
    lost = _kpi(world, "disruption")
    quarters = lost[: len(lost) // WEEKS_A_QUARTER * WEEKS_A_QUARTER].reshape(-1, WEEKS_A_QUARTER).mean(axis=1)
    return float(quarters.max() - quarters[-1])


def _overshoot(world: World) -> float:
    adoption = _kpi(world, "internal_adoption")
    return float(adoption.max() - adoption[-1])


def _regrowth(world: World) -> float:
    """What units' own clusters have grown since they were smallest, over what they had at the start."""
    own = world.record.units[0, : world.week, :, UNIT_COLUMNS.index("own_gpus")].sum(axis=1)
    return float((own[-1] - own.min()) / own[0])


def _winner(world: World) -> float:
    return float(world.record.developers[world.week - 1].max())


def _flywheel(world: World) -> float:
    return float(_kpi(world, "loop_gain")[-WEEKS_A_YEAR:].mean())


def _jolts(world: World) -> float:
    """How heavy the tails of weekly changes are: mean log kurtosis over cash, the frontier and the lag of open weights."""
    frontier = world.record.models[: world.week, -1]
    changes = [np.diff(series) for series in (_kpi(world, "cash"), frontier, _kpi(world, "open_lag_months"))]
    return float(np.mean([np.log(kurtosis(change, fisher=False)) for change in changes]))


def _unsaid(world: World) -> float:
    """How far the board's judgement lies from the one it would give by its own public weights, points of the score."""
    standing, p = world.firms[0].standing, world.p.objectives
    broke = standing.loss in (objectives.LOST_CASH, objectives.LOST_COUP)
    return abs(standing.score - objectives.score(standing.utilities, objectives.public_weights(p), broke, p))


PATTERNS: tuple[Pattern, ...] = (
    Pattern("blocked_runs", "share", "scattered GPUs keep a firm below the cluster that a frontier run needs",
            "Google Brain's credit market (Luan); model M1", _blocked),
    Pattern("longest_wait", "weeks", "waiting rises steeply as the desk of one person fills", "Kingman 1961", _longest_wait),
    Pattern("moat", "log", "errors in a unit's domain fall with its data, ever more slowly",
            "Hestness et al. 2017; Hagiu & Wright 2023", _moat),
    Pattern("turned_away", "share", "pooled serving carries load that scattered fleets turn away",
            "Aegaeon, SOSP 2025", _turned_away),
    Pattern("open_lag", "months", "open weights trail closed ones by a few months", "Epoch AI 2025", _open_lag),
    Pattern("open_share", "share", "much cheaper open models still carry the smaller part of all work",
            "Demirer et al. 2025", _open_share),
    Pattern("churn", "share", "customers drift to what is better and cheaper", "Omdia 2025; Demirer et al. 2025",
            _moves_of_customers),
    Pattern("price_moves", "a year", "prices rest, and then several rivals cut them within weeks",
            "ByteDance, Alibaba and Baidu, May 2024", _price_moves),
    Pattern("own_pace", "K/year", "capability for a fixed budget rises steadily", "Ho et al. 2024", _pace),
    Pattern("bad_releases", "share", "a filter in series stops bad candidates and some good ones", "Sah & Stiglitz 1986",
            _bad_releases),
    Pattern("exit_waves", "ratio", "researchers leave in waves: variance over mean of exits a quarter",
            "Felps et al. 2009", _exit_waves),
    Pattern("energy_fall", "log/year", "energy a query falls year by year", "Google 2025; Epoch AI 2025", _energy),
    Pattern("automation", "M/week", "agents take over longer tasks as models grow reliable", "METR 2025; Ord 2025",
            _automation),
    Pattern("islands", "Moran's I", "rogue teams cluster along the lines of influence", "Centola & Macy 2007", _islands),
    Pattern("dip", "share", "output falls while a new stack is learnt, and comes back", "Brynjolfsson et al. 2021", _dip),
    Pattern("overshoot", "share", "adoption that is pressed overshoots and falls back", "model 8.2", _overshoot),
    Pattern("regrowth", "share", "clusters grow again in units that wait", "model 8.2", _regrowth),
    Pattern("winner", "share", "one family of models comes to lead among developers", "Arthur 1989; Hugging Face 2025",
            _winner),
    Pattern("flywheel", "-", "one turn of the data flywheel gains less than the turn before",
            "Farboodi & Veldkamp 2021", _flywheel),
    Pattern("jolts", "log", "the world moves in jolts as well as in trends: changes have heavy tails",
            "export rules, price wars and open releases of 2022 to 2025 (docs/events.md)", _jolts),
    Pattern("unsaid", "score", "what a board weighs is not quite what it says", "Keeney & Raiffa 1976",
            _unsaid),
)  # fmt: skip
NAMES = tuple(pattern.name for pattern in PATTERNS)


def shown(world: World) -> list[float]:
    """Return every pattern of a finished game, in the order of `PATTERNS`."""
    return [pattern.measure(world) for pattern in PATTERNS]
