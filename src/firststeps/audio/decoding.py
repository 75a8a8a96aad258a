"""What a sound file holds, decoded by libsndfile, mixed and resampled, a piece at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from firststeps.audio.headers import rate_problem
from firststeps.audio.problems import AGAIN, CONVERT, AudioError
from firststeps.audio.samples import SAMPLE_RATE, Samples

import numpy as np
import numpy.typing as npt
import soundfile  # type: ignore[import-untyped]
import soxr  # type: ignore[import-untyped]

Values = npt.NDArray[np.float64]  # shape (n,), full scale is -1 to 1

_FULL_SCALE = 1 << 15  # steps of int16
_VALUES_AT_ONCE = 1 << 16  # decoded at a time: 512 KB
_UNKNOWN_FRAMES = (1 << 63) - 1  # what libsndfile says of a FLAC file that does not say how long it is


class _Forwards(soundfile.SoundFile):  # type: ignore[misc]
    """Reads from the beginning to the end.

    soundfile looks for its place after each read where it can, and that fails at the end of a FLAC file that was
    written into a pipe, which does not say how long it is.
    """

    def seekable(self) -> bool:
        """Say no, so that nothing is looked for."""
        return False


def decoded(path: Path, file: BinaryIO) -> Iterator[Samples]:
    """Yield the samples of ``file``, open at its beginning, in pieces of any length.

    Raises:
        AudioError: naming ``path``, if it cannot be decoded or holds no sound.
    """
    # By its number a file of any name can be opened; on Windows each library has numbers of its own.
    named = str(path) if os.name == "nt" else file.fileno()
    try:
        with _Forwards(named, closefd=False) as sound:
            yield from _converted(path, sound)
    except soundfile.LibsndfileError as error:
        says = error.error_string.removeprefix("Error : ").rstrip(".")
        raise AudioError(path, f"it cannot be decoded ({says}); {AGAIN}") from None


def _converted(path: Path, sound: _Forwards) -> Iterator[Samples]:
    """Yield what an open file holds as int16 at ``SAMPLE_RATE``."""
    if problem := rate_problem(sound.samplerate):
        raise AudioError(path, problem)
    values = _mixed(path, sound)
    if sound.samplerate != SAMPLE_RATE:
        values = _resampled(values, sound.samplerate)
    silent = True
    for piece in values:
        silent = silent and not len(piece)
        yield np.clip(np.rint(piece * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)
    if silent:
        raise AudioError(path, f"it holds no sound; {AGAIN}")


def _mixed(path: Path, sound: _Forwards) -> Iterator[Values]:
    """Yield the mean of the channels, clipped to full scale, at the rate of the file."""
    frames = max(1, _VALUES_AT_ONCE // sound.channels)
    done = 0
    while len(values := sound.read(frames, dtype="float64", always_2d=True)):
        if not np.isfinite(values).all():
            wrong = f"a value after {done / sound.samplerate:.1f} seconds is no finite number"
            raise AudioError(path, f"{wrong}; {CONVERT}")
        done += len(values)
        # A file of integers could not hold more than full scale either.
        yield np.clip(values, -1, 1).mean(axis=1)
    if sound.format == "FLAC" and done < sound.frames < _UNKNOWN_FRAMES:
        wrong = f"its header says {sound.frames} samples, and {done} follow"
        raise AudioError(path, f"{wrong}; {AGAIN}")


def _resampled(pieces: Iterator[Values], rate: int) -> Iterator[Values]:
    """Yield the pieces, ``rate`` values a second, at ``SAMPLE_RATE``."""
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, num_channels=1, dtype="float64", quality="VHQ")
    for piece in pieces:
        yield stream.resample_chunk(piece)
    yield stream.resample_chunk(np.empty(0), last=True)
