"""Versions of the installed libraries that experiments use."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata

from firststeps.book.recording import ABSENT


@dataclass
class Libraries:
    """The installed libraries; each is looked up once."""

    _versions: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def _providers(self) -> Mapping[str, list[str]]:
        return metadata.packages_distributions()

    def versions(self, loaded: Iterable[str], named: Iterable[str]) -> dict[str, str]:
        """Return distribution to version for the top-level modules that a run has loaded.

        A module that the project's code names and that is not installed counts as ``ABSENT``: the code may do without
        it, and something else with it.
        """
        names = {name for module in {*loaded, *named} for name in self._providers.get(module, [])}
        known = {name: metadata.version(name) for name in names}
        missing = {name: ABSENT for name in named if name.isidentifier() and not _is_installed(name)}
        return dict(sorted((known | missing).items()))

    def changes(self, before: Mapping[str, str]) -> list[str]:
        """Return which libraries have another version than ``before``, are gone or have come."""
        reasons = []
        for name, version in before.items():
            if version == ABSENT:
                reasons += [f"library {name} is new"] if _is_installed(name) else []
                continue
            now = self._version(name)
            if now is None:
                reasons.append(f"library {name} {version} is gone")
            elif now != version:
                reasons.append(f"library {name} {version} became {now}")
        return reasons

    def _version(self, name: str) -> str | None:
        if name not in self._versions:
            try:
                self._versions[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                self._versions[name] = None
        return self._versions[name]


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # loaded without a specification, as __main__ is
        return True
