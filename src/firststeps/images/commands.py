"""The commands that train networks for pictures and use them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps import carried
from firststeps.errors import PlainError
from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.images.dog_runs import Watch
    from firststeps.images.dogs import Epoch


def train_dogs(epochs: int | None, data: Path | None) -> None:
    """Train all runs of "dogs"; see ``firststeps train``."""
    from firststeps.data.lock import sole_run
    from firststeps.data.places import located
    from firststeps.images import cifar, dog_runs
    from firststeps.images.dogs import Recipe

    folder = carried.MODELS / dog_runs.NAME
    found = located(cifar.NAME, carried.SAMPLES)
    place = data or (found.path if found else None)
    if place is None:
        raise PlainError("no CIFAR-10 here; `firststeps data fetch cifar-10` brings it, or name its folder with --data")
    recipe = replace(Recipe(), epochs=epochs) if epochs else Recipe()
    options = [f"--epochs {epochs}"] * bool(epochs) + ["--data DIR"] * bool(data)
    command = " ".join(["firststeps train", dog_runs.NAME, *options])
    with sole_run(carried.CHECKPOINTS, folder):
        images = dog_runs.divided(place)
        with _shown() as watch:
            facts = dog_runs.make_dogs(
                folder, images, dog_runs.runs(recipe), checkpoints=carried.CHECKPOINTS, command=command, watch=watch
            )
    click.echo(f"wrote {folder}: the best network is that of {facts['chosen']}", err=True)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="IMAGE...")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects with file, dog and top.")
def see(files: tuple[str, ...], *, as_json: bool) -> None:
    """Say what each IMAGE shows, by a network that knows the classes of ImageNet, and whether that is a dog.

    Exit status: 0 if every file could be read, 1 if not; the others are answered.
    """
    from firststeps.images import sight
    from firststeps.images.files import read_image

    with errors_told():
        eye = sight.Sight(sight.FOLDER / sight.MODEL)
        labels = sight.read_labels(sight.FOLDER / sight.LABELS)
        answers = []
        for file in files:
            try:
                seen = eye.look(sight.fitted(read_image(file, sight.SHORTEST)))
            except PlainError as error:
                click.secho(f"error: {error}", err=True)
                continue
            guesses = sight.top(seen.probabilities, labels)
            best = [{"label": guess.name, "probability": round(guess.probability, 4)} for guess in guesses]
            answers.append({"file": file, "dog": round(seen.dog, 4), "top": best})
            if not as_json:
                click.echo(f"{file}: {'a' if seen.dog > 0.5 else 'no'} dog ({seen.dog:.0%})")
                click.echo("\n".join(f"  {guess.probability:4.0%}  {guess.name}" for guess in guesses))
        if as_json:
            click.echo(json.dumps(answers, indent=1, ensure_ascii=False))
        sys.exit(0 if len(answers) == len(files) else 1)


@contextmanager
def _shown() -> Iterator[Watch]:
    """Show how training goes, with the time left, on standard error."""
    from firststeps.images.dog_runs import Watch

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def on_run(name: str, epochs: int) -> None:
            progress.reset(task, description=name)
            console.print(f"{name}, {epochs} epochs")

        def on_step(step: int, steps: int) -> None:
            progress.update(task, completed=step, total=steps)

        def on_epoch(line: Epoch) -> None:
            figures = f"training loss {line.training_loss:.4f}, validation loss {line.validation_loss:.4f}"
            console.print(f"epoch {line.epoch}: {figures}, {line.seconds:.1f} s")

        yield Watch(on_run, on_step, on_epoch)
