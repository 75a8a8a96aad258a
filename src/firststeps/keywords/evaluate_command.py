"""The command that tries a trained model on recordings."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.errors import PlainError
from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.keywords.evaluate import Trial
    from firststeps.keywords.runtime import Runner
    from firststeps.keywords.store import TrainedModel

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("name")
@click.option(
    "--data", type=_FOLDER, metavar="DIR", required=True, help="Recordings: DIR/LABEL/*.wav or *.flac, 16 kHz or more."
)
@click.option(
    "--noise", type=_FOLDER, metavar="DIR", help="Recordings of noise [_background_noise_ in or beside the other DIR]."
)
@click.option("--no-noise", is_flag=True, help="Leave out how it does in noise; six times as fast.")
@click.option("--json", "as_json", is_flag=True, help="Print an object with all figures.")
@click.option("--record", is_flag=True, help="Keep the figures in models/NAME/test.json, and put them on its card.")
def evaluate(name: str, data: Path, noise: Path | None, no_noise: bool, as_json: bool, record: bool) -> None:
    """Try the model NAME on recordings that it has not learnt from.

    Exit status: 0 if every recording could be read, 1 if not; the others count.
    """
    from firststeps.keywords.report import report

    problems: list[str] = []

    def on_error(line: str) -> None:
        problems.append(line)
        click.secho(f"error: {line}", err=True)

    with errors_told():
        found = _evaluate(name, data, None if no_noise else noise or _noise_near(data), on_error)
        if record:
            if problems:
                raise PlainError("nothing recorded, because not every recording could be read")
            _record(name, found, " ".join(["firststeps evaluate", name, "--data DIR", *["--no-noise"] * no_noise]))
    click.echo(json.dumps(found, indent=1, ensure_ascii=False) if as_json else report(found))
    sys.exit(1 if problems else 0)


def _evaluate(name: str, data: Path, noise: Path | None, on_error: Callable[[str], None]) -> dict[str, Any]:
    from firststeps.keywords.evaluate import evaluate as tried
    from firststeps.keywords.evaluate import find_trials
    from firststeps.keywords.labels import SILENCE
    from firststeps.keywords.noisy import in_noise, read_noises
    from firststeps.keywords.store import MODELS, find_model

    model = find_model(name, MODELS)
    trials, left_out = find_trials(data, model.labels)
    if left_out:
        click.echo(f"left out, because {name} has no such class: {', '.join(left_out)}", err=True)
    runner, about = _runner(model)
    evaluation = tried(_shown("clips", trials), runner, model.labels, on_error)
    found = evaluation.facts() | about
    if noise is not None:
        spoken = [answer.trial for answer in evaluation.answers if answer.trial.said != SILENCE]
        found["noise"] = in_noise(_shown("clips in noise", spoken), read_noises(noise), runner, model.labels)
    return found


def _runner(model: TrainedModel) -> tuple[Runner, dict[str, Any]]:
    """Return a runner for a model, and facts about its file; micro runs as on a microcontroller where it can."""
    import hashlib
    from importlib.util import find_spec

    from firststeps.keywords.runtime import LiteRTRunner, TFLMRunner

    content = model.path.read_bytes()
    about = {
        "model_file": str(model.path),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "runtime": "LiteRT",
    }
    if not model.microcontroller:
        return LiteRTRunner(model.path), about
    if find_spec("tflite_micro") is None:
        click.echo("tflite_micro is not installed: LiteRT runs the model, and its arena is not measured", err=True)
        return LiteRTRunner(model.path), about
    runner = TFLMRunner(model.path)
    return runner, about | {"runtime": "TensorFlow Lite Micro", "arena_bytes": runner.arena_bytes()}


def _noise_near(data: Path) -> Path | None:
    places = (data / "_background_noise_", data.resolve().parent / "_background_noise_")
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        click.echo("no _background_noise_ in or beside the folder: not tried in noise; name one with --noise", err=True)
    return found


def _record(name: str, found: dict[str, Any], command: str) -> None:
    from datetime import UTC, datetime

    from firststeps.keywords.card import write_card
    from firststeps.keywords.files import write_json
    from firststeps.keywords.store import MODELS

    date = datetime.now(UTC).date().isoformat()
    file = f"models/{name}/{Path(found['model_file']).name}"
    write_json(MODELS / name / "test.json", found | {"model_file": file, "command": command, "date": date})
    write_card(MODELS / name)


def _shown(what: str, items: list[Trial]) -> Iterable[Trial]:
    """Yield ``items`` behind a progress bar with the time left, on standard error."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(items, what, console=console, transient=True, disable=not console.is_terminal)
