"""The page to learn from, with the real engine and without a browser."""

import re
from dataclasses import replace
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from experiments.claims import CLAIMS, LOOKS, Finding, Found, finding
from experiments.compare import Interval
from experiments.tasks import TASKS
from model.parameter_set import known_parameters
from model.parameters import Declaration
from ui import claim_words, mechanism_texts, words
from ui.screens import reference, tasks
from ui.session import looks

ENGLISH = words.of("en")
QUICK = "E16"
"""A claim whose points read one game each luck."""


def learnt():
    from ui import session
    from ui.screens import learn

    session.keep_address()  # as the menu of the page does
    learn.screen()


def played():
    import streamlit as st

    from ui import session
    from ui.session import learn

    wanted = st.query_params.get("begin", "")
    if wanted and session.game() is None:
        learn.start_task(wanted)
        for _ in range(int(st.query_params.get("quarters", 0))):
            session.commit()
    from ui.screens import play

    play.screen()


def opened(script=learnt, language="en", **query):
    page = AppTest.from_function(script, default_timeout=120)
    page.query_params["lang"] = language
    for name, value in query.items():
        page.query_params[name] = str(value)
    return clean(page.run())


def clean(page):
    assert not page.exception, page.exception
    return page


def markup(page):
    return "\n".join(re.sub(r"<style>.*", "", piece.proto.body, flags=re.S) for piece in page.get("html"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_sixteen_claims_and_the_tasks_stand_there_before_anything_is_tried(language):
    page = opened(language=language)
    text, told = markup(page), words.of(language)
    assert told("learn.headline.none") in text
    for name in CLAIMS:
        assert told(f"claim.{name}.quote") in text
        assert page.button(key=f"claim-run-{name}")
    places = [text.index(f"<h3>{place}. {told(f'task.{name}')}") for place, name in enumerate(TASKS, start=1)]
    assert places == sorted(places)
    assert text.index(f"<h3>{told('tasks.sandbox')}") > places[-1], "the sandbox comes last"
    assert "{" not in re.sub(r"<section class=\"equations.*?</section>", "", text, flags=re.S)
    assert not re.search(r">\s*(claim|claims|task|learn)\.", text)
    assert told("learn.provisional") in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_claim_is_run_to_a_verdict_stopped_and_found_again_by_who_tried_it_alone(language):
    page, told = opened(language=language), words.of(language)
    page.button(key=f"claim-run-{QUICK}").click()
    for _ in range(60):
        clean(page.run())
        if page.session_state["study"].trials[QUICK].luck >= LOOKS[0]:
            break
    clean(page.run())
    page.button(key=f"claim-stop-{QUICK}").click()
    clean(page.run())
    assert page.session_state["study"].running == []
    found = page.session_state["study"].trials[QUICK].finding()
    assert found.verdict in ("holds", "holds_when", "fails", "unclear")
    assert claim_words.verdict(CLAIMS[QUICK], found, told) in markup(page)
    assert page.button(key=f"claim-{QUICK}-table")
    other = opened(language=language)  # somebody else, at the same server
    assert claim_words.verdict(CLAIMS[QUICK], found, told) not in markup(other)
    assert told("learn.headline.none") in markup(other)
    assert not other.session_state["study"].trials[QUICK].progress
    other.button(key=f"claim-run-{QUICK}").click()
    clean(other.run())  # what was played for the first is there at once
    assert other.session_state["study"].trials[QUICK].luck >= LOOKS[0]
    again = opened(language=language, tried=page.query_params["tried"])  # the first, after a reload
    assert claim_words.verdict(CLAIMS[QUICK], found, told) in markup(again)
    assert list(again.session_state["study"].trials[QUICK].finding().points) == list(found.points)


def test_an_address_says_what_was_tried_and_what_is_not_written_so_is_passed_over():
    assert looks.read(looks.written({"E1": 8, "E12": 32, "E3": 0})) == {"E1": 8, "E12": 32}
    assert looks.read("E1.8-<b>-E99x.4-E2.99999-.-") == {"E1": 8}
    assert looks.tidy("x" * 10_000) == ""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_every_verdict_has_its_sentence_bar_and_table(claim, language):
    told, points = words.of(language), len(claim.dial.points)
    for states in (["holds"] * points, ["none"] * points, ["reverse", *["holds"] * (points - 1)], ["unclear"] * points):
        found = made(claim, states)
        sentence = claim_words.verdict(claim, found, told)
        assert sentence and "{" not in sentence and words.UNKNOWN not in sentence
        bar = claim_words.bar(claim, found, told)
        assert bar.count('class="mark ') == points
        assert all(f'class="mark at-{state}"' in bar for state in states)
        assert 'role="img"' in bar and told(f"claim.{claim.name}") in bar
        table = claim_words.table(claim, found, told)
        assert len(table) == points and len(set(table.columns)) == 6
    assert not any("{" in line or words.UNKNOWN in line for line in claim_words.compared(claim, told))


def test_a_range_is_told_by_the_side_on_which_it_is_open():
    claim = CLAIMS["E1"]
    told = {
        ("holds", "holds", "none", "none"): "at most 20\u202f%",
        ("none", "none", "holds", "holds"): "at least 40\u202f%",
        ("none", "holds", "none", "none"): "about 20\u202f%",
        ("holds", "none", "none", "holds"): "at most 10\u202f% or at least 60\u202f%",
    }
    for states, span in told.items():
        assert claim_words.spans(claim, made(claim, states), ENGLISH) == span
    inner = replace(claim, dial=replace(claim.dial, points=(*claim.dial.points, claim.dial.points[-1])))
    states = ("none", "holds", "holds", "none", "none")
    assert "20\u202f% to 40\u202f%" in claim_words.spans(inner, made(inner, states), ENGLISH)


def made(claim, states) -> Finding:
    effect = Interval(0.02, 0.01, 0.03, LOOKS[0])
    return finding([Found(point.value, effect, state) for point, state in zip(claim.dial.points, states, strict=True)])


# --- tasks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", list(TASKS))
def test_a_task_names_itself_on_play_and_says_how_the_goal_stands(name, language):
    told = words.of(language)
    before = markup(opened(played, language, begin=name))
    assert told(f"task.{name}.says") in before and told("task.strip.before") in before
    assert not re.search(r">\s*(task|goal)\.", before)


def test_a_task_is_judged_while_it_is_played_and_at_its_end():
    page = opened(played, begin="queue", quarters=1)
    assert "by what you see" in markup(page)
    assert "not yet" in markup(page)
    page = opened(played, begin="queue", quarters=4)
    assert "by the true figures" in markup(page)
    assert ENGLISH("task.outcome.failed") in markup(page)


def test_a_task_is_there_again_after_a_reload_and_gone_with_another_game():
    page = opened(played, begin="queue", quarters=1)
    token = page.session_state["sitting"].token
    again = opened(played, run=token)
    assert again.session_state["sitting"].task == "queue"
    assert "Task 1 of" in markup(again)

    def another():
        from ui import session
        from ui.screens import play

        session.start("base", 4)
        play.screen()

    assert "Task 1 of" not in markup(opened(another))


def test_goals_are_told_in_words():
    for task in TASKS.values():
        for goal in task.goals:
            text = tasks.goal_text(goal, ENGLISH)
            assert not re.search(r"[a-z]+_[a-z]+|\{", text)


# --- parameters, equations, terms ----------------------------------------------------------------------------


def shown(part, language="en", **state):
    page = AppTest.from_string(f"from ui.screens import reference\nreference.{part}()", default_timeout=60)
    page.query_params["lang"] = language
    for name, value in state.items():
        page.session_state[f"learn:{name}"] = value
    return clean(page.run())


def rows(page):
    """The rows of the table of parameters, as lists of what stands in their cells."""
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", markup(page)) if "<td>" in row]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_parameter_stands_in_the_table_and_is_counted_by_grade(language):
    said = []
    for number in range(-(-len(known_parameters()) // reference.PAGE)):
        page = shown("parameters", language, page=number)
        said += rows(page)
    assert len(said) == len(known_parameters())
    assert str(len(known_parameters())) in markup(page)
    assert rows(shown("parameters", language, page=99)) == rows(shown("parameters", language))


def test_parameters_are_found_by_word_mechanism_and_grade_and_an_empty_answer_says_so():
    found = rows(shown("parameters", find="switching cost"))
    assert 0 < len(found) < 20
    page = shown("parameters", mechanism="flywheel", grades=["assumed"])
    declared = [d for name, d in known_parameters().items() if name.startswith("flywheel.") and d.grade == "assumed"]
    assert len(rows(page)) == len(declared)
    empty = shown("parameters", find="<b>no such thing</b>")
    assert not rows(empty)
    assert ENGLISH("parameters.shown.none") in markup(empty)


def test_a_search_finds_what_holds_every_word():
    declared = Declaration("adoption.influence", 0.6, "util", 0, 2.5, "Brehm 1966", "assumed", "pull of peers")
    assert reference.matches(declared, "brehm PEERS", "", ENGLISH)
    assert reference.matches(declared, "", "adoption", ENGLISH)
    assert not reference.matches(declared, "", "flywheel", ENGLISH)
    assert not reference.matches(declared, "brehm rivals", "", ENGLISH)


@pytest.mark.parametrize("name", mechanism_texts.names())
def test_every_mechanism_has_words_of_its_own(name):
    assert len(mechanism_texts.docstring(name)) > 100


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_terms_are_explained_in_both_languages_and_can_be_searched(language):
    told = words.of(language)
    names = reference.terms(told)
    assert len(names) >= 30
    text = markup(shown("glossary", language))
    assert all(told(f"term.{name}") in text for name in names)
    assert told("glossary.none") in markup(shown("glossary", language, term="<script>"))


def test_equations_are_shown_as_the_model_writes_them_each_beside_its_number():
    text = markup(shown("equations", equations="flywheel"))
    assert "<h3>Does use make the product better, and how fast?</h3>" in text
    assert "<dt>(78)</dt><dd>velocity [K a year] = least-squares slope of quality</dd>" in text
    assert "information: Bayesian precision about a drifting state (Farboodi, Mihet, Philippon" in text, "lines are joined"
    assert "<dt>•</dt><dd>chance a week = 1 - exp(-pace rate/52)" in markup(shown("equations", equations="event_deck"))
    assert "<pre>S(t)       = S_0" in markup(shown("equations", equations="treasury")), "what is set in columns stays so"


@pytest.mark.parametrize("name", mechanism_texts.names())
def test_no_word_of_a_mechanism_is_lost_or_changed(name):
    shown_words = unescape(re.sub(r"<[^>]+>", " ", mechanism_texts.as_html(name, ENGLISH)).replace("•", "-")).split()
    assert shown_words == mechanism_texts.docstring(name).split()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_claim_cut_out_of_a_sentence_says_so(language):
    quotes = re.findall(r"<blockquote>(.*?)</blockquote>", markup(opened(language=language)))
    assert len(quotes) == len(CLAIMS)
    assert all(not unescape(quote)[0].islower() for quote in quotes)


def test_a_parameter_without_a_unit_has_none_in_the_table():
    assert not [row for row in rows(shown("parameters")) if row[1].endswith(" -")]
    table = reference.parameter_table(list(known_parameters().values()), ENGLISH)
    assert "-" not in set(table[ENGLISH("parameters.unit")])
    assert not {name for name in table[ENGLISH("parameters.name")] if name.islower() and " gpus" in f" {name}"}
