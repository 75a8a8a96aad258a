"""The commands ``firststeps data …``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from firststeps.data.fetch import Listener

    from rich.progress import TaskID


@click.group()
def data() -> None:
    """The data sets that the book can use: where they were found, and how to get them."""


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_data(as_json: bool) -> None:
    """List the data sets: where each one was found, its licence, the size of its download.

    A data set is looked for in the folder that the environment variable FIRSTSTEPS_DATA names, then among those that
    were fetched, then among the samples that come with the book.  Nothing is ever downloaded unasked.
    """
    from firststeps.data.catalogue import CATALOGUE
    from firststeps.data.places import located

    samples = _samples(Path.cwd())
    found = {name: located(name, samples) for name in CATALOGUE}
    if as_json:
        entries = [
            {
                "name": name,
                "title": entry.title,
                "found": place.source if place else None,
                "path": str(place.path) if place else None,
                "licence": entry.licence,
                "citation": entry.citation,
                "download_bytes": entry.download_size,
            }
            for (name, entry), place in zip(CATALOGUE.items(), found.values(), strict=True)
        ]
        click.echo(json.dumps(entries, indent=1, ensure_ascii=False))
        return
    rows = [("NAME", "FOUND", "LICENCE", "DOWNLOAD", "WHAT IT IS")]
    for (name, entry), place in zip(CATALOGUE.items(), found.values(), strict=True):
        rows.append((name, place.source if place else "no", entry.licence, _size(entry.download_size), entry.title))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for name, place in found.items():
        if place:
            click.echo(f"{name}: {place.path}")


@data.command("fetch")
@click.argument("name")
def fetch_data(name: str) -> None:
    """Download the data set NAME, check it and unpack it into the cache folder.

    A download that was cut goes on where it stopped when you run the command again.
    """
    from firststeps.data.catalogue import data_set
    from firststeps.data.fetch import fetch
    from firststeps.data.places import cache_folder
    from firststeps.told import errors_told

    with errors_told():
        wanted = data_set(name)
        click.echo(f"{wanted.title}\nlicence: {wanted.licence}\nplease cite: {wanted.citation}", err=True)
        with _shown() as listener:
            folder = fetch(wanted, cache_folder(), listener)
        for file in wanted.files:
            if file.sha256 is None:
                kept = cache_folder() / "downloads" / name / f"{file.name}.sha256"
                digest = kept.read_text(encoding="ascii").strip()
                click.echo(f"nobody has published the SHA-256 of {file.name}; we got {digest}", err=True)
                click.echo(f"later downloads are held against it; it is in {kept}", err=True)
        click.echo(folder)


def _samples(folder: Path) -> Path:
    """Return the folder of the samples of the book that ``folder`` lies in; it need not exist."""
    candidates = [parent / "data" / "samples" for parent in (folder, *folder.parents)]
    return next((path for path in candidates if path.is_dir()), candidates[0])


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


@contextmanager
def _shown() -> Iterator[Listener]:
    """Give a listener that shows a bar with the time left on a terminal, and a line for each file elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True, highlight=False)
    what = TextColumn("{task.description}", markup=False)
    columns = what, BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:

        def listen(doing: str, done: int, size: int) -> None:
            if doing not in tasks:
                tasks[doing] = bars.add_task(doing, total=size, completed=done)  # what is there already is no speed
                if not console.is_terminal:
                    console.print(f"{doing} ({_size(size)})", markup=False)
            bars.update(tasks[doing], completed=done)

        yield listen
