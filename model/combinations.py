"""Which parameters cannot hold together, though each lies in its own range. A refusal names those concerned."""

from __future__ import annotations

from model.errors import Sentence, said
from model.parameter_set import ParameterSet

TOLERANCE = 1e-6


def problems(p: ParameterSet) -> list[Sentence]:
    """Return one sentence for each set of parameters of `p` that no world can have together."""
    return [fault for fault in (_start_shares(p), _stars(p)) if fault]


def _start_shares(p: ParameterSet) -> Sentence | None:
    total = p.start.legacy + p.start.central + p.start.third_party
    if total <= 1.0 + TOLERANCE:
        return None
    return said(
        "start.legacy, start.central and start.third_party sum to {total:.6g}: change them so that they sum to at most 1.",
        total=total,
    )


def _stars(p: ParameterSet) -> Sentence | None:
    r, stars = p.research_search, p.talent_pool.stars
    researchers = r.groups * r.group_size
    if stars <= researchers:
        return None
    return said(
        "talent_pool.stars is {stars}, but research_search.groups and research_search.group_size make "
        "{researchers} researchers: use fewer stars, or more or larger groups.",
        stars=stars, researchers=researchers,
    )  # fmt: skip
