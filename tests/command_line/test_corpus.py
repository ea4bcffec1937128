"""A corpus of bad input: whatever is wrong, one sentence says where, what and what would be right; nothing is left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command_line.told import ROOT, Told, sentence

SCENARIO = 'name = "mine"\ntitle = "Mine"\ndilemma = "Which?"\n'
PARAMETERS = SCENARIO + "[parameters]\n"
QUARTER = "[quarter.1]\n"
Content = str | bytes | Callable[[bytes], bytes]


@dataclass(frozen=True)
class Case:
    """A file `name` that holds `content` (made from a good run file where it is a function), called with `call`."""

    id: str
    call: str
    content: Content
    said: tuple[str, ...]
    name: str = "bad.toml"


def scenario(id: str, content: Content, *said: str) -> Case:
    return Case(f"scenario: {id}", "run bad.toml --quarters 1", content, ("bad.toml", *said))


def plan(id: str, content: Content, *said: str) -> Case:
    return Case(f"plan: {id}", "run base --quarters 2 --plan bad.toml", content, said)


def run_file(id: str, content: Content, *said: str) -> Case:
    return Case(f"run file: {id}", "replay bad.toml", content, ("bad.toml", *said))


def changed(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(good: bytes) -> bytes:
        assert old.encode() in good
        return good.replace(old.encode(), new.encode(), 1)

    return change


CASES = [
    scenario("empty", "", "'name', 'title' and 'dilemma' are missing"),
    scenario("duplicate key", SCENARIO + "quarters = 4\nquarters = 5\n", "line 5"),
    scenario("duplicate table", PARAMETERS + "[parameters]\n", "line 5"),
    scenario("NaN", PARAMETERS + "'adoption.influence' = nan\n", "adoption.influence", "not a number"),
    scenario("infinity", PARAMETERS + "'adoption.influence' = inf\n", "adoption.influence", "not a number"),
    scenario("1e400", PARAMETERS + "'adoption.influence' = 1e400\n", "adoption.influence", "not a number"),
    scenario("true for a number", PARAMETERS + "'adoption.influence' = true\n", "adoption.influence", "number"),
    scenario("decimal comma as text", PARAMETERS + "'adoption.influence' = '1,5'\n", "'1,5'", "number"),
    scenario("decimal comma", PARAMETERS + "'adoption.influence' = 1,5\n", "line 5"),
    scenario("a list for a number", PARAMETERS + "'adoption.influence' = [1]\n", "adoption.influence", "number"),
    scenario("an enormous whole number", PARAMETERS + f"'adoption.influence' = 1{'0' * 400}\n", "adoption.influence"),
    scenario("a number of 5,000 digits", PARAMETERS + f"'adoption.influence' = {'7' * 5000}\n", "TOML"),
    scenario("out of range", PARAMETERS + "'adoption.influence' = 99\n", "99", "use a number from"),
    scenario("a typo", PARAMETERS + "'adoption.influenze' = 1\n", "did you mean adoption.influence?"),
    scenario("a lever among parameters", PARAMETERS + "'release.gap' = 1\n", "release.gap", "lever"),
    scenario("a typo in a key", SCENARIO + "quaters = 8\n", "did you mean quarters?"),
    scenario("text for a number", SCENARIO + "quarters = '8'\n", "quarters is '8'"),
    scenario("quarter 0", SCENARIO + "quarters = 0\n", "quarters is 0"),
    scenario("beyond the longest game", SCENARIO + "quarters = 41\n", "quarters is 41"),
    scenario("firm 9", SCENARIO + "firms = 9\n", "firms is 9"),
    scenario("a day that is none", SCENARIO + "start_date = 2025-13-01\n", "line 4"),
    scenario("UTF-16", SCENARIO.encode("utf-16"), "bad.toml is not UTF-8"),
    scenario("a fault behind a byte order mark", b"\xef\xbb\xbf" + SCENARIO.encode() + b"quarters = 0\n", "quarters is 0"),
    scenario("a byte order mark in the middle", SCENARIO + "\ufeffquarters = 4\n", "line 4"),
    scenario("Latin-1", 'name = "größe"\n'.encode("latin-1"), "UTF-8"),
    scenario("bytes", b"\x00\x01\x02\xff", "UTF-8"),
    scenario("zeros", b"\x00" * 100, "TOML"),
    scenario("50 MB", b"#" * 50_000_000, "bad.toml has 50,000,000", "5,000,000"),
    scenario("nested without end", "[" * 5000, "TOML"),
    scenario("dotted without end", PARAMETERS + f"{'a.' * 3000}a = 1\n", "too deeply"),
    run_file("dotted without end", changed("seed = 0", f"seed{'.a' * 3000} = 0"), "too deeply"),
    scenario("a title that colours the terminal", SCENARIO.replace("Mine", r"\u001b[31mMine"), r"'\x1b[31mMine'", "visible"),
    scenario("JSON", '{"name": "mine"}', "line 1"),
    scenario("YAML", "name: mine\n", "line 1"),
    scenario("not a name", SCENARIO.replace("mine", "../mine"), "'../mine'"),
    scenario("start shares above one", PARAMETERS + "'start.legacy' = 1.5\n", "start.legacy"),
    plan("unknown lever", QUARTER + "'price.apy' = 1\n", "bad.toml, quarter 1", "did you mean price.api?"),
    plan("NaN", QUARTER + "'price.api' = nan\n", "bad.toml, quarter 1", "price.api is nan"),
    plan("1e400", QUARTER + "'price.api' = 1e400\n", "price.api is inf"),
    plan("true for a number", QUARTER + "'price.api' = true\n", "price.api"),
    plan("a moment for a number", QUARTER + "'price.api' = 2025-04-01T10:00:00\n", "price.api is 2025-04-01T10:00:00: use"),
    plan("decimal comma", QUARTER + "'price.api' = '1,5'\n", "price.api is '1,5'"),
    plan("an enormous whole number", QUARTER + f"'price.api' = 1{'0' * 400}\n", "price.api is 1000", "0.2 to 4"),
    plan("out of range", QUARTER + "'price.api' = 5\n", "price.api is 5", "0.2 to 4"),
    plan("no such choice", QUARTER + "'release.policy' = 'opened'\n", "release.policy is 'opened'", "closed"),
    plan("a fraction of a layer", QUARTER + "'governance.review_layers' = 1.5\n", "1.5"),
    plan("the same lever twice", QUARTER + "'price.api' = 1\n'price.api' = 2\n", "line 3"),
    plan("the same lever twice, bare and quoted", QUARTER + "price.api = 1\n'price.api' = 2\n", "price.api", "twice"),
    plan(
        "shares that sum to .999",
        QUARTER + "'compute.frontier' = 0.3\n'compute.cloud' = 0.4\n'compute.ecosystem' = 0.299\n",
        "Quarter 1: compute.frontier",
        "0.999",
    ),
    plan("quarter 0", "[quarter.0]\n", "quarter '0'", "1 to 2"),
    plan("quarter beyond the horizon", "[quarter.3]\n", "quarter '3'", "1 to 2"),
    plan("quarter of another script", "[quarter.'²']\n", "quarter '²'", "1 to 2"),
    plan("firm 9", "[firm.9.quarter.1]\n", "firm '9'", "use 1"),
    plan("a value for a table", "quarter = 3\n", "quarter is 3", "table"),
    plan("policy and levers", "[quarter.1]\npolicy = 'sensible'\n'price.api' = 1\n", "quarter 1", "one of the two"),
    plan("a policy that is none", "policy = 'sensibel'\n", "did you mean sensible?"),
    plan("a policy that is a list", "policy = ['sensible']\n", "bad.toml: there is no policy ['sensible']", "did you"),
    plan("a policy that is a table", "policy = {}\n", "bad.toml: there is no policy {}", "there are do_nothing"),
    plan("a number for a policy", "policy = 3\n", "there is no policy 3", "there are do_nothing"),
    plan("a quarter's policy that is a list", "[quarter.1]\npolicy = []\n", "quarter 1: there is no policy []", "there are"),
    plan("a quarter's policy that is a table", "[quarter.1]\npolicy = {}\n", "quarter 1: there is no policy {}"),
    plan("a firm's policy that is a list", "[firm.1]\npolicy = ['sensible']\n", "firm 1: there is no policy ['sens"),
    plan("quarter 01 beside 1", "[quarter.1]\n'price.api' = 1\n[quarter.01]\n'price.api' = 2\n", "quarter '01'", "1 to 2"),
    plan("firm 01", "[firm.1]\npolicy = 'sensible'\n[firm.01]\npolicy = 'do_nothing'\n", "firm '01'", "use 1"),
    plan("quarter of 5,000 digits", f"[quarter.{'1' * 5000}]\n", "quarter '111", "1 to 2"),
    plan("a lever nested without end", QUARTER + f"{'a.' * 3000}a = 1\n", "bad.toml", "too deeply"),
    plan("unknown key", "[quater.1]\n", "did you mean quarter?"),
    plan("UTF-16", QUARTER.encode("utf-16"), "bad.toml", "UTF-8"),
    plan("50 MB", b"#" * 50_000_000, "bad.toml", "50,000,000", "5,000,000"),
    plan("infinity", QUARTER + "'price.api' = -inf\n", "bad.toml, quarter 1", "price.api is -inf", "0.2 to 4"),
    plan("a deadline that is none", QUARTER + "'migration.deadline' = 9\n", "migration.deadline is 9"),
    plan("an order that cannot be paid", QUARTER + "'compute.capex_order' = 20000\n", "Quarter 1: compute.capex_order"),
    run_file("cut in the middle", lambda good: good[: len(good) // 2], "not a whole run file"),
    run_file("cut before its digests", lambda good: good[: good.index(b"[digests]") + 40], "bad.toml"),
    run_file("a future schema", changed("schema = ", "schema = 99"), "99", "newer version"),
    run_file("schema 0", changed("schema = 2", "schema = 0"), "schema is 0: use a whole number from 1 to 2"),
    run_file("schema -1", changed("schema = 2", "schema = -1"), "schema is -1: use a whole number from 1 to 2"),
    run_file("a schema that is text", changed("schema = 2", "schema = '1'"), "schema"),
    run_file("another scenario's hash", changed('scenario_digest = "', 'scenario_digest = "0'), "hash"),
    run_file("quarters beyond its horizon", changed("quarters_played = 2", "quarters_played = 41"), "41"),
    run_file("decided twice", changed("firm = 1\nquarter = 2", "firm = 1\nquarter = 1"), "decided twice"),
    run_file("decided by firm 9", changed("firm = 1\nquarter = 2", "firm = 9\nquarter = 2"), "firm"),
    run_file("decided behind the end", changed("quarter = 2", "quarter = 5"), "quarter 5"),
    run_file("an unknown lever", changed('"price.api"', '"price.apy"'), "did you mean price.api?"),
    run_file("a lever out of range", changed('"price.api" = 4', '"price.api" = 40'), "price.api is 40"),
    run_file("a seed below zero", changed("seed = 0", "seed = -1"), "seed is -1"),
    run_file("a scenario in its place", SCENARIO, "another kind of file"),
    run_file("NaN for a lever", changed('"price.api" = 4', '"price.api" = nan'), "price.api is nan", "0.2 to 4"),
    run_file("true for a lever", changed('"price.api" = 4', '"price.api" = true'), "price.api is true", "0.2 to 4"),
    run_file("quarter 0", changed("firm = 1\nquarter = 2", "firm = 1\nquarter = 0"), "quarter"),
    run_file("the same key twice", changed("seed = 0", "seed = 0\nseed = 1"), "line"),
    run_file("UTF-16", lambda good: good.decode().encode("utf-16"), "UTF-8"),
    run_file("50 MB", b"#" * 50_000_000, "50,000,000", "5,000,000"),
    run_file("empty", b"", "bad.toml"),
    Case("check: neither", "check bad.toml", "colour = 'red'\n", ("bad.toml", "neither")),
    Case("check: a list at the top", "check bad.toml", "[[quarter]]\n", ("bad.toml", "table")),
    Case("compare: the second is cut", "compare good.toml bad.toml", "schema = 2\n", ("bad.toml", "missing")),
    Case("branch: quarter 0", "branch good.toml --quarter 0 --set price.api=1 --save n.toml", "", ("0", "1 to 2")),
    Case("branch: beyond the end", "branch good.toml --quarter 3 --set price.api=1 --save n.toml", "", ("3", "1 to 2")),
    Case("branch: firm 9", "branch good.toml --quarter 1 --firm 9 --set price.api=1 --save n.toml", "", ("9",)),
    Case("branch: a parameter", "branch good.toml --quarter 1 --set adoption.influence=1 --save n.toml", "", ("run",)),
    Case("branch: onto itself", "branch good.toml --quarter 1 --set price.api=1 --save good.toml", "", ("exists",)),
    Case("save: an existing file", "run base --save good.toml", "", ("good.toml", "exists")),
    Case("save: through a file", "run base --save good.toml/run.toml", "", ("good.toml",)),
    Case("save: a name that is too long", f"run base --save {'x' * 300}", "", ("xxx",)),
    Case("save: a place of the system", "run base --quarters 1 --save /proc/run.toml", "", ("/proc/run.toml", "another")),
    Case("save: a device", "run base --save /dev/full --force", "", ("/dev/full", "file")),
    Case("out: an existing file", "run base --out good.toml", "", ("good.toml", "folder")),
    Case("out: a folder in a folder that is not", "run base --out none/none", "", ("none", "make it first")),
    Case("scenario: a folder", "run .", "", (". is a folder",)),
    Case("plan: a folder", "run base --plan .", "", (". is a folder",)),
    Case("run file: a folder", "replay .", "", (". is a folder",)),
    Case("event: week 0", "run base --event price_war@0", "", ("week 0", "1 to 104")),
    Case("event: beyond the horizon", "run base --event price_war@105", "", ("week 105", "1 to 104")),
    Case("event: a typo", "run base --event price_wor@3", "", ("did you mean price_war?",)),
    Case("scenario: nothing readable", "run /proc/self/mem", "", ("/proc/self/mem", "read")),
    Case("scenario: without end", "run /dev/zero", "", ("/dev/zero",)),
    Case("scenario: a pipe that nobody writes to", "run bad.fifo", "", ("bad.fifo is a pipe that nobody writes to",)),
    Case("run file: a pipe that nobody writes to", "replay bad.fifo", "", ("bad.fifo is a pipe that nobody writes to",)),
    Case("check: a pipe that nobody writes to", "check bad.fifo", "", ("bad.fifo is a pipe that nobody writes to",)),
    Case("scenario: Chinese name", "run 阿里", "", ("阿里",)),
    Case("set: an empty name", "run base --set =1", "", ("NAME=VALUE",)),
    Case("set: the same twice", "run base --set price.api=1 --set price.api=1", "", ("given twice",)),
    Case("set: full-width digits", "run base --set price.api=３", "", ("price.api",)),
    Case("replications: a fraction", "run base --replications 1.5", "", ("whole number",)),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, runs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.toml").write_bytes(runs[1].read_bytes())
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_bad_input_is_one_sentence_and_leaves_nothing(boats, folder: Path, case: Case) -> None:
    os.mkfifo(folder / "bad.fifo")
    good = (folder / "good.toml").read_bytes()
    content = case.content(good) if callable(case.content) else case.content
    (folder / case.name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = {path.name: path.is_file() and path.read_bytes() for path in folder.rglob("*")}
    told = sentence(boats(*case.call.split()))
    assert not [part for part in case.said if part not in told], told
    assert told.count(case.name) <= 1, "the file is named once"
    assert len(told) < 600
    assert {path.name: path.is_file() and path.read_bytes() for path in folder.rglob("*")} == before


CHINESE = SCENARIO.replace("Which?", "一张算力，两张嘴？").replace("Mine", "我的") + "quarters = 1\n"


def test_a_pipe_is_read_when_somebody_writes_to_it(boats, folder: Path) -> None:
    os.mkfifo(folder / "good.fifo")
    with subprocess.Popen("cat good.toml > good.fifo", shell=True) as writer:
        time.sleep(0.5)  # it is there first, and waits for a reader
        told = boats("check", "good.fifo")
    assert (writer.returncode, told.status) == (0, 0)
    assert told.out.startswith("good.fifo is a run file: base")


def test_standard_input_is_read(folder: Path) -> None:
    command = [sys.executable, "-m", "ui.command_line", "check", "/dev/stdin"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for waits in ("", "sleep 1; "):
        with subprocess.Popen(f"{waits}cat good.toml", shell=True, stdout=subprocess.PIPE) as writer:
            done = subprocess.run(command, stdin=writer.stdout, env=environment, capture_output=True, check=True)
        assert done.stdout.startswith(b"/dev/stdin is a run file: base")


@pytest.mark.parametrize(
    ("call", "limit", "said"),
    [
        ("run 阿里", None, "'??'; there are base"),
        ("run 阿里.toml", None, "??.toml does not exist"),
        ("run mine.toml --seed 一", None, "--seed holds characters that this terminal does not have"),
        ("run mine.toml --save big.toml", 500, "big.toml cannot be written"),
        ("run mine.toml --out big", 2000, "big cannot be written"),
        ("run mine.toml --out big", 0, "big cannot be written"),
        ("run mine.toml --out there", 2000, "there cannot be written"),
    ],
)
def test_a_poor_terminal_and_a_full_disk_get_a_sentence(tmp_path: Path, call: str, limit: int | None, said: str) -> None:
    (tmp_path / "mine.toml").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "there").mkdir()
    narrow = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); " if limit is not None else ""
    script = f"{narrow}import sys; from ui.command_line import main; sys.exit(main())"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "BOATS_PLAIN": "1",  # a limit that small leaves no room for compiled code either
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-c", script, *call.split()]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=120)
    # a busy machine is told how far it is
    told = "".join(line for line in done.stderr.decode().splitlines(True) if not line.startswith("Playing"))
    assert (done.returncode, done.stdout, told.count("\n")) == (2, b"", 1), told
    assert said in told
    assert told.isascii()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["mine.toml", "there"]


MAY_NOT: dict[str, tuple[str, ...]] = {
    "run shut.toml": ("shut.toml may not be read",),
    "run base --plan shut.toml": ("shut.toml may not be read",),
    "replay shut.toml": ("shut.toml may not be read",),
    "check shut.toml": ("shut.toml may not be read",),
    "compare good.toml shut.toml": ("shut.toml may not be read",),
    "run base --quarters 1 --save kept/run.toml": ("kept/run.toml cannot be written",),
    "run base --quarters 1 --out kept": ("kept cannot be written",),
    "run base --quarters 1 --out kept/new": ("kept/new cannot be written",),
    "branch good.toml --quarter 1 --set price.api=1 --save kept/run.toml": ("kept/run.toml cannot be written",),
}
"""Calls that the permissions of a file or of a folder forbid."""


def _bound_by_permissions() -> list[str]:
    """Return what makes a command obey permissions; the administrator, whom they do not bind, lets go of that first."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("the administrator may read and write everything")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def test_what_may_not_be_read_or_written_is_told_and_left_alone(folder: Path) -> None:
    (folder / "shut.toml").write_text(SCENARIO)
    (folder / "kept").mkdir()
    (folder / "shut.toml").chmod(0)
    (folder / "kept").chmod(0o555)
    # all in one process: starting takes longer than refusing
    script = f"""
import contextlib, io, json
from ui.command_line import main
found = []
for call in {list(MAY_NOT)!r}:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(call.split())
    found.append((status, out.getvalue(), err.getvalue()))
print(json.dumps(found))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*_bound_by_permissions(), sys.executable, "-c", script]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True, timeout=300)
    for (call, said), found in zip(MAY_NOT.items(), json.loads(done.stdout), strict=True):
        told = sentence(Told(*found))
        assert all(part in told for part in said), (call, told)
    assert sorted(path.name for path in folder.rglob("*")) == ["good.toml", "kept", "shut.toml"]


@pytest.mark.parametrize("call", ["run base --replications 200 --out tables", "check --world"])
def test_what_is_interrupted_says_and_leaves_nothing(tmp_path: Path, call: str) -> None:
    # whoever starts us in the background may have told us to ignore Ctrl-C
    script = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    script += "from ui.command_line import main; sys.exit(main())"
    command = [sys.executable, "-c", script, *call.split()]
    with subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            process.stderr.readline()  # the bar of progress: it is playing
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
            said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, *said) == (130, b"", b"")
    assert not list(tmp_path.iterdir())
