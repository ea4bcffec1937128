"""The rules of the house, checked on the files themselves."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import warnings
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import model
from model.cards import DECK
from model.parameters import Declaration, Grade, declarations

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("model", "agents", "experiments", "ui")
CODE_FOLDERS = (*LAYERS, "tests", "benchmarks", "scripts")
CODE_ENDINGS = {".py", ".js", ".css", ".sh"}
TOO_LONG, LONG = 350, 300


@cache
def code_files() -> tuple[Path, ...]:
    found = (p for folder in CODE_FOLDERS for p in (ROOT / folder).rglob("*"))
    return tuple(sorted(p for p in found if p.suffix in CODE_ENDINGS and "__pycache__" not in p.parts))


@cache
def trees(*folders: str) -> dict[Path, ast.Module]:
    inside = [p for p in code_files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in folders]
    return {p.relative_to(ROOT): ast.parse(p.read_text(encoding="utf-8")) for p in inside}


def is_parameter_group(thing: object, module: str) -> bool:
    ours = isinstance(thing, type) and thing.__module__ == module and is_dataclass(thing)
    return ours and any("grade" in f.metadata for f in fields(thing))  # type: ignore[arg-type]


@cache
def parameter_groups() -> dict[str, type]:
    groups = {}
    for info in pkgutil.walk_packages(model.__path__, "model."):
        module = importlib.import_module(info.name)
        groups |= {
            f"{info.name}.{name}": thing for name, thing in vars(module).items() if is_parameter_group(thing, info.name)
        }
    return groups


@cache
def parameters() -> dict[str, Declaration]:
    return {
        path: declared for name, group in parameter_groups().items() for path, declared in declarations(group, name).items()
    }


def test_groups_of_parameters_are_frozen() -> None:
    assert parameter_groups()
    loose = [n for n, g in parameter_groups().items() if not g.__dataclass_params__.frozen]  # type: ignore[attr-defined]
    assert not loose, f"make these dataclasses frozen: {loose}"


def test_every_parameter_names_its_source() -> None:
    def cites(source: str) -> bool:
        return source.startswith("assumption:") or bool(re.search(r"\b(1[89]|20)\d\d\b|arXiv|doi", source))

    # what practitioners know needs no paper; every other claim does
    blank = {path: d.source for path, d in parameters().items() if d.grade != "expert" and not cites(d.source)}
    assert not blank, f"cite a work with its year, or begin with 'assumption:': {blank}"


def test_grades_fit_their_sources() -> None:
    unknown = [path for path, d in parameters().items() if d.grade not in get_args(Grade)]
    assert not unknown
    known = parameters().items()
    guessed = [p for p, d in known if d.grade in ("measured", "derived") and d.source.startswith("assumption:")]
    assert not guessed, f"measured or derived, yet only assumed: {guessed}"
    derived = {d.source for _, d in known if d.grade == "derived"}
    modest = [p for p, d in known if d.grade == "assumed" and d.source in derived]
    assert not modest, f"assumed, yet with a source that others are derived from: {modest}"


def test_every_parameter_is_read() -> None:
    read = {
        node.attr
        for tree in trees(*LAYERS).values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    # the deck reads leads, durations and rates by the names that its cards give
    read |= {name for card in DECK.values() for name in (*card.lead, *(card.duration or ()), card.rate or "")}
    dead = [path for path in parameters() if path.rpartition(".")[2] not in read]
    assert not dead, f"declared and never read: {dead}"


@pytest.mark.filterwarnings("default:long:UserWarning")
def test_files_stay_short() -> None:
    lengths = {str(p.relative_to(ROOT)): p.read_bytes().count(b"\n") for p in code_files()}
    for path, lines in lengths.items():
        if LONG < lines <= TOO_LONG:
            warnings.warn(f"long: {path} has {lines} lines, aim for {LONG}", UserWarning, stacklevel=1)
    assert not {path: lines for path, lines in lengths.items() if lines > TOO_LONG}


def test_nothing_is_left_for_later() -> None:
    pattern = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
    left = [str(p.relative_to(ROOT)) for p in code_files() if pattern.search(p.read_text(encoding="utf-8"))]
    assert not left


def test_imports_run_one_way() -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize(
    ("library", "folders", "allowed"),
    [
        ("mesa", LAYERS, r"model/world\.py|agents/.*|experiments/.*"),
        ("networkx", ("model", "agents"), r"model/networks\.py"),
        ("numba", LAYERS, r"model/kernels/compiling\.py"),
        ("pandas", ("model", "agents"), r""),
        ("streamlit", LAYERS, r"ui/.*"),
        ("plotly", LAYERS, r"ui/.*"),
        ("random", ("model", "agents"), r""),
    ],
)
def test_libraries_stay_in_their_rooms(library: str, folders: tuple[str, ...], allowed: str) -> None:
    users = [p.as_posix() for p, tree in trees(*folders).items() if library in imported(tree)]
    assert not [path for path in users if not re.fullmatch(allowed, path)]


def test_a_mechanism_is_arithmetic_only() -> None:
    allowed = {"numpy", "scipy", "model"} | set(sys.stdlib_module_names) - {"os", "pathlib", "random"}
    strangers = {
        p.as_posix(): imported(tree) - allowed
        for p, tree in trees("model").items()
        if p.parts[1] == "mechanisms" and imported(tree) - allowed
    }
    assert not strangers


def test_generators_are_made_in_one_place() -> None:
    makers = {"default_rng", "RandomState", "SeedSequence", "Philox", "PCG64"}
    elsewhere = [
        p.as_posix()
        for p, tree in trees("model", "agents").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in makers
        and p.as_posix() != "model/streams.py"
    ]
    assert not elsewhere, "draw from model.streams"


def test_no_script_folder_hides_a_layer() -> None:
    hiding = [p for layer in ("ui", "experiments") for p in (ROOT / layer).rglob("*") if p.stem in LAYERS]
    assert not hiding, "the folder of a script is searched before the layers"


def test_the_layers_are_ours_wherever_python_starts(tmp_path: Path) -> None:
    script = f"import importlib; print(*[importlib.import_module(n).__file__ for n in {LAYERS}], sep='\\n')"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    found = [Path(line).resolve().parent for line in done.stdout.splitlines()]
    assert found == [ROOT / layer for layer in LAYERS], "another package of that name is installed: run make setup"
