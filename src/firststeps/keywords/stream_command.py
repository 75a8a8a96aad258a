"""The command that tries a model on a stream."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.carried import needs_checkout
from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.keywords.clips import Split
    from firststeps.keywords.store import TrainedModel
    from firststeps.keywords.stream_made import Scene, StreamPlan

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("name")
@click.option("--minutes", type=click.FloatRange(min=0.5), default=30.0, show_default=True, metavar="N")
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True, metavar="N")
@click.option("--data", type=_FOLDER, metavar="DIR", help="The Speech Commands, as for `train`.")
@click.option(
    "--part",
    type=click.Choice(["training", "validation", "testing"]),
    default="validation",
    show_default=True,
    help="Whose voices: of which part of the data.",
)
@click.option("--json", "as_json", is_flag=True, help="Print an object with all figures.")
@click.option("--record", is_flag=True, help="Keep the figures in models/NAME/stream.json.")
def stream(
    name: str, *, minutes: float, seed: int, data: Path | None, part: Split, as_json: bool, record: bool
) -> None:
    """Try the model NAME on a stream that does not stop: commands among other words and noise.

    The stream is made from recordings. What is said in it, and when, is known; the same seed makes the same stream.
    """
    from firststeps.keywords.examples import find_corpus
    from firststeps.keywords.store import MODELS, find_model
    from firststeps.keywords.stream_made import StreamPlan
    from firststeps.keywords.stream_told import told

    with errors_told():
        if record:
            needs_checkout("`--record`")
        model, plan = find_model(name, MODELS), StreamPlan(minutes, seed=seed)
        found = _figures(model, plan, data or find_corpus(), part)
        click.echo(json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) if as_json else told(found))
        if record:
            options = [f"--minutes {minutes:g}", *[f"--seed {seed}"] * (seed != StreamPlan(minutes).seed)]
            options += ["--data DIR"] * (data is not None) + [f"--part {part}"]
            _record(MODELS / name, found, " ".join(["firststeps stream", name, *options, "--record"]))


def _figures(model: TrainedModel, plan: StreamPlan, data: Path, part: Split) -> dict[str, Any]:
    from dataclasses import replace

    from firststeps.audio.files import read_audio
    from firststeps.keywords.dataset import SpeechCommands
    from firststeps.keywords.detector import Detection
    from firststeps.keywords.runtime import LiteRTRunner
    from firststeps.keywords.stream_figures import TIMED, Ear, real_time_factors, stream_figures
    from firststeps.keywords.stream_made import Material, made_stream

    import numpy as np

    corpus = SpeechCommands.at(data)
    material = Material.of(list(corpus.clips(part)), [read_audio(path) for path in corpus.noises()])
    ear, content = Ear(LiteRTRunner(model.path), model.labels, Detection()), model.path.read_bytes()
    figures = stream_figures(plan, material, ear, _shown)
    scenes = made_stream(replace(plan, minutes=TIMED / 60), material, model.labels)
    minute = np.concatenate([scene.samples for scene in scenes])
    return {
        "model_file": str(model.path),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "part": part,
        **figures,
        "real_time_factor": real_time_factors(minute, ear),
    }


def _record(folder: Path, found: dict[str, Any], command: str) -> None:
    """Keep the figures in the folder of the model; how fast it was is another on each machine."""
    from firststeps.files import write_json

    about = {"model_file": f"models/{folder.name}/{Path(found['model_file']).name}", "command": command}
    lasting = {key: value for key, value in found.items() if key != "real_time_factor"}
    write_json(folder / "stream.json", lasting | about | {"date": datetime.now(UTC).date().isoformat()})


def _shown(scenes: Iterable[Scene], what: str, count: int) -> Iterable[Scene]:
    """Yield scenes behind a progress bar with the time left, on standard error."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(scenes, what, total=count, console=console, transient=True, disable=not console.is_terminal)
