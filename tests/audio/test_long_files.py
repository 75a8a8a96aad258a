"""A file of two hours needs no more memory than one of a minute."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from tests.audio.sounds import Wav, noise

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").is_file(), reason="it reads its memory from /proc; run it on Linux"
)

ROOT = Path(__file__).parents[2]
GROWTH = 4_096  # KB that reading on may add to what the first second took; two hours of samples are 230,400 KB


def listened(path: Path) -> tuple[int, int]:
    """Return how many samples there were, and by how many KB the process grew after the first second."""
    command = [sys.executable, "-m", "tests.audio.listening", str(path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    samples, growth = map(int, run.stdout.split())
    return samples, growth


def sparse_wav(path: Path, seconds: int, wav: Wav) -> None:
    """Write ``wav`` with so much digital silence for its sound, which takes no room on the disk."""
    size = seconds * wav.rate * wav.channels * wav.bits // 8
    header = bytes(wav.with_(data=b"", size=size))
    with path.open("wb") as out:
        out.write(header)
        out.truncate(len(header) + size)


@pytest.mark.parametrize("seconds", [60, 7_200])
def test_wav(tmp_path: Path, seconds: int) -> None:
    sparse_wav(tmp_path / "a.wav", seconds, Wav())
    samples, growth = listened(tmp_path / "a.wav")
    assert samples == seconds * 16_000
    assert growth < GROWTH


@pytest.mark.soak
@pytest.mark.parametrize(("kind", "rate", "channels"), [("wav", 44_100, 2), ("flac", 44_100, 2), ("ogg", 16_000, 1)])
def test_two_hours_of_each_kind(tmp_path: Path, kind: str, rate: int, channels: int) -> None:
    path, seconds = tmp_path / f"a.{kind}", 7_200
    if kind == "wav":
        sparse_wav(path, seconds, Wav(channels=channels, rate=rate))
    else:
        second = np.stack([noise(rate) // 8] * channels, axis=1)  # libsndfile crashes if it is to encode much at once
        with soundfile.SoundFile(path, "w", rate, channels) as out:
            for _ in range(seconds):
                out.write(second)
    samples, growth = listened(path)
    assert samples == seconds * 16_000
    assert growth < GROWTH
