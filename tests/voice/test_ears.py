"""One interface for all that listens: what it hears is what the detector and the taught word's track say."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.errors import PlainError
from firststeps.keywords.detector import Detection, Detector, Event
from firststeps.keywords.embedding import SIZE, SpeechEmbedding
from firststeps.keywords.listening import Listener, Look
from firststeps.keywords.own_word import Head
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.store import MODELS, SAMPLES, find_model
from firststeps.keywords.taught import OwnWord, OwnWordTrack, save_word
from firststeps.voice.ears import Ear, Glance, Hearing, hearing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

CLIPS = [sorted((SAMPLES / "speech-commands" / word).glob("*.flac"))[0] for word in ("yes", "no", "stop")]


@pytest.fixture(scope="module")
def sound() -> Samples:
    """Return three words, a second each, without anything before the first and after the last."""
    return np.concatenate([read_audio(path) for path in CLIPS])


@pytest.fixture
def taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnWord:
    """Return a word that has learnt nothing, with a threshold that some of any sound passes."""
    monkeypatch.setenv("FIRSTSTEPS_WORDS", str(tmp_path))
    word = OwnWord("sesame", Head(np.random.default_rng(2).normal(size=2 * SIZE) / 100, 0.0), 0.0, {})
    save_word(word)
    return word


def events(glances: list[Glance]) -> list[Event]:
    return [glance.event for glance in glances if glance.event is not None]


@pytest.mark.parametrize("model", ["spotter", "micro"])
def test_it_hears_what_the_detector_accepts_in_silence_and_sound(model: str, sound: Samples) -> None:
    found, detection = find_model(model, MODELS), Detection()
    listener, detector = Listener(LiteRTRunner(found.path), detection.hop), Detector(found.labels, detection)
    silence = 16_000 - 640
    looks = listener.push(np.concatenate([np.zeros(silence, np.int16), sound, np.zeros(16_000, np.int16)]))
    told = [detector.push(look.time - silence / 16_000, look.probabilities) for look in looks]
    ear = Ear(hearing(model))
    heard = events(ear.push(sound)) + events(ear.end())
    assert [event.word for event in heard] == [event.word for event in told if event is not None]
    assert [event.time for event in heard] == pytest.approx([event.time for event in told if event is not None])
    assert heard


def test_it_looks_from_the_first_moment_on(sound: Samples) -> None:
    glances = Ear(hearing("spotter")).push(sound)
    np.testing.assert_allclose([glance.time for glance in glances], np.arange(1, len(sound) // 640 + 1) * 0.04)


def test_a_later_part_of_a_stream_has_later_times(sound: Samples) -> None:
    model = hearing("spotter")
    first, later = (Ear(model, start).push(sound) for start in (0, 100.5))
    np.testing.assert_allclose([one.time for one in later], [one.time + 100.5 for one in first])
    assert [one.word for one in later] == [one.word for one in first]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 9000), max_size=8))
def test_the_blocks_do_not_matter(cuts: list[int]) -> None:
    sound, model = np.concatenate([read_audio(path) for path in CLIPS[:2]]), hearing("spotter")
    whole, pieces = Ear(model), Ear(model)
    places = np.minimum(np.cumsum([0, *cuts]), len(sound))
    parts = [*(sound[a:b] for a, b in pairwise(places)), sound[places[-1] :]]
    assert [glance for part in parts for glance in pieces.push(part)] == whole.push(sound)


def test_silence_and_other_words_are_no_guess() -> None:
    class Sure:
        """Is sure that nobody speaks, and finds "no" likelier than "yes"."""

        def push(self, samples: Samples) -> list[Look]:
            return [Look(1.0, np.array([0.8, 0.1, 0.02, 0.08], np.float32))] * bool(len(samples))

    labels = ("_silence_", "_unknown_", "yes", "no")
    ear = Ear(Hearing(labels, Detection(window=0, threshold=0.05), 640, Sure))
    (glance,) = ear.push(np.zeros(640, np.int16))
    assert (glance.word, round(glance.mean, 2)) == ("no", 0.08)
    assert glance.event == Event(1.0, "no", glance.mean)


def test_a_taught_word_is_heard_where_its_confidence_passes_one_half(taught: OwnWord, sound: Samples) -> None:
    model = hearing("sesame")
    confidences = OwnWordTrack(taught, SpeechEmbedding()).push(np.concatenate([np.zeros(12_512, np.int16), sound]))
    glances = Ear(model).push(sound)
    np.testing.assert_allclose([glance.mean for glance in glances], confidences, rtol=1e-6)
    np.testing.assert_allclose([glance.time for glance in glances], np.arange(1, len(confidences) + 1) * 0.08)
    assert {glance.word for glance in glances} == {"sesame"}
    assert (model.detection.threshold, model.detection.looks) == (0.5, 1)
    gate = Detector(("sesame",), model.detection)
    times = [glance.time for glance in glances]
    told = [gate.push(time, np.array([one])) for time, one in zip(times, confidences.astype(np.float32), strict=True)]
    assert [event.time for event in events(glances)] == [event.time for event in told if event is not None]
    assert events(glances)


def test_what_is_asked_for_counts(taught: OwnWord) -> None:
    for model in ("spotter", "sesame"):
        found = hearing(model, threshold=0.9, window=0.2, refractory=2.0).detection
        assert (found.threshold, found.window, found.refractory) == (0.9, 0.2, 2.0)
        assert found.hop == hearing(model).detection.hop


def test_an_unknown_model_is_told() -> None:
    with pytest.raises(PlainError, match=r"no model 'nothing', there are: .*spotter"):
        hearing("nothing")
