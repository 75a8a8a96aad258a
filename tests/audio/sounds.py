"""Sound files as people and programs write them, and as they should not."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Wav:
    """A WAV file, byte by byte; what is None is said truly."""

    data: bytes = b"\x01\x02" * 800
    code: int = 1  # of the encoding: 1 integers, 3 floats, 6 A-law, 7 mu-law
    channels: int = 1
    rate: int = 16_000
    bits: int = 16
    size: int | None = None  # of the sound, as the header says
    before: bytes = b""  # chunks between the format and the sound
    after: bytes = b""  # what follows the sound
    magic: bytes = b"RIFF"

    def with_(self, **changes: object) -> Wav:
        return replace(self, **changes)  # type: ignore[arg-type]

    def __bytes__(self) -> bytes:
        order = ">" if self.magic == b"RIFX" else "<"
        align = self.channels * self.bits // 8
        bytes_a_second = self.rate * align % 2**32
        parts = (self.code, self.channels, self.rate, bytes_a_second, align % 2**16, self.bits)
        form = struct.pack(f"{order}4sIHHIIHH", b"fmt ", 16, *parts)
        size = len(self.data) if self.size is None else self.size
        body = form + self.before + struct.pack(f"{order}4sI", b"data", size) + self.data + self.after
        return self.magic + struct.pack(f"{order}I", (len(body) + 4) % 2**32) + b"WAVE" + body


def tone(seconds: float, rate: int = 16_000, hertz: float = 440.0, height: float = 0.5) -> npt.NDArray[np.float64]:
    """Return a sine, full scale -1 to 1."""
    return height * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def noise(samples: int, seed: int = 0) -> npt.NDArray[np.int16]:
    """Return random samples over the whole range."""
    return np.random.default_rng(seed).integers(-(2**15), 2**15, samples, dtype=np.int16)
