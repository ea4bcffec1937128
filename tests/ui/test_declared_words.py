"""What the model declares in English is there in Chinese, all of it and nothing else, with the same citations."""

import ast
import re
from html import unescape
from pathlib import Path

import pytest

from experiments.plans import known_policies
from model import gate
from model.cards import rows
from model.decisions import LEVERS
from model.kpis import KPIS
from model.parameter_set import known_parameters
from ui import mechanism_texts, words
from ui.commands import listing
from ui.screens import reference

CHINESE = words.of("zh_CN")
ROOT = Path(__file__).parents[2]
CITED = re.compile(r"doi:\S+[a-z0-9]|\d{4}\.\d{5}|\b(?:19|20)\d\d\b")
"""What a citation is found by: a doi, a number of arXiv, a year."""
HAN = re.compile("[\u4e00-\u9fff]")


def parameters():
    return {text for d in known_parameters().values() for text in (d.path, d.meaning, d.unit, d.source)}


def mechanisms():
    return {piece.text for name in mechanism_texts.names() for piece in mechanism_texts.pieces(name)}


def listed():
    levers = {text for lever in LEVERS.values() for text in (lever.source, lever.allowed)}
    figures = {text for k in KPIS.values() for text in (k.formula, k.unit, k.better, k.seen)}
    events = {row[column] for row in rows() for column in ("effect", "counter", "source", "comes")}
    return {*levers, *figures, *events, *known_policies().values()}


def calls(*names):
    """Return where functions of these names are called in the code that the page asks, and the calls."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for folder in ("model", "agents", "experiments")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def refusals():
    """Sentences, and parts of them, that say why something is refused; the desk's have keys in each catalogue."""
    patterns = [call.args[0] for _, call in calls("said")]
    patterns += [call.args[1] for _, call in calls("Sentence", "placed") if len(call.args) > 1]
    texts = {str(pattern.value) for pattern in patterns if isinstance(pattern, ast.Constant)} | set(gate.RIGHT.values())
    return {text for text in texts if not text.startswith("refused.")} - listed()


def entries(*files):
    return {key: text for file in files for key, text in words.messages(file, "zh_CN").items()}


def test_whatever_the_model_declares_has_a_chinese_entry():
    missing = {*parameters(), *mechanisms(), *listed(), *refusals()} - entries(*words.DECLARED).keys()
    assert not missing, f"write it in ui/locale/zh_CN/LC_MESSAGES: {sorted(missing)}"


@pytest.mark.parametrize(
    ("file", "declared"), [("parameters", parameters), ("mechanisms", mechanisms), ("lists", listed), ("refusals", refusals)]
)
def test_no_entry_is_stale_or_empty(file, declared):
    found = entries(file)
    assert not found.keys() - declared()
    assert all(text.strip() for text in found.values())


def test_english_puts_units_of_parameters_in_the_right_number_and_has_no_stale_ones():
    english, units = words.of("en"), words.messages(words.UNITS, "en")
    assert units.keys() <= {declared.unit for declared in known_parameters().values()}
    told = {d.unit: reference.amount(d, english) for d in known_parameters().values() if d.default == 1}
    assert told["networks"] == "1 network" and told["items/wk"] == "1 item a week"
    assert reference.amount(known_parameters()["start.experience"], english) == "40 weeks"
    for declared in known_parameters().values():
        assert "1/" not in reference.amount(declared, english), declared.path
        assert " wk" not in reference.amount(declared, english), declared.path
    assert reference.amount(known_parameters()["start.central"], english) == "20\u202f%"
    assert "e+" not in reference.written(1.5e13, "token", english) and "10¹³" in reference.written(1.5e13, "token", english)


def test_no_text_is_left_in_english():
    """Citations and symbols stay; three small words in a row, or an assumption, are a sentence."""
    english = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b|assumption|^[a-z]+(_[a-z]+)*\.[a-z_]+$")
    left = {key for key, text in entries(*words.DECLARED).items() if english.search(key) and not HAN.search(text)}
    assert not left
    assert not {text for text in entries(*words.DECLARED).values() if re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", text)}


def test_a_translation_cites_what_the_original_cites():
    for key, text in entries(*words.DECLARED).items():
        cited = {found.rstrip(".,;)") for found in CITED.findall(key)}
        assert all(found in text for found in cited), (key, text)


def test_a_translation_speaks_of_the_same_equations():
    for key, text in entries("parameters", "mechanisms").items():
        labels = sorted(set(re.findall(r"\bI\d+\b", key)))
        assert labels == sorted(set(re.findall(r"(?<![A-Za-z0-9])I\d+(?!\d)", text))), (key, text)


def test_chinese_punctuation_is_wide_and_letters_stand_apart():
    """Of formulas only the inside is narrow: no Chinese before a narrow comma or colon, no gap beside a wide mark."""
    han, wide = "[\u4e00-\u9fff]", "[，。：；、（）]"
    touching = f"{han}[A-Za-z0-9]|[A-Za-z0-9%]{han}|{han} {han}"
    faults = re.compile(f"{touching}|{wide} (?! )| {wide}|{han}[;:]")
    assert not {text for text in entries(*words.DECLARED).values() if faults.search(text)}


def test_a_text_nobody_has_translated_stays_as_it_is():
    assert CHINESE.declared("a new assumption of tomorrow") == "a new assumption of tomorrow"
    assert CHINESE.declared("tomorrow.new_name", "new name") == "new name"
    assert words.of("en").declared("weight of the share of peers") == "weight of the share of peers"


def test_the_parameters_are_told_and_found_in_chinese_and_still_found_in_english():
    declared = known_parameters()["adoption.influence"]
    told = reference.table_html([declared], CHINESE)
    assert HAN.search(reference.named("adoption.influence", CHINESE))
    assert CHINESE.declared(declared.meaning) in told
    assert CHINESE.declared(declared.source).replace("&", "&amp;") in told
    assert declared.meaning not in told
    for sought in ("同侪", "Brock", "share of peers", "influence"):
        assert reference.matches(declared, sought, "", CHINESE), sought
    assert not reference.matches(declared, "同侪", "", words.of("en"))
    table = reference.parameter_table([declared], CHINESE)
    assert table[CHINESE("parameters.unit")].tolist() == [CHINESE.declared(declared.unit)]


@pytest.mark.parametrize("name", mechanism_texts.names())
def test_a_mechanism_says_the_same_in_both_languages(name):
    english, chinese = (mechanism_texts.as_html(name, words.of(language)) for language in ("en", "zh_CN"))
    assert 'lang="en"' in english and 'lang="zh-Hans"' in chinese
    assert re.findall(r"<(/?\w+)", english) == re.findall(r"<(/?\w+)", chinese)
    assert re.findall(r"<dt>(.*?)</dt>", english) == re.findall(r"<dt>(.*?)</dt>", chinese)
    assert " ".join(mechanism_texts.docstring(name).split("\n")[0].split()) in unescape(english)
    assert HAN.search(re.findall(r"<h3>(.*?)</h3>", chinese)[0])


@pytest.mark.parametrize("what", listing.LISTS)
def test_lists_are_told_in_chinese_and_names_stay_as_they_are_typed(what):
    collect, columns = listing.LISTS[what]
    for row in collect():
        told = listing.in_words(what, row, CHINESE)
        assert listing.in_words(what, row, words.of("en")) == row
        assert told["name"] == row["name"] and told.keys() == row.keys()
        assert all(CHINESE.has(f"list.{column}") for column in (*columns, *listing.DETAILS.get(what, ())))
        for column in ("idea", "formula", "effect", "meaning", "title", "dilemma", "grade"):
            assert column not in row or HAN.search(told[column]), (row["name"], column)
