"""Outside developers as shares of families of open models and of hosts, without a graph (M5).

Everybody's neighbours are the whole crowd: awareness is that of Bass (1969), and the pull of neighbours that of the
market shares. Shares are held by family, host and the week in which the host was chosen, on which leaving it depends.
News of families is of every age at once, each with its part.
"""

from __future__ import annotations

import numpy as np

from model.arrays import Flags, Floats
from model.market_state import NO_FAMILY, NO_HOST
from model.mechanisms import adoption, market_news, open_release
from model.parameter_set import ParameterSet

FAMILIES = HOSTS = 3
OURS = 0


class Developers:
    """All developers: `unaware` share, `mass` (cohorts, families, hosts) and the `tenure` of cohorts in weeks."""

    def __init__(self, p: ParameterSet, shares: Floats) -> None:
        """Start with `shares` (3,) of the families."""
        self.p = p
        elsewhere = np.array([0.0, 1.0 - p.start.own_machines, p.start.own_machines])
        hosts = np.tile(elsewhere, (FAMILIES, 1))
        hosts[OURS] *= 1.0 - p.start.hosted_developers
        hosts[OURS, 0] = p.start.hosted_developers
        self.mass = (shares[:, None] * hosts)[None]
        self.tenure = np.array([p.open_release.lock_time])
        self.unaware = 1.0 - float(shares.sum())
        self.constants = np.zeros(FAMILIES)
        self.heard = np.zeros((1 + p.market_news.memory, FAMILIES))

    @property
    def share(self) -> Floats:
        """The share of all developers with each family (3,)."""
        return self.mass.sum(axis=(0, 2))

    @property
    def hosted(self) -> float:
        """The share of all developers on the firm's cloud."""
        return float(self.mass[:, :, 0].sum())

    def rest(self, attraction: Floats) -> None:
        """Set constants so that users choose their families again (I28), at an `attraction` (3,) without constants."""
        users = np.arange(FAMILIES)
        utilities = open_release.family_utilities(attraction, self._peers(FAMILIES), users, self.p.open_release)
        target = self.share / self.share.sum()
        self.constants = adoption.calibrated_constants(utilities, target, self.p.open_release.precision, target)
        self.heard[:] = attraction + self.constants

    def week(self, attraction: Floats, prices: Floats, coupling: Floats, restricted: Flags, inertia: float) -> None:
        """Let developers hear of families, switch, and choose where to run (31-33).

        `attraction` (3,) holds constants, `prices` (3,) are those of hosts, `inertia` scales what holds at a host.
        """
        self.heard = np.concatenate([attraction[None], self.heard[:-1]])
        p = open_release.portable(self.p.open_release, inertia)
        chance, choice = self.choices()
        moves = choice[:NO_FAMILY] * chance[:NO_FAMILY, None] * (1.0 - np.eye(FAMILIES))
        stay = self.mass * (1.0 - moves.sum(axis=1))[None, :, None]
        choosing = np.einsum("cfh,fg->cgh", self.mass, moves) + p.review_rate * stay
        to = self._hosts(prices, coupling, restricted, p)
        kept = np.einsum("cfhh->cfh", to) * choosing
        new = np.einsum("cfh,cfhk->fk", choosing, to) - kept.sum(axis=0)
        joining = self.unaware * chance[NO_FAMILY] * choice[NO_FAMILY]
        new = new + joining[:, None] * self._first_hosts(prices, coupling, restricted, p)
        self.mass = np.concatenate([(1.0 - p.review_rate) * stay + kept, new[None]])
        self.tenure = np.append(self.tenure + 1.0, 0.0)
        self.unaware *= 1.0 - chance[NO_FAMILY]

    def choices(self) -> tuple[Floats, Floats]:
        """Return the weekly chance to choose a family (4,) and the chances of each (4, 3), by family in use, last none."""
        p, news = self.p.open_release, self.p.market_news
        ages, groups = news.memory + 1, NO_FAMILY + 1
        current = np.tile(np.arange(groups), ages)
        age = np.repeat(np.arange(ages), groups)
        uses = current[:, None] == np.arange(FAMILIES)
        worth = market_news.family_worth(self.heard, age, uses)
        utilities = open_release.family_utilities(worth, self._peers(len(current)), current, p)
        chances = adoption.choice_probabilities(utilities, np.ones(utilities.shape, dtype=bool), p.precision)
        choice = np.tensordot(market_news.age_shares(news), chances.reshape(ages, groups, FAMILIES), axes=1)
        hazard = np.full(groups, p.review_rate)
        hazard[NO_FAMILY] = open_release.awareness_hazard(self.share.sum(), p)
        return np.array([open_release.weekly_chance(one) for one in hazard.tolist()]), choice

    def _peers(self, rows: int) -> Floats:
        return np.tile(self.share, (rows, 1))

    def _hosts(self, prices: Floats, coupling: Floats, restricted: Flags, p: open_release.OpenReleaseParameters) -> Floats:
        """Return the chances (cohorts, families, hosts, hosts) of hosts to those who choose one now."""
        shape = self.mass.shape
        _, family, host = (part.ravel() for part in np.indices(shape))
        tenure = np.repeat(self.tenure, FAMILIES * HOSTS)
        chances = _host_chances(family, host, tenure, prices, coupling, restricted, p)
        return chances.reshape(*shape, HOSTS)

    def _first_hosts(
        self, prices: Floats, coupling: Floats, restricted: Flags, p: open_release.OpenReleaseParameters
    ) -> Floats:
        """Return the chances (families, hosts) of hosts to those who use none yet."""
        family = np.arange(FAMILIES)
        return _host_chances(family, np.full(FAMILIES, NO_HOST), np.zeros(FAMILIES), prices, coupling, restricted, p)


def _host_chances(
    family: np.ndarray, host: np.ndarray, tenure: Floats, prices: Floats, coupling: Floats, restricted: Flags,
    p: open_release.OpenReleaseParameters,
) -> Floats:  # fmt: skip
    utilities = open_release.host_utilities(family, host, tenure, prices, coupling, restricted, p)
    return adoption.choice_probabilities(utilities, np.isfinite(utilities), p.precision)
