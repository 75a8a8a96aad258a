"""A model at a stream: how probable each word is, again and again, in the second that has just passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firststeps.audio.mel import DEFAULT, StreamingLogMel
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.runtime import Runner

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Look:
    """What a model says at one moment of a stream."""

    time: float  # seconds into the stream, where the second that it was given ends
    probabilities: NDArray[np.float32]  # (classes,)


@dataclass(frozen=True)
class Track:
    """What it says at all moments."""

    times: NDArray[np.float64]  # seconds into the stream, (n,), ascending
    probabilities: NDArray[np.float32]  # (n, classes)


class Listener:
    """Runs a model over sound that arrives in blocks of any size; each frame of features is computed once.

    A look equals, bit by bit, what the model says of a clip that ends there and is no part of silence, however the
    blocks were cut.  The first look comes when a second has been heard.  Memory does not grow with the stream.
    """

    def __init__(self, runner: Runner, hop: float) -> None:
        """Begin with nothing heard.

        Args:
            runner: the model.
            hop: seconds from one look to the next.

        Raises:
            ValueError: if the hop is no whole number of frames of 10 ms, or longer than a second has frames.
        """
        frames = hop * SAMPLE_RATE / DEFAULT.hop_length
        self._hop = round(frames)
        if not 1 <= self._hop <= DEFAULT.clip_frames or abs(frames - self._hop) > 1e-6:
            raise ValueError(f"a hop of {hop} s is not 1 to {DEFAULT.clip_frames} frames of 0.01 s")
        self._runner, self._features = runner, StreamingLogMel()
        self._kept = np.zeros((0, DEFAULT.bands), np.int8)  # frames that the next look will be made of
        self._first = 0  # which frame of the stream the first of them is

    def push(self, samples: Samples) -> list[Look]:
        """Take in more samples and return the looks that they complete, often none.

        Args:
            samples: 16 kHz, int16, shape (n,), any number.

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        fresh = quantised(scaled(self._features.push(samples)))
        self._kept = np.concatenate([self._kept, fresh])
        looks = []
        while len(self._kept) >= DEFAULT.clip_frames:
            second = self._kept[: DEFAULT.clip_frames]
            (probabilities,) = self._runner.probabilities(thinned(second, self._runner.frames)[None])
            end = (self._first + DEFAULT.clip_frames - 1) * DEFAULT.hop_length + DEFAULT.window_length
            self._kept, self._first = self._kept[self._hop :], self._first + self._hop
            looks.append(Look(end / SAMPLE_RATE, probabilities))
        return looks


def track(blocks: Iterable[Samples], runner: Runner, hop: float) -> Track:
    """Return what a model says all along a stream, which is shorter than memory is large; see ``Listener``."""
    listener = Listener(runner, hop)
    looks = [look for block in blocks for look in listener.push(block)]
    if not looks:
        return Track(np.zeros(0), np.zeros((0, 0), np.float32))
    return Track(np.array([look.time for look in looks]), np.stack([look.probabilities for look in looks]))
