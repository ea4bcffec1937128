"""Who may know what in the page's own code."""

import ast
import re
from pathlib import Path

import ui

UI = Path(ui.__file__).parent
SCREENS = sorted(UI.glob("screens/*.py"))
PURE = [
    UI / f"{name}.py"
    for name in (
        "draft",
        "finding",
        "naming",
        "news",
        "palette",
        "plotting",
        "words",
        "situation",
        "telling",
        "why_charts",
        "picture_findings",
        "quarter_told",
        "coming",
        "tradeoff_words",
        "mechanism_texts",
    )
] + sorted(UI.glob("charts/*.py"))


def text(path):
    return path.read_text(encoding="utf-8")


def imported(path):
    """The packages a file imports when it runs, those only named in types left out."""
    tree = ast.parse(text(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_only_the_session_touches_the_state_and_the_engine():
    for path in [
        *PURE,
        *SCREENS,
        *UI.glob("pictures/*.py"),
        UI / "app.py",
        UI / "controls.py",
        UI / "shelf.py",
        UI / "telling.py",
    ]:
        assert "session_state" not in text(path), path
        assert not {"agents", "mesa", "experiments"} & set(imported(path)), path


def test_the_pure_parts_do_not_know_streamlit():
    for path in PURE:
        assert "streamlit" not in text(path), path


def test_our_markup_never_takes_a_name_unescaped():
    """Every value in a piece of HTML is escaped, or is markup that was made of escaped pieces."""
    for path in [*SCREENS, UI / "controls.py"]:
        for markup in re.findall(r'f\'<[^\n]*|f"<[^\n]*', text(path)):
            for value in re.findall(r"{([^{}]*)}", markup):
                made_of_escaped = re.fullmatch(
                    r"(escape\(.*|shown|lines|below|line|figures|pieces|week|title|said|side|kind|html|level|role|item\.role|demand:.*"
                    r"|quote|asks|note|items|partial|state|goals"  # each escaped in the line before
                    r"|place|css|standing\.state|goal\(standing, words\)|learn\.task_outcome\(\)"  # our own names
                    r"|\w+:(d|\.1f)"  # a number, written as a number
                    r"|rest:.*|''\.join.*|\"\"\.join.*|HTML_LANGUAGES.*)", value.strip()
                )  # fmt: skip
                assert made_of_escaped, (path.name, value)


def test_pictures_build_their_elements_one_by_one():
    for path in UI.glob("pictures/*.js"):
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write", text(path)), path
        assert "createElementNS" in text(UI / "pictures" / "svg.js")
