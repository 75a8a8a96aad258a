"""Free speech: what pocketsphinx writes down, and when it is told."""

from __future__ import annotations

from itertools import pairwise

from firststeps.voice.speech import FreeSpeech

import numpy as np
import pytest

from .made_speech import quiet, said


@pytest.fixture(scope="module")
def free_speech() -> FreeSpeech:
    return FreeSpeech()


def ignored(text: str) -> None:
    """Take no note."""


@pytest.mark.parametrize("size", [640, 777, 100_000])
def test_each_utterance_is_told_after_its_pause(free_speech: FreeSpeech, size: int) -> None:
    first, second = said("open the browser"), said("what time is it")
    sound = np.concatenate([quiet(1), first, quiet(1), second, quiet(1)])
    ear = free_speech.ear(100, ignored)
    cuts = [*range(0, len(sound), size), len(sound)]
    glances = [glance for a, b in pairwise(cuts) for glance in ear.push(sound[a:b])]
    events = [glance.event for glance in glances if glance.event is not None]
    assert [event.word for event in events] == ["open the browser", "what time is it"]
    ends = 101 + np.array([len(first), len(first) + 16_000 + len(second)]) / 16_000
    late = [event.time - end for event, end in zip(events, ends, strict=True)]
    assert all(0 < seconds < 0.5 for seconds in late)
    assert all(0 < event.confidence <= 1 for event in events)
    assert ear.end() == []


def test_what_is_being_said_at_the_end_is_told(free_speech: FreeSpeech) -> None:
    ear = free_speech.ear(0, ignored)
    assert ear.push(np.concatenate([quiet(1), said("open the browser")])) == []
    (glance,) = ear.end()
    assert glance.word == "open the browser"


def test_silence_is_no_utterance(free_speech: FreeSpeech) -> None:
    ear = free_speech.ear(0, ignored)
    assert ear.push(np.zeros(32_000, np.int16)) + ear.end() == []
