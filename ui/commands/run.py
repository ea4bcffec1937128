"""`boats run`: a scenario played with a plan to its end, once or under several lucks."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import plans
from experiments.batch import MOST_REPLICATIONS, Setting, finish, replications, with_policies
from experiments.compare import interval
from experiments.summary import document, events
from experiments.verdict import verdict
from model.cards import read_orders
from model.errors import BadInput
from model.kpis import NAMES
from model.scenario import MOST_FIRMS, MOST_QUARTERS, Scenario, load, shipped
from ui import scoreboard
from ui.commands import places, settings, terminal
from ui.scoreboard import Board

if TYPE_CHECKING:
    from experiments.run import Game

LARGEST_SEED = 2**63 - 1
RUN_FILE = "run.toml"


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    scenario: str
    plan: str | None = None
    quarters: int | None = None
    seed: int = 0
    replications: int = 1
    firms: int | None = None
    policies: str | None = None
    set: list[str] = field(default_factory=list)
    save: Path | None = None
    out: Path | None = None
    force: bool = False
    json: bool = False
    events: list[str] = field(default_factory=list)


def run(request: Request) -> int:
    """Play, write the files asked for, print the scoreboard or JSON."""
    setting = prepared(request)
    games, bases = _played(setting, request)
    if request.save:
        places.write_file(request.save, games[0].to_text())
        terminal.note(f"Saved {request.save}; boats replay {request.save} plays it again.")
    if request.out:
        places.write_folder(request.out, _files(games))
        terminal.note(f"Wrote the tables to {request.out}.")
    if request.json:
        terminal.print_json(_json(games))
    else:
        show(games, bases)
    return 0


def prepared(request: Request) -> Setting:
    """Return what is to be played; raises BadInput with every fault of the request."""
    faults = _number_faults(request) + _place_faults(request)
    if request.plan and request.policies is not None and not _names_a_file(request.plan):
        faults.append("--plan and --policy-per-firm both say who decides: use one of the two.")
    if faults:
        raise BadInput(faults)
    chosen = settings.parse(request.set)
    policies = [] if request.policies is None else [name.strip() for name in request.policies.split(",")]
    scenario = _scenario(request, policies)
    if chosen.parameters:
        scenario = scenario.with_parameters(chosen.parameters)
    plan = plans.load(request.plan, scenario.firms, scenario.quarters)
    for policy in policies:
        plans.check_policy(policy, "--policy-per-firm")
    if policies:
        plan = with_policies(plan, policies)
    return Setting(scenario, plan, request.seed, chosen.levers, read_orders(request.events, scenario.weeks))


def show(games: list[Game], bases: list[Game], plan: str | None = None) -> None:
    """Print the scoreboard of one game, of several firms, or of one setting under several lucks.

    `plan` says who decided where the games themselves do not know.
    """
    console, words = terminal.screen(), terminal.words()
    scenario = games[0].scenario
    key = f"scenario.{scenario.name}"
    title = words(key) if scenario.name in shipped() and words.has(key) else scenario.title
    boards = [board(game, base, 0, title, plan) for game, base in zip(games, bases, strict=True)]
    if len(games) > 1:
        ends = {kpi: interval([b.end(kpi) for b in boards]) for kpi in NAMES}
        against = {kpi: interval([b.end(kpi) - b.base_end(kpi) for b in boards]) for kpi in NAMES}
        scoreboard.draw_luck(boards, console, words, (ends, against))
    elif scenario.firms > 1:
        firms = [board(games[0], bases[0], firm, title, plan) for firm in range(scenario.firms)]
        scoreboard.draw_firms(firms, console, words)
    else:
        scoreboard.draw(boards[0], console, words)


def board(game: Game, base: Game, firm: int, title: str, plan: str | None = None) -> Board:
    """Return what the scoreboard shows of one firm."""
    moved: dict[int, dict[str, tuple[Any, Any]]] = {}
    for whose, quarter, lever, value, before in game.world.record.decisions:
        if whose == firm:
            moved.setdefault(quarter, {})[lever] = (before, value)
    return Board(
        title=title,
        plan=plan or (game.plan.policy(firm) if game.scenario.firms > 1 else game.plan.name),
        seed=game.seed,
        outcome=game.outcome_of(firm),
        series=game.series(firm),
        base=base.series(firm),
        ended=game.ended_of(firm),
        decisions=moved,
        verdict=verdict(game, firm),
        events=events(game, firm),
    )


# --- inside --------------------------------------------------------------------------------------------------


def _number_faults(request: Request) -> list[str]:
    bounds = {
        "--seed": (request.seed, 0, LARGEST_SEED),
        "--replications": (request.replications, 1, MOST_REPLICATIONS),
        "--quarters": (request.quarters, 1, MOST_QUARTERS),
        "--firms": (request.firms, 1, MOST_FIRMS),
    }
    return [
        f"{name} is {value}: use a whole number from {low} to {high}."
        for name, (value, low, high) in bounds.items()
        if value is not None and not low <= value <= high
    ]


def _place_faults(request: Request) -> list[str]:
    faults = []
    if request.save and request.replications > 1:
        faults.append(f"--save keeps one run, and --replications plays {request.replications}: use --out to keep them all.")
    elif request.save:
        faults += places.file_problems(request.save, request.force)
    if request.out:
        faults += places.folder_problems(request.out, request.force)
    if request.save and request.out and request.save.resolve() == request.out.resolve():
        faults = [f"--save and --out both name {request.out}: one is a file and the other a folder, so name two."]
    return faults


def _scenario(request: Request, policies: list[str]) -> Scenario:
    scenario = load(request.scenario)
    firms = request.firms or len(policies) or scenario.firms
    if firms > MOST_FIRMS:
        raise BadInput(f"--policy-per-firm names {firms} policies: there are at most {MOST_FIRMS} firms.")
    if policies and len(policies) != firms:
        raise BadInput(f"--policy-per-firm names {len(policies)} policies for {firms} firms: name one for each firm.")
    return scenario.changed(firms=firms, quarters=request.quarters or scenario.quarters)


def _names_a_file(plan: str) -> bool:
    return plan.endswith(".toml") or "/" in plan


def _played(setting: Setting, request: Request) -> tuple[list[Game], list[Game]]:
    wanted = request.replications
    both = not request.json
    base = Setting(setting.scenario, plans.named("do_nothing"), setting.seed, events=setting.events)
    with terminal.progress(wanted * setting.scenario.quarters * (1 + both), f"Playing {setting.scenario.name}") as step:
        games = list(replications(setting, wanted, step))
        bases = [finish(base.game(r), step) for r in range(wanted)] if both else []
    return games, bases


def _json(games: list[Game]) -> dict[str, Any]:
    documents = [document(game) for game in games]
    if len(documents) == 1:
        return documents[0]
    return {**documents[0], "wins": sum(one["won"] for one in documents), "replications": documents}


def _run_files(number: int) -> list[str]:
    return [RUN_FILE] if number == 1 else [f"run-{k + 1}.toml" for k in range(number)]


def _files(games: list[Game]) -> dict[str, str]:
    import pandas as pd

    files = {}
    for table in games[0].tables:
        parts = [game.tables[table] for game in games]
        if len(games) > 1:
            parts = [part.assign(replication=game.replication) for part, game in zip(parts, games, strict=True)]
        files[f"{table}.csv"] = pd.concat(parts).to_csv(index=False, lineterminator="\n")
    return files | {name: game.to_text() for name, game in zip(_run_files(len(games)), games, strict=True)}
