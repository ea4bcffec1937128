"""The waterfall from a game in which nothing was decided and nothing happened to the game that was played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.run import Game
from experiments.why import shapley
from experiments.why.pieces import Piece, mechanisms, pieces_of
from experiments.why.replays import Replays, Switched
from model.arrays import Floats
from model.errors import BadInput, said
from model.kpis import INDEX
from model.runfile import Run
from model.values import quoted

DRAWN_WITH = 20260401
"""The seed of the orders: an explanation drawn again is the same."""
PAIRS = 16
"""Pairs of orders after which an estimate is left as it is."""


@dataclass(frozen=True)
class Row:
    """What one piece contributed to a KPI.

    `error` is the standard error of the estimate (0 where it is exact, NaN where nothing is known yet); `alone` is what
    the piece does by itself, `last` what the game would lose without it, NaN until they are asked for.
    """

    piece: Piece
    contribution: float
    error: float
    alone: float
    last: float


@dataclass(frozen=True)
class Waterfall:
    """From `base` to `total`, a row a piece; the contributions sum to their difference.

    `together` is what pieces did only because others were there too: the difference less what each does alone.
    """

    kpi: str
    quarter: int
    base: float
    total: float
    rows: list[Row]
    together: float
    pairs: int
    exact: bool


class Explanation:
    """Why a run stands where it stands after `quarter` (from 1): refined step by step, for all KPIs at once.

    A step needs the run played without some of its pieces. `work` plays it here; or somebody else plays what is
    `wanted`, by `replays_made` with `replays_given`, and the values are taken in by `take`. `game` is the run as played,
    where it is at hand.
    """

    def __init__(
        self, run: Run, quarter: int | None = None, firm: int = 0, detail: int | None = None, of_mechanisms: bool = False,
        game: Game | None = None,
    ) -> None:  # fmt: skip
        self.quarter = run.quarters_played if quarter is None else quarter
        if not 1 <= self.quarter <= run.quarters_played:
            raise BadInput(
                said(
                    "--quarter is {quarter}: the run has quarters 1 to {most}.",
                    quarter=self.quarter,
                    most=run.quarters_played,
                )
            )
        if detail is not None and not 1 <= detail <= self.quarter:
            raise BadInput(said("--detail is {detail}: use a quarter from 1 to {most}.", detail=detail, most=self.quarter))
        self.run, self.firm = run, firm
        self.game = game if game is not None and game.quarter == self.quarter else Game.from_run(run, self.quarter)
        if of_mechanisms:
            self.pieces, self.replays_made = mechanisms(), Switched
        else:
            self.pieces = pieces_of(self.game.world, self.quarter, firm, None if detail is None else detail - 1)
            self.replays_made = Replays
        self.replays_given = (run, self.quarter, self.pieces, firm)
        self._values: dict[frozenset[int], Floats] = {}
        groups = [piece.group for piece in self.pieces]
        self._few = len(set(groups)) == len(groups) <= shapley.MOST_EXACT
        self._in_time: Floats | None = None
        self._step: tuple[Sequence[int], ...] | None = None
        self._sets: list[frozenset[int]] = []
        self._pairs: list[Floats] = []
        self._exact: Floats | None = None
        self._orders = shapley.order_pairs(groups, DRAWN_WITH)

    @property
    def pairs(self) -> int:
        """How many pairs of random orders have been played."""
        return len(self._pairs)

    @property
    def most_pairs(self) -> int:
        """After how many pairs an estimate is left as it is."""
        return PAIRS

    @property
    def exact(self) -> bool:
        """Whether every set of pieces has been played, so that nothing is estimated."""
        return self._exact is not None or not self.pieces

    @property
    def settled(self) -> bool:
        """Whether refining further is of no use."""
        return self.exact or self.pairs >= PAIRS

    @property
    def share(self) -> float:
        """How far it has been refined, 0 to 1; 1 exactly once it is settled."""
        if self.settled:
            return 1.0
        return len(self._values) / (2 ** len(self.pieces) + 1) if self._few else self.pairs / PAIRS

    @property
    def begun(self) -> bool:
        """Whether there is anything to show yet."""
        return self._in_time is not None or (not self.pieces and frozenset() in self._values)

    @cached_property
    def replays(self) -> Replays:
        """What plays the run without some of its pieces, here."""
        return self.replays_made(*self.replays_given)

    def refine(self) -> None:
        """Play one more pair of random orders; of few pieces, every set.

        The first step is the order of time alone: it is there soonest, says nothing of its error, and counts only
        until there is more.
        """
        before = (self._in_time is None, self.pairs, self.exact)
        while not self.settled and before == (self._in_time is None, self.pairs, self.exact):
            self.work()

    def work(self) -> None:
        """Play the game once without some pieces, the next that a step needs; take the step when it has all."""
        if wanted := self.wanted():
            self.take(wanted[0], self.replays.value(wanted[0]))

    def wanted(self) -> list[frozenset[int]]:
        """Return the sets of pieces that are to be played next: those of a step, in order; none when all is settled."""
        if not self.pieces:
            return self._unknown([frozenset()])
        while not self.settled:
            if self._step is None:
                self._step = self._planned()
                self._sets = [inside for order in self._step for inside in shapley.prefixes(order)]
                self._sets = self._sets or shapley.subsets(len(self.pieces))
            if unknown := self._unknown(self._sets):
                return unknown
            self._take(self._step)
            self._step = None
        return []

    def beside(self) -> list[frozenset[int]]:
        """Return the sets that tell what each piece does alone and last, as far as they have not been played."""
        everything = self._everything
        singles = [frozenset({i}) for i in range(len(self.pieces))]
        return self._unknown([*singles, *(everything - single for single in singles)])

    def take(self, inside: frozenset[int], value: Floats) -> None:
        """Take in the KPIs (KPIs,) at the end of a play with the pieces `inside`; a step that has all is taken."""
        self._values[inside] = value
        self.wanted()

    def _unknown(self, sets: list[frozenset[int]]) -> list[frozenset[int]]:
        return [inside for inside in dict.fromkeys(sets) if inside not in self._values]

    def _value(self, inside: frozenset[int]) -> Floats:
        if inside not in self._values:
            self._values[inside] = self.replays.value(inside)
        return self._values[inside]

    @property
    def _everything(self) -> frozenset[int]:
        return frozenset(range(len(self.pieces)))

    def _planned(self) -> tuple[Sequence[int], ...]:
        if self._in_time is None:
            return (range(len(self.pieces)),)
        return () if self._few else next(self._orders)

    def _take(self, orders: tuple[Sequence[int], ...]) -> None:
        walks = [shapley.walk(self._value, order) for order in orders]
        if not walks:
            self._exact = shapley.exact(self._value, len(self.pieces))
        elif self._in_time is None:
            self._in_time = walks[0]
        else:
            self._pairs.append(np.array(walks))
        if self.settled and "replays" in self.__dict__:
            self.replays.forget()

    def steps(self, pairs: int = PAIRS) -> Iterator[int]:
        """Refine until `pairs` pairs have been played, or every set of few pieces, yielding the pairs after each step."""
        while not self.settled and (self._few or self.pairs < pairs):
            self.refine()
            yield self.pairs

    def waterfall(self, kpi: str, sides: bool = True) -> Waterfall:
        """Return the waterfall of a KPI as far as it is known; with `sides`, what pieces do alone and last is played."""
        if kpi not in INDEX:
            raise BadInput(said("There is no figure {name}: boats kpis lists them.", name=quoted(kpi)))
        k = INDEX[kpi]
        if self._in_time is None:
            self.refine()
        base, total = float(self._none[k]), float(self._all[k])
        means, errors = self._known
        alone, last = self.sides if sides else (np.full(means.shape, np.nan), np.full(means.shape, np.nan))
        rows = [
            Row(piece, *(float(table[i, k]) for table in (means, errors, alone, last)))
            for i, piece in enumerate(self.pieces)
        ]
        return Waterfall(
            kpi, self.quarter, base, total, rows, total - base - float(alone[:, k].sum()), self.pairs, self.exact
        )

    @property
    def samples(self) -> list[Floats]:
        """What each piece added in the walks of a step (walks, n, KPIs): by pair of orders, else in order of time.

        Where it is exact there is one step, and one walk, that stands for all.
        """
        if self._exact is not None:
            return [self._exact[None]]
        return self._pairs or ([self._in_time[None]] if self._in_time is not None else [])

    @cached_property
    def sides(self) -> tuple[Floats, Floats]:
        """What each piece does alone, and what is lost without it, both (n, KPIs)."""
        everything, value = self._everything, self._value
        shape = (len(self.pieces), len(self._all))
        alone, last = np.zeros(shape), np.zeros(shape)
        for i in range(len(self.pieces)):
            alone[i] = value(frozenset({i})) - self._none
            last[i] = self._all - value(everything - {i})
        return alone, last

    @property
    def _known(self) -> tuple[Floats, Floats]:
        if not self.pieces or self._in_time is None:
            return np.zeros((0, len(self._all))), np.zeros((0, len(self._all)))
        if self._exact is not None:
            return self._exact, np.zeros_like(self._exact)
        return shapley.mean_and_error(self.samples)

    @cached_property
    def _none(self) -> Floats:
        return self._value(frozenset())

    @cached_property
    def _all(self) -> Floats:
        return self._value(self._everything)
