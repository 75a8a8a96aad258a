"""Reads damaged sound files, in a process of its own: ``python -m tests.audio.fuzzing EXAMPLES FILE``.

The last file that was read is left at FILE, so a crash of the decoder leaves what caused it.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from functools import cache
from pathlib import Path

from firststeps.audio import AudioError, iter_audio, read_audio

import hypothesis.strategies as st
import numpy as np
import soundfile  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from tests.audio.sounds import tone

SECONDS = 20  # that one small file may take; a busy machine can stop any of them for a while
MEMORY = 3 << 30  # bytes that this process may ask for; the libraries take a good part
KINDS = [("WAV", kind) for kind in ("PCM_16", "PCM_U8", "PCM_24", "FLOAT", "ALAW", "IMA_ADPCM", "MS_ADPCM", "GSM610")]
KINDS += [("RF64", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS")]
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)


@cache
def whole(kind: tuple[str, str]) -> bytes:
    """Return a sound file as it should be."""
    form, subtype = kind
    buffer = io.BytesIO()
    soundfile.write(buffer, tone(0.3), 16_000, format=form, subtype=subtype)
    return buffer.getvalue()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a sound file with some bytes overwritten, taken out or put in, or cut short; or just bytes."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"fLaC", b"OggS"])) + draw(st.binary(max_size=300))
    content = bytearray(whole(draw(st.sampled_from(KINDS))))
    for _ in range(draw(st.integers(1, 3))):
        # Headers come first, and most of what can go wrong is in them.
        at = draw(st.integers(0, min(100, len(content))) | st.integers(0, len(content)))
        match draw(st.sampled_from(["bytes", "number", "out", "in", "cut"])):
            case "bytes":
                new = draw(st.binary(min_size=1, max_size=8))
                content[at : at + len(new)] = new
            case "number":
                content[at : at + 4] = draw(st.sampled_from(NUMBERS)).to_bytes(
                    4, draw(st.sampled_from(["little", "big"]))
                )
            case "out":
                del content[at : at + draw(st.integers(1, 40))]
            case "in":
                content[at:at] = draw(st.binary(min_size=1, max_size=40))
            case _:
                del content[max(at, draw(st.integers(0, len(content)))) :]
    return bytes(content)


def check(path: Path, content: bytes) -> bool:
    """Hold both ways of reading against each other; return whether there was sound."""
    path.write_bytes(content)
    begun = time.monotonic()
    blocks: list[np.ndarray[tuple[int], np.dtype[np.int16]]] = []
    line = ""
    try:
        blocks.extend(iter_audio(path, 1_000))
    except AudioError as error:
        line = str(error)
        assert line.startswith(f"{path}: ")
        assert line.isprintable()
    try:
        samples = read_audio(path)
    except AudioError as error:
        assert str(error) == line or "longer than" in str(error)
        return False
    finally:
        assert time.monotonic() - begun < SECONDS
    assert not line
    assert samples.dtype == np.int16
    np.testing.assert_array_equal(np.concatenate(blocks), samples)
    return True


def main(examples: int, path: Path) -> None:
    """Read so many damaged files and print how many were read to the end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sounds = 0

    @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(content=damaged())
    def run(content: bytes) -> None:
        nonlocal sounds
        sounds += check(path, content)

    run()
    print(sounds)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
