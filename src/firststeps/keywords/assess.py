"""Trying a trained model on a folder of recordings, and keeping what came out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.files import write_json
from firststeps.keywords.card import write_card
from firststeps.keywords.evaluate import Trial, evaluate, find_trials
from firststeps.keywords.labels import SILENCE
from firststeps.keywords.latency import latency
from firststeps.keywords.noisy import in_noise, read_noises
from firststeps.keywords.runtime import LiteRTRunner, Runner, TFLMRunner
from firststeps.keywords.store import TrainedModel

import click
from rich.console import Console
from rich.progress import track

TIMED = 200  # clips at most on which the time is taken, from all over the folder


def figures(model: TrainedModel, data: Path, noise: Path | None, on_error: Callable[[str], None]) -> dict[str, Any]:
    """Return all figures of a model on the recordings in ``data``, mixed with those in ``noise``, too, if it is given.

    Raises:
        PlainError: if there are no recordings, or no noises.
    """
    trials, left_out = find_trials(data, model.labels)
    if left_out:
        click.echo(f"left out, because {model.name} has no such class: {', '.join(left_out)}", err=True)
    noises = None if noise is None else read_noises(noise)  # before the long part: a wrong folder is told at once
    runner, about = _runner(model)
    evaluation = evaluate(_shown("clips", trials), runner, model.labels, on_error)
    tried = [answer.trial for answer in evaluation.answers]
    timed = (read_audio(trial.path) for trial in tried[:: -(-len(tried) // TIMED)])
    found = evaluation.facts() | about | {"latency": latency(timed, runner)}
    spoken = [trial for trial in tried if trial.said != SILENCE]
    if noises is not None and spoken:
        found["noise"] = in_noise(_shown("clips in noise", spoken), noises, runner, model.labels)
    return found


def _runner(model: TrainedModel) -> tuple[Runner, dict[str, Any]]:
    """Return a runner for a model, and facts about its file; micro runs as on a microcontroller where it can."""
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


def record(folder: Path, found: dict[str, Any], command: str) -> None:
    """Keep the figures of the model in ``folder`` in its ``test.json``, and put them on its card."""
    about = {"model_file": f"models/{folder.name}/{Path(found['model_file']).name}", "command": command}
    lasting = {key: value for key, value in found.items() if key != "latency"}  # that is another on each machine
    write_json(folder / "test.json", lasting | about | {"date": datetime.now(UTC).date().isoformat()})
    write_card(folder)


def _shown(what: str, items: list[Trial]) -> Iterable[Trial]:
    """Yield ``items`` behind a progress bar with the time left, on standard error."""
    console = Console(stderr=True)
    return track(items, what, console=console, transient=True, disable=not console.is_terminal)
