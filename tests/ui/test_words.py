import ast
import csv
import math
import re
from collections import Counter
from datetime import date
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import ui
from experiments import Game, gallery, tasks
from experiments.claims import CLAIMS, verdicts
from experiments.tasks import TASKS
from model.cards import DECK
from model.decisions import DESKS, LEVERS
from model.kpis import KPIS
from model.links import LINKS
from model.mechanisms.executive_attention import AttentionDemands
from model.mechanisms.objectives import INDICATORS, OUTCOMES
from model.mechanisms.rivalry import ACTIONS
from model.parameter_set import known_parameters
from model.parameters import Grade
from model.record import Record
from model.technical_state import LAYERS
from model.world import SWITCHES
from ui import claim_words, finding, mechanism_texts, naming, situation, words
from ui.screens import learn, play, reference
from ui.session import guide, why

UI = Path(ui.__file__).parent
ROOT = UI.parent
LANGUAGES = tuple(words.LANGUAGES)


def messages(language):
    return words.of(language).messages


def forms(message):
    return message if isinstance(message, tuple) else (message,)


def values_named(message):
    """Names and formats; whether a noun comes with the number is up to each language."""
    alone = {"in_points": "points"}
    found = ((name, spec or "") for _, name, spec, _ in Formatter().parse(message) if name is not None)
    return {
        (name, "" if spec.startswith("count.") else alone.get(spec, spec).removeprefix("inside.")) for name, spec in found
    }


def literal_keys():
    """Every key that a call of `words("...")` or a `Finding("...")` names outright."""
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in ("words", "raw", "Finding") and isinstance(node.args[0].value, str):
                yield node.args[0].value


def news_keys():
    """Every piece of news that the model can report."""
    sources = [*(ROOT / "model").rglob("*.py"), *(ROOT / "agents").rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return {f"news.{key}" for key in re.findall(r'\.news\(\s*"([a-z_.]+)"', text)}


def data_names(table):
    with (ROOT / "model" / "data" / f"{table}.csv").open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file)]


def built_keys():
    """The keys that the page puts together from names of the model."""
    for lever in LEVERS.values():
        yield from (f"lever.{lever.name}{part}" for part in ("", ".help", ".note"))
        yield from (f"choice.{choice}" for choice in lever.choices if isinstance(choice, str))
        if lever.kind in ("number", "whole", "choice") and lever.unit != "-" and not lever.high <= 1:
            yield f"measure.{lever.unit}"
    yield from (f"desk.{desk}" for desk in (*DESKS, "main", "all"))
    yield from (f"attention.{programme}" for programme in (*AttentionDemands._fields, "left", "over"))
    yield from (f"outcome.{name}" for name in OUTCOMES)
    yield from (f"kind.{kind}" for kind in naming.KINDS)
    yield from (f"news.rival.{action}" for action in ACTIONS)
    yield from (f"goal.{goal}" for goal in INDICATORS)
    for card in DECK.values():
        yield from (f"card.{card.name}", f"news.card.{card.name}.tell", f"news.card.{card.name}.start")
        if card.duration:
            yield f"news.card.{card.name}.end"
    for name in situation.STACKS:
        yield from (f"stack.{name}", f"moves.{name}", f"news.move.{name}")
    for kpi in finding.USUAL_SWING:
        yield from (f"headline.{kpi}.up", f"headline.{kpi}.down")
    for kpi in finding.KEY_FIGURES:
        yield from (f"key.{kpi}{part}" for part in ("", ".value", ".up", ".down", ".base"))
    yield from (f"{name}.measure" for name, *_ in play.PICTURES)
    for key, words_of_it in {
        "headline.adoption": ("stalled", "rose", "fell"), "base": ("level", "above", "below"),
        "race.title": ("level", "ahead", "behind"), "stacks.title": ("level", "above", "below"),
        "callout": ("third", "rogue"), "truth": ("apart", "same"), "key": ("better", "worse"),
        "side": ("seen", "truth"), "figures": ("seen", "truth"), "footnote": ("seen", "truth"),
        "money": ("large", "small", "large.millions", "small.millions"),
    }.items():  # fmt: skip
        yield from (f"{key}.{word}" for word in words_of_it)
    yield from (f"kpi.{kpi}" for kpi in KPIS)
    yield from (f"why.kpi.{kpi}" for kpi in (*why.FIGURES, why.OTHER))
    yield from (f"tree.table.{table}" for table in Record.ARRAYS)
    yield from ("tree.place", "tree.place.start", "tree.weeks", "tree.same")
    yield from (f"tree.headline.{word}{end}" for word in ("above", "below", "level") for end in ("", ".so_far"))
    yield from (f"tree.rest.{word}" for word in ("holds", "vanish", "turned", "gap", "none"))
    yield from (f"tree.each.{head}" for head in ("here", "mean", "interval", "pairs", "week"))
    yield from (f"start.plan.{plan}" for plan in (gallery.WAVES, gallery.BURNT))
    yield from (f"guide.{step}" for step in guide.STEPS)
    yield from (f"tree.parting.{kind}" for kind in ("queue", "team", "model", "figure"))
    yield from (f"tree.apart.{word}" for word in ("unknown", "clear", "unclear"))
    yield from (f"whatif.which.{which}" for which in ("main", "changed", "all"))
    yield from (f"whatif.verdict.{word}" for word in ("better", "worse", "same"))
    yield from (f"whatif.headline.{word}" for word in ("same", "one_luck", "unclear", "raises", "lowers"))
    yield from ("why.headline.up", "why.headline.down")
    yield from ("why.of.decisions", "why.of.mechanisms")
    yield from (f"switch.{name}" for name in SWITCHES)
    yield from (f"layer.{name}" for name in LAYERS)
    for name, link in LINKS.items():
        yield from (f"loop.{name}", f"why.held.{name}", *(f"node.{step}" for step in link.steps))
    for kind in ("months", "weeks", "capability", "pace", "rmb", "wh", "tasks", "plain"):
        yield f"figure.{kind}"
    yield from (f"story.total.{word}" for word in ("up", "down", "same"))
    for role in ("most", "against"):
        yield from (f"story.{role}.{word}{end}" for word in ("up", "down") for end in ("", ".unsure"))
    yield from (f"story.loop.{role}.{word}" for role in ("first", "now") for word in ("up", "down"))
    yield from ("story.together.more", "story.together.less", "story.team")
    yield from learn_keys()
    yield from (f"unit.{name}" for name in data_names("units"))
    yield from (f"owner.{name}" for name in data_names("rivals"))


def learn_keys():
    """The keys of claims, guided tasks, mechanisms and grades."""
    for name in CLAIMS:
        yield from (f"claim.{name}{part}" for part in ("", ".quote", ".asks", ".compared", ".dial"))
    yield from (f"claims.state.{state}" for state in claim_words.MARKS)
    yield from (f"claims.verdict.{kind}" for kind in get_args(verdicts.Verdict) if kind != "too_few")
    yield from (f"claims.verdict.{kind}.reverse" for kind in ("fails", "unclear"))
    yield from (f"claims.span.{shape}" for shape in ("least", "most", "one", "both"))
    yield from (f"claims.over.{over}" for over in ("game", "end", "read"))
    yield from (f"claims.table.{column}" for column in ("effect", "low", "high", "lucks", "verdict"))
    yield from ("claims.run", "claims.more", "claims.stop", "claims.all", "claims.waiting", "claims.verdict.none")
    yield from (f"learn.count.{kind}" for kind in ("holds", "holds_when", "fails", "unclear"))
    yield from (f"learn.tab.{tab}" for tab in learn.TABS)
    for name in TASKS:
        yield from (f"task.{name}", f"task.{name}.says")
    yield from (f"task.state.{state}" for state in get_args(tasks.State))
    yield from (f"task.outcome.{state}" for state in get_args(tasks.Outcome))
    yield from (f"task.goal.{side}.{when}" for side in ("least", "most") for when in ("end", "every", "always", "mean"))
    yield f"goal.figure.{tasks.BAD_RELEASES}"
    yield from (f"grade.{grade}" for grade in get_args(Grade))
    yield from (f"parameters.{column}" for column in reference.COLUMNS)
    groups = {name.partition(".")[0] for name in known_parameters()}
    yield from (f"mechanism.{name}" for name in {*groups, *mechanism_texts.names()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing(language):
    missing = {key for key in {*literal_keys(), *built_keys(), *news_keys()} if not words.of(language).has(key)}
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_situation_has_its_words(language):
    shipped = [path.stem for path in (ROOT / "model" / "scenarios").glob("*.toml")]
    wanted = [f"{part}.{name}" for name in shipped for part in ("scenario", "dilemma")]
    assert all(words.of(language).has(key) for key in wanted)


def test_catalogues_have_the_same_keys_all_translated():
    catalogues = [messages(language) for language in LANGUAGES]
    assert all(catalogue.keys() == catalogues[0].keys() for catalogue in catalogues)
    for catalogue in catalogues:
        assert not [key for key, message in catalogue.items() if not all(forms(message))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_in_two_files(language):
    """Otherwise one file would silently say another thing than the other."""
    paths = (words.FOLDER / language / "LC_MESSAGES").glob("*.po")
    keys = [m.id if isinstance(m.id, str) else m.id[0]
            for path in paths if path.stem != words.APART for m in words.read(path.stem, language) if m.id]  # fmt: skip
    assert not [key for key, times in Counter(keys).items() if times > 1]


def test_translations_name_only_the_values_of_the_original():
    english, *others = (messages(language) for language in LANGUAGES)
    for other in others:
        for key, message in other.items():
            known = set().union(*(values_named(form) for form in forms(english[key])))
            assert all(values_named(form) <= known for form in forms(message)), key


def test_english_has_no_shouting_and_no_gender_of_praise():
    for key, message in messages("en").items():
        assert not any("!" in form for form in forms(message)), key


def test_numbers_and_money_are_written_as_the_language_writes_them():
    english, chinese = words.of("en"), words.of("zh_CN")
    assert english.number(-1234.56, 1) == "−1,234.6"
    assert english.number(0.4, signed=True) == "0"
    assert english.number(-0.04, 1) == "0.0"
    assert english.percent(0.413) == "41\u202f%"
    assert chinese.percent(0.413) == "41%"
    assert english.money(18_400) == "RMB 18.4 bn"
    assert chinese.money(18_400) == "184 亿元"
    assert english.money(60) == "RMB 60 M"
    assert chinese.money(60) == "6,000 万元"
    assert english.money(math.nan) == words.UNKNOWN


def test_the_value_named_number_chooses_the_plural():
    english, chinese = words.of("en"), words.of("zh_CN")
    assert english("refusal.more", number=1) == "1 more reason."
    assert english("refusal.more", number=3) == "3 more reasons."
    assert "3" in chinese("refusal.more", number=3)


def test_a_quarter_is_named_by_its_months():
    assert words.of("en").period(date(2025, 4, 1), 0) == "April to June 2025"
    assert words.of("en").period(date(2025, 4, 1), 3) == "January to March 2026"
    assert words.of("zh_CN").period(date(2025, 4, 1), 4) == "2026年4月至6月"
    assert words.of("en").period(date(2026, 3, 3), 3) == "December 2026 to February 2027"
    assert words.of("en").period(date(2025, 4, 1), 0, 7) == "April 2025 to March 2027"
    assert words.of("zh_CN").period(date(2025, 4, 1), 0, 7) == "2025年4月至2027年3月"


def test_an_unknown_key_or_value_is_still_told():
    english = words.of("en")
    assert english("news.new_kind_of_thing", team="Cainiao 3") == "New kind of thing (team Cainiao 3)"
    assert words.UNKNOWN in english("callout.wait")
    assert words.of("fr").language == "en"


def test_a_name_with_braces_or_markup_stays_a_name():
    told = words.of("en")("callout.flag", team="{week} <b>")
    assert told.startswith("{week} <b>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "refused",
    [
        {"compute.frontier": 0.9},
        {
            "migration.mandate": 1.0,
            "compute.claw_back": 1.0,
            "data.hub_capacity": 3.0,
            "agents.domains": 2,
            "governance.emergency": "compute",
        },
        {"compute.capex_order": 20_000},
        {"migration.deadline": 2, "migration.waves": 12},
    ],
)
def test_what_the_model_refuses_is_said_in_words_without_a_key_of_the_machine(language, refused):
    busy = {"executive_attention.attention": 0.3}
    sentences = Game.start("base", quarters=3, parameters=busy).problems(refused)
    assert sentences
    for sentence in sentences:
        said = words.of(language).sentence(sentence)
        assert said != sentence
        assert not re.search(r"[a-z]+[._][a-z]", said), said
        assert (language == "zh_CN") == bool(re.search("[\u4e00-\u9fff]", said))


def test_chinese_and_latin_letters_stand_apart():
    """“GPU 的”, never “GPU的”: where one of the two is a placeholder, the value decides."""
    touching = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
    found = {
        key: form
        for key, message in messages("zh_CN").items()
        for form in forms(message)
        if any(
            touching.search(piece)
            for piece in re.split(r"\{[^}]*\}", form.replace("{team}", "菜鸟 4").replace("{loop}", "R5 风气"))
        )
    }
    assert not found


def test_a_name_inside_a_sentence_has_no_capital_of_its_own():
    english = words.of("en")
    said = english("tree.headline.level", run="B", rest="", kpi=english("kpi.internal_adoption"))
    assert said == "B and A end level in adoption under this luck."
    assert english("because.expense", account="attached_cost", amount=9.0) == "The largest expense: cost of cloud, RMB 9 M."
    assert "API price level" in english("tree.headline.level", run="B", rest="", kpi=english("kpi.price_index"))


def test_a_number_inside_a_sentence_is_followed_by_its_noun_in_the_right_number():
    english, chinese = words.of("en"), words.of("zh_CN")
    assert english("stacks.title.above", points=0.011).startswith("Central is 1 point above")
    assert english("stacks.title.above", points=0.02).startswith("Central is 2 points above")
    assert english("why.loops.wait", done=1, all=1) == "Measuring loops: 1 of 1 quarter."
    assert english("why.loops.wait", done=1, all=4) == "Measuring loops: 1 of 4 quarters."
    assert "1 quarter" not in chinese("why.loops.wait", done=1, all=1)
    bare = re.compile(r"\{(?!number)[a-z_]+\} (?:points|days|weeks|waves)\b")
    assert not [key for key, message in messages("en").items() for form in forms(message) if bare.search(form)]
