"""Why a result moved: what differs between the inputs that it was accepted with and those of now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from firststeps.book.recording import ABSENT

NO_CAUSE = "none of its inputs: the run can't be repeated, or another machine computes differently"
SHOWN = 3  # causes that a message names before it counts

# A definition says itself what it is: "function toy.f".
_NAMES = {
    "definitions": "",
    "modules": "module",
    "data": "data file",
    "libraries": "library",
    "engine": "engine module",
}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ENGINE = __name__.rpartition(".")[0] + "."  # rarely the cause, and a script that records always reaches it
_DIGITS = 12  # of a hash; enough to see that two differ


def remembered(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an experiment's inputs with shortened hashes, as they are kept beside accepted values."""
    return {key: _shortened(value) for key, value in inputs.items()}


def _shortened(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _shortened(item) for key, item in value.items()}
    return value[:_DIGITS] if isinstance(value, str) and _DIGEST.fullmatch(value) else value


def causes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what differs between two ``remembered`` inputs, the engine's own modules last.

    A field that only one of them has is passed over: an engine of another age wrote it.
    """
    found: list[str] = []
    for key in sorted(before.keys() & now.keys(), key=lambda key: (key != "script", key)):
        name = _NAMES.get(key, key.removesuffix("s"))
        if isinstance(before[key], Mapping) and isinstance(now[key], Mapping):
            found += _in_mapping(name, before[key], now[key])
        elif before[key] != now[key]:
            found.append("the script changed" if key == "script" else f"{name} {before[key]} became {now[key]}")
    return sorted((cause.strip() for cause in found), key=lambda cause: _ENGINE in cause)


def _in_mapping(name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    found = []
    for key in [*before, *(key for key in now if key not in before)]:
        old, new = before.get(key, ABSENT), now.get(key, ABSENT)
        if old == new:
            continue
        if ABSENT in (old, new):
            found.append(f"{name} {key} is {'new' if old == ABSENT else 'gone'}")
        else:
            found.append(f"{name} {key} {f'{old} became {new}' if name == 'library' else 'changed'}")
    return found


def said(found: list[str]) -> str:
    """Return causes in words that go on after "because", the first few by name."""
    if not found:
        return NO_CAUSE
    more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more
