"""A world that is watched for its KPIs only is the same world, less what is written down of it."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.run import Game
from model.errors import BadInput
from model.world import World


def finished(watch: str, **changes) -> Game:
    return Game.start("base", **{"seed": 3, "quarters": 6, "plan": "sensible"} | changes, watch=watch).finish()


@pytest.mark.parametrize(
    "changes", [{}, {"plan": "adaptive", "events": "price_war@5,board_memo@9"}, {"firms": 2, "plan": "random", "seed": 8}]
)
def test_the_figures_are_the_same_to_the_last_bit(changes: dict) -> None:
    whole, lean = finished("all", **changes), finished("kpis", **changes)
    for table in ("kpis", "seen", "models", "events"):
        assert getattr(lean.world.record, table).tobytes() == getattr(whole.world.record, table).tobytes(), table
    for mine, theirs in zip(lean.world.firms, whole.world.firms, strict=True):
        assert mine.levers == theirs.levers
        assert mine.ledger.balance == theirs.ledger.balance
        assert (mine.standing.score, mine.standing.outcome) == (theirs.standing.score, theirs.standing.outcome)
    assert lean.world.record.news == whole.world.record.news


def test_nothing_else_is_kept() -> None:
    record = finished("kpis").world.record
    assert not record.reasons
    assert not record.single_reasons
    assert not record.queue
    assert np.isnan(record.units).all()
    with pytest.raises(ValueError, match="watch"):
        record.digests()


def test_a_fork_may_be_watched_for_less_and_never_for_more() -> None:
    game = Game.start("base", seed=4, quarters=4)
    game.advance()
    fork: World = game.world.fork()
    fork.watch = "kpis"
    assert (fork.watch, game.world.watch) == ("kpis", "all")
    while fork.running:
        fork.advance()
    assert fork.record.kpis.tobytes() == game.finish().world.record.kpis.tobytes()
    assert len(fork.record.reasons) < len(game.world.record.reasons)
    with pytest.raises(BadInput, match="play the world again"):
        fork.watch = "all"
    with pytest.raises(BadInput, match="not for 'stars'"):
        fork.watch = "stars"
