"""How long an author waits in `make serve`: from saving a file to the reloaded page, for three kinds of file.

The clock stops when the server hands out the page again, after it has told browsers to reload; what a browser adds
to draw it is not counted.  Run it with ``.venv/bin/python -m benchmarks.serve_times``.
"""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import click
from benchmarks.build_times import copy_of_the_book

# What is saved, and the page that shows it.
EDITS = {
    "a chapter": ("docs/chapters/02-guessing.md", "chapters/02-guessing/"),
    "a NumPy script": ("scripts/manual_guess.py", "chapters/02-guessing/"),
    "a Keras script": ("scripts/keras_single_neuron.py", "chapters/04-tensorflow/"),
}
EPOCH = re.compile(r"livereload\((\d+), \d+\)")  # in every served page: the version of the site that it belongs to


@contextmanager
def preview(book: Path) -> Iterator[str]:
    """Serve the book and yield its address once it is built."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "mkdocs"), "serve", "--livereload", "-a", f"127.0.0.1:{port}"]
    log = book / "serve.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            command, cwd=book, stdout=stream, stderr=stream, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
    try:
        while "Serving on" not in log.read_text(encoding="utf-8"):
            if process.poll() is not None:
                raise click.ClickException(log.read_text(encoding="utf-8"))
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def edit(path: Path) -> None:
    """Append what makes a page or a script another one: words, or a statement that does nothing."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\nEdited.\n" if path.suffix == ".md" else "\nassert True\n")


def fetched(address: str) -> str:
    """Return what the server answers."""
    with urlopen(address) as answer:
        return str(answer.read().decode())


def epoch_of(page: str) -> int:
    """Return the version of the site that a served page belongs to."""
    match = EPOCH.search(page)
    if match is None:
        raise click.ClickException("the page does not reload itself")
    return int(match.group(1))


def seconds_until_reloaded(book: Path, address: str, edited: str, shown: str) -> float:
    """Return the seconds from saving ``edited`` until the page ``shown`` is served anew."""
    epoch = epoch_of(fetched(address + shown))
    edit(book / edited)
    saved = time.perf_counter()
    # The address that the page itself polls: it answers when there is something newer, or after a minute.
    while int(fetched(f"{address}livereload/{epoch}/0")) <= epoch:
        pass
    fetched(address + shown)
    return time.perf_counter() - saved


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
def main(rounds: int) -> None:
    """Print the median seconds for each kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        book = copy_of_the_book(Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in EDITS}
        with preview(book) as address:
            for number in range(rounds):
                click.echo(f"round {number + 1} of {rounds}", err=True)
                for name, (edited, shown) in EDITS.items():
                    seconds[name].append(seconds_until_reloaded(book, address, edited, shown))
                    time.sleep(1.0)  # the server looks every half second; a save must not fall into the last one
    click.echo(f"median of {rounds}; seconds from save to reloaded page (slowest)")
    for name, times in seconds.items():
        click.echo(f"{name:16} {statistics.median(times):6.2f} s ({max(times):.2f})")


if __name__ == "__main__":
    main()
