"""Product teams as one well-mixed group: shares of the states of a team, moved by expected choices (M12).

A team's state is the stack in use, the stack on trial and its weeks, and whether its old system has been switched off:
a few dozen rows, in each of which some share of all teams stands. Everybody has mean tastes and meets everybody, so
that peers are the shares themselves (Brock & Durlauf 2001). A week is one product with the matrix of expected moves:

    mass'_j = sum_i mass_i T_ij,  T from the logit chances of `team_choices` at this week's utilities

Beliefs and trust of a row are the mean of those who stand in it: the one closure that is not exact where tastes are
equal. Luck that `team_choices` and `audit` draw (the review, the gate, who is found, who obeys) is taken branch by
branch, each with its chance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.mean_field.given import Given
from model.arrays import Flags, Floats, Integers
from model.mechanisms import adoption, migration, perception
from model.mechanisms.adoption import CENTRAL, NO_PILOT, OPTIONS, ROGUE
from model.mechanisms.perception import Tastes
from model.parameter_set import ParameterSet

HALF = 0.5
ALWAYS, NEVER = 0.0, 1.0
"""Luck that is below every chance, and above every chance."""


class States(NamedTuple):
    """The rows of a team's state, and where each leads: all (rows,) or (rows, options)."""

    option: Integers
    pilot: Integers
    weeks: Integers
    removed: Flags
    settled: Integers  # row of a team settled with each option
    tried: Integers  # row of a team that begins to try each option; its own row for the option in use
    later: Integers  # row of a trial a week on
    removal: Integers  # row of the same team once its old system is off


def states(trial_weeks: int) -> States:
    """Return the rows for trials of that many weeks."""
    options = range(len(OPTIONS))
    keys = [
        (removed, option, pilot, weeks)
        for removed in (False, True)
        for option in options
        for pilot in (NO_PILOT, *(k for k in options if k != option))
        for weeks in range(1 if pilot == NO_PILOT else trial_weeks)
    ]
    row = {key: k for k, key in enumerate(keys)}
    removed, option, pilot, weeks = (np.array(part) for part in zip(*keys, strict=True))
    return States(
        option=option, pilot=pilot, weeks=weeks, removed=removed,
        settled=np.array([[row[r, k, NO_PILOT, 0] for k in options] for r, *_ in keys]),
        tried=np.array([[row[r, o, NO_PILOT if k == o else k, 0] for k in options] for r, o, *_ in keys]),
        later=np.array([row[r, o, k, min(w + 1, trial_weeks - 1) if k != NO_PILOT else 0] for r, o, k, w in keys]),
        removal=np.array([row[True, o, k, w] for _, o, k, w in keys]),
    )  # fmt: skip


def mean_tastes(p: ParameterSet, points: int = 2000) -> Tastes:
    """Return the tastes (1,) of a team that is the mean of all."""
    u = np.repeat((np.arange(points) + HALF)[:, None] / points, len(Tastes._fields), axis=1)
    return Tastes(*(np.array([taste.mean()]) for taste in perception.team_tastes(u, p.perception)))


class Teams:
    """All product teams of the firm as shares of states."""

    def __init__(self, p: ParameterSet, number: int) -> None:
        self.p, self.number = p, number
        self.tastes = mean_tastes(p)
        self.states = states(p.adoption.pilot_weeks)
        rows = len(self.states.option)
        self.mass = np.zeros(rows)
        self.mass[self.states.settled[0]] = start_shares(p, number)
        self.trust = np.full(rows, p.start.trust)
        self.believed = np.zeros((rows, len(OPTIONS)))
        self.utilities = np.zeros((rows, len(OPTIONS)))
        self.constants = np.zeros(len(OPTIONS))
        self.fine_tune = 0.0
        self._removed = 0.0

    @property
    def shares(self) -> Floats:
        """The share of teams on each stack (4,)."""
        return np.bincount(self.states.option, weights=self.mass, minlength=len(OPTIONS)).astype(np.float64)

    @property
    def trials(self) -> float:
        """The share of teams that try another stack."""
        return float(self.mass[self.states.pilot != NO_PILOT].sum())

    @property
    def benefit(self) -> float:
        """What the common stack offers over the best other one, as unit heads look at it: moving apart (21), util."""
        at = self.utilities.copy()
        at[np.arange(len(at)), self.states.option] -= self.p.adoption.switching_cost
        return float(self.mass @ (at[:, CENTRAL] - np.delete(at, CENTRAL, axis=1).max(axis=1)))

    def rest(self, quality: Floats, mandate: float) -> None:
        """Set beliefs and constants so that the start shares are chosen again (I21); `quality` (4,) in util."""
        self.believed[:] = quality
        self.utilities = self._worth(mandate, 1.0)
        here = self.states.settled[0]
        self.constants = adoption.calibrated_constants(
            self.utilities[here], self.mass[here] / self.mass.sum(), self.p.adoption.sensitivity, self.mass[here]
        )
        self.utilities += self.constants

    def week(self, seen: Given, quality: Floats, served: float, practice: float) -> Floats:
        """Let teams believe, review, try and move (69, 68, 70); return their flows (options, options) between stacks.

        `quality` (4,) in util is what the stacks are worth, `served` the share of the load that is served, `practice`
        the support that a trial gets.
        """
        self._switch_off(seen.removed)
        self._believe(quality)
        self.utilities = self._worth(seen.levers.migration.mandate, served)
        moves = self.transition(practice, seen.admitted)
        flows = self._flows(moves)
        self._pass(moves)
        return flows

    def audited(self, seen: Given) -> Floats:
        """Find a part of the teams with stacks of their own; return the flows (options, options) that follow (73)."""
        lever, p = seen.levers.migration, self.p.migration
        branches = [(obeys, gate) for obeys in (True, False) for gate in (True, False)]
        chances = [
            (p.obedience if obeys else 1.0 - p.obedience) * (seen.admitted if gate else 1.0 - seen.admitted)
            for obeys, gate in branches
        ]
        obeys, gate = np.array(branches).T
        everyone = np.full(len(branches), True)
        found = migration.audit(
            rogue=everyone, known=~everyone, chance=1.0, amnesty=lever.amnesty, central_open=gate,
            u_find=np.full(len(branches), ALWAYS), u_obey=np.where(obeys, ALWAYS, NEVER), p=p,
        )  # fmt: skip
        joins = lever.audit * float(np.array(chances) @ found.surrender)
        rogue = self.states.option == ROGUE
        self.trust = np.where(rogue, self.trust - lever.audit * float(np.array(chances) @ found.trust_loss), self.trust)
        moves = np.eye(len(self.mass))
        rows = rogue.nonzero()[0]
        moves[rows, rows] -= joins
        moves[rows, self.states.settled[rows, CENTRAL]] += joins
        flows = self._flows(moves)
        self._pass(moves)
        joined = float(flows[ROGUE, CENTRAL]) * self.number if lever.amnesty else 0.0
        self.fine_tune = migration.next_fine_tune(self.fine_tune, joined, p)  # type: ignore[arg-type]  # a mean number
        return flows

    def trusted(self, latency_cost: float, felt_wait: Floats, incident: float, lost: Floats) -> None:
        """Move trust by service, incidents and what was `lost` otherwise (rows,) (I24)."""
        on_central = self.states.option == CENTRAL
        self.trust = perception.next_trust(
            self.trust, on_central, latency_cost, felt_wait, np.full(len(self.mass), incident), lost, self.p.perception
        )  # type: ignore[arg-type]  # the chance of an incident in place of one

    def transition(self, practice: float, admitted: float) -> Floats:
        """Return the chances (rows, rows) that a team goes from state to state this week (70, I22, I24, I59)."""
        s, p = self.states, self.p.adoption
        rows = np.arange(len(s.option))
        moves = np.zeros((len(rows), len(rows)))
        for gate, chance in ((1.0, admitted), (0.0, 1.0 - admitted)):
            due = adoption.team_choices(
                s.option, s.pilot, s.weeks, np.zeros(len(rows)), self.utilities, s.removed, practice, gate,
                u_review=np.full(len(rows), ALWAYS), u_choice=np.full(len(rows), HALF), u_gate=np.full(len(rows), HALF), p=p,
            )  # fmt: skip
            reviewing = (s.pilot == NO_PILOT) & ~due.forced
            acts = chance * np.where(reviewing, p.review_hazard, due.decided)
            picks = adoption.choice_probabilities(due.utilities, due.available, p.sensitivity) * acts[:, None]
            np.add.at(moves, (rows[:, None], np.where(reviewing[:, None], s.tried, s.settled)), picks)
            np.add.at(moves, (rows, np.where(reviewing, rows, s.later)), chance - acts)
        return moves

    def _worth(self, mandate: float, served: float) -> Floats:
        rows = len(self.mass)
        return adoption.utilities(
            perceived=self.believed, peers=np.tile(self.shares, (rows, 1)), option=self.states.option,
            reactance=np.repeat(self.tastes.reactance, rows),
            trust_effect=perception.trust_effect(self.trust, self.p.perception), mandate=mandate, served=served,
            constants=self.constants, politics=0.0, p=self.p.adoption,
        )  # fmt: skip

    def _believe(self, quality: Floats) -> None:
        rows, s = len(self.mass), self.states
        mixing = np.tile(self.mass, (rows, 1))
        self.believed = perception.perceived_quality(
            self.believed, np.tile(quality, (rows, 1)), s.option, s.pilot, mixing, self.trust,
            np.full((rows, len(OPTIONS)), HALF), self.p.perception,
        )  # fmt: skip

    def _switch_off(self, removed: float) -> None:
        """Let that share of the teams be without their old system: waves take them in an order drawn by lot (I24)."""
        more = removed - self._removed
        if more <= 0.0:
            return
        part = np.where(self.states.removed, 0.0, more / (1.0 - self._removed))
        moves = np.diag(1.0 - part)
        moves[np.arange(len(part)), self.states.removal] += part
        self._pass(moves)
        self._removed = removed

    def _flows(self, moves: Floats) -> Floats:
        of = np.eye(len(OPTIONS))[self.states.option]
        return of.T @ (self.mass[:, None] * moves) @ of * (1.0 - np.eye(len(OPTIONS)))

    def _pass(self, moves: Floats) -> None:
        """Move the shares, and with them the mean belief and trust of those who move."""
        carried = self.mass[:, None] * moves
        mass = carried.sum(axis=0)
        there = mass > 0.0
        divide = np.where(there, mass, 1.0)
        self.believed = np.where(there[:, None], carried.T @ self.believed / divide[:, None], self.believed)
        self.trust = np.where(there, carried.T @ self.trust / divide, self.trust)
        self.mass = mass


def start_shares(p: ParameterSet, number: int) -> Floats:
    """Return the shares of the stacks (4,) in which a scenario starts; none is below half a team of `number`."""
    shares = np.array([p.start.legacy, p.start.central, p.start.third_party, 0.0])
    shares[ROGUE] = max(1.0 - shares.sum(), 0.0)
    shares = np.maximum(shares, HALF / number)
    return shares / shares.sum()
