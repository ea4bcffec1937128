"""A refused file is told in Chinese on the Chinese page: every sentence of the model has an entry, and all its parts."""

import ast
import re
import tomllib
from collections.abc import Callable
from string import Formatter
from typing import Any, get_args

import pytest
import tomli_w

from experiments import BadInput, Game
from model import gate, runfile, scenario
from model.cards import DECK
from model.decisions import LEVERS, nearest
from model.errors import Sentence, said
from model.kpis import KPIS
from model.parameter_set import known_parameters
from model.values import quoted, shown
from tests.command_line.test_corpus import CASES
from tests.ui.test_declared_words import ROOT, calls, refusals
from ui import words

CHINESE, ENGLISH = words.of("zh_CN"), words.of("en")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9_]|[A-Za-z]")
PROPER = {"UTF", "TOML", "GPU", "API", "CEO", "K", "RMB", "boats", "toml", "bad.toml", "nan", "inf", "true", "false"}
"""Latin that Chinese sentences hold beside names, keys and what a file says itself."""
NAMES = {*LEVERS, *known_parameters(), *KPIS, *DECK, "parameters", "levers", "events"}
DOCUMENTS = [kind for module in (runfile, scenario) for kind in vars(module).values()
             if isinstance(kind, type) and issubclass(kind, gate.Document)]  # fmt: skip
KEYS = {key for kind in DOCUMENTS for key in gate._keys(kind)}
CHOICES = {str(value) for lever in LEVERS.values() for value in lever.choices} | set(
    get_args(scenario.ScenarioFile.model_fields["luck"].annotation)
)


# --- every sentence is declared, and is there in Chinese ----------------------------------------------------------


def strings(node: ast.AST) -> list[ast.AST]:
    """Return the texts under a node that no sentence is made of."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("said", "Sentence"):
        return []
    own = (
        [node] if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)) else []
    )
    return own + [found for child in ast.iter_child_nodes(node) for found in strings(child)]


def test_whatever_refuses_is_a_sentence_that_can_be_translated():
    """A plain text in a refusal has no key. Those put into lists first are found by the types: `list[Sentence]`."""
    made = calls("BadInput", "Refused")
    assert len(made) > 30, "they are looked for where they are"
    assert not [place for place, call in made if any(strings(argument) for argument in call.args)]
    lists = re.compile(r"(?:faults|problems)(?:\.append\(|\s*\+?=\s*\[)\s*f?\"")
    files = [path for folder in ("model", "agents", "experiments") for path in (ROOT / folder).rglob("*.py")]
    assert not [path for path in files if lists.search(path.read_text(encoding="utf-8"))]


def test_a_translation_fills_in_what_the_original_fills_in():
    found = words.messages("refusals", "zh_CN")
    assert found.keys() == refusals()
    for english, chinese in found.items():
        named = ({name for _, name, _, _ in Formatter().parse(str(text)) if name} for text in (english, chinese))
        assert len(set(map(frozenset, named))) == 1, english
        assert "{" not in chinese.replace("{{", "") or not re.search(r"\{[^}]*:", str(chinese)), "values come as written"


def test_sentences_of_the_desk_are_there_in_both_languages():
    keys = {
        call.args[1].value for _, call in calls("Sentence") if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }
    keys = {key for key in keys if key.startswith("refused.")}
    assert len(keys) > 5
    assert all(told.has(key) for key in keys for told in (CHINESE, ENGLISH))


# --- how a sentence is put together ------------------------------------------------------------------------------


def test_english_is_as_it_always_was():
    told = said(
        "{where}: {card} comes at {at:g}, {size:,} of {all}.", where="a", card="b", at=2.0, size=12345, all=("x", "y")
    )
    assert told == "a: b comes at 2, 12,345 of x, y."
    assert ENGLISH.sentence(told) == CHINESE.sentence(told) == told, "who has no translation stays in English"


def test_parts_are_translated_with_the_whole():
    place = said("{where}, quarter {quarter}, firm {firm}", where="bad.toml", quarter=12, firm=1)
    hint = nearest("price.apy", LEVERS)
    whole = said(
        "{where}: {sentence}",
        where=place,
        sentence=said("There is no lever {name}{hint}", name=quoted("price.apy"), hint=hint),
    )
    assert whole == "bad.toml, quarter 12, firm 1: There is no lever 'price.apy'; did you mean price.api?"
    assert CHINESE.sentence(whole) == "bad.toml 第 12 季公司 1：没有名为“price.apy”的杠杆；你是想写 price.api 吗？"


@pytest.mark.parametrize("value", ["it's", "{x}", "“", "\x1b[31m", "长", "a" * 200])
def test_a_value_is_quoted_and_otherwise_left_alone(value):
    told = CHINESE.sentence(shown(value))
    assert (told[0], told[-1]) == ("“", "”")
    assert told[1:-1] in (repr(value)[1:-1], repr(value)[1:57] + "...")


# --- broken files, as the page reads them ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good() -> bytes:
    """A run of two quarters, decided and predicted, with no English in it but keys and names."""
    from model.bets import Bet

    game = Game.start("base", quarters=4, plan="sensible")
    game.scenario = game.scenario.changed(title="基准", dilemma="给谁？")
    game.advance()
    game.bet([Bet("trust", 0.1, 0.2)])
    game.advance({"price.api": 4.0})
    return game.to_text().encode()


Change = Callable[[dict[str, Any]], Any]


def put(value: Any, *place: str | int) -> Change:
    def change(data: Any) -> None:
        for part in place[:-1]:
            data = data[part]
        data[place[-1]] = value

    return change


def add(value: Any, *place: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        data.setdefault(place[0], [])
        for part in place[:-1]:
            data = data[part]
        data.setdefault(place[-1], [])
        data[place[-1]] = [*data[place[-1]], value]

    return change


LONG = 10**70
WRONG = [7, -1, LONG, 1.5, float("nan"), float("inf"), True, "x\x1b", "", "y" * 2000, [1] * 2000, [{}], {"z": 1}, {}]
FIELDS = [
    *([key] for key in gate._keys(runfile.RunFile)),
    *(["scenario", key] for key in gate._keys(scenario.ScenarioFile)),
    *(["decisions", 0, key] for key in gate._keys(runfile.DecisionFile)),
    *(["predictions", 0, key] for key in gate._keys(runfile.PredictionFile)),
]
PARAMETERS = ("scenario", "parameters")
BROKEN: dict[str, Change] = {
    "unknown parameter": put(1, *PARAMETERS, "adoption.influenze"),
    "nothing like a parameter": put(1, *PARAMETERS, "qqqqqqqqqqqq"),
    "lever among parameters": put(1, *PARAMETERS, "release.gap"),
    "parameter out of range": put(99, *PARAMETERS, "adoption.influence"),
    "parameter that is text": put("1,5", *PARAMETERS, "adoption.influence"),
    "count with a fraction": put(0.5, *PARAMETERS, "start.stars"),
    "enormous parameter": put(LONG, *PARAMETERS, "adoption.influence"),
    "parameter twice": lambda data: put({"influence": 1, "x": 1}, *PARAMETERS, "adoption")(data)
    or put(1, *PARAMETERS, "adoption.influence")(data),
    "unknown lever": put({"price.apy": 1}, "decisions", 0, "levers"),
    "nothing like a lever": put({"qqqqqqq": 1}, "decisions", 0, "levers"),
    "lever of a list": put({"price.api": [1, "a"]}, "decisions", 0, "levers"),
    **{f"lever {name}": put({name: "wrong"}, "decisions", 0, "levers") for name in LEVERS},
    "unknown card": add({"card": "price_wor", "week": 1}, "events"),
    "nothing like a card": add({"card": "qqqqqqqqqq", "week": 1}, "events"),
    "card behind the end": add({"card": "price_war", "week": 100}, "events"),
    "card ordered late": add({"card": "price_war", "week": 3, "ordered": 9}, "events"),
    "card without a week": add({"card": "price_war"}, "events"),
    "scenario's deck": put({"deck": ["price_war", "price_war", "price_wor", "qqqqqqqqqqq"]}, "scenario", "events"),
    "scenario's cards": put({"scheduled": [{"card": "price_war", "week": 99}, {"card": "price_war", "week": 3, "tell": 9},
                                           {"card": "qqqqqqqqqqq", "week": 3}, {"week": 0}]}, "scenario", "events"),
    "bet on nothing": put("trusst", "predictions", 0, "kpi"),
    "bet on nothing at all": put("qqqqqqqqqq", "predictions", 0, "kpi"),
    "bet upside down": put(0.9, "predictions", 0, "low"),
    "bet twice": lambda data: data["predictions"].append(data["predictions"][0]),
    "bet behind the end": put(9, "predictions", 0, "quarter"),
    "bet of firm 2": put(2, "predictions", 0, "firm"),
    "decided twice": lambda data: data["decisions"].append(data["decisions"][0]),
    "decided by firm 2": put(2, "decisions", 0, "firm"),
    "decided behind the end": put(9, "decisions", 0, "quarter"),
    "key like another": put(1, "sead"),
    "key like none": put(1, "qqqqqqqqq"),
    "key of a decision": put(1, "decisions", 0, "leverz"),
    "no decisions' quarter": lambda data: data["decisions"][0].pop("quarter"),
    "two keys missing": lambda data: (data.pop("seed"), data.pop("scenario")),
    "newer": put(99, "schema"),
    "no digests": lambda data: data.pop("digests"),
    "another hash": put("0", "scenario_digest"),
    "longer than its scenario": put(9, "quarters_played"),
    "decided what cannot be": put({"compute.frontier": 1.0}, "decisions", 0, "levers"),
    "ordered what cannot be paid": put({"compute.capex_order": 20000}, "decisions", 0, "levers"),
    "too much to attend to": put({"migration.mandate": 1.0, "compute.claw_back": 1.0, "data.hub_capacity": 3.0,
                                  "serving.base_tiers": 1, "efficiency.codesign": 800.0, "agents.domains": 2,
                                  "release.policy": "closed", "governance.emergency": "compute", "migration.deadline": 1,
                                  "migration.support": 20}, "decisions", 0, "levers"),
}  # fmt: skip
TEXTS = [case for case in CASES if case.call == "replay bad.toml" and case.id != "run file: 50 MB"]


def refused(content: bytes, reader: Callable[[str, str], Any] = Game.from_text) -> list[str]:
    """Return why the page refuses a file, in Chinese; nothing where it opens it."""
    try:
        reader(content.decode("utf-8"), "bad.toml")
    except UnicodeDecodeError:
        return [CHINESE("file.not_text", name="bad.toml")]
    except BadInput as fault:
        return [CHINESE.sentence(sentence) for sentence in fault.sentences]
    return []


def is_chinese(sentence: str, content: str) -> bool:
    """Whether a sentence is Chinese, and holds no Latin but names, keys and what the file itself says."""
    outside = re.sub(r"“[^”]*”|boats [a-z]+|\b[0-9a-f]{16,17}\b|[0-9][0-9.,]*e?[+-]?[0-9]*", "", sentence)
    known = {*PROPER, *NAMES, *KEYS, *CHOICES, *LATIN.findall(content)}
    latin = [
        word for word in LATIN.findall(outside) if word not in known and not known.issuperset(word.strip(".").split("."))
    ]
    marks = re.search("[\u4e00-\u9fff][,;:?]|[,;:?] ?[\u4e00-\u9fff]", outside)
    return not latin and not marks and sentence[-1] in "。？" and bool(re.search("[\u4e00-\u9fff]{2}", sentence))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_run_file_is_refused_in_chinese(good, name):
    data = tomllib.loads(good.decode())
    BROKEN[name](data)
    content = tomli_w.dumps(data)
    told = refused(content.encode())
    assert told, "what is broken is refused"
    assert all(is_chinese(sentence, content) for sentence in told), told


@pytest.mark.parametrize("place", FIELDS, ids=lambda place: ".".join(map(str, place)))
def test_a_wrong_value_of_any_key_is_refused_in_chinese(good, place):
    refusals = 0
    for wrong in WRONG:
        data = tomllib.loads(good.decode())
        put(wrong, *place)(data)
        content = tomli_w.dumps(data)
        told = refused(content.encode(), runfile.Run.from_text)
        assert all(is_chinese(sentence, content) for sentence in told), told
        refusals += bool(told)
    assert refusals > len(WRONG) / 2


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.id)
def test_the_corpus_of_the_command_line_is_refused_in_chinese(good, case):
    content = case.content(good) if callable(case.content) else case.content
    content = content if isinstance(content, bytes) else content.encode()
    told = refused(content)
    assert told
    assert all(is_chinese(sentence, content.decode(errors="replace")) for sentence in told), told


def test_a_sentence_is_not_taken_for_chinese_because_it_begins_so():
    assert is_chinese("bad.toml：没有名为“there is no key”的键；你是想写 seed 吗？", "")
    assert not is_chinese("bad.toml：there is no key “a”。", "")
    assert not is_chinese("bad.toml: 没有这个键。", "")
    assert isinstance(said("a"), Sentence)
