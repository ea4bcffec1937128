"""Write the pages that the code itself holds: docs/parameters.md, levers.md, kpis.md, equations.md,
events.md, loops.md.

`make docs` runs it. Declarations and docstrings are the only source: a page that no longer agrees with them fails
tests/test_docs.py.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import get_args

from model.cards import rows
from model.decisions import LEVERS, Lever, Levers
from model.files import replace_atomically
from model.kpis import KPIS
from model.links import LINKS
from model.mechanisms.event_deck import DeckParameters
from model.parameter_set import ParameterSet, known_parameters
from model.parameters import Declaration, Grade

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = "This page is written by `make docs`: change the declaration in {place}, not the page."
GRADES = {
    "measured": "read in data or in a publication",
    "derived": "computed from such data",
    "expert": "taken from practice",
    "assumed": "assumed, with the reason given as its source",
}
SUBMODELS = (
    ("M1", "Training and the pool", ("frontier", "scaling_law", "compute_pool", "gpu_holdings")),
    ("M2", "The queue in front of the CEO",
     ("approval_queue", "executive_attention", "exception_stock", "decision_delay", "lobbying")),
    ("M3", "Data of the units", ("data_clearing_house", "data_breach")),
    ("M4", "Serving", ("inference_pool", "model_tiers")),
    ("M5", "Open weights", ("open_release", "open_spillover")),
    ("M6", "Models on the market", ("tiering", "placement", "market_news")),
    ("M7", "Research and release", ("research_search", "release_filter")),
    ("M8", "Researchers", ("talent", "talent_pool")),
    ("M9", "Cost and energy of a token", ("efficiency", "roofline")),
    ("M10", "Rivals", ("rivalry",)),
    ("M11", "Agents at work", ("agentic_work",)),
    ("M12", "Teams and their stacks", ("adoption", "perception", "migration", "politics")),
    ("M13", "The flywheel", ("flywheel",)),
    ("M14", "The board and what is seen", ("objectives", "observation", "inside_news")),
    ("", "Money", ("treasury",)),
    ("", "The event deck", ("event_deck", "event_effects")),
)  # fmt: skip
"""The sub-models and the files in `model/mechanisms` that hold each."""
LABEL = re.compile(r"^\s*(?:- )?((?:\([I\d, ]+\),? *)+)", re.MULTILINE)
"""Numbers of equations at the start of a line of a docstring."""
SEEN = {
    "exact": "exactly",
    "late": "a week late",
    "estimated": "weeks late, some with an error",
    "survey": "by a survey once a quarter",
}


def pages() -> dict[Path, str]:
    """Return the text of every generated page by its path."""
    docs = ROOT / "docs"
    return {
        docs / "parameters.md": parameters_page(),
        docs / "levers.md": levers_page(),
        docs / "kpis.md": kpis_page(),
        docs / "equations.md": equations_page(),
        docs / "events.md": events_page(),
        docs / "loops.md": loops_page(),
    }


def parameters_page() -> str:
    """Return the page of all parameters, a table for each file that declares some."""
    known = known_parameters()
    groups = {f.name: inspect.getmodule(type(f.default)) for f in fields(ParameterSet)}
    counts = Counter(declared.grade for declared in known.values())
    grades = [
        (grade, GRADES[grade], str(counts[grade]), f"{counts[grade] / len(known):.0%}".replace("%", " %"))
        for grade in get_args(Grade)
    ]
    parts = [
        "# Parameters",
        WRITTEN.format(place="the file named under each heading"),
        f"There are {len(known)}. Set one in a scenario file under `[parameters]`, or for one run:\n"
        "`boats run base --set adoption.sensitivity=2`. `boats parameters adoption` lists a part of them in the terminal.",
        "The grade says how well a value is known:",
        table(("grade", "what it means", "parameters", "share"), grades),
        "A range is what is plausible, and all that is accepted. Numbers in brackets are equation numbers, which the "
        "files of the mechanisms explain.",
        "Groups: " + ", ".join(f"[{name}](#{name})" for name in groups) + ".",
    ]
    for name, module in groups.items():
        path = Path(str(module.__file__)).resolve().relative_to(ROOT).as_posix()  # type: ignore[union-attr]
        rows = [_parameter_row(declared) for path_, declared in known.items() if path_.partition(".")[0] == name]
        columns = ("name", "default", "unit", "range", "grade", "meaning", "source")
        parts += [f"## {name}", f"{first_paragraph(module)} ([{path}](../{path}))", table(columns, rows)]
    return "\n\n".join(parts) + "\n"


def levers_page() -> str:
    """Return the page of all levers, a table for each desk."""
    parts = [
        "# Levers",
        WRITTEN.format(place="[model/decisions.py](../model/decisions.py)"),
        f"{len(LEVERS)} levers, set at the start of a quarter. A lever nobody touches stays as it was, except the "
        "announcements, which are made once and return to `none`. The levers marked ● are the six that the page shows "
        "first. Several decisions can be refused together: see [plans and run files](how-to/plans-and-run-files.md).",
    ]
    for desk in fields(Levers):
        levers = [lever for lever in LEVERS.values() if lever.desk == desk.name]
        columns = ("lever", "default", "values", "unit", "acts through", "source")
        rows = [_lever_row(lever) for lever in levers]
        parts += [f"## {desk.name}", str(inspect.getdoc(type(desk.default))), table(columns, rows)]
    return "\n\n".join(parts) + "\n"


def kpis_page() -> str:
    """Return the page of all headline figures."""
    rows = [(f"`{k.name}`", k.unit, k.better, SEEN[k.seen], k.formula) for k in KPIS.values()]
    parts = [
        "# Headline figures",
        WRITTEN.format(place="[model/kpis.py](../model/kpis.py)"),
        f"{len(KPIS)} figures, one value a firm and week; the value of a quarter is that of its last week. "
        "A figure is better in the direction that is good for the firm. The CEO sees some of them late, blurred or seldom; "
        "`game.series(seen=True)`, the table `view` and the switch on the page show what was seen.",
        table(("figure", "unit", "better", "the CEO sees it", "what it is"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def equations_page() -> str:
    """Return the page of all equations, as the files that hold them state them."""
    parts = [
        "# Equations",
        WRITTEN.format(place="the docstring of the file").replace("declaration", "equation")
        + " Symbols, units and sources stand in the files; defaults and ranges in [parameters](parameters.md).",
    ]
    found: dict[str, list[str]] = {}
    for number_, title, names in SUBMODELS:
        parts.append(f"## {' '.join(filter(None, (number_, title)))}")
        for name in names:
            path = f"model/mechanisms/{name}.py"
            text = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""
            question, _, rest = text.partition("\n\n")
            parts += [f"### {name}", f"{question} ([{path}](../{path}))", f"```text\n{rest}\n```"]
            for label in dict.fromkeys(re.findall(r"I?\d+", " ".join(LABEL.findall(text)))):
                found.setdefault(label, []).append(name)
    index = [
        (f"({label})", ", ".join(f"[{name}](#{name})" for name in found[label]))
        for label in sorted(found, key=lambda label: (label[0] == "I", int(label.lstrip("I"))))
    ]
    parts.insert(2, "Where each number is used:\n\n" + table(("number", "file"), index))
    return "\n\n".join(parts) + "\n"


def loops_page() -> str:
    """Return the page of the loops and where each is cut."""
    lines = [
        "# Loops",
        "",
        WRITTEN.format(place="`model/links.py`"),
        "",
        "A loop is measured by cutting it: for a quarter its link is held at the series it has in the base case, under",
        "the same luck, and the figure as it came is compared with the figure with the link held. That is what the loop",
        "did in that quarter beyond what it does anyway; it is not the loop score of Loops That Matter. Loops overlap:",
        "strengths of several loops do not sum to anything. `boats why game.toml` asks for them with `--loops`.",
        "",
        "| Loop | Steps | Held at | Name of the link | File of the link | Equations |",
        "|---|---|---|---|---|---|",
    ]
    for name, link in LINKS.items():
        kind = "reinforcing" if link.reinforcing else "balancing"
        steps = " → ".join(step.replace("_", " ") for step in (*link.steps, link.steps[0]))
        files = ", ".join(f"`{mechanism}`" for mechanism in link.mechanisms)
        lines.append(f"| {link.label} {link.title} ({kind}) | {steps} | {link.held} | `{name}` | `{link.place}` | {files} |")
    return "\n".join(lines) + "\n"


def events_page() -> str:
    """Return the page of the event deck, a table of all cards and what each does."""
    cards = rows()
    summary = [
        (f"[{c['name']}](#{c['name']})", c["title"], f"{c['rate']:g} a year" if c["rate"] else c["comes"], c["tell"],
         c["weeks"], ", ".join(f"`{k}`" for k in c["kpis"]), f"`{c['levers'][0]}`")
        for c in cards
    ]  # fmt: skip
    parts = [
        "# The event deck",
        WRITTEN.format(place="[model/cards.py](../model/cards.py)"),
        f"{len(cards)} cards. A card is told some weeks before it takes effect, lasts, and can be answered. A scenario says "
        "whether cards are drawn, and which come in known weeks ([plans and run files](how-to/plans-and-run-files.md)); "
        "`boats run base --event price_war@20` plays one by hand, so that it takes effect in week 20. How "
        f"often a card comes is its rate times `event_deck.pace` ({DeckParameters().pace:g}), as the table gives it. Rates, "
        "leads and durations are parameters of [event_deck](parameters.md#event_deck), sizes those of "
        "[event_effects](parameters.md#event_effects). A test plays every card with and without an "
        "answer, of which the lever named first is a part.",
        table(("card", "what", "comes", "told weeks before", "lasts weeks", "moves", "lever that answers"), summary),
    ]
    for c in cards:
        sizes = ", ".join(f"`{name}`" for name in c["parameters"]) or "those of other mechanisms"
        levers = ", ".join(f"`{name}`" for name in c["levers"])
        parts += [
            f"## {c['name']}",
            f"**{c['title']}.** {c['effect']}",
            f"*Answer:* {c['counter']} Levers: {levers}. *Sizes:* {sizes}. *Rests on:* {c['source']}.",
        ]
    return "\n\n".join(parts) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [_line(columns), "|" + "---|" * len(columns), *(_line(row) for row in rows)]
    return "\n".join(lines)


def first_paragraph(module: object) -> str:
    """Return what a module says about itself before its first blank line."""
    return " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())


def number(value: float) -> str:
    """Return a number as short as it can be read back to seven digits."""
    return f"{value:.7g}".replace("e+", "e").replace("e0", "e")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _parameter_row(declared: Declaration) -> tuple[str, ...]:
    name = declared.path.partition(".")[2]
    spread = f"{number(declared.low)} to {number(declared.high)}"
    default = number(declared.default)
    return (f"`{name}`", default, declared.unit, spread, declared.grade, declared.meaning, declared.source)


def _lever_row(lever: Lever) -> tuple[str, ...]:
    values = lever.allowed.partition(" (")[0] + ("; announced" if lever.announced else "")
    mark = " ●" if lever.main else ""
    default = str(lever.default).lower() if lever.kind == "switch" else str(lever.default)
    return (f"`{lever.name}`{mark}", default, values, lever.unit, ", ".join(lever.mechanisms), lever.source)


def main() -> None:
    """Write every page that is out of date."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            replace_atomically(path, text)


if __name__ == "__main__":
    main()
