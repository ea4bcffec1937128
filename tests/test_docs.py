"""The documentation is true: generated pages are fresh, links lead somewhere, commands exist, examples run."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import typer

from agents.policies import POLICIES
from experiments import plans
from model.decisions import LEVERS
from model.kpis import KPIS
from model.parameter_set import known_parameters
from model.scenario import from_document, shipped
from model.week import PHASES
from ui.command_line import app
from ui.commands import settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = sorted({*ROOT.glob("*.md"), *DOCS.rglob("*.md")})
SECTIONS = ("Context", "Choice", "Alternatives", "Consequence")
FIRST_PAGE_WITH_PROOF = 9


def loaded():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE_DOCS = loaded()


def name(path):
    return path.relative_to(ROOT).as_posix()


def prose(path):
    """The text of a page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)


def fenced(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.M | re.S)


def anchors(path):
    """The anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.*)$", prose(path), flags=re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands():
    """Every command a page names: lines of shell blocks, and code in the text that begins with make or boats."""
    for page in PAGES:
        lines = [line.partition("  #")[0] for block in fenced(page, "sh") for line in block.splitlines()]
        inline = re.findall(r"`((?:boats|make) [^`]+)`", prose(page))
        for line in [*lines, *(" ".join(code.split()) for code in inline)]:
            if line.strip() and "..." not in line:
                yield pytest.param(line.strip(), id=f"{name(page)}: {line.strip()}")


@pytest.mark.parametrize("page", MAKE_DOCS.pages(), ids=name)
def test_generated_pages_are_up_to_date(page):
    assert page.exists() and page.read_text(encoding="utf-8") == MAKE_DOCS.pages()[page], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert not broken


def test_every_mechanism_is_in_the_overview():
    files = {p.stem for p in (ROOT / "model" / "mechanisms").glob("*.py")} - {"__init__"}
    assert {file for _, _, group in MAKE_DOCS.SUBMODELS for file in group} == files
    overview = (DOCS / "model.md").read_text(encoding="utf-8")
    assert not {file for file in files if f"`{file}`" not in overview}


def test_the_overview_has_the_week_of_the_code():
    rows = re.findall(r"^\| (\w+) \| ", (DOCS / "model.md").read_text(encoding="utf-8"), flags=re.M)
    first = rows.index("phase") + 1
    assert rows[first : first + len(PHASES)] == [phase for phase, _ in PHASES]


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_a_decision_has_its_sections(page):
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:3]} ")
    found = [text.find(f"**{section}") for section in SECTIONS]
    assert min(found) >= 0, f"a section is missing: {SECTIONS}"
    assert found == sorted(found)


def test_decisions_are_numbered_without_a_gap():
    assert [int(page.name[:3]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_the_proof_of_a_decision_exists(page):
    cited = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text(encoding="utf-8"))
    if int(page.name[:3]) >= FIRST_PAGE_WITH_PROOF:
        assert cited or "**Shown by** `boats" in page.read_text(encoding="utf-8")
    for file, test in cited:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not test or test in known, f"{file} has no {test}"


@pytest.mark.parametrize("line", list(commands()))
def test_commands_exist(line):
    program, *arguments = shlex.split(line)
    if program == "make":
        targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
        assert set(arguments) <= targets
    elif program == "boats":
        group = typer.main.get_command(app)
        parsed = group.commands[arguments[0]].make_context(arguments[0], arguments[1:])  # type: ignore[attr-defined]
        check_names(parsed.params)
    else:
        pytest.fail(f"{program}: name commands of ours only")


def check_names(options):
    scenario, plan = options.get("scenario"), options.get("plan")
    assert scenario is None or scenario.endswith(".toml") or scenario in shipped()
    assert plan is None or plan.endswith(".toml") or plan in POLICIES
    for policy in (options.get("policy_per_firm") or "").split(","):
        assert not policy or policy in POLICIES
    settings.parse(options.get("settings") or [])


def test_examples_of_plans_and_scenarios_can_be_used():
    blocks = fenced(DOCS / "how-to" / "plans-and-run-files.md", "toml")
    assert blocks
    for block in blocks:
        data = tomllib.loads(block)
        if "title" in data:
            from_document(data, "the example")
        else:
            plans.from_document(data, "the example", firms=2, quarters=8)


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = fenced(README, "python")
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "internal_adoption" in capsys.readouterr().out
    assert (tmp_path / "sensible.toml").exists()


def test_the_readme_counts_right():
    text = " ".join(README.read_text(encoding="utf-8").split())
    assert f"{len(LEVERS)} levers" in text
    assert f"{len(KPIS)} headline figures" in text
    grades = Counter(declared.grade for declared in known_parameters().values())
    assert "some 700 parameters" in text and round(grades.total(), -2) == 700
    assert "Nine in ten parameters are assumed" in text and round(10 * grades["assumed"] / grades.total()) == 9
