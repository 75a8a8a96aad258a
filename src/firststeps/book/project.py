"""Where the parts of a book lie, and what its ``pyproject.toml`` says about building it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from firststeps.book.datasets import data_path
from firststeps.book.errors import BookError, Problem


@dataclass(frozen=True)
class Project:
    """The folders of a book, and its few settings."""

    root: Path
    name: str = "book"
    preload: tuple[str, ...] = ()  # libraries so slow to import that workers share one import of each
    demo_bytes: int = 60_000  # scripts and facts that the demos of one page may bring
    demo_file_bytes: int = 0  # and files
    built: str = "build"  # the folder of everything that is made
    page_bytes: int = 1_500_000  # what a first visit to a page may transfer
    chapters: str = "chapters"  # the folder below docs/ in which at most 15 % of the numerals may be plain

    @classmethod
    def at(cls, folder: Path) -> Project:
        """Return the project that ``folder`` belongs to.

        Raises:
            BookError: if neither the folder nor one above it holds a ``pyproject.toml`` beside ``docs/``, or that
                file is not TOML.
        """
        start = folder.resolve()
        for root in (start, *start.parents):
            settings = root / "pyproject.toml"
            if settings.is_file() and (root / "docs").is_dir():
                try:
                    table = tomllib.loads(settings.read_text(encoding="utf-8"))
                except ValueError as error:
                    raise BookError(Problem(str(error), settings.name)) from None
                ours = table.get("tool", {}).get("firststeps", {})
                name = table.get("project", {}).get("name", root.name)
                bytes_ = {key: ours[key] for key in ("demo_bytes", "demo_file_bytes", "page_bytes") if key in ours}
                return cls(root, name, tuple(ours.get("preload", ())), **bytes_)
        nothing = f"no book here: {start} and the folders above it hold no pyproject.toml beside docs/"
        raise BookError(Problem(f"{nothing}; run this in a checkout of the book"))

    @property
    def scripts(self) -> Path:
        """The experiments."""
        return self.root / "scripts"

    @property
    def source(self) -> Path:
        """The project's own packages."""
        return self.root / "src"

    @property
    def docs(self) -> Path:
        """The pages as they are written."""
        return self.root / "docs"

    @property
    def web(self) -> Path:
        """The sources of the demos."""
        return self.root / "web"

    @property
    def build(self) -> Path:
        """Everything that is made; safe to delete."""
        return self.root / self.built

    @property
    def artifacts(self) -> Path:
        """What each experiment recorded, in a folder of its name."""
        return self.build / "artifacts"

    @property
    def measured(self) -> Path:
        """What belongs to this machine: times and measured facts, a file for each experiment."""
        return self.build / "measured"

    @property
    def pages(self) -> Path:
        """The pages as the site generator gets them."""
        return self.build / "docs"

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.root / "site"

    @property
    def report(self) -> Path:
        """What the last build did."""
        return self.build / "report.json"

    @property
    def accepted(self) -> Path:
        """The committed facts that a build is held against, a folder for each data profile."""
        return self.root / "accepted"

    def data_path(self, key: str) -> Path | None:
        """Return where the data file known as ``key`` lies, or None if its folder is not at hand."""
        return data_path(key, self.root)

    def experiments(self) -> dict[str, Path]:
        """Return the scripts by name, in alphabetical order; names with a leading underscore are left out."""
        found = sorted(self.scripts.glob("*.py"))
        return {path.stem: path for path in found if not path.stem.startswith("_")}

    def label(self, path: Path) -> str:
        """Return ``path`` as shown to people: relative to the project where it lies inside."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
