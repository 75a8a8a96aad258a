"""Reads a file in blocks and prints what memory that took: ``python -m tests.audio.listening FILE``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from firststeps.audio import iter_audio


def peak() -> int:
    """Return the largest memory that this program has had, in KB.

    ``getrusage`` would not do: to it, a new program begins at the peak of the one that started it.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1])


if __name__ == "__main__":
    blocks = iter_audio(sys.argv[1], 16_000)
    samples = len(next(blocks))
    begin = peak()
    samples += sum(map(len, blocks))
    print(samples, peak() - begin)
