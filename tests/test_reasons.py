"""A recorded reason is enough to choose again: options, utilities, luck and settings give the choice that was made."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from agents.policies import POLICIES
from agents.task_force import KEEP, decided_again, view_from_numbers
from experiments.run import Game
from model.mechanisms import adoption, approval_queue, data_clearing_house, open_release, placement, release_filter, tiering
from model.mechanisms.approval_queue import RequestClass
from model.mechanisms.placement import PlacementParameters
from model.phases import laboratory
from model.record import Reason, Record

MOST = 1000
"""Decisions of a kind that are taken again."""
GAMES = (
    ("sensible", 1, {"governance.review_weeks": 1}),
    ("burn_the_boats", 1, {"price.api": 1.6, "release.licence": "restricted", "governance.review_layers": 3}),
    ("do_nothing", 3, {"governance.delegation": 0.9, "compute.frontier": 0.7375, "compute.cloud": 0.0125}),
)


def again(utilities: tuple[float, ...], luck: float, scale: float) -> int:
    seen = np.array(utilities)
    return int(adoption.chosen_option(seen, np.isfinite(seen), scale, luck))


def customer_again(reason: Reason) -> tuple[int, int]:
    """First and second choice; the options' names tell whose they are."""
    second, precision, nesting = reason.settings
    del second
    firms = sum(name.startswith("HOST_") for name in reason.options)
    rivals = sum(name.startswith("API_R") for name in reason.options)
    layout = tiering.options(firms, rivals)
    assert layout.names == reason.options
    draws = placement.choose_two(
        np.array([reason.utilities]), np.array([reason.draw]), placement.nests(layout.nest),
        placement.kind_members(layout.kind), PlacementParameters(precision=precision, nesting=nesting),
    )  # fmt: skip
    return int(draws.first.argmax()), int(draws.second.argmax())


def developer_again(reason: Reason) -> int:
    """The kind that was drawn; a firm's is named by the family that most of the crowd takes."""
    precision, firms = reason.settings[0], int(reason.settings[1])
    worth, parts = open_release.divide(np.array([reason.utilities]), firms, precision)
    kind = int(open_release.choose(worth, np.array(reason.draw), precision)[0])
    return kind + firms - 1 if kind else int(parts.argmax())


def review_again(reason: Reason) -> int:
    if reason.rule == "switched off":
        return 1
    (layers,), chance = reason.settings, reason.utilities[1]
    single = chance ** (1.0 / layers) if layers else 1.0
    return int(all(luck < single for luck in reason.draw[: int(layers)]))


def researcher_again(reason: Reason) -> int:
    """Motives give the hazard, the hazard the chance, luck the choice."""
    rate, *motives = reason.settings
    chance = -np.expm1(-rate * np.exp(sum(motives)))
    assert np.isclose(chance, reason.utilities[1], rtol=1e-9, atol=0.0)
    return int(reason.draw[0] < chance)


def sharing_again(reason: Reason) -> int:
    """The head's view of giving; what is given is that chance, as far as people consent."""
    consent, given = reason.settings
    worth = np.array([reason.utilities[0] - reason.utilities[1]])
    assert data_clearing_house.sharing_willingness(worth, consent)[0] == given
    return int(np.argmax(reason.utilities))


CHOOSE = {
    "team": lambda r: again(r.utilities, r.draw[0], r.settings[0]),
    "researcher": researcher_again,
    "developer": developer_again,
    "customer": lambda r: customer_again(r)[0],
    "unit": lambda r: again(r.utilities, r.draw[0], r.settings[0]),
    "layer": lambda r: again(r.utilities, r.draw[0], r.settings[0]),
    "data": sharing_again,
    "rival": lambda r: again(r.utilities, r.draw[0], r.settings[0]),
    "price": lambda r: again(r.utilities, r.draw[0], r.settings[0]),
    "laboratory": lambda r: int(np.argmax(r.utilities)),
    "review": review_again,
    "host": developer_again,
    "task_force": decided_again,
}
"""How each kind of agent chooses, from its reason alone."""
LEAST = {"layer": 60, "data": 200, "price": 20,
         "team": 800, "researcher": MOST, "developer": MOST, "customer": MOST, "unit": 200, "rival": 30, "review": 20,
         "laboratory": 5, "session": 60, "host": MOST, "task_force": 30}  # fmt: skip


def reasons_of(records: list[Record], seed: int) -> dict[str, list[Reason]]:
    """Up to MOST reasons of each kind, drawn at random."""
    found: dict[str, list] = {}
    for record in records:
        for block in record.reasons:
            found.setdefault(block.kind, []).extend((block, row) for row in range(len(block.agents)))
        for reason in record.single_reasons:
            found.setdefault(reason.kind, []).append((reason, None))
    rng = np.random.default_rng(seed)
    picked = {kind: [rows[k] for k in rng.permutation(len(rows))[:MOST]] for kind, rows in found.items()}
    return {kind: [w if row is None else w.reason(row) for w, row in rows] for kind, rows in picked.items()}


def play(policy: str, firms: int, first: dict, seed: int, quarters: int, **parameters: float) -> Game:
    game = Game.start("base", seed, quarters, firms, policy, parameters)
    for firm in game.world.firms:
        changes = game._planned().get(firm.index, {}) | first
        game.world.actors.task_forces[firm.index].instruct(changes)
    return game.finish()


@pytest.fixture(scope="module")
def games() -> list[Game]:
    return [play(*game, seed=seed, quarters=6) for seed, game in enumerate(GAMES)]


@pytest.fixture(scope="module")
def reasons(games: list[Game]) -> dict[str, list[Reason]]:
    return reasons_of([game.world.record for game in games], seed=0)


def test_every_kind_of_agent_leaves_reasons(reasons: dict[str, list[Reason]]) -> None:
    assert set(reasons) == {*CHOOSE, "session"}
    assert not {kind: len(reasons[kind]) for kind, least in LEAST.items() if len(reasons[kind]) < least}


@pytest.mark.parametrize("kind", CHOOSE)
def test_the_choice_follows_from_the_reason(kind: str, reasons: dict[str, list[Reason]]) -> None:
    wrong = [reason for reason in reasons[kind] if CHOOSE[kind](reason) != reason.chosen]
    assert not wrong
    assert len({reason.chosen for reason in reasons[kind]}) > 1 or kind in ("laboratory", "data")
    assert all(len(reason.options) == len(reason.utilities) for reason in reasons[kind])
    assert all(reason.rule for reason in reasons[kind])


def test_the_second_choice_of_a_customer_follows_too(reasons: dict[str, list[Reason]]) -> None:
    assert not [reason for reason in reasons["customer"] if customer_again(reason)[1] != reason.settings[0]]
    alone = [reason for reason in reasons["customer"] if "API_1" not in reason.options]
    assert len(alone) > MOST / 10
    assert all(reason.settings[0] != reason.chosen for reason in alone), "a crowd takes one kind twice from two firms only"


def test_an_option_out_of_reach_is_never_chosen(reasons: dict[str, list[Reason]]) -> None:
    for kind in ("team", "developer", "customer", "rival"):
        assert all(np.isfinite(reason.utilities[reason.chosen]) for reason in reasons[kind]), kind
    barred = [reason for reason in reasons["team"] if not np.isfinite(reason.utilities).all()]
    assert barred, "some teams could not choose freely"


def check_sessions(game: Game) -> int:
    """Hold again every session of a game: what it decides has left the queue by the end of the week, in that order."""
    left: dict[tuple[int, int], set[int]] = {}
    for firm, week, number, *_ in game.world.record.queue:
        left.setdefault((firm, week), set()).add(number)
    held = 0
    for reason in game.world.record.single_reasons:
        if reason.kind != "session":
            continue
        capacity, debt, *sizes = reason.settings
        session = approval_queue.serve(np.array(reason.utilities), np.array(sizes), capacity, debt)
        assert reason.chosen == (session.order[0] if len(session.order) else -1)
        numbers = [int(option.split()[1]) for option in reason.options]
        decided = {numbers[k] for k in session.order}
        waiting = left.get((reason.firm, reason.week), set())
        assert not decided & waiting
        assert set(numbers) - decided <= waiting
        held += 1
    return held


def test_a_session_can_be_held_again(games: list[Game]) -> None:
    assert sum(check_sessions(game) for game in games) >= LEAST["session"]
    overrun = [r.settings[1] for game in games for r in game.world.record.single_reasons if r.kind == "session"]
    assert any(debt > 0.0 for debt in overrun), "some sessions start with work that the last one overran"


def test_a_review_without_a_filter_says_so() -> None:
    game = Game.start("base", seed=2, quarters=4)
    game.world.off = frozenset({"release_filter"})
    reviews = [reason for reason in game.finish().world.record.single_reasons if reason.kind == "review"]
    assert reviews
    assert all(reason.chosen == review_again(reason) == 1 for reason in reviews)


def test_a_filter_judges_as_its_reason_does() -> None:
    p = release_filter.FilterParameters()
    rng = np.random.default_rng(3)
    for value, waited, layers in zip(rng.normal(size=200), rng.exponential(3.0, 200), rng.integers(0, 4, 200), strict=True):
        u = rng.random(3)
        verdict = release_filter.judge(float(value), float(waited), int(layers), u, p)
        reason = Reason(0, 0, "review", 0, "every layer must pass", ("refuse", "release"),
                        (1.0 - verdict.probability, verdict.probability), tuple(u), (float(layers),), 0)  # fmt: skip
        assert review_again(reason) == verdict.passed


def test_names_of_requests_are_names_of_classes(reasons: dict[str, list[Reason]]) -> None:
    names = {kind.name.lower() for kind in RequestClass}
    assert {option.split()[0] for reason in reasons["session"] for option in reason.options} <= names


def test_a_task_force_knows_again_what_it_knew(games: list[Game]) -> None:
    """What a reason wrote down of the view is what the record says the CEO saw."""
    for game in games:
        for reason in (r for r in game.world.record.single_reasons if r.kind == "task_force"):
            view = view_from_numbers(reason.settings, reason.draw, lambda _: [])
            assert view.quarter == reason.week // 13
            if reason.week:
                assert list(view.seen.values()) == game.world.record.seen[reason.firm, reason.week - 1].tolist()
                assert view.levers.as_dict() == levers_before(game, reason.firm, view.quarter)


def levers_before(game: Game, firm: int, quarter: int) -> dict:
    """The levers in force in the quarter before: defaults, and what was decided until then."""
    levers = type(game.world.firms[firm].levers)()
    for q in range(quarter):
        levers = levers.carried_over() if q else levers
        levers = levers.changed({lever: v for f, at, lever, v, _ in game.world.record.decisions if (f, at) == (firm, q)})
    return levers.as_dict()


def test_a_decision_of_nothing_keeps_every_lever(reasons: dict[str, list[Reason]]) -> None:
    idle = [reason for reason in reasons["task_force"] if reason.rule.endswith("do_nothing")]
    assert idle
    assert all(reason.options[reason.chosen] == KEEP for reason in idle)


def asked_each_week(policy: str, seed: int) -> Record:
    """The record of a game in which those who decide seldom are asked every week: what they would train, whether a
    candidate would pass, what the task force would change. The question leaves the game as if it had not been asked.
    """
    game = Game.start("base", seed, quarters=8, plan=policy, parameters=SMALL)
    world, asked = game.world, Record(0, 1, 0, 0, 1, 0, 0, 0)
    firm, asked.seen, asked.events = world.firms[0], world.record.seen, world.record.events
    while world.week < world.case.weeks:
        world.step()
        kept = copy.deepcopy((firm.training, firm.standing)), firm.adoption.trust_shock.copy()
        record, world.record = world.record, asked
        laboratory.start_run(world, firm)
        laboratory.decide_candidate(world, firm, waited=float(world.week % 7), layers=world.week % 4)
        world.actors.decide(world, firm)
        world.actors.commit(firm)
        world.record = record
        (firm.training, firm.standing), firm.adoption.trust_shock = kept
    return asked


SMALL = {"start.developers": 200, "start.customers": 100}
"""Crowds decide often enough when they are small."""


@pytest.mark.slow
def test_a_thousand_choices_of_every_kind_follow_from_their_reasons() -> None:
    games = [play(*GAMES[k % 2], seed=100 + k, quarters=12, **SMALL) for k in range(31)]
    records = [game.world.record for game in games]
    records += [asked_each_week(list(POLICIES)[k % len(POLICIES)], seed=300 + k) for k in range(10)]
    found = reasons_of(records, seed=1)
    assert {kind: len(found[kind]) for kind in CHOOSE} == dict.fromkeys(CHOOSE, MOST)
    for kind, choose in CHOOSE.items():
        assert not [reason for reason in found[kind] if choose(reason) != reason.chosen], kind
    assert sum(check_sessions(game) for game in games) >= MOST
