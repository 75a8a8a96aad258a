"""When a word in a stream is accepted; all times in these tracks are made by hand."""

from __future__ import annotations

from firststeps.keywords.detector import Detection, Detector, Event, Smoother, accepted, smoothed

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

LABELS = ("_silence_", "_unknown_", "yes", "no")
PLAIN = Detection(hop=0.1, window=0.0, threshold=0.5, refractory=1.0)

Probabilities = NDArray[np.float64]


def track(length: int, **words: list[tuple[int, int]]) -> Probabilities:
    """Return ``length`` looks at which nothing is heard, but for words in the given ranges, both ends included."""
    probabilities = np.zeros((length, len(LABELS)))
    for word, ranges in words.items():
        for first, last in ranges:
            probabilities[first : last + 1, LABELS.index(word)] = 0.9
    return probabilities


def times_of(probabilities: Probabilities, hop: float = 0.1) -> NDArray[np.float64]:
    return hop * np.arange(len(probabilities), dtype=np.float64)


def detected(probabilities: Probabilities, detection: Detection = PLAIN) -> list[Event]:
    detector = Detector(LABELS, detection)
    pairs = zip(times_of(probabilities, detection.hop).tolist(), probabilities, strict=True)
    events = [detector.push(time, one) for time, one in pairs]
    return [event for event in events if event is not None]


def moments(events: list[Event]) -> list[tuple[str, float]]:
    return [(event.word, round(event.time, 6)) for event in events]


def test_one_long_event_is_one_accept() -> None:
    assert moments(detected(track(100, yes=[(10, 90)]))) == [("yes", 1.0)]


def test_two_inside_the_refractory_time_are_one() -> None:
    assert moments(detected(track(40, yes=[(10, 12), (15, 18)]))) == [("yes", 1.0)]
    assert moments(detected(track(40, yes=[(10, 12)], no=[(15, 18)]))) == [("yes", 1.0)]


def test_the_refractory_time_is_over_on_its_border() -> None:
    assert moments(detected(track(40, yes=[(10, 12), (20, 22)]))) == [("yes", 1.0), ("yes", 2.0)]
    assert moments(detected(track(40, yes=[(10, 12), (19, 19)]))) == [("yes", 1.0)]
    # Floats: 0.7 - 0.1 is less than 0.6, and 0.1 + 0.2 more than 0.3.
    short = Detection(hop=0.1, window=0.0, threshold=0.5, refractory=0.6)
    assert len(detected(track(20, yes=[(1, 1), (7, 7)]), short)) == 2


def test_a_word_that_begins_in_the_refractory_time_and_outlasts_it_is_accepted_then() -> None:
    assert moments(detected(track(40, yes=[(10, 12)], no=[(15, 25)]))) == [("yes", 1.0), ("no", 2.0)]


def test_of_two_at_once_the_surer_one_is_accepted() -> None:
    both = track(40, yes=[(10, 12)], no=[(10, 12)])
    both[:, 3] *= 1.05
    assert moments(detected(both)) == [("no", 1.0)]


def test_the_threshold_itself_is_enough() -> None:
    at = track(20, yes=[(5, 6)])
    at[5:7, 2] = [0.4999, 0.5]
    assert moments(detected(at)) == [("yes", 0.6)]


def test_silence_and_other_words_are_never_accepted() -> None:
    assert detected(track(40, _silence_=[(0, 39)], _unknown_=[(0, 39)])) == []
    assert detected(track(40)) == []


def test_the_mean_keeps_out_what_is_too_short() -> None:
    mean = Detection(hop=0.1, window=0.5, threshold=0.5, refractory=1.0)
    assert detected(track(40, yes=[(10, 11)]), mean) == []
    # Three looks of five have 0.9; that is 0.54 on average.
    (event,) = detected(track(40, yes=[(10, 12)]), mean)
    assert event.word == "yes"
    assert [event.time, event.confidence] == pytest.approx([1.2, 0.54])


def test_what_came_before_the_stream_and_in_a_gap_counts_as_nothing() -> None:
    smoother = Smoother(Detection(hop=0.1, window=0.3))
    sure = np.array([0.0, 0.0, 0.9, 0.0])
    assert [smoother.push(time, sure)[2] for time in (0.0, 0.1, 0.2)] == pytest.approx([0.3, 0.6, 0.9])
    assert [smoother.push(time, sure)[2] for time in (7.0, 7.1)] == pytest.approx([0.3, 0.6])


def test_time_goes_forward() -> None:
    smoother = Smoother(PLAIN)
    smoother.push(1.0, np.zeros(4))
    with pytest.raises(ValueError, match=r"from 1\.0 to 1\.0"):
        smoother.push(1.0, np.zeros(4))


@pytest.mark.parametrize(
    "wrong", [{"hop": 0}, {"threshold": 0}, {"threshold": 1.1}, {"window": -1}, {"refractory": -1}]
)
def test_impossible_parameters_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="hop and threshold"):
        Detection(**wrong)


@settings(max_examples=300)
@given(
    st.integers(0, 2**32),
    st.integers(0, 120),
    st.sampled_from([0.0, 0.1, 0.3, 0.8]),
    st.sampled_from([0.3, 0.5, 0.7]),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_a_whole_track_gives_what_the_detector_gives_look_by_look(
    seed: int, length: int, window: float, threshold: float, refractory: float
) -> None:
    random = np.random.default_rng(seed)
    probabilities = np.repeat(random.dirichlet(np.full(4, 0.3), (length + 4) // 5), 5, axis=0)[:length]
    detection = Detection(hop=0.1, window=window, threshold=threshold, refractory=refractory)
    times = times_of(probabilities)
    assert accepted(times, smoothed(times, probabilities, detection), LABELS, detection) == detected(
        probabilities, detection
    )
