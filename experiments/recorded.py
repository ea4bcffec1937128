"""Whether a game that was opened from a run file is the one the file recorded."""

from __future__ import annotations

from experiments.run import Game
from model.clock import quarter_of
from model.digests import first_difference
from model.errors import Sentence, said
from model.runfile import Run
from model.version import MODEL_VERSION


def doubts(game: Game, text: str, where: str) -> list[Sentence]:
    """Return why `game`, played from the run file's `text`, may not be what was recorded: a sentence, or nothing."""
    recorded = Run.from_text(text, where)
    if not recorded.same_version:
        return [
            said(
                "{where} was recorded by model version {recorded} and has been played again by version {now}: "
                "its results may be others.",
                where=where, recorded=recorded.model_version, now=MODEL_VERSION,
            )
        ]  # fmt: skip
    apart = first_difference(game.run().digests, recorded.digests)
    if apart is None:
        return []
    week, _ = apart
    return [
        said(
            "{where} does not hold the results of its own decisions: from week {week} (quarter {quarter}) on they differ, "
            "so it was changed after it was saved; shown is what its decisions give.",
            where=where, week=week + 1, quarter=quarter_of(week) + 1,
        )
    ]  # fmt: skip
