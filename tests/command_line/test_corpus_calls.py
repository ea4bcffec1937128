"""A corpus of bad calls and bad places: one sentence says what is wrong and what would be right; nothing is left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command_line.corpus import SCENARIO, Case, check
from tests.command_line.told import ROOT, Told, sentence

ANNOUNCED = "[quarter.1]\n'migration.deadline' = 1\n"

CASES = [
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
    Case("plan: a device", "run base --quarters 1 --plan /dev/null", "", ("/dev/null is a device: name a file",)),
    Case("why: a typo in a figure", "why good.toml --kpi adoptio", "", ("did you mean adoption_floor?",)),
    Case(
        "set: more stars than researchers",
        "run base --quarters 1 --set research_search.groups=4 --set research_search.group_size=4 --set talent_pool.stars=24",
        "", ("talent_pool.stars is 24", "research_search.groups", "research_search.group_size"),
    ),
    Case("event: twice in a week", "run base --event price_war@3 --event price_war@3", "", ("price_war", "keep one")),
    Case(
        "plan: waves after they were announced",
        "run base --quarters 5 --plan bad.toml",
        ANNOUNCED + "'migration.waves' = 2\n[quarter.2]\n'migration.waves' = 12\n",
        ("Quarter 2: migration.waves", "migration.deadline along"),
    ),
    Case(
        "plan: a deadline after legacy is off",
        "run base --quarters 5 --plan bad.toml",
        ANNOUNCED + "'migration.waves' = 1\n[quarter.3]\n'migration.deadline' = 2\n",
        ("Quarter 3: migration.deadline", "leave it out"),
    ),
    Case("scenario: Chinese name", "run 阿里", "", ("阿里",)),
    Case("set: an empty name", "run base --set =1", "", ("NAME=VALUE",)),
    Case("set: the same twice", "run base --set price.api=1 --set price.api=1", "", ("given twice",)),
    Case("set: full-width digits", "run base --set price.api=３", "", ("price.api",)),
    Case("replications: a fraction", "run base --replications 1.5", "", ("whole number",)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_bad_input_is_one_sentence_and_leaves_nothing(boats, folder: Path, case: Case) -> None:
    check(boats, folder, case)


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
