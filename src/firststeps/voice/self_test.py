"""Whether the microphone gives sound; if it does not, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from firststeps.audio.samples import SAMPLE_RATE
from firststeps.voice.devices import MicrophoneError, find_microphone
from firststeps.voice.levels import level
from firststeps.voice.microphone import MicrophoneSource
from firststeps.voice.stopping import Stop

import numpy as np

SECONDS = 2.0  # that are listened to
_SETTLING = 0.5  # seconds at the beginning that do not count: many microphones begin with zeros
_SILENT = -70.0  # dB of full scale; the quietest room is louder through a microphone that is on


def self_test(portaudio: Any, device: str | None, stop: Stop) -> Iterator[str]:
    """Yield a line for each thing that is as it should be.

    Args:
        portaudio: the module ``sounddevice``.
        device: as for ``find_microphone``.
        stop: where Ctrl-C comes from.

    Raises:
        MicrophoneError: where something is not; its line says what to do.
    """
    microphone = find_microphone(portaudio, device)
    yield f"there is a microphone: {microphone.name}"
    at = f"{microphone.rate:,} Hz"
    own = "" if microphone.rate == SAMPLE_RATE else f", its own rate; it is converted to {SAMPLE_RATE:,} Hz"
    yield f"it can be opened, at {at}{own}"
    source = MicrophoneSource(portaudio, device, stop, lambda _: None)
    heard = []
    with closing(source.blocks()) as blocks:
        while source.frames < (SECONDS + _SETTLING) * SAMPLE_RATE:
            heard.append(next(blocks).samples)
    loudness = level(np.concatenate(heard)[round(_SETTLING * SAMPLE_RATE) :])
    if loudness < _SILENT:
        raise MicrophoneError("silent microphone", f"{loudness:.0f} dB of full scale in {SECONDS:g} s")
    yield f"it hears something: {loudness:.0f} dB of full scale in {SECONDS:g} s"
