"""Reads a file in blocks and prints how much memory that took: ``python -m tests.audio.listening FILE``."""

from __future__ import annotations

import resource
import sys

from firststeps.audio import iter_audio

if __name__ == "__main__":
    blocks = iter_audio(sys.argv[1], 16_000)
    samples = len(next(blocks))
    begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    samples += sum(map(len, blocks))
    print(samples, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begin)
