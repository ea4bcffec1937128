"""The pictures that show a game: adoption, race, money, small figures, the organisation, and bets."""

from __future__ import annotations

import numpy as np

from ui import finding, telling
from ui.charts.capability import MARKS as RIVAL_MARKS
from ui.debrief import charts, pictures
from ui.debrief.course import told
from ui.debrief.parts import Picture, Small, Story, Table, verdict
from ui.debrief.svg import DASHES
from ui.finding import stack_shares
from ui.naming import owner_name
from ui.situation import SHARES, STACKS, column

SMALL_FIGURES = (
    "frontier_gap_months", "cloud_ai_revenue", "gross_margin", "decision_latency", "rogue_share", "third_party_share",
    "trust", "attrition", "developer_share", "data_coverage", "disruption", "score",
)  # fmt: skip
MARKS = {"diamond": "diamond", "square": "square", "triangle-up": "triangle", "circle": "circle"}


def adoption(story: Story) -> Picture:
    """Return the shares of work by stack, with the base case's adoption."""
    words, end = story.words, story.end
    shares = stack_shares(end.figures)
    lines = [
        charts.Line(
            column(shares, name).to_numpy(), name,
            f"{words(f'stack.{name}')} {words.percent(float(column(shares, name).iloc[-1]))}", bold=name == "central",
        )
        for name in shares.columns
    ]  # fmt: skip
    title = told(finding.stacks_title(end), story)
    measure = words("report.adoption.measure")
    base = story.base("internal_adoption")
    drawn = charts.share_areas(lines, base, title, f"{title}. {measure} {_course(story, 'internal_adoption')}", words)
    table = story.quarter_table(
        "internal_adoption",
        {words(f"stack.{name}"): column(shares, name).to_numpy() for name in shares.columns} | {words("chart.base"): base},
    )
    return Picture(title, measure, drawn.markup(), table)


def race(story: Story) -> Picture:
    """Return everybody's best model by week."""
    words, end = story.words, story.end
    levels, base = end.capability(end.tables), end.capability(end.base)
    lines = []
    if end.owner in base.columns:
        lines.append(charts.Line(column(base, end.owner).to_numpy(), "base", words("chart.base"), dash=DASHES))
    for owner in [name for name in levels.columns if name != end.owner]:
        family = next((name for name in RIVAL_MARKS if name in str(owner).lower()), "")
        colour, symbol = RIVAL_MARKS.get(family, ("edge", "circle"))
        lines.append(
            _capability(column(levels, owner).to_numpy(), colour, MARKS[symbol], owner_name(end, str(owner), words), story)
        )
    if end.owner in levels.columns:
        own = column(levels, end.owner).to_numpy()
        lines.append(_capability(own, "own", "circle", words("owner.us"), story, own=True))
    title, measure = told(finding.race_title(end), story), words("report.race.measure")
    ends = words("list.comma").join(line.label for line in lines)
    drawn = charts.line_chart(lines, title, f"{title}. {measure} {ends}.", lambda k: words.number(k, 1), words)
    table = story.quarter_table("frontier_gap", {line.label.rsplit(" ", 1)[0]: np.asarray(line.values) for line in lines})
    return Picture(title, measure, drawn.markup(), table)


def _capability(values: np.ndarray, colour: str, mark: str, name: str, story: Story, own: bool = False) -> charts.Line:
    label = f"{name} {story.words.number(float(values[-1]), 2)}"
    return charts.Line(values, colour, label, 3 if own else 2, mark=mark, bold=own)


def money(story: Story) -> Picture:
    """Return cash by week, against the base case."""
    words, own, base = story.words, story.own("cash"), story.base("cash")
    apart = float(own[-1] - base[-1])
    word = (
        "level"
        if verdict("cash", float(own[-1]), float(base[-1]), words)[0] == "same"
        else "above"
        if apart > 0
        else "below"
    )
    title = words(f"report.money.{word}", cash=float(own[-1]), apart=abs(apart))
    measure = words("report.money.measure")
    lines = [
        charts.Line(base, "base", f"{words('chart.base')} {words.money(float(base[-1]))}", dash=DASHES),
        charts.Line(own, "own", f"{words('owner.us')} {words.money(float(own[-1]))}", 3, mark="circle", bold=True),
    ]
    described = f"{title} {measure} {_course(story, 'cash')}"
    drawn = charts.line_chart(lines, title, described, lambda value: words.money(value, 0), words, left=78)
    table = story.quarter_table("cash", {words("owner.us"): own, words("chart.base"): base})
    return Picture(title, measure, drawn.markup(), table)


def smalls(story: Story) -> tuple[str, list[Small]]:
    """Return figures in small pictures under the finding how many of them end better than the base case."""
    words, found, better = story.words, [], 0
    for kpi in SMALL_FIGURES:
        own, base = story.own(kpi), story.base(kpi)
        judged = verdict(kpi, float(own[-1]), float(base[-1]), words)
        better += judged[0] == "better"
        name = telling.figure_name(kpi, words)
        drawn = charts.small_chart(own, base, name, f"{name}. {_course(story, kpi)}")
        below = words("report.base", value=story.figure(kpi, base[-1]))
        found.append(Small(name, story.figure(kpi, own[-1]), judged, below, drawn.markup()))
    return words("report.smalls.title", number=better, all=len(SMALL_FIGURES)), found


def organisation(story: Story) -> list[Picture]:
    """Return the organisation in its first week and in its last."""
    words, end = story.words, story.end
    found = []
    for week, key in ((0, "start"), (end.last_week, "end")):
        share = {name: float(column(end.figures, kpi).iloc[week]) for name, kpi in zip(STACKS, SHARES, strict=True)}
        title = words(f"report.map.{key}", week=week, central=share["central"])
        measure = words("report.map.measure", **share)
        drawn = pictures.organisation(end, week, title, f"{title}. {measure}", words)
        counts = np.bincount(end.options[week], minlength=4)
        table = Table(
            [words("table.stack"), words("report.map.teams"), words("report.map.share")],
            [
                [words(f"stack.{name}"), words.number(int(counts[k])), words.percent(share[name])]
                for k, name in enumerate(STACKS)
            ],
        )
        found.append(Picture(title, measure, drawn.markup(), table))
    return found


def bets(story: Story) -> Picture | None:
    """Return the predictions against what came; None where none was made."""
    results, words = story.debrief.bets, story.words
    if not results:
        return None
    held = sum(result.bet.holds(result.outcome) for result in results)
    title = words("report.bets.title", number=held, all=len(results))
    rows = []
    for result in results:
        bet = result.bet
        (low, high), came = telling.figures_from_to(bet.kpi, bet.low, bet.high, words), story.figure(bet.kpi, result.outcome)
        score = telling.change(bet.kpi, bet.score(result.outcome), words, unit=True).lstrip("+")
        when = words("chart.quarter", quarter=result.quarter + 1)
        rows.append([when, telling.figure_name(bet.kpi, words), words("report.bets.range", low=low, high=high), came, score])
    heads = [words(f"report.bets.{head}") for head in ("when", "figure", "said", "came", "score")]
    measure = words("report.bets.measure")
    drawn = pictures.bets(results, title, f"{title}. {measure}", words)
    return Picture(title, measure, drawn.markup(), Table(heads, rows, texts=2))


def _course(story: Story, kpi: str) -> str:
    own, base = story.own(kpi), story.base(kpi)
    return story.words(
        "report.described", start=story.figure(kpi, own[0]), end=story.figure(kpi, own[-1]), base=story.figure(kpi, base[-1])
    )
