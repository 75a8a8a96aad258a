"""One model in a process of its own: ``python -m benchmarks.one_model NAME CHECKPOINT``, for ``benchmarks.wav2vec2``.

It prints, as JSON, the seconds to load it, the milliseconds for a clip of a second and the peak of the memory, bytes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from firststeps.audio.files import SAMPLE_RATE, Samples, read_audio
from firststeps.keywords import pretrained, store
from firststeps.keywords.hear import hear
from firststeps.keywords.runtime import LiteRTRunner

import numpy as np

CLIPS = 20
WARM_UP = 3  # clips that don't count: the first ones fill caches

Heard = Callable[[Samples], Any]


def opened(model: str, checkpoint: Path) -> Heard:
    """Return what hears a clip of a second with a model, front end included."""
    if model == pretrained.NAME:
        borrowed = pretrained.Pretrained(checkpoint)
        return lambda samples: pretrained.hear_pretrained([samples], borrowed)
    if model == "spotter":
        found = store.find_model(model, store.MODELS)
        runner = LiteRTRunner(found.path)
        return lambda samples: hear([samples], runner, found.labels)
    return lambda samples: None


def peak() -> int:
    """Return the most memory that this process has had, in bytes; unlike ``getrusage``, without its parent's."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main() -> None:
    """Load, hear, and print."""
    model, checkpoint = sys.argv[1], Path(sys.argv[2])
    paths = sorted((store.SAMPLES / "speech-commands").glob("[!_]*/*.flac"))[: WARM_UP + CLIPS]
    clips = [np.pad(read_audio(path), (0, SAMPLE_RATE))[:SAMPLE_RATE] for path in paths]
    began = time.perf_counter()
    heard = opened(model, checkpoint)
    load = time.perf_counter() - began
    seconds = []
    for clip in clips:
        began = time.perf_counter()
        heard(clip)
        seconds.append(time.perf_counter() - began)
    milliseconds = round(1000 * float(np.median(seconds[WARM_UP:])), 3) if model != "nothing" else 0.0
    print(json.dumps({"load": round(load, 3), "milliseconds": milliseconds, "peak": peak()}))


if __name__ == "__main__":
    main()
