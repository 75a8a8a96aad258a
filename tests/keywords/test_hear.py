"""Which second of a recording is heard."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

from firststeps.audio.mel import clip_log_mel
from firststeps.keywords.hear import hear
from firststeps.keywords.inputs import quantised, scaled

import numpy as np
from numpy.typing import NDArray

LABELS = ("_silence_", "_unknown_", "yes", "no")
Samples = NDArray[np.int16]


class LoudnessRunner:
    """Hears "yes" where there is any sound, the surer the more of it, and silence elsewhere."""

    frames = 49

    def __init__(self) -> None:
        self.inputs = np.zeros((0, 49, 40), np.int8)

    def probabilities(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
        self.inputs = np.concatenate([self.inputs, inputs])
        share = (inputs > -50).mean((1, 2))
        yes = np.where(share > 0, 0.5 + share / 2, 0)
        return np.stack([0.9 - 0.9 * yes, 0 * yes, yes, 0 * yes], axis=1).astype(np.float32)


def seconds(samples: Samples) -> Iterator[Samples]:
    return (samples[first : first + 16_000] for first in range(0, len(samples), 16_000))


def sound(length: int, random: np.random.Generator) -> Samples:
    return random.integers(-3000, 3000, length).astype(np.int16)


def test_a_second_or_less_is_one_clip(random: np.random.Generator) -> None:
    for length in (3, 8000, 16_000):
        runner, samples = LoudnessRunner(), sound(length, random)
        hear(seconds(samples), runner, LABELS)
        np.testing.assert_array_equal(runner.inputs, quantised(scaled(clip_log_mel(samples)[None, ::2])))


def test_the_best_second_of_a_long_recording_counts(random: np.random.Generator) -> None:
    whole = np.zeros(5 * 16_000, np.int16)
    whole[37_000:46_000] = sound(9000, random)
    loud = LoudnessRunner()
    heard = hear(seconds(whole), loud, LABELS)
    assert heard.word == "yes"
    alone = LoudnessRunner().probabilities(quantised(scaled(clip_log_mel(whole[36_000:52_000])[None, ::2])))
    assert heard.confidence >= alone.max() - 0.02
    # Each tenth of a second from the first to the last whole one, and the very end.
    assert len(loud.inputs) == 41 + 1


def test_the_last_words_are_heard(random: np.random.Generator) -> None:
    whole = np.zeros(16_000 * 2 + 700, np.int16)
    whole[-600:] = sound(600, random)
    assert hear(seconds(whole), LoudnessRunner(), LABELS).word == "yes"
    assert hear(seconds(whole[:-700]), LoudnessRunner(), LABELS).word == "_silence_"


def test_memory_does_not_grow_with_the_length() -> None:
    class Deaf(LoudnessRunner):
        def probabilities(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
            return np.tile(np.array([[1, 0, 0, 0]], np.float32), (len(inputs), 1))

    def peak(minutes: int) -> int:
        tracemalloc.start()
        hear((np.zeros(16_000, np.int16) for _ in range(60 * minutes)), Deaf(), LABELS)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(4) < 1.2 * peak(1)
