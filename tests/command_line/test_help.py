"""Help and lists of the command `boats`."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.command_line.told import process, sentence

HELP_WITHIN = 0.5  # seconds of the processor, a machine at rest
COMMANDS = ("play", "run", "replay", "branch", "compare", "why", "claims", "twin", "check", "scenarios", "policies",
            "levers", "kpis", "parameters", "events")  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(boats, command: str) -> None:
    told = boats(command, "--help")
    assert (told.status, told.err) == (0, "")
    assert f"boats {command}" in told.out


def test_without_a_command_all_of_them_are_shown(boats) -> None:
    assert boats() == boats("--help")
    assert all(command in boats().out for command in COMMANDS)
    assert "Burn the Boats" in boats("--version").out


def test_help_is_there_at_once() -> None:
    before = os.times().children_user
    assert process("--help").returncode == 0
    assert os.times().children_user - before < 2 * HELP_WITHIN, "something heavy is imported before it is needed"


def test_nothing_heavy_is_imported_for_help_and_refusals() -> None:
    script = (
        "import sys; from ui.command_line import main; main(['rn']); print({'numpy', 'pandas', 'mesa'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("what", COMMANDS[9:])
def test_lists_are_printed_for_people_and_programs(boats, what: str) -> None:
    told = boats(what)
    assert (told.status, told.err) == (0, "")
    assert told.out
    rows = json.loads(boats(what, "--json").out)[what]
    assert what == "events" or rows
    assert all("name" in row for row in rows)


def test_levers_are_listed_with_their_sources_and_ends_where_they_have_some(boats) -> None:
    rows = {row["name"]: row for row in json.loads(boats("levers", "--json").out)["levers"]}
    assert len(rows) == 36
    for name, row in rows.items():
        listed = boats("levers", name).out
        assert row["source"].split()[0] in listed
        assert row["mechanisms"][0] in listed
    assert (rows["price.api"]["low"], rows["price.api"]["high"]) == (0.2, 4)
    assert (rows["governance.review_weeks"]["low"], rows["governance.review_weeks"]["high"]) == (1, 13)
    for named in ("release.policy", "governance.emergency", "migration.deadline", "talent.publication"):
        assert (rows[named]["low"], rows[named]["high"]) == (None, None)
    assert rows["release.policy"]["choices"] == ["closed", "tiered", "fully_open"]


def test_a_list_can_be_cut_to_a_name(boats) -> None:
    told = boats("parameters", "adoption.influence")
    assert "source" in told.out
    assert "adoption.influence" in told.out
    assert "did you mean release.gap?" in sentence(boats("levers", "release.gop"))
