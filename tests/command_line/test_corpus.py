"""A corpus of bad files: whatever is wrong, one sentence says where, what and what would be right; nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line.corpus import PARAMETERS, QUARTER, SCENARIO, Case, changed, check, plan, run_file, scenario


def played(quarters: int) -> Callable[[bytes], bytes]:
    return changed("quarters_played = 2", f"quarters_played = {quarters}")


def undecided(kept: int) -> Callable[[bytes], bytes]:
    """Change a run file so that it holds its first decisions only, and no digests where it holds any."""

    def change(good: bytes) -> bytes:
        head, *decisions = good.partition(b"[digests]")[0].split(b"[[decisions]]")
        return b"[[decisions]]".join([head, *decisions[:kept]]) + (b"" if kept else good[good.index(b"[digests]") :])

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
    scenario(
        "start shares that sum to more than one",
        PARAMETERS + "'start.legacy' = 0.97\n'start.central' = 0.97\n'start.third_party' = 0.97\n",
        "start.legacy, start.central and start.third_party sum to 2.91",
    ),
    scenario("a share too large for the others", PARAMETERS + "'start.legacy' = 0.97\n", "start.central", "at most 1"),
    scenario(
        "more stars than researchers",
        PARAMETERS + "'talent_pool.stars' = 24\n[parameters.research_search]\ngroups = 4\ngroup_size = 4\n",
        "talent_pool.stars is 24", "research_search.groups", "16 researchers",
    ),
    scenario("a verdict behind the end", SCENARIO + "quarters = 2\nwin_week = 27\n", "win_week is 27", "1 to 26"),
    scenario(
        "a card twice in a week",
        SCENARIO + "[[events.scheduled]]\ncard = 'price_war'\nweek = 3\n" * 2,
        "events.scheduled: price_war comes twice in week 3",
    ),
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
    run_file(
        "more weeks than quarters",
        lambda good: played(1)(undecided(0)(good)),
        "quarters_played is 1, which makes 13 weeks", "hold 26",
    ),
    run_file("decided before the start", lambda good: played(0)(undecided(1)(good)), "of which there are none: leave it"),
    run_file("firm 2 of one", changed("firm = 1\nquarter = 2", "firm = 2\nquarter = 2"), "no such firm: use 1."),
    run_file(
        "a card twice in a week",
        changed("[digests]", "[[events]]\ncard = 'price_war'\nweek = 3\n" * 2 + "[digests]"),
        "events: price_war comes twice in week 3",
    ),
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
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_bad_input_is_one_sentence_and_leaves_nothing(boats, folder: Path, case: Case) -> None:
    check(boats, folder, case)
