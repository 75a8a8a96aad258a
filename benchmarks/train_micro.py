"""How long a model takes from nothing to a stated validation accuracy: ``firststeps train NAME``, by its log.

Run it with ``.venv/bin/python benchmarks/train_micro.py NAME``: it trains from nothing, in a scratch folder, and
leaves the model of the book alone.  With ``--log models/NAME/log.csv`` it reads the log of a run that has been.  The
minutes are those of training and validation, without loading and export.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from firststeps.book.machine import machine

import click

SHARES = (0.90, 0.95, 0.96, 0.97, 0.98)  # of the validation clips, mean over the classes
# The command itself, with its places moved; a teacher is still found where `make` has looked already.
COMMAND = """
import pathlib, sys
import firststeps.keywords.make
import firststeps.keywords.store as store
folder = pathlib.Path(sys.argv.pop(1))
store.MODELS, store.CHECKPOINTS = folder / "models", folder / "states"
from firststeps.cli import main
main()
"""


def trained(name: str, epochs: int | None) -> list[dict[str, str]]:
    """Return the log of a training from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [folder, "train", name, *(["--epochs", str(epochs)] if epochs else [])]
        subprocess.run([sys.executable, "-c", COMMAND, *arguments], check=True)
        return read(Path(folder) / "models" / name / "log.csv")


def read(path: Path) -> list[dict[str, str]]:
    """Return the lines of a log."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def report(log: list[dict[str, str]], shares: Iterable[float]) -> Iterable[str]:
    """Yield when each of ``shares`` was reached for the first time, and the end."""
    minutes, reached = 0.0, dict[float, str]()
    for line in log:
        minutes += float(line["seconds"]) / 60
        for share in shares:
            if float(line["validation_accuracy"]) >= share:
                reached.setdefault(share, f"{minutes:6.1f} minutes, epoch {line['epoch']}")
    for share in shares:
        yield f"{share:.0%} of validation: {reached.get(share, 'never')}"
    yield f"the end, {float(log[-1]['validation_accuracy']):.2%}: {minutes:.1f} minutes, epoch {log[-1]['epoch']}"


@click.command()
@click.argument("name", default="micro")
@click.option("--epochs", type=click.IntRange(min=1), metavar="N", help="Other than the recipe says.")
@click.option("--log", "kept", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Of a run that was.")
def main(name: str, epochs: int | None, kept: Path | None) -> None:
    """Print the minutes from nothing to each of some validation accuracies."""
    log = read(kept) if kept else trained(name, epochs)
    on = machine()
    click.echo(f"{kept or name}; " + ("machine unknown" if kept else f"{on['processor']}, {on['cores']} cores"))
    for line in report(log, SHARES):
        click.echo(line)


if __name__ == "__main__":
    main()
