"""`boats check`: what a file is, and whether it can be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments import plans
from model.errors import BadInput
from model.gate import read_toml
from model.runfile import Run
from model.scenario import MOST_FIRMS, MOST_QUARTERS, ScenarioFile, from_document
from ui.commands import terminal

RUN_KEYS = {"schema", "model_version", "scenario_digest", "quarters_played", "digests"}
PLAN_KEYS = {"policy", "quarter", "firm"}
SCENARIO_KEYS = set(ScenarioFile.model_fields)
KINDS = (("run file", RUN_KEYS), ("plan", PLAN_KEYS), ("scenario", SCENARIO_KEYS))


def check(path: Path | None, world: bool, as_json: bool) -> int:
    """Check a file or the world; raises BadInput where it is not said which."""
    if world == (path is not None):
        raise BadInput("boats check takes a FILE or --world: name one of the two.")
    if path is not None:
        return _file(path, as_json)
    from ui.commands import living

    return living.check_world(as_json)


def _file(path: Path, as_json: bool) -> int:
    """Print in one line what a file is; raises BadInput with every fault in it."""
    data = read_toml(path)
    kind = kind_of(data, path)
    line = {"run file": _run, "plan": _plan, "scenario": _scenario}[kind](data, path)
    if as_json:
        terminal.print_json({"file": str(path), "kind": kind, "sentence": line})
    else:
        terminal.screen().print(f"{path} is {line}", soft_wrap=True)
    return 0


def kind_of(data: dict[str, Any], path: Path) -> str:
    """Return what a file's keys make it: the kind that knows most of them."""
    kind, known = max(KINDS, key=lambda pair: len(pair[1] & data.keys()))
    if not known & data.keys():
        raise BadInput(
            f"{path} is neither scenario (name, title, dilemma), plan (quarter, firm, policy) nor run file (schema, seed, "
            "scenario): use the keys of one of them."
        )
    return kind


def _scenario(data: dict[str, Any], path: Path) -> str:
    scenario = from_document(data, str(path))
    return (
        f"a scenario: {scenario.title} ({scenario.name}), {scenario.quarters} quarters, "
        f"{_several(scenario.firms, 'firm')}, {_several(len(scenario.overrides), 'parameter')} of its own."
    )


def _plan(data: dict[str, Any], path: Path) -> str:
    plan = plans.from_document(data, str(path), MOST_FIRMS, MOST_QUARTERS)
    if not plan.quarters:
        return f"a plan: {', '.join(sorted(set(plan.policies.values())))} decides every quarter."
    named = sorted({quarter + 1 for _, quarter in plan.quarters})
    return f"a plan: it decides quarters {', '.join(map(str, named))}."


def _run(data: dict[str, Any], path: Path) -> str:
    run = Run.from_document(data, str(path))
    moved = sum(len(levers) for levers in run.decisions.values())
    return (
        f"a run file: {run.scenario.name}, seed {run.seed}, {_several(run.quarters_played, 'quarter')} played, "
        f"{_several(moved, 'lever change')}, model version {run.model_version}."
    )


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
