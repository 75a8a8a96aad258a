"""Versions of the installed libraries that experiments use."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping
from importlib import metadata

from firststeps.book.recording import ABSENT


def versions(loaded: Iterable[str], named: Iterable[str], providers: Mapping[str, list[str]]) -> dict[str, str]:
    """Return distribution to version for the top-level modules that a run has loaded.

    A module that the project's code names and that is not installed counts as ``ABSENT``: the code may do without
    it, and something else with it.

    Args:
        loaded: modules that a run has loaded.
        named: modules that the project's code names.
        providers: top-level module to the distributions that it comes from.
    """
    known = {name: metadata.version(name) for module in {*loaded, *named} for name in providers.get(module, [])}
    missing = {name: ABSENT for name in named if name.isidentifier() and not _is_installed(name)}
    return dict(sorted((known | missing).items()))


def version_changes(before: Mapping[str, str]) -> list[str]:
    """Return which libraries have another version than ``before``, are gone or have come."""
    reasons = []
    for name, version in before.items():
        if version == ABSENT:
            reasons += [f"library {name} is new"] if _is_installed(name) else []
            continue
        try:
            now = metadata.version(name)
        except metadata.PackageNotFoundError:
            reasons.append(f"library {name} {version} is gone")
            continue
        if now != version:
            reasons.append(f"library {name} {version} became {now}")
    return reasons


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # loaded without a specification, as __main__ is
        return True
