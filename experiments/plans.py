"""Plans: who decides what in which quarter. A named policy, or a TOML file with a table a quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.policies import POLICIES
from model.decisions import Value, nearest, value_problems
from model.errors import BadInput, said
from model.gate import dotted, read_toml
from model.scenario import MOST_FIRMS, MOST_QUARTERS
from model.values import counted, quoted, shown

EVERY_FIRM = -1


@dataclass(frozen=True)
class Plan:
    """Decisions written down beforehand, and the policies that decide the rest.

    `policies` maps a firm (from 0, EVERY_FIRM for all) to a policy; `quarters` maps (firm, quarter), both from 0,
    to levers, or to the name of a policy that decides that quarter.
    """

    name: str = "do_nothing"
    policies: Mapping[int, str] = field(default_factory=lambda: {EVERY_FIRM: "do_nothing"})
    quarters: Mapping[tuple[int, int], Mapping[str, Value] | str] = field(default_factory=dict)

    def policy(self, firm: int) -> str:
        """Return the name of the policy that plays `firm` where nothing is written down."""
        return self.policies.get(firm, self.policies.get(EVERY_FIRM, "do_nothing"))

    def entry(self, firm: int, quarter: int) -> Mapping[str, Value] | str | None:
        """Return what is written down for `firm` in `quarter`: its own table before the one for all."""
        own = self.quarters.get((firm, quarter))
        return own if own is not None else self.quarters.get((EVERY_FIRM, quarter))


def named(policy: str) -> Plan:
    """Return the plan in which `policy` decides every quarter; raises BadInput for an unknown name."""
    check_policy(policy, said("the plan"))
    return Plan(name=policy, policies={EVERY_FIRM: policy})


def known_policies() -> dict[str, str]:
    """Return the idea of every named policy, in a sentence."""
    return {name: policy.idea for name, policy in POLICIES.items()}


def check_policy(name: object, where: str) -> None:
    """Raise BadInput unless `name` is a policy."""
    if not isinstance(name, str) or name not in POLICIES:
        hint = nearest(str(name), tuple(POLICIES)) or said("; there are {known}.", known=tuple(POLICIES))
        raise BadInput(said("{where}: there is no policy {name}{hint}", where=where, name=shown(name), hint=hint))


def load(name_or_path: str | None, firms: int = 1, quarters: int = MOST_QUARTERS) -> Plan:
    """Return a plan by policy name or from a TOML file; raises BadInput with every fault."""
    if name_or_path is None:
        return Plan()
    if not name_or_path:
        raise BadInput(said("No plan is named: use a TOML file or one of {known}.", known=tuple(POLICIES)))
    if not (name_or_path.endswith(".toml") or "/" in name_or_path or Path(name_or_path).exists()):
        return named(name_or_path)
    path = Path(name_or_path)
    return from_document(read_toml(path), str(path), firms, quarters)


def from_document(data: dict[str, Any], where: str, firms: int, quarters: int) -> Plan:
    """Return the plan that a file's tables describe; raises BadInput with every fault."""
    reader = _Reader(where, firms, quarters)
    for key, value in data.items():
        if key == "policy":
            reader.policy(EVERY_FIRM, value, where)
        elif key == "quarter":
            reader.quarters(EVERY_FIRM, value)
        elif key == "firm":
            reader.firms(value)
        else:
            hint = nearest(key, ("policy", "quarter", "firm")) or said("; use policy, quarter or firm.")
            reader.faults.append(said("{where}: there is no key {key}{hint}", where=where, key=quoted(key), hint=hint))
    if reader.faults:
        raise BadInput(reader.faults)
    return Plan(name=Path(where).stem, policies=reader.by_firm or {EVERY_FIRM: "do_nothing"}, quarters=reader.table)


class _Reader:
    """Collects the tables of a plan file and every fault in them."""

    def __init__(self, where: str, firms: int, quarters: int) -> None:
        self.where = where
        self.most_firms = min(firms, MOST_FIRMS)
        self.most_quarters = quarters
        self.by_firm: dict[int, str] = {}
        self.table: dict[tuple[int, int], Mapping[str, Value] | str] = {}
        self.faults: list[str] = []

    def policy(self, firm: int, value: object, place: str) -> None:
        try:
            check_policy(value, place)
            self.by_firm[firm] = str(value)
        except BadInput as fault:
            self.faults += fault.sentences

    def firms(self, tables: object) -> None:
        table = said("{where}, firm", where=self.where)
        for key, value in self._tables(tables, table):
            firm = self._number(key, self.most_firms, table)
            if firm is None:
                continue
            place = said("{where}, firm {firm}", where=self.where, firm=key)
            for inner, content in self._tables(value, place):
                if inner == "policy":
                    self.policy(firm, content, place)
                elif inner == "quarter":
                    self.quarters(firm, content)
                else:
                    told = {"where": place, "key": quoted(inner)}
                    self.faults.append(said("{where}: there is no key {key}: use policy or quarter.", **told))

    def quarters(self, firm: int, tables: object) -> None:
        tables_place = said("{where}, quarter", where=self.where)
        for key, value in self._tables(tables, tables_place):
            quarter = self._number(key, self.most_quarters, tables_place)
            if quarter is None:
                continue
            place = said("{where}, quarter {quarter}", where=self.where, quarter=key)
            content = dict(self._tables(value, place))
            if "policy" in content:
                self._policy_quarter(firm, quarter, content, place)
                continue
            try:
                table = dotted(content, place)
            except BadInput as fault:
                self.faults += fault.sentences
                continue
            self.faults += [said("{where}: {sentence}", where=place, sentence=fault) for fault in value_problems(table)]
            self.table[firm, quarter] = table

    def _policy_quarter(self, firm: int, quarter: int, table: dict[str, Any], place: str) -> None:
        if len(table) > 1:
            self.faults.append(said("{where}: a policy stands in place of levers: keep one of the two.", where=place))
            return
        try:
            check_policy(table["policy"], place)
            self.table[firm, quarter] = str(table["policy"])
        except BadInput as fault:
            self.faults += fault.sentences

    def _tables(self, value: object, place: str) -> list[tuple[str, Any]]:
        if isinstance(value, dict):
            return list(value.items())
        self.faults.append(said("{where} is {value}: use a table.", where=place, value=shown(value)))
        return []

    def _number(self, key: str, most: int, place: str) -> int | None:
        known = [str(number + 1) for number in range(most)]
        if key in known:  # and 01 is none of them: there would be two tables for 1
            return known.index(key)
        self.faults.append(
            said("{where} {key} does not exist: use {known}.", where=place, key=shown(key), known=counted(most))
        )
        return None
