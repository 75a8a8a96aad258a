"""Toy books: small projects in a temporary folder, built by the real engine with scripts that need no library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from firststeps.book import workers
from firststeps.book.build import build
from firststeps.book.builder import Options
from firststeps.book.errors import BookError, Problem
from firststeps.book.project import Project
from firststeps.book.render import Page, render_pages
from firststeps.book.results import load_results

import pytest

COMMAND = (sys.executable, "-c", "from firststeps.cli import main; main()")


@dataclass
class ToyBook:
    """A book in ``root``."""

    root: Path
    problems: tuple[Problem, ...] = field(default=())

    def write(self, path: str, text: str) -> Path:
        """Write a file below the root."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def script(self, name: str, code: str) -> Path:
        """Write an experiment that begins by importing the engine."""
        return self.write(f"scripts/{name}.py", f"from firststeps import book\n{code}\n")

    @property
    def project(self) -> Project:
        """The project, as the engine reads it now."""
        return Project.at(self.root)

    def build(self, **options: Any) -> dict[str, str]:
        """Build in this process; return status by experiment and keep the problems."""
        report = self.root / "build" / "report.json"
        report.unlink(missing_ok=True)
        self.problems = ()
        try:
            build(self.project, Options(**options))
        except BookError as error:
            self.problems = error.problems
        return {entry["name"]: entry["status"] for entry in self.report()}

    def ran(self, **options: Any) -> set[str]:
        """Build without a problem and return the experiments that ran."""
        statuses = self.build(**options)
        assert self.problems == ()
        return {name for name, status in statuses.items() if status == "ran"}

    def report(self) -> list[dict[str, Any]]:
        """Return the entries of the last build's report, none if it wrote none."""
        file = self.root / "build" / "report.json"
        entries: list[dict[str, Any]] = json.loads(file.read_text())["experiments"] if file.is_file() else []
        return entries

    def because(self, name: str) -> str:
        """Return why an experiment ran."""
        return next(str(entry["because"]) for entry in self.report() if entry["name"] == name)

    def facts(self, name: str) -> dict[str, Any]:
        """Return the values of the facts in an experiment's artefacts."""
        facts = json.loads((self.artifact(name, "facts.json")).read_text())
        return {key: fact["value"] for key, fact in facts.items()}

    def artifact(self, name: str, file: str) -> Path:
        """Return where a file among the results of an experiment lies."""
        return self.root / "build" / "artifacts" / name / file

    def page(self, name: str = "index.md") -> str:
        """Return a rendered page."""
        return (self.root / "build" / "docs" / name).read_text(encoding="utf-8")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start the command line in a process of its own."""
        pipe = subprocess.PIPE
        variables = os.environ | environment
        return subprocess.Popen(
            [*COMMAND, *arguments], cwd=self.root, stdout=pipe, stderr=pipe, text=True, env=variables
        )

    def command(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Run the command line to its end; return exit status, standard output and standard error."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err


def new_book(root: Path) -> ToyBook:
    """Return an empty book."""
    book = ToyBook(root)
    book.write("pyproject.toml", '[project]\nname = "toy"\n')
    book.write("docs/index.md", "# Toy\n")
    return book


@pytest.fixture(scope="package", autouse=True)
def quiet_environment() -> Iterator[None]:
    """Take away what the machine's environment may add, and the import of libraries that toy scripts don't use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FIRSTSTEPS_DATA", raising=False)
        patch.setenv("FIRSTSTEPS_CACHE", os.devnull)
        patch.delenv("GITHUB_ACTIONS", raising=False)
        patch.setattr(workers, "QUICK", ())
        providers = metadata.packages_distributions()  # takes a good part of a toy build
        patch.setattr(metadata, "packages_distributions", lambda: providers)
        yield


@pytest.fixture(scope="package")
def book_in() -> Callable[[Path], ToyBook]:
    """Return a function that makes an empty book in a folder."""
    return new_book


@pytest.fixture
def toy_book(tmp_path: Path) -> ToyBook:
    """Return an empty book, another one for each test."""
    return new_book(tmp_path / "book")


@pytest.fixture(scope="package")
def shown_book(tmp_path_factory: pytest.TempPathFactory) -> ToyBook:
    """Return a built book with a bit of everything, for tests that only change its pages."""
    book = new_book(tmp_path_factory.mktemp("shown"))
    book.write("src/toy/__init__.py", "")
    book.write("src/toy/lines.py", SHOWN_MODULE)
    book.write("data/points.csv", "1,2,3\n")
    book.write("scripts/one.py", SHOWN_SCRIPT)
    assert book.ran() == {"one"}
    return book


@pytest.fixture
def rendered(shown_book: ToyBook) -> Callable[[str], Page]:
    """Return a function that renders a page of the shared book."""

    def render(text: str) -> Page:
        shown_book.write("docs/index.md", text)
        return render_pages(shown_book.project, load_results(shown_book.project))["index.md"]

    return render


SHOWN_MODULE = '''"""Lines."""

import functools


@functools.cache
def double(x: int) -> int:
    """Return twice x."""
    return 2 * x


class Line:
    """A line."""

    w = 1
'''

SHOWN_SCRIPT = '''"""One

What it claims.
"""

# %% Start
from firststeps import book
from toy.lines import double

book.seed(4)
xs = [int(x) for x in book.input("data/points.csv").read_text().split(",")]
book.fact("loss", 1 / 3, label="loss")
book.fact("below", -2.5, unit="m")
book.fact("xs", [double(x) for x in xs])
book.fact("word", "_silence_")
book.measured("pause", 12.5, unit="ms")
book.given("theirs", 98.26, source="a paper")

# %% Print
for epoch in range(6):
    print(f"Epoch {epoch}: loss {epoch * -1.5}")

# %% Table
book.table("guess", {"x": xs, "half": [x / 2 for x in xs]}, formats={"half": ".1f"})


# %% Picture
class Picture:
    caption = "The loss is {loss:.2f}."

    def with_text(self, function):
        self.caption = function(self.caption)
        return self

    def alt(self):
        return "A falling line, from 3 to 1."

    def csv(self):
        return "x\\n1\\n"

    def size(self, layout):
        return (600, 300) if layout == "wide" else (360, 270)

    def svg(self, theme, layout):
        return f"<svg>{theme} {layout}</svg>".encode()


book.figure("fall", Picture())
'''
