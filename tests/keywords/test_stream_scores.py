"""False accepts and misses, counted on score tracks made by hand, and against a count that takes another way."""

from __future__ import annotations

from dataclasses import replace

from firststeps.keywords.detector import Detection, Event, accepted, smoothed
from firststeps.keywords.stream_figures import latency_of
from firststeps.keywords.stream_made import Kind, Spoken
from firststeps.keywords.stream_scores import Judged, MLPerfTiny, Rules, Sweep, judge, poisson_interval, sweep

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import poisson  # type: ignore[import-untyped]

LABELS = ("_silence_", "_unknown_", "yes", "no")
HOP = 0.125  # seconds; a power of two, so that sums and comparisons are exact
WORDS = ((2, "yes"), (3, "no"))
SAID: tuple[tuple[str, Kind], ...] = (("yes", "command"), ("no", "command"), ("one", "near"), ("cat", "other"))
Track = tuple[NDArray[np.float64], list[Spoken]]  # probabilities, (n, classes), and what was said


def said(word: str, start: float, end: float, kind: Kind = "command") -> Spoken:
    return Spoken(word, start, end, kind, "plain", 10.0, f"{word}/{start}")


def event(word: str, time: float) -> Event:
    return Event(time, word, 0.9)


def counts(judged: Judged) -> tuple[int, int, int]:
    return len(judged.hits), len(judged.misses), len(judged.false_accepts)


def test_a_word_may_be_accepted_from_its_beginning_to_a_second_after_its_end() -> None:
    word = [said("yes", 2.0, 2.5)]
    for time in (2.0, 2.3, 2.5, 3.5):
        assert counts(judge(word, [event("yes", time)], Rules())) == (1, 0, 0)
    for time in (1.999, 3.501):
        assert counts(judge(word, [event("yes", time)], Rules())) == (0, 1, 1)
    # The same borders, where floats fall short of them: 0.1 + 0.2 is not 0.3.
    assert counts(judge([said("yes", 0.1 + 0.2, 0.7)], [event("yes", 0.3)], Rules())) == (1, 0, 0)


def test_another_word_is_a_miss_and_a_false_accept() -> None:
    judged = judge([said("yes", 2.0, 2.5)], [event("no", 2.4)], Rules())
    assert counts(judged) == (0, 1, 1)
    assert judged.false_accepts[0][1] == said("yes", 2.0, 2.5)


def test_a_word_accepted_twice_is_one_hit_and_one_false_accept() -> None:
    twice = [event("yes", 2.2), event("yes", 3.3)]
    assert counts(judge([said("yes", 2.0, 2.5)], twice, Rules())) == (1, 0, 1)
    assert counts(judge([said("yes", 2.0, 2.5)], twice, Rules(once=False))) == (1, 0, 0)


def test_of_overlapping_words_each_is_accepted_once() -> None:
    words = [said("yes", 1.0, 1.5), said("yes", 2.0, 2.5), said("no", 2.1, 2.6)]
    events = [event("yes", 2.2), event("yes", 2.4), event("no", 2.5), event("yes", 2.6)]
    judged = judge(words, events, Rules())
    assert counts(judged) == (3, 0, 1)
    assert [one.start for one, _ in judged.hits] == [1.0, 2.0, 2.1]
    # One inside another, which goes on after it: the long one is still there when the short one is over.
    nested = [said("yes", 1.0, 9.0), said("no", 2.0, 2.5)]
    assert counts(judge(nested, [event("yes", 8.0), event("no", 8.1)], Rules())) == (1, 1, 1)


def test_other_words_can_only_bring_about_false_accepts() -> None:
    judged = judge([said("one", 2.0, 2.5, "near")], [event("no", 2.4), event("no", 9.0)], Rules())
    assert counts(judged) == (0, 0, 2)
    assert [one and one.word for _, one in judged.false_accepts] == ["one", None]


def test_nothing_said_and_nothing_heard() -> None:
    assert counts(judge([], [], Rules())) == (0, 0, 0)
    assert counts(judge([], [event("no", 1.0)], Rules())) == (0, 0, 1)
    assert counts(judge([said("no", 1.0, 1.5)], [], Rules())) == (0, 1, 0)


def test_the_rules_of_mlperf_tiny() -> None:
    """The example of its runner: with windows [1.0, 1.648] and [7.0, 7.36] a detection at 2.60 counts, not at 2.8."""
    rules, words = MLPerfTiny().rules, [said("yes", 1.0, 1.6476), said("yes", 7.0, 7.3586)]
    assert counts(judge(words, [event("yes", 2.6)], rules)) == (1, 1, 0)
    assert counts(judge(words, [event("yes", 2.8)], rules)) == (0, 2, 1)
    many = [event("no", time) for time in (4.0, 4.3, 4.9, 5.0, 5.5, 6.1)]
    assert counts(judge(words, many, rules)) == (0, 2, 3)  # one a second: those at 4.0, 5.0 and 6.1


def test_latency_counts_from_the_end_of_the_word() -> None:
    words = [said("yes", float(n), n + 0.5) for n in range(0, 30, 3)]
    judged = judge(words, [event("yes", one.end + late) for one, late in zip(words, [-0.2, *[0.3] * 9])], Rules())  # noqa: B905
    assert latency_of(judged) == {"p50": pytest.approx(0.3), "p95": pytest.approx(0.3)}
    assert latency_of(judge(words, [], Rules())) == {"p50": None, "p95": None}


def test_the_interval_of_a_rate_is_exact() -> None:
    """At its ends the count lies just in the tails; none in three hours leaves room for one an hour (rule of three)."""
    for count, hours in ((1, 1.0), (7, 2.5), (40, 10.0)):
        low, high = poisson_interval(count, hours)
        assert poisson.sf(count - 1, low * hours) == pytest.approx(0.025)
        assert poisson.cdf(count, high * hours) == pytest.approx(0.025)
    low, high = poisson_interval(0, 3.0, confidence=0.9)
    assert low == 0
    assert high == pytest.approx(1.0, abs=0.002)


def test_misses_at_a_rate_are_the_fewest_that_it_allows() -> None:
    accepts, misses = np.array([9, 4, 5, 1, 0, 0]), np.array([0, 2, 1, 3, 5, 5])
    found = Sweep(np.linspace(0.5, 0.9, 6), accepts, misses, targets=10, hours=2.0)
    assert [found.at(rate) for rate in (9, 2.5, 2.4, 0.5, 0.1)] == [0, 2, 1, 3, 5]
    assert found.reject_rates.tolist() == [0.0, 0.2, 0.1, 0.3, 0.5, 0.5]
    assert found.accepts_an_hour.tolist() == [4.5, 2.0, 2.5, 0.5, 0.0, 0.0]
    assert Sweep(np.array([0.5]), np.array([3]), np.array([0]), targets=1, hours=1.0).at(2) is None


def test_a_stream_without_commands_has_no_sweep() -> None:
    with pytest.raises(ValueError, match="no command"):
        sweep(
            np.zeros(1), np.zeros((1, 4)), LABELS, [said("one", 0, 1, "near")],
            detection=Detection(), rules=Rules(), thresholds=np.array([0.5]), hours=1.0,
        )  # fmt: skip


def brute_force(
    probabilities: NDArray[np.float64], spoken: list[Spoken], detection: Detection, rules: Rules
) -> tuple[int, int, int]:
    """Count hits, misses and false accepts with no state but lists, going through all moments and all words."""
    rows = [[0.0] * len(LABELS)] * (detection.looks - 1) + probabilities.tolist()
    means = [
        {word: sum(row[column] for row in rows[n : n + detection.looks]) / detection.looks for column, word in WORDS}
        for n in range(len(probabilities))
    ]
    events: list[tuple[int, str]] = []
    for n, mean in enumerate(means):
        able = [
            word
            for word, height in mean.items()
            if height >= detection.threshold
            and all(
                any(means[m][word] < detection.threshold for m in range(moment + 1, n))
                for moment, other in events
                if other == word
            )
        ]
        if able and all((n - moment) * HOP >= detection.refractory for moment, _ in events):
            events.append((n, max(able, key=lambda word: mean[word])))
    return tally([(moment * HOP, word) for moment, word in events], spoken, rules)


def tally(events: list[tuple[float, str]], spoken: list[Spoken], rules: Rules) -> tuple[int, int, int]:
    commands = [one for one in spoken if one.kind == "command"]
    left, counted = list(commands), list[float]()
    for time, word in events:
        named = [one for one in commands if one.word == word and one.start <= time <= one.end + rules.after]
        open_still = [one for one in named if one in left]
        if open_still:
            left.remove(min(open_still, key=lambda one: one.start))
        elif not (named and not rules.once) and all(time - before >= rules.debounce for before in counted):
            counted.append(time)
    return len(commands) - len(left), len(left), len(counted)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    """Return probabilities in eighths, (n, 4), and words that begin and end at looks or between them."""
    rows = draw(st.lists(st.tuples(st.sampled_from([0, 1, 2, 3]), st.integers(3, 8), st.integers(1, 12)), max_size=30))
    probabilities: NDArray[np.float64] = np.array(
        [row for column, height, times in rows for row in [bump(column, height)] * times], float
    )
    words = draw(st.lists(st.tuples(*[st.integers(0, 400), st.integers(1, 24)], st.sampled_from(SAID)), max_size=12))
    spoken = [said(word, start / 16, (start + length) / 16, kind) for start, length, (word, kind) in sorted(words)]
    return probabilities.reshape(-1, len(LABELS)), list(dict.fromkeys(spoken))


def bump(column: int, height: int) -> list[float]:
    return [height / 8 if one == column else (8 - height) / 32 for one in range(len(LABELS))]


@settings(max_examples=1000, deadline=None)
@given(
    tracks(),
    st.sampled_from([0.0, 0.25, 0.5]),
    st.sampled_from([0.375, 0.5, 0.75, 1.0]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([Rules(), Rules(after=0.25), MLPerfTiny().rules]),
)
def test_the_counters_agree_with_a_brute_force_count(
    track: Track, window: float, threshold: float, refractory: float, rules: Rules
) -> None:
    probabilities, spoken = track
    detection = Detection(hop=HOP, window=window, threshold=threshold, refractory=refractory)
    times = HOP * np.arange(len(probabilities), dtype=np.float64)
    events = accepted(times, smoothed(times, probabilities, detection), LABELS, detection)
    assert counts(judge(spoken, events, rules)) == brute_force(probabilities, spoken, detection, rules)


@settings(max_examples=100, deadline=None)
@given(tracks(), st.sampled_from([0.0, 0.5]))
def test_a_sweep_is_the_detector_at_each_threshold(track: Track, window: float) -> None:
    probabilities, spoken = track
    spoken = [*spoken, said("yes", 99.0, 99.5)]
    detection, thresholds = Detection(hop=HOP, window=window), np.array([0.25, 0.5, 0.75])
    times = HOP * np.arange(len(probabilities), dtype=np.float64)
    swept = sweep(
        times, smoothed(times, probabilities, detection), LABELS, spoken,
        detection=detection, rules=Rules(), thresholds=thresholds, hours=1.0,
    )  # fmt: skip
    for n, threshold in enumerate(thresholds.tolist()):
        _, misses, false_accepts = brute_force(probabilities, spoken, replace(detection, threshold=threshold), Rules())
        assert (swept.misses[n], swept.false_accepts[n]) == (misses, false_accepts)
