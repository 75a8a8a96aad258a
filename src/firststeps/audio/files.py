"""Sound files: WAV, FLAC and OGG of any rate, width and number of channels become int16 samples at 16 kHz, mono.

Several channels become one by their mean.  Another rate is converted by soxr in its quality VHQ: up to 92 % of half
the lower of the two rates it changes the level by less than 0.01 dB, and aliases stay below -180 dB.  Values
are rounded to the nearest step, halves to even, without dither; what lies beyond full scale is clipped.  A file of
16 bits at 16 kHz, mono, comes back bit by bit.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from firststeps.audio.headers import header_problem
from firststeps.audio.problems import AudioError
from firststeps.audio.samples import SAMPLE_RATE, Samples

import numpy as np

__all__ = ["LONGEST", "SAMPLE_RATE", "AudioError", "Samples", "iter_audio", "read_audio"]

LONGEST = 600  # seconds that read_audio takes; ten minutes are 19 MB

_OTHER = "name a WAV, FLAC or OGG file"


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

    The last block may be shorter.  The memory needed grows with the block, not with the file.  The file is opened
    when the first block is asked for.  Damage in the middle of a file shows when its place is reached.

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
    from firststeps.audio.decoding import decoded

    with _opened(path) as file:
        yield from decoded(path, file)


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
