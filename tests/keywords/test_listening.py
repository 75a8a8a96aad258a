"""Listening to a stream in blocks of any size."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

from firststeps.audio.mel import StreamingLogMel, clip_log_mel
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.listening import Listener, track
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.store import MODELS, model_path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

Samples = NDArray[np.int16]
SOUND: Samples = np.random.default_rng(5).integers(-3000, 3000, 60_000).astype(np.int16)


@pytest.fixture(scope="module", params=["spotter", "micro"])
def runner(request: pytest.FixtureRequest) -> LiteRTRunner:
    """Return one of the book's models: one takes every frame, one every second."""
    return LiteRTRunner(model_path(MODELS / request.param))


class Sums:
    """Answers with the sum of all that it was given, so that nothing in it can change unseen."""

    frames = 98

    def probabilities(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
        weights = np.random.default_rng(1).integers(1, 9, inputs.shape[1:])
        sums: NDArray[np.float32] = (inputs * weights).sum((1, 2)).astype(np.float32)[:, None]
        return sums


def test_a_look_is_what_a_clip_that_ends_there_gives(runner: LiteRTRunner) -> None:
    heard = track([SOUND], runner, 0.08)
    ends = np.rint(heard.times * 16_000).astype(int)
    assert ends.tolist() == list(range(16_000, len(SOUND) + 1, 1280))
    for end, probabilities in zip(ends, heard.probabilities, strict=True):
        clip = thinned(clip_log_mel(SOUND[end - 16_000 : end]), runner.frames)
        np.testing.assert_array_equal(probabilities, runner.probabilities(quantised(scaled(clip))[None])[0])


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9000), max_size=12), st.sampled_from([0.01, 0.04, 0.08, 0.98]))
def test_the_blocks_do_not_matter(cuts: list[int], hop: float) -> None:
    listener, places = Listener(Sums(), hop), np.minimum(np.cumsum([0, *cuts]), len(SOUND))
    pieces = [*(SOUND[a:b] for a, b in pairwise(places)), SOUND[places[-1] :]]
    looks = [look for piece in pieces for look in listener.push(piece)]
    whole = track([SOUND], Sums(), hop)
    assert [look.time for look in looks] == whole.times.tolist()
    np.testing.assert_array_equal([look.probabilities for look in looks], whole.probabilities)


def test_each_frame_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    computed, push = [], StreamingLogMel.push

    def counted(self: StreamingLogMel, samples: Samples) -> NDArray[np.float32]:
        frames = push(self, samples)
        computed.append(len(frames))
        return frames

    monkeypatch.setattr(StreamingLogMel, "push", counted)
    track(np.array_split(SOUND, 50), Sums(), 0.01)
    assert sum(computed) == 1 + (len(SOUND) - 480) // 160


def test_less_than_a_second_has_no_look() -> None:
    assert len(track([SOUND[:15_999]], Sums(), 0.04).times) == 0
    assert track([SOUND[:16_000]], Sums(), 0.04).times.tolist() == [1.0]


@pytest.mark.parametrize("hop", [0.0, -0.04, 0.005, 0.045, 0.99])
def test_hops_are_whole_frames(hop: float) -> None:
    with pytest.raises(ValueError, match="is not 1 to 98 frames"):
        Listener(Sums(), hop)


def test_memory_does_not_grow_with_the_stream() -> None:
    listener, second = Listener(Sums(), 0.5), SOUND[:16_000]

    def peak(seconds: int) -> int:
        tracemalloc.start()
        for _ in range(seconds):
            listener.push(second)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(5)
    assert peak(60) < 1.2 * peak(10)
