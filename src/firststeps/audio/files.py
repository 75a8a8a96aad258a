"""Sound files: WAV, FLAC and OGG of any rate, width and number of channels become int16 samples at 16 kHz, mono.

Several channels become one by their mean.  Another rate is converted by soxr at its quality VHQ, which keeps
frequencies up to 91 % of half the lower of the two rates and leaves aliases of less than one step of int16.  Values
are rounded to the nearest step, halves to even, without dither; what lies beyond full scale is clipped.  A file of
16 bits at 16 kHz, mono, comes back bit by bit.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from firststeps.audio.headers import AGAIN, CONVERT, header_problem, rate_problem
from firststeps.errors import PlainError

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import soundfile  # type: ignore[import-untyped]

Samples = npt.NDArray[np.int16]  # shape (n,), 16,000 a second
Values = npt.NDArray[np.float64]  # shape (n,), full scale is -1 to 1

SAMPLE_RATE = 16_000  # Hz
LONGEST = 600  # seconds that read_audio takes; ten minutes are 19 MB

_FULL_SCALE = 1 << 15  # steps of int16
_VALUES_AT_ONCE = 1 << 16  # decoded at a time: 512 KB
_UNKNOWN_FRAMES = (1 << 63) - 1  # what libsndfile says of a FLAC file that does not say how long it is

_OTHER = "name a WAV, FLAC or OGG file"


class AudioError(PlainError):
    """A sound file cannot be used; its one line names the file, what is wrong with it and what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        """Say ``problem``, which holds the remedy, too, of the file ``path``."""
        # A name may hold anything, a line break too.
        name = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))
        super().__init__(f"{name}: {problem}")


def read_audio(path: str | Path) -> Samples:
    """Return the sound in a file, int16 of shape (n,) at 16 kHz, n > 0.

    Raises:
        AudioError: if there is no such file, it is no WAV, FLAC or OGG file, it is cut short or broken in another
            way, it holds no sound or a value that is no number, or it is longer than ten minutes.
    """
    path = Path(path)
    pieces, samples = [], 0
    for piece in _pieces(path):
        samples += len(piece)
        if samples > LONGEST * SAMPLE_RATE:
            raise AudioError(path, f"it is longer than {LONGEST // 60} minutes; read it in blocks, with iter_audio")
        pieces.append(piece)
    return np.concatenate(pieces)


def iter_audio(path: str | Path, block: int) -> Iterator[Samples]:
    """Yield the sound in a file of any length, as ``read_audio`` returns it, in blocks of ``block`` samples.

    The last block may be shorter.
    The memory that it takes grows with the block, not with the file.  The file is opened when the first block is
    asked for.  Damage in the middle of a file shows when its place is reached, after the blocks before.

    Raises:
        AudioError: as ``read_audio``, but no file is too long.
        ValueError: if ``block`` is less than one.
    """
    if block < 1:
        raise ValueError(f"a block has at least one sample, not {block}")
    return _cut(_pieces(Path(path)), block)


def _cut(pieces: Iterator[Samples], block: int) -> Iterator[Samples]:
    """Yield the same samples in blocks of one length."""
    waiting: list[Samples] = []
    for piece in pieces:
        waiting.append(piece)
        if sum(map(len, waiting)) >= block:
            joined = np.concatenate(waiting)
            whole = len(joined) // block * block
            yield from joined[:whole].reshape(-1, block)
            waiting = [joined[whole:]]
    if any(map(len, waiting)):
        yield np.concatenate(waiting)


def _pieces(path: Path) -> Iterator[Samples]:
    """Yield the samples of a file in pieces of any length; all reading goes this one way."""
    import soundfile  # type: ignore[import-untyped]

    try:
        with _opened(path) as file:
            # By its number a file of any name can be opened; on Windows each library has numbers of its own.
            named = str(path) if os.name == "nt" else file.fileno()
            with soundfile.SoundFile(named, closefd=False) as sound:
                yield from _converted(path, sound)
    except soundfile.LibsndfileError as error:
        says = error.error_string.removeprefix("Error : ").rstrip(".")
        raise AudioError(path, f"it cannot be decoded ({says}); {AGAIN}") from None


def _opened(path: Path) -> BinaryIO:
    """Return the file at its beginning, if it is one and its header makes sense."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise AudioError(path, f"it is a folder; {_OTHER}")
        if not stat.S_ISREG(status.st_mode):  # a pipe could keep us waiting for ever
            raise AudioError(path, "it is a pipe or a device; save the sound as a file first")
        file = path.open("rb", buffering=0)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        says = (isinstance(error, OSError) and error.strerror) or error
        raise AudioError(path, f"it cannot be opened ({says}); {_OTHER}") from None
    if problem := header_problem(file, status.st_size):
        file.close()
        raise AudioError(path, problem)
    file.seek(0)
    return file


def _converted(path: Path, sound: soundfile.SoundFile) -> Iterator[Samples]:
    """Yield what an open file holds as int16 at ``SAMPLE_RATE``; at least one sample, or AudioError."""
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


def _mixed(path: Path, sound: soundfile.SoundFile) -> Iterator[Values]:
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
        wrong = f"it ends after {done / sound.samplerate:.1f} of {sound.frames / sound.samplerate:.1f} seconds"
        raise AudioError(path, f"{wrong}; {AGAIN}")


def _resampled(pieces: Iterator[Values], rate: int) -> Iterator[Values]:
    """Yield the pieces, ``rate`` values a second, at ``SAMPLE_RATE``."""
    import soxr  # type: ignore[import-untyped]

    stream = soxr.ResampleStream(rate, SAMPLE_RATE, num_channels=1, dtype="float64", quality="VHQ")
    for piece in pieces:
        yield stream.resample_chunk(piece)
    yield stream.resample_chunk(np.empty(0), last=True)
