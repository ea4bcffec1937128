"""The twin of a game: the same weeks, with teams, customers, developers, serving and use as aggregates.

It looks at the game between two phases, is told what `given` lists, and goes on by itself. Nothing flows back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.mean_field import given
from experiments.mean_field.customers import Customers
from experiments.mean_field.developers import Developers
from experiments.mean_field.given import Given
from experiments.mean_field.practice import Practice
from experiments.mean_field.serving import Crowds, Serving
from experiments.mean_field.teams import Teams
from experiments.mean_field.use import Use
from model.arrays import Floats
from model.errors import BadInput, said
from model.kernels.customers import option_terms
from model.mechanisms import (
    executive_attention,
    gpu_holdings,
    migration,
    open_release,
    open_spillover,
    placement,
    politics,
    tiering,
)
from model.mechanisms.adoption import CENTRAL, LEGACY, ROGUE, THIRD
from model.phases.measures import CANNIBALISATION_EVERY
from model.sources import shares

if TYPE_CHECKING:
    from model.world import World

FIGURES = (
    "internal_adoption", "rogue_share", "third_party_share", "legacy_share", "developer_share", "hosted_share",
    "cannibalisation", "cloud_ai_revenue", "domain_error", "flywheel_quality", "disruption",
)  # fmt: skip
"""What the twin says of each week: headline figures of the game, and the mean quality that use has brought."""
LOOKS_BEFORE = "choose"
"""The phase before which the twin looks at the game."""


class Twin:
    """The mean-field twin of a game of one firm that has not begun; it goes along with it, week by week.

    `series` maps each of FIGURES to one value a week; `families` holds the shares (3,) of families of open models,
    `bought` the GPUs that a mean unit, times their number, would have bought for itself, both by week.
    Raises BadInput for several firms, for mechanisms left out, and for a game that has begun.
    """

    def __init__(self, world: World) -> None:
        _check(world)
        self.p, self.fixed = world.p, world.fixed
        self.teams = Teams(self.p, len(self.fixed.team_names))
        self.practice = Practice(self.p, self.teams.shares, self.teams.number)
        self.customers = Customers(self.p, self.fixed)
        self.developers = Developers(self.p, np.array([shares("developers")[k] for k in ("own", "openlab", "other")]))
        self.serving = Serving(self.p, self.fixed, self.teams.tastes)
        self.use = Use(self.p, self.fixed)
        self.series: dict[str, list[float]] = {name: [] for name in FIGURES}
        self.families: list[Floats] = []
        self.bought: list[float] = []
        self.cannibalisation = 0.0
        self._before = given.read(world)
        self._rest(self._before)
        place = [name for name, _ in world.phases].index(LOOKS_BEFORE)
        world.phases = (*world.phases[:place], ("twin", self.look), *world.phases[place:])

    def look(self, world: World) -> None:
        """Look at the week of the game, and live it."""
        self.week(given.read(world))

    def week(self, seen: Given) -> None:
        """Live a week of which only `seen` is known."""
        lost = self._shocks(seen)
        self.use.open(seen, self.teams.benefit, self.adoption)
        self.serving.serve(seen, self.crowds)
        loss = self._teams(seen, lost)
        self._market(seen)
        self.serving.give_back(seen, float(self.developers.share[0]))
        self.use.learn(seen, self.adoption)
        self.serving.learn(seen.week, self.crowds)
        self._write(seen, loss)
        self._before = seen

    @property
    def adoption(self) -> float:
        """The share of teams on the common stack."""
        return float(self.teams.shares[CENTRAL])

    @property
    def crowds(self) -> Crowds:
        """The shares that load the layers."""
        share, layout = self.customers.share, self.fixed.layout
        return Crowds(float(share[layout.api[0]]), float(share[layout.host[0]]), self.developers.hosted, self.adoption)

    def _rest(self, seen: Given) -> None:
        """Set the constants under which the start is at rest, in the order of `model.constants`."""
        self.serving.start_work = 1.0
        self.customers.placed[0] = self.fixed.start_shares
        self.serving.rest(seen, self.crowds)
        self.customers.rest(self._terms(seen))
        self.customers.hear(self._terms(seen))
        self.developers.rest(self._attraction(seen))
        self.serving.serve(seen, self.crowds)
        self.teams.rest(self.serving.worth(seen, self.use.domain, self.teams.fine_tune), seen.levers.migration.mandate)

    def _shocks(self, seen: Given) -> Floats:
        """Let happen what has happened outside since last week; return the trust (rows,) that it costs.

        Wrong local decisions, which hit one team each, are left out.
        """
        before, p = self._before, self.p
        if before.new_architecture != 1.0 == seen.new_architecture:
            self.serving.forget()
        for _ in range(seen.breaches - before.breaches):
            self.use.breach()
        lost = np.full(len(self.teams.mass), (seen.breaches - before.breaches) * p.data_breach.trust_loss)
        bad = (seen.bad_releases - before.bad_releases) * p.release_filter.trust_loss
        return lost + bad * (self.teams.states.option == CENTRAL)

    def _teams(self, seen: Given, lost: Floats) -> float:
        """Let teams choose, be audited, work and learn whom to trust; return the week's disruption."""
        lever, p, serving = seen.levers, self.p, self.serving
        usable = migration.usable_support(lever.migration.support, p.migration)
        load = self.practice.load(self.teams.trials)
        rate = migration.practice_rate(usable, load, p.migration)
        quality = serving.worth(seen, self.use.domain, self.teams.fine_tune)
        self.practice.moved(self.teams.week(seen, quality, serving.served_ecosystem, rate))
        self.practice.learn(rate, lever.migration.mandate)
        self.practice.moved(self.teams.audited(seen))
        kept = politics.claw_back_output(seen.week - seen.clawed_week, seen.clawed_rate, p.politics)
        kept *= 1.0 - executive_attention.preparation_loss(lever.governance.review_weeks, p.executive_attention)
        loss = self.practice.loss(
            kept * (1.0 - seen.lobbying_loss), serving.served_ecosystem, load, usable, seen.festival, serving.bugs
        )
        self.teams.trusted(serving.latency_cost, serving.felt_wait(seen), loss.incident, lost)
        return loss.disruption

    def _market(self, seen: Given) -> None:
        """Let customers and developers choose; both see each other as of last week."""
        self.customers.hear(self._terms(seen))
        attraction = self._attraction(seen) + self.developers.constants
        self.customers.week(seen.effects.lock)
        elsewhere = float(tiering.resale_price(seen.hosts, self.p.tiering)[0])
        prices = np.array([self._prices(seen)[1], elsewhere, self.p.tiering.self_price])
        restricted = np.array([seen.levers.release.licence == "restricted"])
        self.developers.week(attraction, prices, np.array([seen.coupling]), restricted, seen.effects.lock)

    def _prices(self, seen: Given) -> tuple[float, float]:
        lever, cost = seen.levers.price, np.array([self.serving.cost])
        api, hosted = tiering.list_prices(np.array([lever.api]), np.array([lever.hosted]), cost, self.p.tiering)
        return float(api[0]), float(hosted[0])

    def _terms(self, seen: Given) -> Floats:
        """Return the terms (4, options) of the offers, as `model.phases.offers` puts them together for the game."""
        api, hosted = self._prices(seen)
        ours = tiering.FirmOffers(
            api_k=np.array([seen.api]), open_k=np.array([seen.open]), api_price=np.array([api]),
            hosted_price=np.array([hosted]), hosts=seen.hosts, coupling=np.array([seen.coupling]),
            developer_excess=self.developers.share[:1] - self.fixed.developer_share,
            served=np.array([self.serving.served_cloud]), brand=np.array([seen.brand]), released=np.array([True]),
            restricted=np.array([seen.levers.release.licence == "restricted"]), leaked_k=np.array([seen.leaked]),
        )  # fmt: skip
        return option_terms(
            layout=self.fixed.layout, firms=ours, rival_k=seen.rivals_served, rival_price=seen.rivals_price,
            openlab_k=seen.openlab, reference_k=seen.reference, constants=self.customers.constants,
            variety=placement.variety_weight(self.p.placement), p=self.p.tiering, timers=seen.timers,
            rivalry=self.p.rivalry,
        )  # fmt: skip

    def _attraction(self, seen: Given) -> Floats:
        """Return what families (3,) are worth to every developer, constants left out (32)."""
        release, usual = seen.levers.release, self.p.open_release.response_reference
        answered = open_spillover.absorption(release.reintegration, self.p.open_spillover)
        return open_release.family_attraction(
            open_k=np.array([seen.open, seen.openlab, seen.other_open]), reference_k=seen.reference,
            share=self.developers.share, restricted=np.array([release.licence == "restricted", False, False]),
            absorption=np.array([answered if release.policy != "closed" else usual, usual, usual]),
            constants=np.zeros(3), p=self.p.open_release,
        )  # fmt: skip

    def _write(self, seen: Given, disruption: float) -> None:
        on, crowds = self.teams.shares, self.crowds
        if seen.week == 0 or seen.week % CANNIBALISATION_EVERY == CANNIBALISATION_EVERY - 1:
            self.cannibalisation = self.customers.diversion(seen.effects.lock)
        values = (
            on[CENTRAL], on[ROGUE], on[THIRD], on[LEGACY], self.developers.share[0], crowds.hosted, self.cannibalisation,
            self.serving.revenue(seen, crowds, *self._prices(seen)), self.use.error[0], self.use.quality[0], disruption,
        )  # fmt: skip
        for name, value in zip(FIGURES, values, strict=True):
            self.series[name].append(float(value))
        self.families.append(self.developers.share)
        grown = gpu_holdings.regrown_gpus(np.array([seen.wait]), np.ones(1), self.p.gpu_holdings)
        self.bought.append(float(grown[0]))


def _check(world: World) -> None:
    if len(world.firms) > 1:
        raise BadInput(
            said("The mean-field twin is that of a game of one firm: this one has {firms}.", firms=len(world.firms))
        )
    if world.off:
        raise BadInput(said("The mean-field twin knows the whole model only: play with no mechanism left out."))
    if world.week:
        raise BadInput(said("The mean-field twin goes along from the first week: this game has begun."))
