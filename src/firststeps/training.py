"""The command that trains what the book shows trained: models that hear words, and one that sees dogs."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from firststeps.carried import needs_checkout
from firststeps.executors import executor_option, named_executor
from firststeps.told import errors_told

import click


@click.command()
@click.argument("name")
@click.option("--epochs", type=click.IntRange(min=1), metavar="N", help="Other than the recipe says.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The Speech Commands, or for dogs CIFAR-10 [where `firststeps data list` finds them].",
)
@executor_option
def train(name: str, epochs: int | None, data: Path | None, executor: str | None) -> None:
    """Train the model NAME into models/NAME; stopped at any moment, the same command goes on.

    The NAME "widths" trains one network in several widths, to see how small it can get; "dogs" trains one that sees
    dogs, with and without varied images.
    """
    if executor and name != "widths":
        raise click.UsageError("--executor is for what trains several models: firststeps train widths")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with errors_told(), ExitStack() as held:
            needs_checkout("`firststeps train`")
            elsewhere = held.enter_context(named_executor(executor)) if executor else None
            if name == "dogs":
                from firststeps.images.commands import train_dogs

                train_dogs(epochs, data)
            else:
                from firststeps.keywords.commands import train_keywords

                train_keywords(name, epochs, data, elsewhere)
    except KeyboardInterrupt:
        click.echo("interrupted; the same command goes on from the last finished epoch", err=True)
        sys.exit(130)
