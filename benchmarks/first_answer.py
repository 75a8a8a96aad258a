"""How soon a word is answered: from nothing, and by a program that is running.

Cold is the whole command ``firststeps predict`` on a second of noise, each time in a fresh process.  Warm is what a
second of sound costs when everything is loaded: the front end, which makes features of it, and the network.  Run it
with ``.venv/bin/python benchmarks/first_answer.py MODEL``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path

from firststeps.audio.mel import DEFAULT, clip_log_mel
from firststeps.book.machine import machine
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.store import MODELS, find_model

import click
import numpy as np
from numpy.typing import NDArray

COMMAND = Path(sys.executable).with_name("firststeps")
WARM_UP = 50  # answers that are not counted


def cold(model: str, samples: NDArray[np.int16], runs: int) -> list[float]:
    """Return the seconds of ``runs`` fresh processes, from their start to their end."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "noise.wav"
        with wave.open(str(sound), "wb") as file:
            file.setparams((1, 2, DEFAULT.sample_rate, 0, "NONE", ""))
            file.writeframes(samples.astype("<i2").tobytes())
        command = [str(COMMAND), "predict", "--model", model, str(sound)]

        def answer() -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        return [seconds_for(answer) for _ in range(runs)]


def seconds_for(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def warm(model: str, samples: NDArray[np.int16], answers: int) -> dict[str, list[float]]:
    """Return the seconds of each answer, by the part that takes them."""
    runner = LiteRTRunner(find_model(model, MODELS).path)
    times: dict[str, list[float]] = {"front end": [], "network": [], "both": []}
    for _ in range(WARM_UP + answers):
        began = time.perf_counter()
        inputs = quantised(scaled(thinned(clip_log_mel(samples)[None], runner.frames)))
        between = time.perf_counter()
        runner.probabilities(inputs)
        ended = time.perf_counter()
        for part, seconds in zip(times, (between - began, ended - between, ended - began), strict=True):
            times[part].append(seconds)
    return {part: seconds[WARM_UP:] for part, seconds in times.items()}


@click.command()
@click.argument("model")
@click.option("--runs", type=click.IntRange(min=5), default=7, show_default=True, help="Fresh processes.")
@click.option("--answers", type=click.IntRange(min=20), default=500, show_default=True, help="Warm answers.")
def main(model: str, runs: int, answers: int) -> None:
    """Print how long the first answer of MODEL takes, and how long the later ones."""
    samples = np.random.default_rng(0).normal(0, 1000, DEFAULT.sample_rate).astype(np.int16)
    on = machine()
    click.echo(f"{model} on {on['processor']}, {on['cores']} cores")
    seconds = cold(model, samples, runs)
    shown = ", ".join(f"{one:.2f}" for one in sorted(seconds))
    click.echo(f"cold: {statistics.median(seconds):.2f} s, median of {runs} ({shown})")
    for part, times in warm(model, samples, answers).items():
        median, high = 1000 * np.percentile(times, (50, 95))
        click.echo(f"warm, {part:9} {median:6.2f} ms, median of {answers}; 95 % below {high:.2f} ms")


if __name__ == "__main__":
    main()
