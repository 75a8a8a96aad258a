"""A book of any number of small experiments, for this engine and for sphinx-gallery.

Each experiment reads a shared module, records a fact and prints a few lines; one in ten reads a data file as well.  A
page for every fifty experiments shows their facts.  The text of the scripts is the same for both; sphinx-gallery has
no engine, so ``firststeps.book`` is a stand-in there, which returns what it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import ENGINE, STAND_IN

ROOT = Path(__file__).resolve().parent.parent
WITH_DATA = 10  # one script of so many reads the data file
PER_PAGE = 50  # experiments whose facts stand on one page
HELPER = "shared/sums.py"

SCRIPT = '''"""The sum of multiples of NUMBER.
UNDERLINE"""

from firststeps import book

from shared.sums import sum_of_multiples
IMPORTS
SHIFT = 0

# %% Counting
READ
total = sum_of_multiples(NUMBER, COUNT) + SHIFT
for step in range(3):
    print(f"step {step}: {total + step}")

# %% The sum
book.fact("total", total, label="sum of multiples")
'''

SUMS = '''"""What every experiment computes with."""

FACTOR = 1


def sum_of_multiples(number, count):
    """Return the sum of the first multiples of a number."""
    return FACTOR * sum(number * k for k in range(count))
'''

GALLERY = """extensions = ["sphinx_gallery.gen_gallery"]
sphinx_gallery_conf = {
    "examples_dirs": "scripts",
    "gallery_dirs": "gallery",
    "filename_pattern": "",
    "abort_on_example_error": True,
    "image_scrapers": (),
    "parallel": PARALLEL,
}
"""


@dataclass(frozen=True)
class Book:
    """A generated book and what can be edited in it."""

    folder: Path
    names: list[str]  # of the experiments
    helper: Path  # the module that all of them import

    def edit_script(self, value: int) -> str:
        """Give the middle script another value to add; return its name."""
        name = self.names[len(self.names) // 2]
        _replace_value(self.folder / "scripts" / f"{name}.py", "SHIFT", value)
        return name

    def edit_helper(self, value: int) -> None:
        """Give the shared module another factor."""
        _replace_value(self.helper, "FACTOR", value)


def engine_book(folder: Path, count: int) -> Book:
    """Write a book of ``count`` experiments for this engine."""
    hooks = ROOT / "src/firststeps/book/mkdocs_hooks.py"
    write(folder / "pyproject.toml", '[project]\nname = "scale"\n')
    write(folder / "mkdocs.yml", ENGINE.replace("src/firststeps/book/mkdocs_hooks.py", str(hooks)))
    write(folder / "docs/index.md", "# Many experiments\n")
    names = _write_scripts(folder, count, underline="")
    for first in range(0, count, PER_PAGE):
        facts = "\n".join(f"- {{{{ {name}.total:d}}}}".replace(":d}}", ":d }}") for name in names[first:][:PER_PAGE])
        write(folder / "docs" / f"page_{first // PER_PAGE:03}.md", f"# A page\n\n{facts}\n")
    (folder / "build/docs").mkdir(parents=True)
    write(folder / "src/shared/__init__.py", "")
    write(folder / "src" / HELPER, SUMS)
    write(folder / "data/points.csv", "x,y\n1,2\n3,4\n")
    return Book(folder, names, folder / "src" / HELPER)


def gallery_book(parallel: int) -> Callable[[Path, int], Book]:
    """Return what writes the same experiments for sphinx-gallery, run by so many processes."""

    def lay(folder: Path, count: int) -> Book:
        write(folder / "conf.py", GALLERY.replace("PARALLEL", str(parallel)))
        write(folder / "index.rst", "Many experiments\n================\n\n.. toctree::\n\n   gallery/index\n")
        write(folder / "scripts/GALLERY_HEADER.rst", "Scripts\n=======\n")
        names = _write_scripts(folder, count, underline="=" * 60 + "\n")
        write(folder / "plain/firststeps/__init__.py", "")
        write(folder / "plain/firststeps/book/__init__.py", STAND_IN)
        write(folder / "plain/data/points.csv", "x,y\n1,2\n3,4\n")
        write(folder / "plain/shared/__init__.py", "")
        write(folder / "plain" / HELPER, SUMS)
        return Book(folder, names, folder / "plain" / HELPER)

    return lay


def _write_scripts(folder: Path, count: int, underline: str) -> list[str]:
    names = [f"experiment_{number:04}" for number in range(count)]
    for number, name in enumerate(names):
        reads = number % WITH_DATA == 0
        text = SCRIPT.replace("UNDERLINE", underline).replace("NUMBER", str(number))
        text = text.replace("IMPORTS", "import csv\n" if reads else "")
        text = text.replace("READ", 'rows = list(csv.reader(open(book.input("data/points.csv"))))' if reads else "")
        write(folder / "scripts" / f"{name}.py", text.replace("COUNT", "len(rows)" if reads else "100"))
    return names


def _replace_value(path: Path, name: str, value: int) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    place = next(place for place, line in enumerate(lines) if line.startswith(f"{name} = "))
    lines[place] = f"{name} = {value}"
    write(path, "\n".join(lines))


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
