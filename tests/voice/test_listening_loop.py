"""From blocks to words: what is counted, what begins anew, what is told."""

from __future__ import annotations

import time

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.keywords.store import SAMPLES
from firststeps.voice.ears import Ear, Hearing, hearing
from firststeps.voice.listening_loop import Counts, Listening
from firststeps.voice.sources import Block

import numpy as np
import pytest

from .made_sources import Given, Kept

YES = read_audio(sorted((SAMPLES / "speech-commands" / "yes").glob("*.flac"))[0])
TWICE = np.concatenate([YES, np.zeros(8_000, np.int16), YES])


@pytest.fixture(scope="module")
def spotter() -> Hearing:
    return hearing("spotter")


def blocks(samples: Samples, size: int = 640) -> list[Block]:
    return [Block(samples[n : n + size], time.monotonic()) for n in range(0, len(samples), size)]


def test_words_are_told_to_everyone_and_counted(spotter: Hearing) -> None:
    first, second = Kept(), Kept()
    listening = Listening(spotter, [first, second], first)
    listening.run(Given(blocks(TWICE)))
    assert first.words == second.words
    assert [accepted.event.word for accepted in first.words] == ["yes", "yes"]
    assert all(accepted.latency >= 0 for accepted in first.words)
    assert listening.counts == Counts(frames=40_000, processed=40_000, dropped=0, words=2)
    assert first.moments == [(640, 1)] * 62 + [(320, 0)]
    assert "2.5 s heard, words: 2; 40,000 frames in, 40,000 processed, 0 dropped" in str(listening.counts)


def test_latency_is_counted_from_the_newest_sample(spotter: Hearing) -> None:
    kept = Kept()
    early = [Block(block.samples, block.arrived - 7) for block in blocks(TWICE)]
    Listening(spotter, [kept], kept).run(Given(early))
    assert kept.words[0].latency >= 7


def test_a_word_at_the_very_end_is_heard_but_not_when_interrupted(spotter: Hearing) -> None:
    ear = Ear(spotter)
    glances = ear.push(YES)
    told = next(glance.time for glance in glances + ear.end() if glance.event is not None)
    cut = YES[: round((told - 0.04) * 16_000)]
    ended, interrupted = Kept(), Kept()
    Listening(spotter, [ended], ended).run(Given(blocks(cut)))
    listening = Listening(spotter, [interrupted], interrupted)
    with pytest.raises(KeyboardInterrupt):
        listening.run(Given(blocks(cut), interrupted=True))
    assert [accepted.event.word for accepted in ended.words] == ["yes"]
    assert interrupted.words == []
    assert listening.counts.frames == listening.counts.processed == len(cut)


def test_what_was_lost_is_told_and_counts_in_the_times(spotter: Hearing) -> None:
    given = [*blocks(YES), Block(YES, time.monotonic(), lost=48_000)]
    kept = Kept()
    listening = Listening(spotter, [kept], kept)
    listening.run(Given(given))
    first, second = (accepted.event.time for accepted in kept.words)
    assert second - first == pytest.approx(1 + 3)
    assert kept.notes == ["too slow: 3.00 s of sound went lost"]
    assert listening.counts == Counts(frames=80_000, processed=32_000, dropped=48_000, words=2)


def test_a_microphone_that_is_back_begins_anew(spotter: Hearing) -> None:
    """The same word at once is the same word still; after a gap it is another, and heard as the first one was."""
    joined, apart = Kept(), Kept()
    Listening(spotter, [joined], joined).run(Given(blocks(np.concatenate([YES, YES]))))
    Listening(spotter, [apart], apart).run(Given([*blocks(YES), Block(YES, time.monotonic(), anew=True)]))
    assert [accepted.event.word for accepted in joined.words] == ["yes"]
    first, second = (accepted.event for accepted in apart.words)
    assert (second.word, second.confidence) == (first.word, first.confidence) == ("yes", first.confidence)
    assert second.time - first.time == pytest.approx(1)
