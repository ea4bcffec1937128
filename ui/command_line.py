"""The command `boats`: its subcommands and options, and how every ending is told.

Exit status: 0 done, 1 the run or replay failed or differed, 2 bad input, 130 interrupted, 141 nobody listens any more.
Whatever a subcommand needs is imported when it is called, so that help is there at once. Files are `readable=False` to
the parser: the gate says what may not be read, and where.
"""

from __future__ import annotations

import os
import sys

try:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Annotated

    import typer

    from ui import complaints
except KeyboardInterrupt:  # most of the time until the first line is spent here
    sys.exit(130)

app = typer.Typer(rich_markup_mode=None, add_completion=True, pretty_exceptions_enable=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, and only that, on standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a lever or a parameter.")]
Only = Annotated[str, typer.Argument(metavar="[NAME]", help="Show only names that hold this text.")]
RunFile = Annotated[
    Path, typer.Argument(metavar="RUNFILE", readable=False, help="A run file, saved by boats run or in the browser.")
]


@app.callback(invoke_without_command=True)
def boats(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the versions and leave.")] = False,
) -> int:
    """Burn the Boats: you head the AI task force of a conglomerate, and sixty teams make up their own minds."""
    if version:
        from importlib.metadata import version as installed

        from model.version import MODEL_VERSION

        typer.echo(f"Burn the Boats {installed('burn-the-boats')}, model {MODEL_VERSION}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())
    return 0


@app.command()
def play(port: Annotated[int, typer.Option(help="Where to serve it.")] = 8501) -> int:
    """Open the browser application."""
    from ui.commands import play as command

    return command.play(port)


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A shipped scenario or a TOML file.")],
    plan: Annotated[str | None, typer.Option(metavar="PLAN", help="A policy, or a TOML file of decisions.")] = None,
    quarters: Annotated[int | None, typer.Option(metavar="N", help="How many quarters to play.")] = None,
    seed: Annotated[int, typer.Option(metavar="S", help="Which luck.")] = 0,
    replications: Annotated[int, typer.Option(metavar="R", help="How many lucks to play.")] = 1,
    firms: Annotated[int | None, typer.Option(metavar="N", help="How many firms share the market.")] = None,
    policy_per_firm: Annotated[str | None, typer.Option(metavar="A,B,...", help="A policy for each firm.")] = None,
    settings: Set = None,
    event: Annotated[list[str] | None, typer.Option(metavar="CARD@WEEK", help="Play a card of the event deck.")] = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", readable=False, help="Keep the run in a file.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            readable=False,
            help="Write every table as CSV, with firms, quarters and weeks from 0, and the run file.",
        ),
    ] = None,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Play a scenario with a plan to the end and print the scoreboard.

    A lever that is --set stands from the first quarter on, above the plan; a parameter changes the scenario. An --event
    takes effect in its week, from 1; boats events lists the cards.
    With --json, the first replication and the first firm stand at the top, all of them under "replications" and
    "firms".
    """
    from ui.commands.run import Request
    from ui.commands.run import run as played

    return played(
        Request(
            scenario,
            plan,
            quarters,
            seed,
            replications,
            firms,
            policy_per_firm,
            settings or [],
            save,
            out,
            force,
            as_json,
            event or [],
        )
    )


@app.command()
def replay(runfile: RunFile, as_json: Json = False) -> int:
    """Play a saved run again and say whether the results are those recorded."""
    from ui.commands import runs

    return runs.replay(runfile, as_json)


@app.command()
def branch(
    runfile: RunFile,
    quarter: Annotated[int, typer.Option(metavar="Q", help="The quarter to decide otherwise, from 1.")],
    settings: Annotated[list[str], typer.Option("--set", metavar="LEVER=VALUE", help="What to decide there.")],
    save: Annotated[Path, typer.Option(metavar="FILE", readable=False, help="Where to keep the new run.")],
    firm: Annotated[int, typer.Option(metavar="F", help="Whose decision, from 1.")] = 1,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Make a new run that is the same until a quarter, and follows the recorded decisions after it."""
    from ui.commands import runs

    return runs.branch(runfile, quarter, firm, settings, save, force, as_json)


@app.command()
def compare(
    runfiles: Annotated[
        list[Path], typer.Argument(metavar="RUNFILE RUNFILE...", readable=False, help="The first is the measure.")
    ],
    replications: Annotated[int, typer.Option(metavar="R", help="How many lucks to play each pair under.")] = 8,
    as_json: Json = False,
) -> int:
    """Print how runs differ at the end, with 95 % intervals over replications under the same luck."""
    from ui.commands import runs

    return runs.compare_runs(runfiles, replications, as_json)


@app.command()
def why(
    runfile: RunFile,
    kpi: Annotated[str, typer.Option(metavar="NAME", help="The figure to explain; boats kpis lists them.")] = (
        "internal_adoption"
    ),
    quarter: Annotated[int | None, typer.Option(metavar="Q", help="After which quarter, from 1; else the last.")] = None,
    detail: Annotated[int | None, typer.Option(metavar="Q", help="Take the decisions of this quarter apart.")] = None,
    mechanisms: Annotated[bool, typer.Option("--mechanisms", help="What mechanisms did, not decisions.")] = False,
    loops: Annotated[bool, typer.Option("--loops", help="How strongly each loop pulled, quarter by quarter.")] = False,
    team: Annotated[str, typer.Option(metavar="NAME", help="Why this team chose as it did.")] = "",
    agent: Annotated[
        str, typer.Option(metavar="WHO", help="Why somebody else did: researcher, unit, sharing, layer, rival:2, ...")
    ] = "",
    week: Annotated[int | None, typer.Option(metavar="W", help="Up to which week, from 1, they are asked.")] = None,
    pairs: Annotated[
        int, typer.Option(metavar="N", help="How many pairs of orders to play; of up to six pieces every set is played.")
    ] = 16,
    as_json: Json = False,
) -> int:
    """Say what each decision and each event contributed to a figure, by playing the run without it.

    The contributions sum exactly; ± is one standard error over orders. "alone" is what a piece does by itself, "without"
    what would be lost without it.
    """
    from ui.commands.why import Question
    from ui.commands.why import why as answered

    return answered(Question(runfile, kpi, quarter, detail, mechanisms, loops, team, agent, week, pairs, as_json))


@app.command()
def claims(
    name: Annotated[str, typer.Argument(metavar="[CLAIM]", help="E1 to E16, or all; without it they are listed.")] = "",
    lucks: Annotated[int, typer.Option(metavar="N", help="How many lucks to play at each point: 4, 8, 16 or 32.")] = 4,
    as_json: Json = False,
) -> int:
    """Play a claim of the essay as an experiment and say whether it holds, and where.

    An effect is a difference under the same luck, turned so that more speaks for the claim.
    """
    from ui.commands import claims as command

    return command.claims(name, lucks, as_json)


@app.command()
def report(
    runfile: RunFile,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the HTML file.")],
    language: Annotated[str, typer.Option(metavar="NAME", help="en or zh_CN; else that of the environment.")] = "",
    tries: Annotated[int, typer.Option(metavar="N", help="How many changed decisions to play to the end.")] = 120,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Write a game as one HTML file that needs nothing else: its course, why, and the road not taken.

    The road not taken is the best single changed decision found under the same luck; it is then played under other lucks.
    """
    from ui.commands import report as command

    return command.report(runfile, out, language, tries, force, as_json)


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", readable=False, help="A scenario, plan or run file.")
    ] = None,
    world: Annotated[bool, typer.Option("--world", help="Check that every lever and mechanism has an effect.")] = False,
    as_json: Json = False,
) -> int:
    """Say what a file is (scenario, plan or run file) and whether it can be used, or check the world itself."""
    from ui.commands import checking

    return checking.check(file, world, as_json)


@app.command()
def scenarios(only: Only = "", as_json: Json = False) -> int:
    """List the scenarios."""
    return _list("scenarios", only, as_json)


@app.command()
def policies(only: Only = "", as_json: Json = False) -> int:
    """List the named ways to play."""
    return _list("policies", only, as_json)


@app.command()
def levers(only: Only = "", as_json: Json = False) -> int:
    """List what is decided each quarter."""
    return _list("levers", only, as_json)


@app.command()
def kpis(only: Only = "", as_json: Json = False) -> int:
    """List the headline figures."""
    return _list("kpis", only, as_json)


@app.command()
def parameters(only: Only = "", as_json: Json = False) -> int:
    """List the parameters with unit, range and evidence; with a NAME, source and meaning too."""
    return _list("parameters", only, as_json)


@app.command()
def events(only: Only = "", as_json: Json = False) -> int:
    """List the cards of the event deck."""
    return _list("events", only, as_json)


def _list(what: str, only: str, as_json: bool) -> int:
    from ui.commands import listing

    return listing.show(what, only, as_json)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return the exit status; nothing is raised."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: threads only wait for each other
    return complaints.told(lambda: _called(list(sys.argv[1:] if arguments is None else arguments)))


def _called(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    if "_BOATS_COMPLETE" in os.environ:
        command.main(arguments, prog_name="boats")
    with command.make_context("boats", arguments) as context:
        return command.invoke(context) or 0


if __name__ == "__main__":
    sys.exit(main())
