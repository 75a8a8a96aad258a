"""Everything that one run of one script records.

Under ``firststeps build`` a session is opened before the script starts; run alone, a script gets a session of its
own that keeps facts in memory and writes figures and tables to ``build/alone/NAME/``.  In a Jupyter notebook figures
and tables are displayed, too, and a cell may run again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from firststeps.book import jupyter
from firststeps.book.datasets import shared_folders
from firststeps.book.facts import Fact, FactError
from firststeps.book.numerals import typographic
from firststeps.book.templates import NAME, Piece, fill, typed_numerals

P = ParamSpec("P")
T = TypeVar("T")


class Gate(Protocol):
    """Lets a guarded script read what it declares; see ``guard``."""

    def admit(self, path: Path) -> tuple[Path, str | None]:
        """Return where the script may read ``path``, and its hash; None if there is nothing."""

    def original(self, path: Path) -> Path:
        """Return the file that was admitted as ``path``."""

    def outside(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function that may look at more than the script."""


@dataclass
class Session:
    """Everything that one run of one script records."""

    name: str
    root: Path
    folder: Path  # where figures and tables are written
    shared: Mapping[str, Path] = field(default_factory=dict)  # folders outside the project, see ``shared_folders``
    alone: bool = False
    notebook: bool = False  # in Jupyter, where a cell may run again
    facts: dict[str, Fact] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    clips: dict[str, dict[str, Any]] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)  # key as in ``datasets`` -> SHA-256
    seed: int | None = None
    cell: str = ""  # title of the cell that is running
    gate: Gate | None = None  # none where reads are not guarded

    def add(self, name: str, fact: Fact) -> None:
        """Keep ``fact`` under ``name``, which must be new."""
        if not re.fullmatch(NAME, name):
            raise FactError(f"{name!r} cannot name a fact: letters, digits and _ only, no digit first")
        if name in self.facts and not self.notebook:
            raise FactError(f"fact {name!r} is recorded twice")
        self.facts[name] = fact

    def name_part(self, name: str) -> None:
        """Raise FactError if ``name`` cannot name a further figure, table or clip."""
        if not re.fullmatch(NAME, name):
            raise FactError(f"{name!r} cannot name a figure, table or clip: letters, digits and _ only, no digit first")
        if any(name in parts for parts in (self.figures, self.tables, self.clips)) and not self.notebook:
            raise FactError(f"a figure, table or clip {name!r} is recorded twice")

    def lookup(self, name: str) -> Fact:
        """Return the fact recorded under ``name``."""
        if name not in self.facts:
            raise FactError(f"no fact {name!r} recorded so far; there are: {', '.join(sorted(self.facts)) or 'none'}")
        return self.facts[name]

    def fill(self, template: str) -> list[Piece]:
        """Fill ``template`` with recorded facts and refuse numerals that were typed in or differ from run to run."""
        pieces = fill(template, self.lookup)
        for piece in pieces:
            if piece.fact is not None and piece.fact.kind == "measured":
                raise FactError(
                    f"{template!r} shows a measured fact, so no two builds would agree; name it on the page"
                )
        typed = typed_numerals(pieces)
        if typed:
            raise FactError(f"{typed[0]} is typed into {template!r}; record it as a fact and name that: {{fact}}")
        return pieces

    def fill_text(self, template: str) -> str:
        """Return ``fill`` as one string."""
        return typographic("".join(piece.text for piece in self.fill(template)))


_session: Session | None = None


def open_session(session: Session) -> None:
    """Make ``session`` the one that the recording functions write to."""
    global _session  # noqa: PLW0603 - scripts call plain functions, so the session has to live somewhere
    _session = session


def current() -> Session:
    """Return the open session; a script that runs alone gets one of its own."""
    if _session is None:
        in_notebook = jupyter.running()
        unnamed = jupyter.notebook_file() if in_notebook else "interactive.py"
        script = Path(getattr(sys.modules["__main__"], "__file__", None) or unnamed).resolve()
        root = next((folder for folder in script.parents if (folder / "pyproject.toml").is_file()), Path.cwd())
        folder = root / "build" / "alone" / script.stem
        open_session(Session(script.stem, root, folder, shared_folders(), alone=True, notebook=in_notebook))
    assert _session is not None
    return _session
