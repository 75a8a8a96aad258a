"""Our Micro Speech front end beside TensorFlow's: whether features and decisions agree, and how fast each is.

Needs the data sets ``micro-speech`` (TensorFlow's models) and ``speech-commands`` (clips as FLAC).  Speed is that of
one core: the processor time of the fastest of some rounds in which the contestants take turns, as other work on the
machine can only slow them down.  ``pymicro-features`` is the C code that runs on devices; it makes a frame every
10 ms instead of 20.  Run it with ``.venv/bin/python -m benchmarks.micro_front_end``.
"""

from __future__ import annotations

import os

# Set before NumPy is loaded: all contestants get one core.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from firststeps.audio.micro import MicroFrontEnd, micro_features
from firststeps.audio.oracle import WORDS, Agreement, MicroOracle, MicroSpeech
from firststeps.data.places import data_folder, located

import click
import numpy as np
import soundfile  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from pymicro_features import MicroFrontend  # type: ignore[import-untyped]  # ships no types

ROOT = Path(__file__).resolve().parent.parent
SECOND = 16_000  # samples
TIMED = 100  # clips
CHUNK = 160  # samples, 10 ms: what a microphone may deliver


def clip(path: Path) -> NDArray[np.int16]:
    """Return the first second of a file, filled up with zeros."""
    samples, _ = soundfile.read(path, dtype="int16", frames=SECOND)
    return np.pad(samples, (0, SECOND - len(samples)))


def compare(folder: Path, paths: list[Path]) -> None:
    """Print how many features and decisions agree, and how many decisions are right with each front end."""
    oracle, model, agreement = MicroOracle(folder), MicroSpeech(folder), Agreement()
    counts: Counter[str] = Counter()
    confusion = np.zeros((len(WORDS), len(WORDS)), np.int64)
    for path in paths:
        samples = clip(path)
        ours, theirs = micro_features(samples), oracle.features(samples)
        agreement.count(ours, theirs)
        heard, expected = model.word(ours), model.word(theirs)
        counts["same"] += heard == expected
        if path.parts[-3] == "test-official-half" and path.parent.name in WORDS:
            confusion[WORDS.index(path.parent.name), WORDS.index(heard)] += 1
            counts["theirs right"] += expected == path.parent.name
    print(f"{len(paths):,} clips, {agreement.cells:,} features:")
    print(f"  equal {agreement.equal / agreement.cells:.4%}, within 1 {agreement.within_one / agreement.cells:.4%}")
    print(f"  worst difference {agreement.worst}; same decision {counts['same'] / len(paths):.2%}")
    total = confusion.sum()
    print(f"{total:,} official test clips of {', '.join(WORDS)}:")
    print(
        f"  right with our front end {confusion.trace() / total:.2%}, with theirs {counts['theirs right'] / total:.2%}"
    )
    print("  rows are what was said:", *confusion.tolist())


def stream(sound: NDArray[np.int16], push: Callable[[NDArray[np.int16]], object]) -> None:
    """Deliver ``sound`` as a microphone does."""
    for start in range(0, len(sound), CHUNK):
        push(sound[start : start + CHUNK])


def time_all(folder: Path, clips: NDArray[np.int16], rounds: int) -> None:
    """Print what a frame costs each contestant."""
    oracle, device, front_end = MicroOracle(folder), MicroFrontend(), MicroFrontEnd()
    sound = clips.ravel()
    frames = clips.shape[0] * 49
    contestants: dict[str, tuple[int, Callable[[], object]]] = {
        "ours, clip by clip": (frames, lambda: [micro_features(samples) for samples in clips]),
        "ours, all clips at once": (frames, lambda: micro_features(clips)),
        "ours, a stream by 10 ms": (len(sound) // 320, lambda: stream(sound, front_end.push)),
        "TensorFlow Lite Micro": (frames, lambda: [oracle.features(samples) for samples in clips]),
        "pymicro-features": (
            len(sound) // CHUNK,
            lambda: stream(sound, lambda chunk: device.process_samples(chunk.tobytes())),
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, (_, run) in contestants.items():
            started = time.process_time()
            run()
            seconds[name].append(time.process_time() - started)
    print(f"{len(clips)} clips of a second, processor time of one core, fastest of {rounds} rounds:")
    for name, (made, _) in contestants.items():
        taken = min(seconds[name])
        print(
            f"  {name:24} {taken / made * 1e6:6.1f} µs a frame {len(clips) / taken:7,.0f} clips a second"
            f"   real-time factor {taken / len(clips):.4f}"
        )


@click.command(help=__doc__)
@click.option("--clips", type=click.IntRange(min=1), help="Compare so many clips at most, evenly chosen.")
@click.option("--rounds", type=click.IntRange(min=1), default=9, show_default=True, help="Rounds of timing.")
def main(clips: int | None, rounds: int) -> None:
    """Compare, then time."""
    models, data = located("micro-speech", ROOT / "data" / "samples"), data_folder()
    if models is None or data is None:
        raise click.ClickException("needs the data sets micro-speech and, below FIRSTSTEPS_DATA, speech-commands")
    root = data / "speech-commands"
    paths = sorted([*root.glob("test-official-half/*/*.flac"), *root.glob("clips/*/*.flac")])
    compare(models.path, paths[:: max(1, len(paths) // clips)] if clips else paths)
    time_all(models.path, np.stack([clip(path) for path in paths[:: len(paths) // TIMED][:TIMED]]), rounds)


if __name__ == "__main__":
    main()
