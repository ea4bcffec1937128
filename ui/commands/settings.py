"""`--set NAME=VALUE` as typed: which are levers, which are parameters, and what their values are."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.decisions import LEVERS, Value, nearest, value_problems
from model.errors import BadInput
from model.parameter_set import declaration, known_parameters

SWITCHED = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
LONGEST = 60


@dataclass(frozen=True)
class Settings:
    """What was set on the command line."""

    levers: dict[str, Value] = field(default_factory=dict)
    parameters: dict[str, float] = field(default_factory=dict)


def parse(texts: list[str], parameters: bool = True) -> Settings:
    """Return the settings in `texts`; raises BadInput with a sentence for each that cannot be used.

    Without `parameters`, only levers may be set.
    """
    settings, faults = Settings(), []
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            faults.append(f"--set {_short(text)!r} has no name or no value: write --set NAME=VALUE.")
        elif name in settings.levers or name in settings.parameters:
            faults.append(f"--set {name} is given twice: keep one of the two.")
        elif name in LEVERS:
            settings.levers[name] = _lever_value(name, value)
        elif name in known_parameters():
            settings.parameters[name] = _parameter_value(name, value, faults)
            if not parameters:
                faults.append(f"--set {name} is a parameter, which holds for a whole run: set it with boats run.")
        else:
            faults.append(_unknown(name, parameters))
    faults += [f"--set: {sentence}" for sentence in value_problems(settings.levers)]
    if faults:
        raise BadInput(faults)
    return settings


def _lever_value(name: str, text: str) -> Value:
    if LEVERS[name].kind == "switch" and text.lower() in SWITCHED:
        return SWITCHED[text.lower()]
    number = _number(text)
    return _short(text) if number is None else number


def _parameter_value(name: str, text: str, faults: list[str]) -> float:
    number = _number(text)
    problem = declaration(name).problem(_short(text) if number is None else number)
    if problem:
        faults.append(f"--set: {problem}")
    return 0.0 if number is None else number


def _number(text: str) -> float | int | None:
    if not text.isascii() or "_" in text or len(text) > LONGEST:
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None


def _unknown(name: str, parameters: bool) -> str:
    known = [*LEVERS, *(known_parameters() if parameters else ())]
    what = "lever or parameter" if parameters else "lever"
    lists = "boats levers and boats parameters list them." if parameters else "boats levers lists them."
    return f"--set: there is no {what} {_short(name)!r}{nearest(name, tuple(known)) or '; ' + lists}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
