"""Named ways to play. A policy sees what the CEO sees and returns the levers it changes this quarter."""

from agents.policies import fixed
from agents.policies.adaptive import adaptive
from agents.policies.chance import random
from agents.policies.view import CeoView, Policy

__all__ = ["POLICIES", "CeoView", "Policy"]

POLICIES: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("do_nothing", "Leaves every lever where the group had it.", fixed.do_nothing),
        Policy(
            "sensible",
            "Shortens the queue first, opens data and pools serving, then moves teams in four supported waves.",
            fixed.sensible,
        ),
        Policy(
            "adaptive",
            "Begins as sensible does, then turns levers by what it sees: gap, queue, trust, rogue teams, exits, cash.",
            adaptive,
        ),
        Policy(
            "centralise",
            "Takes back GPUs, data and decisions, and has nearly everything pass two layers and a weekly session.",
            fixed.centralise,
        ),
        Policy(
            "federate",
            "Leaves decisions to the units and hopes that a good, cheap common stack is chosen freely.",
            fixed.federate,
        ),
        Policy(
            "burn_the_boats",
            "Switches every legacy system off in the third quarter, by order, with the help there is.",
            fixed.burn_the_boats,
        ),
        Policy(
            "phased_migration",
            "Moves teams in eight small waves from the third quarter, with all the help there is.",
            fixed.phased_migration,
        ),
        Policy(
            "open_everything",
            "Gives every model away at once, merges what comes back, and lives from hosting.",
            fixed.open_everything,
        ),
        Policy(
            "all_closed",
            "Releases neither weights nor papers, pays researchers for their silence, and sells a dear API.",
            fixed.all_closed,
        ),
        Policy(
            "frontier_first",
            "Feeds the laboratory before everybody else: GPUs, pay and the shortest way to a yes.",
            fixed.frontier_first,
        ),
        Policy(
            "efficiency_first",
            "Makes a token cheap before it buys more GPUs: co-design, own chips, pooled serving, few models.",
            fixed.efficiency_first,
        ),
        Policy(
            "cautious",
            "Checks everything three times, secures data, keeps a reserve and moves teams late.",
            fixed.cautious,
        ),
        Policy("random", "Turns two levers in five each quarter to values that chance picks.", random),
    )
}
"""Every named policy."""
