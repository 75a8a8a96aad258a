"""What a sound file says about itself, held against what it is, before a decoder sees it.

libsndfile, which decodes, is lenient: it plays what is there of a cut file and leaves out what a header does not
count.  A keyword would be lost without a word.  So the sizes in a WAV file are checked here.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from firststeps.audio.problems import AGAIN, CONVERT

LOWEST_RATE, HIGHEST_RATE = 1_000, 1_000_000  # Hz; sound for people has 4,000 to 768,000, and a slip is far outside
UNKNOWN_SIZE = 0x7FFF_0000  # bytes; a recorder that writes into a pipe puts such a size or a larger one
MOST_CHUNKS = 1_000  # a WAV file has a handful; a hostile one has millions of empty ones

_HEAD = 12  # bytes that tell the formats apart


def header_problem(file: BinaryIO, size: int) -> str | None:
    """Return what is wrong with the header of ``file``, which holds ``size`` bytes, and what to do; None if nothing is.

    That WAV, FLAC and OGG pass does not mean that they can be decoded; everything else does not pass.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith((b"fLaC", b"OggS")):
        return None
    if head[8:] == b"WAVE" and head[:4] in (b"RIFF", b"RF64", b"RIFX"):
        return _wav_problem(file, ">" if head[:4] == b"RIFX" else "<", size)
    return f"it is no WAV, FLAC or OGG file; {CONVERT}" if size else f"it is empty; {AGAIN}"


def rate_problem(rate: int) -> str | None:
    """Return what is wrong with a sample rate in Hz, and what to do; None if nothing is."""
    if LOWEST_RATE <= rate <= HIGHEST_RATE:
        return None
    return f"its header says {rate} Hz, and a sample rate lies between {LOWEST_RATE} and {HIGHEST_RATE} Hz; {AGAIN}"


def _wav_problem(file: BinaryIO, order: str, size: int) -> str | None:
    """Walk the chunks as far as the sound; where they make no sense, the decoder will say so."""
    at = _HEAD
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return None
        name, length = struct.unpack(f"{order}4sI", head)
        at += len(head)
        if name == b"data":
            return _size_problem(file, at, length, size - at)
        if name == b"fmt " and (problem := _format_problem(file.read(8), order)):
            return problem
        at += length + length % 2
    return None


def _format_problem(start: bytes, order: str) -> str | None:
    if len(start) < 8:
        return None
    _, channels, rate = struct.unpack(f"{order}HHI", start)
    return rate_problem(rate) if channels else f"its header says 0 channels; {AGAIN}"


def _size_problem(file: BinaryIO, at: int, length: int, left: int) -> str | None:
    """Hold the ``length`` of the sound, which starts ``at`` a byte of the file, against the bytes that are ``left``."""
    if length == left or length >= UNKNOWN_SIZE:
        return None
    # Other chunks may follow, the first after a filling byte, which some programs forget.
    if length < left and (_chunk_follows(file, at + length) or _chunk_follows(file, at + length + length % 2)):
        return None
    return f"its header says {length} bytes of sound, and {left} follow; {AGAIN}"


def _chunk_follows(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    name = file.read(4)
    return len(name) < 4 or (name.isascii() and name.decode("ascii").isprintable())
