"""How loud sound is."""

from __future__ import annotations

import math

from firststeps.audio.samples import Samples
from firststeps.audio.stft import FULL_SCALE

import numpy as np

SILENCE = -120.0  # dB, what zeros are taken for


def level(samples: Samples) -> float:
    """Return the mean power of samples (n,), n > 0, in dB of full scale (a square wave of full scale has 0).

    Examples:
        >>> level(np.full(100, 3277, np.int16)), level(np.zeros(100, np.int16))
        (-20.0, -120.0)
    """
    power = float((samples.astype(np.float64) ** 2).mean()) / FULL_SCALE**2
    return max(SILENCE, round(10 * math.log10(power + 1e-13), 1))
