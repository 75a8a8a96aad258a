"""The inputs that results were made from, as they are kept beside the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from firststeps.book.datasets import profile
from firststeps.book.files import file_hash, read_json

PROVENANCE = "provenance.json"


@dataclass(frozen=True)
class Inputs:
    """Everything that, when it changes, makes an experiment stale."""

    script: str  # SHA-256 of its cells, as ``script_key`` takes it
    modules: dict[str, str]  # project module (or package data file) -> SHA-256 of what runs when it is imported
    definitions: dict[str, str]  # "function package.module.name" that the script reaches -> SHA-256
    texts: dict[str, str]  # module of which even comments and layout count -> SHA-256 of the file
    engine: dict[str, str]  # the engine's own modules that run scripts and write results -> SHA-256
    python: str
    data: dict[str, str] = field(default_factory=dict)  # key as in ``datasets`` -> SHA-256; known after a run
    libraries: dict[str, str] = field(default_factory=dict)  # distribution -> version; known after a run
    seed: int | None = None
    roots: list[str] = field(default_factory=list)  # reached in ways that only a run has shown, see ``Reacher``

    def to_json(self) -> dict[str, Any]:
        """Return the fields."""
        return asdict(self)

    @property
    def project_modules(self) -> frozenset[str]:
        """The names of all modules of the project that take part, the engine's own among them."""
        return frozenset({*self.modules, *self.engine})

    def reaches(self, name: str) -> bool:
        """Return whether the definition ``package.module.name`` is reached."""
        return any(key.partition(" ")[2] == name for key in self.definitions)

    def digests(self, module: str, name: str) -> set[str]:
        """Return what tells whether a definition has changed: its own digest, or that of the code around it."""
        keys = {key for key in self.definitions if key.partition(" ")[2] == f"{module}.{name}"}
        return {self.definitions[key] for key in keys} or {(self.modules | self.engine)[module]}

    @property
    def profile(self) -> str:
        """The data profile: where the files that were read come from, see ``datasets.profile``."""
        return profile(self.data)


def read_provenance(folder: Path) -> tuple[Inputs, dict[str, str]] | None:
    """Return inputs and result hashes of the results in ``folder``, None if there are none or an older engine's."""
    kept = read_json(folder / PROVENANCE)
    try:
        return Inputs(**kept["inputs"]), dict(kept["results"])
    except (TypeError, KeyError, ValueError):
        return None


def damages(folder: Path, results: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the files in ``folder``, whose hashes were ``results``."""
    wrong = [f for f, digest in results.items() if not (folder / f).is_file() or file_hash(folder / f) != digest]
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in (*results, PROVENANCE))
    return [f"result {file} is missing or was changed by hand" for file in wrong] + [
        f"{file} is none of its results" for file in foreign
    ]
