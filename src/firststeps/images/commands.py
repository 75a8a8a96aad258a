"""The commands that train networks for pictures and use them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.errors import PlainError

import click

if TYPE_CHECKING:
    from firststeps.images.dog_runs import Watch
    from firststeps.images.dogs import Epoch

_BOOK = Path(__file__).resolve().parents[3]


def train_dogs(epochs: int | None, data: Path | None) -> None:
    """Train all runs of "dogs"; see ``firststeps train``."""
    from firststeps.data.lock import alone
    from firststeps.data.places import located
    from firststeps.images import cifar, dog_runs
    from firststeps.images.dogs import Recipe

    folder, checkpoints = _BOOK / "models" / dog_runs.NAME, _BOOK / "build" / "training"
    found = located(cifar.NAME, _BOOK / "data" / "samples")
    place = data or (found.path if found else None)
    if place is None:
        raise PlainError("no CIFAR-10 here; `firststeps data fetch cifar-10` brings it, or name its folder with --data")
    recipe = replace(Recipe(), epochs=epochs) if epochs else Recipe()
    options = [f"--epochs {epochs}"] * bool(epochs) + ["--data DIR"] * bool(data)
    command = " ".join(["firststeps train", dog_runs.NAME, *options])
    lock = checkpoints / f"{dog_runs.NAME}.lock"
    with alone(lock) as mine:
        if not mine:
            raise PlainError(f"{lock}: another run is training {dog_runs.NAME!r}; wait for its end, or stop it")
        images = dog_runs.divided(place)
        with _shown() as watch:
            facts = dog_runs.make_dogs(
                folder, images, dog_runs.runs(recipe), checkpoints=checkpoints, command=command, watch=watch
            )
    click.echo(f"wrote {folder}: the best network is that of {facts['chosen']}", err=True)


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
