"""What a recording of one word is worth: where the word lies in it, and whether its level will do."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.audio.samples import SAMPLE_RATE, Samples

import numpy as np
from numpy.typing import NDArray

FULL_SCALE = 32_768
STRETCH = 320  # samples whose level is looked at, 20 ms
FLOOR = -96.0  # dB, the least that 16 bits tell


@dataclass(frozen=True)
class Demands:
    """What a recording has to be."""

    quietest: float = -30.0  # dB of full scale that its highest sample reaches
    above_room: float = 12.0  # dB that the loudest 20 ms stand above the room
    clipped: int = 3  # samples at full scale, from which on it is clipped
    margin: float = 0.1  # seconds that are left on each side of the word
    gap: float = 0.25  # seconds that may be quiet within a word
    within: float = 30.0  # dB below its loudest 20 ms, where a word ends


@dataclass(frozen=True)
class Take:
    """One recording, cut to its word."""

    samples: Samples  # shape (n,)
    peak: float  # dB of full scale
    problem: str | None  # why it should be said again, with what to do


def take_of(heard: Samples, demands: Demands = Demands()) -> Take:
    """Return a recording of some seconds as a take of one word.

    Args:
        heard: 16 kHz, int16, shape (n,), 20 ms at least.
        demands: what it has to be.
    """
    magnitudes = np.abs(heard.astype(np.int32))
    peak = float(20 * np.log10(max(int(magnitudes.max()), 1) / FULL_SCALE))
    levels = _levels(heard)
    first, last = _word(levels, demands)
    margin = round(demands.margin * SAMPLE_RATE)
    begin, end = max(0, first * STRETCH - margin), min(len(heard), (last + 1) * STRETCH + margin)
    problem = None
    if (magnitudes >= FULL_SCALE - 1).sum() >= demands.clipped:
        problem = "too loud, it is clipped: move away, or turn the microphone down"
    elif peak < demands.quietest:
        problem = f"too quiet, {peak:.0f} dB: come closer, or turn the microphone up"
    elif levels.max() < np.percentile(levels, 10) + demands.above_room:
        problem = "hardly louder than the room: come closer, or find a quieter place"
    elif first == 0 or last == len(levels) - 1:
        problem = "cut off: begin after the prompt, and end before it does"
    return Take(heard[begin:end], peak, problem)


def _levels(samples: Samples) -> NDArray[np.float64]:
    """Return the level of each 20 ms, in dB of full scale."""
    whole = samples[: len(samples) // STRETCH * STRETCH].reshape(-1, STRETCH).astype(np.float64) / FULL_SCALE
    levels: NDArray[np.float64] = np.maximum(10 * np.log10((whole**2).mean(1) + 1e-12), FLOOR)
    return levels


def _word(levels: NDArray[np.float64], demands: Demands) -> tuple[int, int]:
    """Return the first and the last 20 ms of the word around the loudest of them."""
    loudest = int(levels.argmax())
    room = float(np.percentile(levels, 10))
    loud = np.flatnonzero(levels > max(levels[loudest] - demands.within, room + demands.above_room / 2))
    if loudest not in loud:
        return loudest, loudest
    breaks = np.flatnonzero(np.diff(loud) > demands.gap * SAMPLE_RATE / STRETCH)
    for part in np.split(loud, breaks + 1):
        if part[0] <= loudest <= part[-1]:
            return int(part[0]), int(part[-1])
    raise AssertionError("the loudest moment is in one of the parts")
