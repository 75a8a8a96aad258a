"""What a book of ten, a hundred and a thousand experiments costs to build, and to build again.

For each size a book is generated (see ``scale_books.py``), built once, and built again with nothing changed, with one
script changed, and with the module changed that all scripts import.  Memory is the largest of the processes of a build.
With ``--gallery`` sphinx-gallery does the same; the first such run installs it into ``build/peers``.  Run it with
``.venv/bin/python -m benchmarks.scale``; ``--write`` keeps the figures for the page.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from firststeps.book.build import build
from firststeps.book.builder import Options
from firststeps.book.determinism import ENVIRONMENT
from firststeps.book.files import file_hash, read_json, write_json
from firststeps.book.machine import machine
from firststeps.book.project import Project

import click
from benchmarks.peers import HOME, PINNED, install
from benchmarks.scale_books import ROOT, Book, engine_book, gallery_book

SIZES = (10, 100, 1000)
LAID_OUT = Path(__file__).with_name("scale_books.py")  # what the books are made by


@dataclass(frozen=True)
class Run:
    """What one command took."""

    seconds: float
    processor: float  # seconds, of all its processes together
    megabytes: float  # largest resident size of its processes


@dataclass(frozen=True)
class Row:
    """What a book of one size takes; seconds are medians, those of the first build excepted."""

    tool: str
    experiments: int
    rounds: int  # that the medians are of
    first: float  # seconds of the first build
    nothing: float  # of a build with nothing to do
    nothing_processor: float  # seconds of processor time, which hardly moves when the machine has other work
    within: float | None  # of the same inside a process that runs already
    one: float  # of a build after one script has changed
    one_processor: float
    own: float | None  # of that script's own run
    shared: float | None  # of a build after the module has changed that all scripts import
    shared_ran: int | None  # scripts that ran then
    megabytes: float  # of the first build
    nothing_megabytes: float  # of a build with nothing to do


@dataclass(frozen=True)
class Tool:
    """One way to build the book."""

    name: str
    lay: Callable[[Path, int], Book]
    command: tuple[str, ...]  # what a user types, every time
    source: str  # from where scripts import, below the folder
    ran: Callable[[Book, float], int]  # how many scripts have run since a time

    def run(self, book: Book) -> Run:
        """Build and return what that took."""
        started = time.perf_counter()
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                self.command, cwd=book.folder, env=self._environment(book), stdout=output, stderr=subprocess.STDOUT
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - started
            if process.returncode:
                output.seek(0)
                raise click.ClickException(f"{' '.join(self.command)} failed:\n{output.read().decode()}")
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def _environment(self, book: Book) -> Mapping[str, str]:
        path = os.pathsep.join([str(book.folder / self.source), str(ROOT / "src")])
        return os.environ | ENVIRONMENT | {"PYTHONPATH": path, "NO_MKDOCS_2_WARNING": "1"}


def tools(*, gallery: bool, site: bool) -> list[Tool]:
    """Return the engine, as asked for also with its site, and sphinx-gallery."""
    ours = str(Path(sys.executable).parent / "firststeps")
    found = [Tool("firststeps build", engine_book, (ours, "build"), "src", _ran_here)]
    if site:
        found.append(Tool("firststeps site", engine_book, (ours, "site"), "src", _ran_here))
    if gallery:
        sphinx = (str(HOME / "bin/sphinx-build"), "-q", "-b", "html", ".", "site")
        found += [
            Tool("sphinx-gallery", gallery_book(1), sphinx, "plain", _ran_there),
            Tool("sphinx-gallery, two jobs", gallery_book(2), sphinx, "plain", _ran_there),
        ]
    return found


def _report(book: Book) -> list[dict[str, float | str]]:
    entries: list[dict[str, float | str]] = read_json(book.folder / "build/report.json")["experiments"]
    return [entry for entry in entries if entry["status"] == "ran"]


def _ran_here(book: Book, _since: float) -> int:
    return len(_report(book))


def _ran_there(book: Book, since: float) -> int:
    """Sphinx-gallery keeps the hash of each script that it has run."""
    return sum(path.stat().st_mtime > since for path in (book.folder / "gallery").glob("*.py.md5"))


def measure(tool: Tool, count: int, rounds: int, *, shared: bool) -> Row:
    """Return what a book of ``count`` experiments takes, the medians from so many rounds."""
    ours = tool.name.startswith("firststeps")
    with tempfile.TemporaryDirectory() as place:
        book = tool.lay(Path(place), count)
        first = tool.run(book)
        nothing = [tool.run(book) for _ in range(rounds)]
        if tool.ran(book, time.time() - 1) and ours:
            raise click.ClickException("something ran although nothing had changed")
        within = [_within(book) for _ in range(rounds)] if tool.name == "firststeps build" else []
        one, own = [], []
        for number in range(1, rounds + 1):
            name = book.edit_script(number)
            one.append(tool.run(book))
            if ours:
                assert [entry["name"] for entry in _report(book)] == [name]
                own.append(float(_report(book)[0]["seconds"]))
        if shared:
            book.edit_helper(2)
            began = time.time()
            after = tool.run(book).seconds
        return Row(
            tool=tool.name,
            experiments=count,
            rounds=rounds,
            first=first.seconds,
            nothing=statistics.median(run.seconds for run in nothing),
            nothing_processor=statistics.median(run.processor for run in nothing),
            within=statistics.median(within) if within else None,
            one=statistics.median(run.seconds for run in one),
            one_processor=statistics.median(run.processor for run in one),
            own=statistics.median(own) if own else None,
            shared=after if shared else None,
            shared_ran=tool.ran(book, began) if shared else None,
            megabytes=first.megabytes,
            nothing_megabytes=statistics.median(run.megabytes for run in nothing),
        )


def _within(book: Book) -> float:
    started = time.perf_counter()
    build(Project.at(book.folder), Options())
    return time.perf_counter() - started


HEADINGS = {
    "first": "first build",
    "nothing": "nothing to do",
    "nothing_processor": "processor",
    "within": "in process",
    "one": "one edit",
    "one_processor": "processor",
    "own": "its own run",
    "shared": "shared edit",
    "shared_ran": "ran then",
    "megabytes": "MB, first",
    "nothing_megabytes": "MB, nothing",
}


def shown(row: Row) -> str:
    """Return a row as a line of the table."""
    cells = [getattr(row, name) for name in HEADINGS]
    texts = ["–" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else f"{cell}" for cell in cells]
    return f"{row.tool:26}{row.experiments:6}" + "".join(f"{text:>15}" for text in texts)


@click.command()
@click.option("--size", "sizes", multiple=True, type=click.IntRange(min=1), default=SIZES, show_default=True)
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
@click.option("--gallery", is_flag=True, help="Time sphinx-gallery, too.")
@click.option("--site", is_flag=True, help="Time the whole site, too.")
@click.option("--shared/--no-shared", default=True, help="Edit the shared module, too; every script runs again.")
@click.option("--only", help="Time this one alone.")
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Add the rows to this JSON file.")
def main(  # noqa: PLR0917 - click passes them by name
    sizes: tuple[int, ...], rounds: int, gallery: bool, site: bool, shared: bool, only: str | None, write: Path | None
) -> None:
    """Print seconds and megabytes for each tool and size."""
    if gallery:
        install()
    click.echo(f"{'':32}" + "".join(f"{heading:>15}" for heading in HEADINGS.values()))
    for tool in tools(gallery=gallery, site=site):
        for count in sizes:
            if only in (None, tool.name):
                row = measure(tool, count, rounds, shared=shared)
                click.echo(shown(row))
                if write:
                    _keep(write, row)


def _keep(path: Path, row: Row) -> None:
    """Put a row in the place of an older one of the same tool and size."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"rows": []}
    rows = [one for one in kept["rows"] if (one["tool"], one["experiments"]) != (row.tool, row.experiments)]
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(row).items()}
    about = {
        "command": "python -m benchmarks.scale --gallery",
        "date": datetime.now(UTC).date().isoformat(),
        "sha256": file_hash(LAID_OUT),
        "machine": machine(),
        "versions": dict(pin.split("==") for pin in PINNED if pin.startswith("sphinx")),
    }
    write_json(path, about | {"rows": sorted([*rows, rounded], key=lambda one: (one["tool"], one["experiments"]))})


if __name__ == "__main__":
    main()
