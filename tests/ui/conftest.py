"""A made-up game of the same shape as a real one, so that sentences and charts can be tested alone."""

import os
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from model.kpis import NAMES
from ui import words
from ui.situation import SHARES, Situation

os.environ.setdefault("BOATS_WORKERS", "0")  # pages without a browser play in the process of the test

UNITS = [
    "Taobao", "Tmall", "1688", "Lazada", "AliExpress", "Local services", "Cainiao", "DingTalk", "Amap", "Fliggy",
    "Youku", "Cloud",
]  # fmt: skip
OWNERS = {"Task force": (1.2, 0.012), "OPENLAB": (1.2, 0.014), "BAIDU": (1.05, 0.010), "TENCENT": (0.95, 0.008),
          "FRONTIER": (1.6, 0.016)}  # fmt: skip
QUARTERS = 8
LEVELS = {"cash": 4000.0, "frontier_gap_months": 6.0, "decision_latency": 4.0, "trust": 0.55, "score": 0.4}


def made_organisation():
    rng = np.random.default_rng(7)
    unit = np.repeat(np.arange(12), 5)
    weight = rng.lognormal(0, 0.5, 60)
    edges = [(a, b) for a in range(60) for b in range(a + 1, 60)
             if rng.random() < (0.8 if unit[a] == unit[b] else 0.04)]  # fmt: skip
    names = [f"{UNITS[u]} {i % 5 + 1}" for i, u in enumerate(unit)]
    return SimpleNamespace(
        units=UNITS, team_names=names, team_unit=unit, team_weight=weight / weight.sum(), edges=np.array(edges)
    )


def made_tables(weeks, drift=0.0, seed=1):
    """Tables of `weeks` weeks in which adoption climbs by `drift` a quarter more than it would alone."""
    organisation, rng = made_organisation(), np.random.default_rng(seed)
    options = _paths(weeks, drift, rng)
    shares = np.stack([(options == o) @ organisation.team_weight for o in range(4)], axis=1)
    week = np.arange(weeks)
    firm = pd.DataFrame({"firm": 0, "week": week, **dict.fromkeys(NAMES, 0.3)})
    for kpi, level in LEVELS.items():
        firm[kpi] = level
    firm["cash"] -= 60.0 * week
    firm["decision_latency"] += 0.05 * week
    for option, name in enumerate(SHARES):
        firm[name] = shares[:, option]
    view = firm.copy()
    view[list(SHARES)] = view[list(SHARES)].shift(4).bfill().fillna(firm[list(SHARES)])
    return {
        "firm": firm, "view": view, "teams": _teams(options), "units": _units(weeks), "models": _models(weeks),
        "queue": _queue(weeks, rng), "news": _news(weeks), "rivals": _rivals(weeks), "reasons": _reasons(weeks),
    }  # fmt: skip


def _paths(weeks, drift, rng):
    """Every team's stack by week: first choices, then moves that become central more often with `drift`."""
    options = np.empty((weeks, 60), dtype=int)
    current = np.repeat([0, 1, 2, 3], [33, 12, 9, 6])[rng.permutation(60)]
    for week in range(weeks):
        moving = rng.random(60) < 0.012
        target = rng.choice([1, 2, 3], p=[0.4 + drift, 0.3 - drift / 2, 0.3 - drift / 2], size=60)
        if week:
            current = np.where(moving, target, current)
        options[week] = current
    return options


def _teams(options):
    week, team = np.meshgrid(np.arange(len(options)), np.arange(60), indexing="ij")
    frame = pd.DataFrame({"firm": 0, "week": week.ravel(), "team": team.ravel(), "option": options.ravel()})
    hidden = (frame["option"] == 3) & (frame["team"] % 2 == 0)
    return frame.assign(seen_option=frame["option"].where(~hidden, 0), experience=10.0)


def _units(weeks):
    week, unit = np.meshgrid(np.arange(weeks), np.arange(12), indexing="ij")
    return pd.DataFrame({"firm": 0, "week": week.ravel(), "unit": unit.ravel(), "wait": 3.5 + 0.1 * unit.ravel()})


def _models(weeks):
    rows = [(w, owner, start + slope * w) for w in range(weeks) for owner, (start, slope) in OWNERS.items()]
    return pd.DataFrame(rows, columns=["week", "owner", "capability"])


def _queue(weeks, rng):
    kinds = ["compute", "release", "onboarding", "exception", "research", "event"]
    rows = [
        (0, w, item, kinds[item % 6], int(rng.integers(-1, 12)), float(rng.exponential(2.5)))
        for w in range(weeks)
        for item in range(9)
    ]
    return pd.DataFrame(rows, columns=["firm", "week", "item", "kind", "owner", "age"])


def _news(weeks):
    rows = [(-1, 11, "calendar", "calendar.festival", {"week": 11}),
            (0, 24, "move", "move.rogue", {"team": 7, "unit": 1, "before": "legacy", "wait": 6.2}),
            (0, 30, "release", "release.api", {"capability": 1.31}), (3, 30, "board", "board.escalation", {})]  # fmt: skip
    kept = [row for row in rows if row[1] < weeks]
    return pd.DataFrame(kept, columns=["firm", "week", "kind", "key", "values"])


def _rivals(weeks):
    names = [name for name in OWNERS if name not in ("Task force", "FRONTIER")]
    return pd.DataFrame([(w, name) for w in range(weeks) for name in names], columns=["week", "rival"])


def _reasons(weeks):
    row = {
        "kind": "team",
        "agent": 3,
        "week": 0,
        "options": ("legacy", "central"),
        "utilities": (0.1, 0.4),
        "chosen": 1,
    }
    return pd.DataFrame([row]) if weeks else pd.DataFrame(columns=list(row))


def made_situation(quarter=3, truth=False, drift=0.2, **changes):
    weeks = 13 * quarter or 1
    tables, base = made_tables(weeks, drift), made_tables(weeks)
    return Situation(tables, base, made_organisation(), quarter, QUARTERS, truth, **changes)


@pytest.fixture(scope="session")
def situation():
    return made_situation()


@pytest.fixture(scope="session")
def opening():
    return made_situation(quarter=0)


@pytest.fixture(params=["en", "zh_CN"])
def language(request):
    return words.of(request.param)


@pytest.fixture
def english():
    return words.of("en")
