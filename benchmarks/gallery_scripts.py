"""Runs other people's gallery scripts through the engine, with nothing but recording lines added.

Takes scripts as sphinx-gallery takes them, such as those in ``galleries/examples`` of matplotlib's source distribution
and in ``examples`` of scikit-learn's.  Each is copied into a book of its own making, built, and built again, which has
to find nothing to do.  Run it with ``.venv/bin/python -m benchmarks.gallery_scripts SCRIPT...``.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from firststeps.book.build import build
from firststeps.book.builder import Options
from firststeps.book.errors import BookError
from firststeps.book.project import Project
from firststeps.book.results import load_results

import click

BEFORE = "from firststeps import book\n"
AFTER = """
# %% Recorded
import drawn
drawn.record(book)
"""
DRAWN = '''"""Records every figure that is open."""

import io
from dataclasses import dataclass

import matplotlib.pyplot as plt


@dataclass
class Drawn:
    """A finished figure, the same in every theme and width."""

    figure: plt.Figure
    caption: str = ""

    def with_text(self, function):
        return self

    def alt(self):
        return "A figure of a gallery."

    def csv(self):
        return ""

    def size(self, layout):
        width, height = self.figure.get_size_inches() * 96
        return round(width), round(height)

    def svg(self, theme, layout):
        stream = io.BytesIO()
        self.figure.savefig(stream, format="svg", metadata={"Date": None})
        return stream.getvalue()


def record(book):
    plt.rcParams["svg.hashsalt"] = "book"
    for number in plt.get_fignums():
        book.figure(f"figure_{number}", Drawn(plt.figure(number)))
'''


def with_recording_lines(source: str) -> str:
    """Return the source with the engine's import and the recording of its figures added, its docstring still first."""
    future = list(re.finditer(r"^from __future__ import .*\n", source, re.MULTILINE))
    docstring = re.match(r'(?:\s*#.*\n)*\s*[rR]?(""".*?"""|\'\'\'.*?\'\'\')[^\n]*\n', source, re.DOTALL)
    place = future[-1].end() if future else docstring.end() if docstring else 0
    return source[:place] + BEFORE + source[place:] + AFTER


def book_of(scripts: tuple[Path, ...], folder: Path) -> Project:
    """Write a book of the scripts into ``folder``."""
    for name, text in (("pyproject.toml", ""), ("docs/index.md", "# Scripts\n"), ("src/drawn.py", DRAWN)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "scripts").mkdir()
    for script in scripts:
        text = with_recording_lines(script.read_text(encoding="utf-8"))
        (folder / "scripts" / f"{re.sub(r'[^A-Za-z_0-9]', '_', script.stem)}.py").write_text(text, encoding="utf-8")
    return Project.at(folder)


@click.command()
@click.argument("scripts", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(scripts: tuple[Path, ...]) -> None:
    """Build twice and say what became of each script."""
    with tempfile.TemporaryDirectory() as place:
        project = book_of(scripts, Path(place))
        try:
            first = build(project, Options())
        except BookError as error:
            raise click.ClickException(str(error)) from None
        second = {entry.name: entry for entry in build(project, Options()).entries}
        results = load_results(project)
        for entry in first.entries:
            again, result = second[entry.name], results[entry.name]
            printed = "".join(cell["output"] for cell in result.cells)
            click.echo(
                f"{entry.name:40} {entry.status} in {entry.seconds:.1f} s, {len(result.figures)} figures, "
                f"{len(printed.splitlines())} lines; again: {again.status}, {again.because}"
            )
        if any(entry.status != "cached" for entry in second.values()):
            raise click.ClickException("a script ran again although nothing had changed")


if __name__ == "__main__":
    main()
