"""Two models for microcontrollers on the same recordings: TensorFlow's Micro Speech and ours.

Each gets the features that it was trained on: TensorFlow's its own, by our front end for it, ours every second frame of
log-mel.  Both run in TensorFlow Lite Micro.  Run it with ``.venv/bin/python benchmarks/micro_models.py DIR``, where DIR
has folders ``_silence_``, ``_unknown_``, ``yes`` and ``no`` with recordings of a second, once
``firststeps data fetch micro-speech`` has brought TensorFlow's model.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.mel import DEFAULT, clip_log_mel
from firststeps.audio.micro import micro_features
from firststeps.data.places import located
from firststeps.keywords.clips import sounds_in
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.labels import MICRO_LABELS
from firststeps.keywords.runtime import TFLMRunner
from firststeps.keywords.scores import confusion, wilson_interval
from firststeps.keywords.store import MODELS, SAMPLES, find_model

import click
import numpy as np
from numpy.typing import NDArray

FRAMES = 49

Samples = NDArray[np.int16]
FrontEnd = Callable[[Samples], NDArray[np.int8]]


def theirs(samples: Samples) -> NDArray[np.int8]:
    """Return the features of TensorFlow's model, (49, 40), of a second."""
    missing = max(0, DEFAULT.sample_rate - len(samples))
    return micro_features(np.pad(samples, (0, missing))[: DEFAULT.sample_rate])


def ours(samples: Samples) -> NDArray[np.int8]:
    """Return the features of our model, (49, 40), of a second."""
    return quantised(scaled(thinned(clip_log_mel(samples), FRAMES)))


def row(name: str, path: Path, front_end: FrontEnd, clips: list[tuple[int, Samples]]) -> str:
    """Return a line about one model."""
    features = np.stack([front_end(samples) for _, samples in clips])
    runner = TFLMRunner(path)
    began = time.perf_counter()
    predicted = runner.probabilities(features).argmax(1)
    milliseconds = 1000 * (time.perf_counter() - began) / len(clips)
    actual = np.array([label for label, _ in clips])
    table = confusion(actual, predicted, len(MICRO_LABELS))
    right = int(table.trace())
    low, high = wilson_interval(right, len(clips))
    figures = f"{right / len(clips):7.2%} ({low:.1%} to {high:.1%}) {path.stat().st_size:7,} {runner.arena_bytes():7,}"
    return f"{name:12} {figures} {milliseconds:6.2f}  {table.tolist()}"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Print accuracy, bytes, bytes of arena, milliseconds a clip and confusions of both on the clips in FOLDER."""
    place = located("micro-speech", SAMPLES)
    if place is None:
        raise click.ClickException("TensorFlow's model is missing: firststeps data fetch micro-speech")
    paths = [(number, path) for number, label in enumerate(MICRO_LABELS) for path in sounds_in(folder / label)]
    clips = [(number, read_audio(path)) for number, path in paths]
    click.echo(
        f"{len(clips)} clips; accuracy with its 95 % interval, bytes, arena, ms, confusions (rows: what was said)"
    )
    click.echo(row("TensorFlow's", place.path / "micro_speech_quantized.tflite", theirs, clips))
    click.echo(row("ours", find_model("micro", MODELS).path, ours, clips))


if __name__ == "__main__":
    main()
