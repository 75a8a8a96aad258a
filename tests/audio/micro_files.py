"""Where the tests find TensorFlow's Micro Speech and real clips."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from firststeps.data.places import data_folder, located

import pytest
import soundfile  # type: ignore[import-untyped]  # ships no types
from tests.audio.micro_sounds import Sound
from tests.missing import needed

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


def micro_speech_folder() -> Path:
    """Return the folder of TensorFlow's models; skip the test if it or TensorFlow Lite Micro is missing."""
    needed("tflite_micro")
    found = located("micro-speech", SAMPLES)
    if found is None:
        pytest.skip("needs TensorFlow's models: firststeps data fetch micro-speech")
    return found.path


def clip_paths() -> list[Path]:
    """Return all clips of Speech Commands at hand, the test clips first; skip the test if there are none."""
    root = data_folder()
    folder = None if root is None else root / "speech-commands"
    clips = [] if folder is None else [*folder.glob("test-official-half/*/*.flac"), *folder.glob("clips/*/*.flac")]
    if not clips:
        pytest.skip("needs real clips: FIRSTSTEPS_DATA with speech-commands/test-official-half and clips")
    return sorted(clips)


def read(path: Path) -> Sound:
    """Return the samples of a file at 16 kHz with one channel."""
    samples, rate = soundfile.read(path, dtype="int16")
    assert (rate, samples.ndim) == (16_000, 1), path
    sound: Sound = samples
    return sound


def sounds(paths: list[Path]) -> Iterator[Sound]:
    """Yield the clips that have a frame at least."""
    yield from (sound for sound in map(read, paths) if len(sound) >= 480)
