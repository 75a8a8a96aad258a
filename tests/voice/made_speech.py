"""Phrases that a text-to-speech voice says: of wake words there are no recordings that we might share."""

from __future__ import annotations

from functools import cache

from firststeps.audio.samples import Samples

import numpy as np
from tools.make_speech_samples import VOICES, Settings, spoken


@cache
def said(phrase: str, voice: int = 0) -> Samples:
    """Return a phrase, with 50 ms of silence after it and the faint noise that a room has; voices are numbered."""
    clean = 0.3 * spoken(VOICES[voice], phrase, Settings(longest=5))
    return np.rint(32_767 * (clean + 1e-3 * np.random.default_rng(1).normal(size=len(clean)))).astype(np.int16)


def quiet(seconds: float) -> Samples:
    """Return a room in which nobody speaks."""
    return np.rint(33 * np.random.default_rng(2).normal(size=round(seconds * 16_000))).astype(np.int16)
