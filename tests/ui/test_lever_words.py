"""How levers are told: with their unit in the right number, and with what they act through."""

import pytest

from model.decisions import LEVERS
from ui import controls, mechanism_texts, telling, words
from ui.pictures.lever import lever_data, options

LANGUAGES = tuple(words.LANGUAGES)


def test_levers_are_told_in_the_singular_and_money_in_one_order():
    english = words.of("en")

    def told(name, value):
        return telling.value_text(LEVERS[name], value, english)

    assert (told("governance.review_layers", 1), told("governance.review_layers", 2)) == ("1 layer", "2 layers")
    assert (told("agents.domains", 1), told("data.hub_capacity", 1.5)) == ("1 new domain", "1.50 units a quarter")
    assert told("data.security", 60) == "RMB 60 M a quarter"
    assert telling.change("cash", -9200, english) == "−RMB 9.2 bn"
    assert telling.change("cash", 596, english) == "+RMB 596 M"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_says_what_it_acts_through_and_what_that_rests_on(name, language):
    lever, told = LEVERS[name], words.of(language)
    text = controls.help_text(lever, told)
    assert told.declared(lever.source) in text
    for mechanism in lever.mechanisms:
        assert mechanism in mechanism_texts.names()
        assert told(f"mechanism.{mechanism}") in text
        assert told.has(f"mechanism.{mechanism}")


@pytest.mark.parametrize("name", [name for name, lever in LEVERS.items() if lever.kind in ("number", "whole", "choice")])
def test_a_lever_that_is_dragged_writes_its_values_as_they_are_told(name, language):
    lever, told = LEVERS[name], words.of(language)
    if not telling.in_percent(lever) and not options(lever):
        template = telling.with_unit(lever, "{number}", told)
        number = telling.value_text(lever, lever.high, told, unit=False)
        assert template.replace("{number}", number) == telling.value_text(lever, lever.high, told)


@pytest.mark.parametrize(
    ("lever", "value", "said"),
    [("governance.review_weeks", 1, "1 week"), ("governance.review_weeks", 4, "4 weeks"), ("migration.support", 1, "1 team"),
     ("governance.review_layers", 1, "1 layer"), ("release.gap", 0.25, "0.25 K")],
)  # fmt: skip
def test_a_lever_that_counts_is_written_in_the_singular_for_one(lever, value, said):
    assert telling.value_text(LEVERS[lever], value, words.of("en")) == said
    assert telling.value_text(LEVERS[lever], value, words.of("zh_CN"))


@pytest.mark.parametrize("lever", ["migration.waves", "migration.support"])
def test_a_lever_that_is_dragged_to_one_says_so_in_the_singular(lever):
    templates = lever_data(LEVERS[lever], 2, 3, words.of("en"))["templates"]
    assert templates["one"] + "s" == templates["other"]
