"""Why did a game end as it did? What decisions, events, mechanisms and loops contributed, by playing it without them."""

from experiments.why.deciders import Deciding, deciders, deciding
from experiments.why.explanation import Explanation, Row, Waterfall
from experiments.why.loops import LoopMeter, Loops, Strengths, loop_strengths
from experiments.why.pieces import Piece, pieces_of
from experiments.why.reasons import Weighing, weighing
from experiments.why.reckoning import Contribution, Reckoning, reckoning
from experiments.why.story import Sentence, story

__all__ = [
    "Contribution",
    "Deciding",
    "Explanation",
    "LoopMeter",
    "Loops",
    "Piece",
    "Reckoning",
    "Row",
    "Sentence",
    "Strengths",
    "Waterfall",
    "Weighing",
    "deciders",
    "deciding",
    "loop_strengths",
    "pieces_of",
    "reckoning",
    "story",
    "weighing",
]
