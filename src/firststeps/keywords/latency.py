"""How long a model takes for a second of sound on this machine, its front end and its network apart."""

from __future__ import annotations

import time
from collections.abc import Iterable

from firststeps.audio.mel import clip_log_mel
from firststeps.audio.samples import Samples
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.runtime import Runner

import numpy as np


def latency(clips: Iterable[Samples], runner: Runner) -> dict[str, dict[str, float]]:
    """Return the milliseconds that a clip takes, "p50" and "p95" (percentiles) of "front_end" and of "network".

    Args:
        clips: int16 samples at 16 kHz, one clip at least; reading them is not part of it.
        runner: the model, which has run before.
    """
    seconds = []
    for samples in clips:
        began = time.perf_counter()
        inputs = quantised(scaled(thinned(clip_log_mel(samples)[None], runner.frames)))
        heard = time.perf_counter()
        runner.probabilities(inputs)
        seconds.append((heard - began, time.perf_counter() - heard))
    parts = 1000 * np.percentile(seconds, (50, 95), axis=0).T
    names = "front_end", "network"
    return {name: {"p50": float(p50), "p95": float(p95)} for name, (p50, p95) in zip(names, parts, strict=True)}
