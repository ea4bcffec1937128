"""Write docs/scenarios.md: each shipped scenario, what makes it different, and how doing nothing and a plan end in it.

`make scenarios` runs it (some minutes): every figure in the page is played, none is written by hand.
"""

from __future__ import annotations

from pathlib import Path

from experiments.winnable import FEW_LUCKS, FRESH_LUCKS, NOTHING, REFUSED, WINNERS, Trial, trial
from model.cards import DECK
from model.files import replace_atomically
from model.parameter_set import declaration
from model.scenario import Scenario, load, shipped
from model.version import MODEL_VERSION

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scenarios.md"
ENDINGS = {
    "operating_system_at_frontier": "one system, at the frontier",
    "operating_system_behind": "one system, behind",
    "federated_stack_at_frontier": "federation, at the frontier",
    "federated_stack_behind": "federation, behind",
    "fragmented_at_frontier": "fragmented, at the frontier",
    "fragmented_behind": "fragmented, behind",
    "lost_cash": "out of cash",
    "lost_talent": "out of researchers",
    "lost_licence": "licence lost",
    "lost_coup": "forced out",
    "refused": "refused",
}


def main() -> None:
    """Play and write."""
    names = shipped()
    idle = [trial(name, NOTHING, FEW_LUCKS) for name in names]
    best = [trial(name, WINNERS[name], FRESH_LUCKS) for name in names]
    text = "\n".join([*_head(), *_table(idle, best), *(line for name in names for line in _section(load(name)))])
    replace_atomically(PAGE, text + "\n")


def _head() -> list[str]:
    return [
        "# Scenarios",
        "",
        f"This page is written by `make scenarios`: the games are played with model version {MODEL_VERSION}. [What a",
        "win is](model.md#what-a-win-is) says when a scenario is won. Doing nothing wins nowhere. A row is checked by a",
        "command:",
        "",
        "```sh",
        f"boats run base --plan experiments/scenario_plans/base.toml --seed {FRESH_LUCKS[0]} --json",
        "```",
        "",
        f"says under `won` whether the game is won and under `verdict` by which conditions; seeds {FRESH_LUCKS[0]} to",
        f"{FRESH_LUCKS[-1]}, one after the other, give as many wins as the row says.",
        "",
    ]


def _table(idle: list[Trial], best: list[Trial]) -> list[str]:
    first, (begin, last) = FEW_LUCKS[-1], (FRESH_LUCKS[0], FRESH_LUCKS[-1])
    lines = [
        f"| scenario | doing nothing (seeds 0-{first}) | a plan that wins "
        f"| wins (seeds {begin}-{last}, which no search has seen) | adoption | floor | gap, K | revenue a week, RMB M |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for nothing, plan in zip(idle, best, strict=True):
        endings = ", ".join(f"{ENDINGS[name]} {count}" for name, count in nothing.endings.most_common())
        m = plan.means
        where = f"[{plan.plan}](../experiments/scenario_plans/{plan.plan})" if plan.plan.endswith(".toml") else plan.plan
        lines.append(
            f"| {plan.scenario} | {endings} | {where} | {plan.wins} of {plan.games} | {m['internal_adoption']:.2f} | "
            f"{m['adoption_floor']:.2f} | {m['frontier_gap']:.2f} | {m['cloud_ai_revenue']:.0f} |"
        )
    return [*lines, "", "Figures are means at the end of the winning plan's games.", *_refused(best), ""]


def _refused(best: list[Trial]) -> list[str]:
    """Return what became of games in which a plan was refused, nothing where there are none."""
    hit = [f"{t.endings[REFUSED]} of {t.games} in {t.scenario}" for t in best if t.endings[REFUSED]]
    if not hit:
        return []
    return [
        "",
        f"A plan written beforehand can be refused in the middle of a game ({', '.join(hit)}): where the units' heads",
        "have gone to the board, that takes a fifth of the chief executive's time, and what the plan then asks for is",
        "more than is left. The command names the quarter and the lever, writes nothing and leaves with status 2; here",
        "such a game counts as not won and stands in none of the means. A policy lowers what it wishes and is never",
        "refused.",
    ]


def _section(scenario: Scenario) -> list[str]:
    lines = [f"## {scenario.title} (`{scenario.name}`)", "", scenario.dilemma.strip(), ""]
    if scenario.overrides:
        lines += ["| parameter | base | here | |", "|---|---|---|---|"]
        for name, value in scenario.overrides.items():
            known = declaration(name)
            lines.append(f"| `{name}` | {known.default:g} | {value:g} | {known.meaning} |")
        lines.append("")
    for card in scenario.scheduled:
        told = f", told in week {card.tell + 1}" if card.tell >= 0 else ""
        lasts = f", for {card.weeks} weeks" if card.weeks >= 0 else ""
        lines += [f"[{DECK[card.card].title}](events.md) takes effect in week {card.week + 1}{told}{lasts}.", ""]
    if scenario.draw_events:
        lines += ["Further cards are drawn ([events](events.md)).", ""]
    if scenario.first_fiscal_week:
        lines += [f"Begins in week {scenario.first_fiscal_week} of the fiscal year.", ""]
    if scenario.win_week:
        lines += [f"The verdict falls after week {scenario.win_week}.", ""]
    return lines


if __name__ == "__main__":
    main()
