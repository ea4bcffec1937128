"""The GPUs as a flow: from where they come, through the layers of the pool, to who uses them, week by week."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from model.clock import WEEKS_A_QUARTER
from ui.naming import unit_name
from ui.pictures.component import component, packed
from ui.situation import CENTRAL, Situation, column, rows
from ui.words import HTML_LANGUAGES, Words

SCRIPTS = ("svg.js", "week_scrubber.js", "compute_flow.js")
STYLES = ("week_scrubber.css", "compute_flow.css")
LAYERS = ("frontier", "cloud", "ecosystem", "reserve", "research", "idle")
COLUMNS = (
    ("before", "new", "taken", "own", "units", "hidden"),
    ("pool",),
    (*LAYERS, "outside"),
    ("training", "gaps", "customers", "unit", "rest", "spare", "researchers", "moving", "alone"),
)
"""The nodes from left to right, in the order in which they stand; "unit" stands for the units that use most."""
UNITS_NAMED = 4
IDLE = ("gaps", "spare", "moving", "idle")
APART = ("units", "hidden", "outside", "alone")

Link = tuple[str, str]


def draw(data: dict[str, Any], key: str) -> None:
    """Draw the flow from the data that `flow_data` returns."""
    drawn = component("flow", STYLES, SCRIPTS)
    drawn(data=packed(data), key=key)


def links(situation: Situation) -> dict[Link, np.ndarray]:
    """Return every flow by week, in GPUs (own chips as the imports they replace): {(from, to): (weeks,)}.

    What flows into a node flows out of it; nothing is made or lost between the sources and the users.
    """
    held = situation.gpus(situation.tables)
    value = {name: held[name].to_numpy(dtype=float) for name in held.columns}
    found = _sources(situation, value)
    found |= {("pool", layer): value[layer] for layer in LAYERS}
    found |= {("units", "outside"): value["units"], ("hidden", "outside"): value["hidden"]}
    found["outside", "alone"] = value["units"] + value["hidden"]
    found |= {("frontier", "training"): value["training"], ("frontier", "gaps"): value["frontier"] - value["training"]}
    found |= {("research", "researchers"): value["research"], ("idle", "moving"): value["idle"]}
    found |= _serving(situation, value)
    return {link: np.clip(flow, 0.0, None) for link, flow in found.items()}


def _sources(situation: Situation, value: dict[str, np.ndarray]) -> dict[Link, np.ndarray]:
    """Split the imports of the pool: there when the quarter began, arrived since, taken back from units since."""
    weeks = np.arange(len(value["imports"]))
    began = np.maximum(WEEKS_A_QUARTER * (weeks // WEEKS_A_QUARTER) - 1, 0)
    more = value["imports"] - value["imports"][began]
    taken = np.minimum(_clawed(situation, weeks, began), np.maximum(more, 0.0))
    new = np.maximum(more - taken, 0.0)
    return {
        ("before", "pool"): value["imports"] - taken - new, ("new", "pool"): new, ("taken", "pool"): taken,
        ("own", "pool"): value["own_chips"],
    }  # fmt: skip


def _clawed(situation: Situation, weeks: np.ndarray, began: np.ndarray) -> np.ndarray:
    news = situation.tables["news"]
    mine = rows(news, (news["key"] == "gpus.clawed") & (news["firm"] == situation.firm))
    taken = np.zeros(len(weeks))
    for row in mine.to_dict("records"):
        taken += row["values"]["gpus"] * ((began < row["week"]) & (row["week"] <= weeks))
    return taken


def _serving(situation: Situation, value: dict[str, np.ndarray]) -> dict[Link, np.ndarray]:
    """Split the serving layers and the reserve: in use by customers, by each unit, or spare."""
    found: dict[Link, np.ndarray] = {}
    over = {}
    for layer in ("cloud", "ecosystem"):
        own = np.minimum(value[f"{layer}_used"], value[layer])
        over[layer] = value[f"{layer}_used"] - own
        found[layer, "spare"] = value[layer] - own
        found[layer, "used"] = own
    found["reserve", "spare"] = value["reserve"] - over["cloud"] - over["ecosystem"]
    found["reserve", "customers"], found["cloud", "customers"] = over["cloud"], found.pop(("cloud", "used"))
    used = found.pop(("ecosystem", "used"))
    for name, share in unit_shares(situation).items():
        found["ecosystem", name], found["reserve", name] = used * share, over["ecosystem"] * share
    return found


def unit_shares(situation: Situation) -> dict[str, Any]:
    """Return by week how the load on the units' layer divides: the units that use most, by number, and "rest"."""
    organisation = situation.organisation
    weight = np.asarray(organisation.team_weight, dtype=float) * (situation.options == CENTRAL)
    units = len(organisation.units)
    load = np.stack([weight[:, np.asarray(organisation.team_unit) == unit].sum(axis=1) for unit in range(units)])
    total = load.sum(axis=0)
    shares = np.divide(load, total, out=np.zeros_like(load), where=total > 0)
    most = np.argsort(-shares.mean(axis=1), kind="stable")[:UNITS_NAMED]
    named = {f"unit{unit}": shares[unit] for unit in sorted(most.tolist())}
    return named | {"rest": 1.0 - sum(named.values())}


def flow_data(situation: Situation, words: Words, run: str, alt: str) -> dict[str, Any]:
    """Return what the picture needs: nodes by column, links with a value a week, base case, flags and words."""
    flows = {link: values for link, values in links(situation).items() if values.max() > 0.5}
    named = {name for link in flows for name in link}
    places = [(name, at) for at, names in enumerate(COLUMNS) for name in _spelt_out(names, named) if name in named]
    order = {name: number for number, (name, _) in enumerate(places)}
    base = {} if situation.opening else _base(situation)
    return {
        "run": run, "horizon": situation.horizon_weeks, "weeks": list(range(situation.weeks)),
        "nodes": [
            {"name": _name(situation, name, words), "key": name, "column": at, "kind": _kind(name)}
            | {"base": base.get(name, [])}
            for name, at in places
        ],
        "links": [
            {"from": one, "to": other, "values": np.round(values).astype(int).tolist()}
            for (one, other), values in sorted(flows.items(), key=lambda flow: (order[flow[0][0]], order[flow[0][1]]))
        ],
        "flags": _flags(situation, words),
        "words": {
            "language": HTML_LANGUAGES[words.language], "alt": alt, "week": words("map.week", week="{week}"),
            "week_of": words("map.week_of", week="{week}", quarter="{quarter}"), "week_label": words("map.week_label"),
            "flags": words("map.flags"), "flag": words("map.flag", week="{week}", text="{text}"),
            "quarter": words("map.quarter", quarter="{quarter}"), "play": words("map.play"), "pause": words("map.pause"),
            "base": words("compute.base", gpus="{gpus}"),
        },
    }  # fmt: skip


def flow_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return every flow: a row a week, a column a pair of nodes, in GPUs."""
    named = {
        words("compute.link", one=_name(situation, one, words), other=_name(situation, other, words)): np.round(values, 1)
        for (one, other), values in links(situation).items()
        if values.max() > 0.0
    }
    return pd.DataFrame({words("table.week"): np.arange(1, situation.weeks + 1), **named})


def _base(situation: Situation) -> dict[str, list[int]]:
    held = situation.gpus(situation.base)
    return {name: np.round(column(held, name)).astype(int).tolist() for name in (*LAYERS, "training")}


def _spelt_out(names: tuple[str, ...], known: set[str]) -> list[str]:
    units = sorted((name for name in known if name.startswith("unit") and name != "units"), key=lambda name: int(name[4:]))
    return [spelt for name in names for spelt in (units if name == "unit" else [name])]


def _name(situation: Situation, name: str, words: Words) -> str:
    if name.startswith("unit") and name != "units":
        return unit_name(situation, int(name[4:]), words)
    return words(f"compute.{name}")


def _kind(name: str) -> str:
    return "idle" if name in IDLE else "apart" if name in APART else "own"


def _flags(situation: Situation, words: Words) -> list[dict[str, Any]]:
    if situation.opening:
        return []
    news = situation.tables["news"]
    mine = rows(news, news["key"].isin(["gpus.arrive", "gpus.clawed"]) & (news["firm"] == situation.firm))
    return [
        {"week": int(row["week"]), "role": "own", "text": words(f"compute.flag.{row['key']}", gpus=row["values"]["gpus"])}
        for row in mine.to_dict("records")
    ]
