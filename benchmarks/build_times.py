"""How long the book takes to build: cold, with nothing to do, and after one edit.

Each case is timed in turn, several rounds over, on a copy of the checkout; the medians are printed, with each as a
ratio to the cold build of the same round.  Run it with ``.venv/bin/python benchmarks/build_times.py``.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
COPIED = (
    "accepted",
    "docs",
    "exercises",
    "models",
    "scripts",
    "src",
    "data",
    "overrides",
    "web",
    "mkdocs.yml",
    "pyproject.toml",
    "README.md",
)


def copy_of_the_book(folder: Path) -> Path:
    """Copy what a build reads into ``folder`` and return it."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, folder / name)
    (folder / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    (folder / "build" / "docs").mkdir(parents=True)
    return folder


def add_line(path: Path) -> None:
    """Append a line that changes the file and nothing that it does."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n<!-- edited -->\n" if path.suffix == ".md" else "\n# edited\n")


def timed(book: Path, command: list[str]) -> float:
    """Return the seconds that ``command`` takes in ``book``."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=book, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - started


def cases(book: Path) -> dict[str, Callable[[], float]]:
    """Return the cases in the order in which they have to run."""
    binaries = Path(sys.executable).parent
    engine = [str(binaries / "firststeps"), "build"]
    site = [str(binaries / "mkdocs"), "build", "--strict", "--quiet"]

    def after_edit(name: str) -> Callable[[], float]:
        def edit_and_build() -> float:
            add_line(book / name)
            return timed(book, engine)

        return edit_and_build

    def cold() -> float:
        for name in ("artifacts", "measured"):
            shutil.rmtree(book / "build" / name, ignore_errors=True)
        return timed(book, engine)

    return {
        "experiments and pages, cold": cold,
        "nothing to do": lambda: timed(book, engine),
        "a chapter edited": after_edit("docs/chapters/02-guessing.md"),
        "a NumPy script edited": after_edit("scripts/manual_guess.py"),
        "a Keras script edited": after_edit("scripts/keras_single_neuron.py"),
        "a module edited that two scripts import": after_edit("src/firststeps/learning/epoch_log.py"),
        "whole site, experiments cached": lambda: timed(book, site),
    }


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
def main(rounds: int) -> None:
    """Print the median seconds of each case."""
    with tempfile.TemporaryDirectory() as folder:
        every = cases(copy_of_the_book(Path(folder)))
        seconds: dict[str, list[float]] = {name: [] for name in every}
        for number in range(rounds):
            click.echo(f"round {number + 1} of {rounds}", err=True)
            for name, run in every.items():
                seconds[name].append(run())
    cold = seconds["experiments and pages, cold"]
    click.echo(f"median of {rounds}; seconds, and share of the cold build in the same round")
    for name, times in seconds.items():
        ratio = statistics.median(one / first for one, first in zip(times, cold, strict=True))
        click.echo(f"{name:42} {statistics.median(times):7.2f} s  {ratio:6.3f}")


if __name__ == "__main__":
    main()
