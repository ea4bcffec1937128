"""How many exceptions to central decisions are pending?

Teams that were forced, mandated or left with the worse option file exceptions; so do owners of requests that were
given up, decided wrongly below, or left lying. Pending exceptions load the approval queue.

(I6) x <- .85 x + .036 (forced + M #L) + .018 M #{U_alt > U_C}; (I9) + .3 an abandoned item;
(I59) + .8 a wrong local decision, + .10 a week an item older than 4 weeks; + .015 a week a unit of layers' lobbying

The loop from a slow queue to more requests is reneging with return: Garnett, Mandelbaum & Reiman 2002,
doi:10.1287/msom.4.3.208.7753; errors of those who decide with less knowledge: Garicano 2000, doi:10.1086/317671.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.parameters import parameter

_TUNED = "assumption: tuned in a joined prototype; no published value"


@dataclass(frozen=True)
class ExceptionParameters:
    """What files exceptions, and how long they stay pending."""

    exception_memory: float = parameter(
        0.85, "-", 0.7, 0.95, _TUNED, "assumed", "share of pending exceptions still pending next week (I6)"
    )
    pressure_exceptions: float = parameter(
        0.036, "per team-week", 0.018, 0.072, _TUNED, "assumed", "exceptions of forced or mandated teams (I6)"
    )
    reluctance_exceptions: float = parameter(
        0.018, "per team-week", 0.009, 0.036, _TUNED, "assumed", "exceptions of teams with a better option (I6)"
    )
    abandonment_exceptions: float = parameter(
        0.3, "per item", 0.15, 0.6, _TUNED, "assumed", "exceptions that follow an abandoned request (I9)"
    )
    error_exceptions: float = parameter(
        0.8, "per item", 0.4, 1.6, _TUNED, "assumed", "exceptions that follow a wrong local decision (I59)"
    )
    escalation: float = parameter(
        0.10, "per item-week", 0.05, 0.2, _TUNED, "assumed", "exceptions that follow an overdue request (I59)"
    )
    layer_exceptions: float = parameter(
        0.015, "per effort-week", 0.0, 0.06, _TUNED, "assumed", "exceptions that layer heads ask for while they lobby"
    )
    overdue_age: float = parameter(
        4.0, "wk", 2.0, 8.0, _TUNED, "assumed", "age from which a waiting request is escalated (I59)"
    )


def exception_stock_next(
    stock: float,
    forced_teams: float,
    legacy_teams: float,
    reluctant_teams: float,
    mandate: float,
    abandoned: float,
    wrong_decisions: float,
    overdue: float,
    lobbying: float,
    p: ExceptionParameters,
) -> float:
    """Pending exceptions a week later (I6, I9, I59).

    `reluctant_teams` prefer another option to the central one; `overdue` items are older than `overdue_age`;
    `lobbying` is the effort of all layer heads.
    """
    pressed = p.pressure_exceptions * (forced_teams + mandate * legacy_teams)
    reluctant = p.reluctance_exceptions * mandate * reluctant_teams
    spoiled = p.abandonment_exceptions * abandoned + p.error_exceptions * wrong_decisions
    asked = p.escalation * overdue + p.layer_exceptions * lobbying
    return p.exception_memory * stock + pressed + reluctant + spoiled + asked
