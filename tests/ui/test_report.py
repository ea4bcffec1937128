"""The report of a game: one file, whole, true to the game, safe against what names hold; and the screen that makes it."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from experiments.debrief import STAGES, Debriefing
from experiments.run import Game, play
from model.bets import Bet
from model.runfile import Run
from ui import palette, telling, words
from ui.debrief import course, document, explained, shown
from ui.debrief.document import FOLDER
from ui.debrief.parts import Story, verdict
from ui.screens import report as screen
from ui.words import HTML_LANGUAGES, LANGUAGES

VOID = {"meta", "br", "link", "img", "hr", "input"}
LARGEST = 1_500_000
BETS = {(0, 0): (Bet("internal_adoption", 0.1, 0.9), Bet("decision_latency", 0.0, 0.1))}
EVIL = "<script>alert('x')</script> & \"quoted\""


def plain(text):
    return " ".join(text.split())


class Parsed(HTMLParser):
    """The document as a flat list of elements; unbalanced tags fail at once."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self):
        return plain(" ".join(self.texts))


def debriefed(run, tries=4, lucks=2, steps=None):
    debriefing = Debriefing(run, tries=tries, lucks=lucks)
    while not debriefing.done and steps != 0:
        debriefing.step()
        steps = None if steps is None else steps - 1
    return debriefing.result()


@pytest.fixture(scope="module")
def debrief():
    return debriefed(replace(play("base", plan="sensible", quarters=3, seed=3).run(), bets=BETS))


@pytest.fixture(scope="module", params=list(LANGUAGES))
def made(request, debrief):
    text = document(debrief, request.param)
    return request.param, text, Parsed(text)


@pytest.fixture(scope="module")
def story(debrief):
    return Story(debrief, words.of("en"))


def test_it_is_one_whole_document_that_needs_nothing_else(made):
    language, text, parsed = made
    assert text.startswith("<!DOCTYPE html>")
    assert parsed.all("html")[0]["lang"] == HTML_LANGUAGES[language]
    assert len(text.encode()) < LARGEST
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"'(]?\s*(https?:)?//", text)
    assert "http" not in re.sub(r"http-equiv", "", text)
    assert not parsed.all("script")
    assert "default-src 'none'" in text
    assert all(attrs["href"].startswith(("#", "data:application/toml")) for attrs in parsed.all("a"))
    assert not [name for _, attrs in parsed.elements for name in attrs if name.startswith("on")]


def test_links_inside_lead_somewhere(made):
    _, _, parsed = made
    ids = [attrs["id"] for _, attrs in parsed.elements if attrs.get("id")]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for attrs in parsed.all("a") if attrs["href"].startswith("#")} <= set(ids)


def test_every_picture_has_a_text_alternative(made):
    _, text, parsed = made
    pictures = re.findall(r"<svg role=\"img\".*?</svg>", text, flags=re.S)
    assert len(pictures) == len(parsed.all("svg")) >= 19
    for picture in pictures:
        title, described = (re.search(rf"<{tag}>(.+?)</{tag}>", picture) for tag in ("title", "desc"))
        assert title and described and len(described[1]) > len(title[1])
    assert "NaN" not in text and "nan" not in re.findall(r'd="[^"]*"', text)


def built_keys():
    """The keys that the template and the sections put together."""
    template = (FOLDER / "report.html").read_text(encoding="utf-8")
    yield from (key for key in re.findall(r"\bw\(\s*[\"']([a-z_.]+)[\"']", template) if not key.endswith("."))
    sections = re.search(r"for id in \((.*?)\)", template)
    parts = {
        "section": re.findall(r'"(\w+)"', sections[1] if sections else ""),
        "decisions": ("when", "desk", "lever", "before", "after"), "bets": ("when", "figure", "said", "came", "score"),
        "money": ("above", "below", "level"), "map": ("start", "end"), "road.lucks": ("none", "better", "worse", "unclear"),
        "evidence": explained.ANCHORS, "road.head": ("own", "other", "apart", "verdict", "lucks", "change"),
        "limit": ("one", "provisional", "truth", "orders", "loops", "road", "incomplete"),
        "screen.holds": screen.HOLDS, "screen.stage": STAGES, "road": ("none", "unsought"),
    }  # fmt: skip
    yield from (f"report.{stem}.{name}" for stem, names in parts.items() for name in names)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_no_word_is_missing_and_none_is_left_over(language):
    wanted = set(built_keys())
    assert len(wanted) > 80
    assert not [key for key in wanted if not words.of(language).has(key)]
    sources = [p for folder in ("debrief", "screens", "session") for p in (FOLDER.parent / folder).glob("*.py")]
    code = "".join(p.read_text(encoding="utf-8") for p in [*sources, FOLDER.parent / "app.py"])
    own = {m.id if isinstance(m.id, str) else m.id[0] for m in words.read("report", language) if m.id}
    assert not [key for key in own - wanted if not re.search(rf"[\"']{re.escape(key)}[\"']", code)]


def test_no_key_is_shown(made):
    _, _, parsed = made
    assert "{" not in parsed.text and "}" not in parsed.text
    assert not re.search(r"\b(report|why|kpi|story|lever)\.[a-z_]+", parsed.text.replace("report.html", ""))


def test_its_numbers_are_those_of_the_game(made, debrief):
    language, _, parsed = made
    spoken, game, base = words.of(language), debrief.game, debrief.base
    for kpi in ("internal_adoption", "frontier_gap_months", "cash", "score"):
        assert plain(telling.figure(kpi, game.kpis[kpi], spoken)) in parsed.text
        assert plain(telling.figure(kpi, base.kpis[kpi], spoken)) in parsed.text
    for quarter in range(3):
        adoption = game.series()["internal_adoption"][quarter]
        assert plain(telling.figure("internal_adoption", adoption, spoken)) in parsed.text
    assert spoken.number(game.seed) in parsed.text


def test_the_run_file_inside_plays_the_same_game(made, debrief):
    _, _, parsed = made
    (link,) = [attrs for attrs in parsed.all("a") if attrs["href"].startswith("data:")]
    assert re.fullmatch(r"[\w-]+\.toml", link["download"])
    again = Game.from_text(base64.b64decode(link["href"].partition("base64,")[2]).decode())
    assert again.run().digests == debrief.run.digests


def test_decisions_are_those_that_changed_something(story, debrief):
    table = course.decisions(story)
    changed = [row for row in debrief.game.world.record.decisions if row[3] != row[4]]
    assert table is not None and len(table.rows) == len(changed) > 10
    assert course.counted(story)[0] == len(changed)
    nothing = Story(debriefed(play("base", quarters=1).run(), steps=0), words.of("en"))
    assert course.decisions(nothing) is None
    assert words.of("en")("report.decisions.none") in Parsed(document(nothing.debrief, "en")).text


def test_contributions_sum_and_bets_are_scored(story, debrief):
    waterfall = debrief.waterfalls["internal_adoption"]
    assert sum(row.contribution for row in waterfall.rows) == pytest.approx(waterfall.total - waterfall.base, abs=1e-9)
    assert explained.waterfall(story) is not None
    held, outside = debrief.bets
    assert held.bet.holds(held.outcome) and not outside.bet.holds(outside.outcome)
    table = shown.bets(story).table  # type: ignore[union-attr]
    assert table.rows[1][-1] == telling.change("decision_latency", outside.bet.score(outside.outcome), story.words).lstrip(
        "+"
    )
    assert shown.bets(Story(replace(debrief, bets=[]), story.words)) is None


def test_the_road_is_told_with_how_many_were_tried(story, debrief):
    told = explained.road(story)
    text = " ".join(told.sentences)
    assert story.words.number(debrief.tried) in text
    if told.picture:
        best = debrief.roads[0]
        assert f"--quarter {best.quarter + 1}" in told.command
        assert all(f"{name}=" in told.command for name in best.changes)
    none = explained.road(Story(replace(debrief, roads=[]), story.words))
    assert none.title == story.words("report.road.none") and none.picture is None


def test_the_headline_says_whether_the_game_was_won_once_it_is_over():
    going = Game.start("base", plan="sensible")
    going.advance()
    assert "won" not in " ".join(course.headline(Story(debriefed(going.run(), steps=0), words.of("en")))).lower()
    missed = Story(debriefed(play("base", quarters=1).run(), steps=0), words.of("en"))
    headline, why, *_ = course.headline(missed)
    assert headline.endswith("Not won.") and "was needed" not in headline, "a headline is short"
    assert why.startswith("Not won: ") and "was needed" in why
    won = Story(debriefed(play("plateau", "adaptive", seed=1006).run(), steps=0), words.of("zh_CN"))
    assert "胜出。" in course.headline(won)[0] and "未胜出" not in course.headline(won)[0]


def test_a_report_stopped_early_says_so():
    early = debriefed(play("base", plan="sensible", quarters=1, seed=3).run(), steps=0)
    for language in LANGUAGES:
        parsed = Parsed(document(early, language))
        for key in ("report.limit.incomplete", "report.road.unsought", "report.loops.unmeasured", "report.why.none"):
            assert plain(words.of(language)(key)) in parsed.text


def test_names_with_markup_are_shown_as_text():
    run = play("base", quarters=1).run()
    run = Run(replace(run.scenario, name="evil<x>", title=EVIL, dilemma=EVIL), run.seed, quarters_played=1)
    debrief = debriefed(run, steps=0)
    text = document(debrief, "en")
    parsed = Parsed(text)
    assert "<script" not in text
    assert EVIL in parsed.text
    assert not parsed.all("script") and not parsed.all("x")
    assert course.file_name(Story(debrief, words.of("en"))) == "evil-x-seed0-quarter1.toml"


def test_an_author_cannot_borrow_the_name_of_a_shipped_situation():
    run = play("base", quarters=1).run()
    run = Run(replace(run.scenario, title="Another one"), run.seed, quarters_played=1)
    assert course.scenario_words(Story(debriefed(run, steps=0), words.of("en")))[0] == "Another one"


def test_the_same_run_makes_the_same_bytes(debrief):
    assert document(debrief, "en") == document(debrief, "en")


def test_both_themes_are_inside_and_labels_can_be_read(made):
    _, text, _ = made
    assert "prefers-color-scheme: dark" in text and "@page" in text
    for theme in (palette.LIGHT, palette.DARK):
        assert theme.paper in text and theme.shade("third") in text
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", text))
    declared = set(re.findall(r"(--[a-z0-9-]+):", text))
    assert used <= declared


def test_what_reads_alike_is_no_difference():
    english = words.of("en")
    assert verdict("gross_margin", 0.2701, 0.2699, english)[0] == "same"
    assert verdict("decision_latency", 2.0, 4.0, english)[0] == "better"
    assert verdict("trust", 0.2, 0.4, english)[0] == "worse"
    assert verdict("price_index", 0.2, 0.4, english)[0] == "same"
