"""The short sound that says: go on, I listen."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from firststeps.audio.samples import SAMPLE_RATE, Samples

import numpy as np

_TONES = (660.0, 880.0)  # Hz, one after the other: it rises, as a question does
_SECONDS = 0.07  # of each
_PEAK = 3_000  # of 32,767; the microphone hears it, too


def chime() -> Samples:
    """Return the sound, 16 kHz, int16; each tone fades in and out."""
    times = np.arange(round(_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    fade = np.sin(np.pi * times / _SECONDS)
    tones = [_PEAK * fade * np.sin(2 * np.pi * tone * times) for tone in _TONES]
    samples: Samples = np.rint(np.concatenate(tones)).astype(np.int16)
    return samples


class Chime:
    """Plays it through the loudspeaker; where there is none, nothing happens."""

    def __init__(self, portaudio: Any) -> None:
        """Keep the module ``sounddevice``."""
        self._portaudio, self._samples = portaudio, chime()

    def __call__(self) -> None:
        """Begin to play, and return at once."""
        with suppress(self._portaudio.PortAudioError):
            self._portaudio.play(self._samples, SAMPLE_RATE)
