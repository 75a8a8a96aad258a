"""The commands that train keyword models and use them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.carried import needs_checkout
from firststeps.errors import PlainError
from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from firststeps.keywords.make import Watch
    from firststeps.keywords.train import Epoch

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def train_keywords(name: str, epochs: int | None, data: Path | None, executor: Executor | None) -> None:
    """Train a model that hears words, or several of them; see ``firststeps train``."""
    from dataclasses import replace

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from firststeps.keywords.examples import find_corpus, read_corpus
    from firststeps.keywords.store import CHECKPOINTS, MODELS
    from firststeps.quiet import standard_error_closed

    with standard_error_closed():  # TensorFlow says how it was compiled
        from firststeps.data.lock import sole_run
        from firststeps.keywords import widths
        from firststeps.keywords.make import make_model
        from firststeps.keywords.recipes import PLANS

    if name == widths.NAME:
        _train_widths(epochs, data, executor)
        return
    if name not in PLANS:
        raise click.UsageError(f"no model {name!r} to train; there are: {', '.join([*PLANS, widths.NAME])}")
    plan = PLANS[name]
    if epochs:
        plan = replace(plan, recipe=replace(plan.recipe, epochs=epochs))
    corpus = read_corpus(data or find_corpus())
    options = [f"--epochs {epochs}"] * bool(epochs) + ["--data DIR"] * bool(data)
    command = " ".join(["firststeps train", name, *options])
    with sole_run(CHECKPOINTS, MODELS / name), _shown(plan.recipe.epochs) as watch:
        facts = make_model(MODELS / name, plan, corpus, checkpoints=CHECKPOINTS, command=command, watch=watch)
    click.echo(f"wrote {MODELS / name}: int8 validation accuracy {facts['validation']['int8_accuracy']:.2%}", err=True)


def _train_widths(epochs: int | None, data: Path | None, executor: Executor | None) -> None:
    import logging
    from dataclasses import replace
    from functools import partial

    from firststeps.data.lock import sole_run
    from firststeps.keywords import widths
    from firststeps.keywords.examples import find_corpus, read_corpus
    from firststeps.keywords.store import CHECKPOINTS, MODELS

    # Each width is compiled anew, as it has to be; TensorFlow warns of it as if it were one network again and again.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    recipe = replace(widths.RECIPE, epochs=epochs) if epochs else widths.RECIPE
    options = [f"--epochs {epochs}"] * bool(epochs) + ["--data DIR"] * bool(data)
    source = partial(read_corpus, data or find_corpus())
    family = widths.plans(recipe)
    results = []
    with sole_run(CHECKPOINTS, MODELS / widths.NAME), _shown(recipe.epochs) as watch:
        found = (
            widths.swept_elsewhere(family, source, CHECKPOINTS, executor)
            if executor
            else widths.swept(family, source(), CHECKPOINTS, watch)
        )
        for row, log in found:
            click.echo(f"width {row.width}: {row.parameters:,} parameters, int8 {row.int8_accuracy:.2%}", err=True)
            results.append((row, log))
    command = " ".join(["firststeps train", widths.NAME, *options])
    widths.write_sweep(MODELS / widths.NAME, results, command=command, recipe=recipe)
    click.echo(f"wrote {MODELS / widths.NAME}", err=True)


@contextmanager
def _shown(epochs: int) -> Iterator[Watch]:
    """Show how training goes, with the time left, on standard error."""
    from firststeps.keywords.make import Watch

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("step"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left")
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def on_step(step: int, steps: int) -> None:
            progress.update(task, completed=step, total=steps)

        def on_epoch(line: Epoch) -> None:
            figures = f"loss {line.loss:.4f}, validation accuracy {line.validation_accuracy:.2%}"
            console.print(f"epoch {line.epoch} of {epochs}: {figures}, {line.seconds:.1f} s")

        yield Watch(on_step, on_epoch, lambda note: console.print(note, style="yellow", markup=False, soft_wrap=True))


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--model",
    default="spotter",
    show_default=True,
    metavar="NAME",
    help="The model that listens, or a word you taught.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects with file, word and confidence.")
def predict(files: tuple[str, ...], model: str, as_json: bool) -> None:
    """Say which word each FILE holds; of a file longer than a second, the word in its best second.

    Exit status: 0 if every file could be read, 1 if not; the others are answered.
    """
    from firststeps.audio.files import SAMPLE_RATE, iter_audio
    from firststeps.keywords.listener import listener

    with errors_told():
        hear = listener(model)
        answers: list[dict[str, str | float]] = []
        for file in files:
            try:
                heard = hear(iter_audio(file, SAMPLE_RATE))
            except (PlainError, OSError) as error:
                click.secho(f"error: {error}", err=True)
                continue
            answers.append({"file": file, "word": heard.word, "confidence": round(heard.confidence, 4)})
            if not as_json:
                click.echo(f"{file}: {heard.word} {heard.confidence:.0%}")
        if as_json:
            click.echo(json.dumps(answers, indent=1, ensure_ascii=False))
        sys.exit(0 if len(answers) == len(files) else 1)


@click.command()
@click.argument("name")
@click.option("--data", type=_FOLDER, metavar="DIR", required=True, help="Recordings: DIR/LABEL/*.wav or *.flac.")
@click.option("--noise", type=_FOLDER, metavar="DIR", help="Try them mixed with the recordings in DIR, too.")
@click.option("--json", "as_json", is_flag=True, help="Print an object with all figures.")
@click.option("--record", is_flag=True, help="Keep the figures in models/NAME/test.json, and put them on its card.")
def evaluate(name: str, *, data: Path, noise: Path | None, as_json: bool, record: bool) -> None:
    """Try the model NAME on recordings that it has not learnt from.

    Exit status: 0 if every recording could be read, 1 if not; the others count.
    """
    from firststeps.keywords import assess
    from firststeps.keywords.report import report
    from firststeps.keywords.store import MODELS, find_model

    problems: list[str] = []

    def on_error(line: str) -> None:
        problems.append(line)
        click.secho(f"error: {line}", err=True)

    with errors_told():
        if record:
            needs_checkout("`--record`")
        found = assess.figures(find_model(name, MODELS), data, noise, on_error)
        click.echo(json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) if as_json else report(found))
        if record:
            if problems:
                raise PlainError("nothing recorded, because not every recording could be read")
            options = ["--data DIR", *["--noise DIR"] * (noise is not None)]
            assess.record(MODELS / name, found, " ".join(["firststeps evaluate", name, *options, "--record"]))
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("name")
@click.option("--data", type=_FOLDER, metavar="DIR", help="The Speech Commands, as for `train`.")
def export(name: str, data: Path | None) -> None:
    """Make the files of the model NAME again from the weights that its training left in models/NAME."""
    with errors_told():
        needs_checkout("`firststeps export`")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from firststeps.keywords.examples import find_corpus, read_corpus
    from firststeps.keywords.store import MODELS
    from firststeps.quiet import standard_error_closed

    with standard_error_closed():  # TensorFlow says how it was compiled
        from firststeps.keywords.make import make_files
        from firststeps.keywords.recipes import PLANS

    if name not in PLANS:
        raise click.UsageError(f"no model {name!r} to export; there are: {', '.join(PLANS)}")
    with errors_told():
        facts = make_files(MODELS / name, PLANS[name], read_corpus(data or find_corpus()))
    click.echo(f"wrote {MODELS / name}: int8 validation accuracy {facts['validation']['int8_accuracy']:.2%}", err=True)
