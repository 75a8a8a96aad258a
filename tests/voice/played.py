"""What is played to a program that listens, and what it may answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import permutations

from firststeps.audio.files import read_audio
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords.clips import Clip
from firststeps.keywords.stream_made import sound_edges
from firststeps.voice.ears import Ear, Hearing
from firststeps.voice.sources import BLOCK

import numpy as np
from tools.deeds import Deeds
from tools.live_listening import Live
from tools.sound_server import SoundServer

SECOND = np.zeros(SAMPLE_RATE, np.int16)
AFTERWARDS = 0.7  # seconds after a sound in which it may still be answered
_PATIENCE = 20.0  # seconds that anything may take
_TRIES = 3


def offline(samples: Samples, model: Hearing) -> set[tuple[str, ...]]:
    """Return the answers to a sound in silence, from eight places between two looks at which it may begin."""
    answers = set()
    for shift in range(0, BLOCK, BLOCK // 8):
        ear = Ear(model)
        glances = ear.push(np.concatenate([SECOND, SECOND[:shift], samples, SECOND]))
        answers.add(tuple(glance.event.word for glance in glances if glance.event is not None))
    return answers


def first_of(clips: Iterable[Clip], words: Sequence[str]) -> list[Clip]:
    """Return the first of the clips of each word that there is."""
    found: dict[str, Clip] = {}
    for clip in clips:
        if clip.word in words:
            found.setdefault(clip.word, clip)
    return list(found.values())


def joined(pair: Sequence[Clip]) -> Samples:
    """Return two words in quick succession."""
    sounds = [read_audio(clip.path) for clip in pair]
    words = [samples[slice(*sound_edges(samples))] for samples in sounds]
    pause = SECOND[: round(0.4 * SAMPLE_RATE)]
    return np.concatenate([words[0], pause, words[1], pause])


def sure_pair(clips: Sequence[Clip], model: Hearing) -> tuple[Clip, Clip]:
    """Return the first two clips that a model tells apart in quick succession; not every pair is that easy."""
    pairs = ((first, second) for first, second in permutations(clips, 2))
    return next(pair for pair in pairs if offline(joined(pair), model) == {(pair[0].word, pair[1].word)})


@contextmanager
def listening(server: SoundServer, deeds: Deeds, *options: str) -> Iterator[Live]:
    """Run a program that listens and obeys; it is gone afterwards, whatever happens."""
    live = Live(server.environment, "--actions", str(deeds.file), *options)
    try:
        live.until("listening to")
        time.sleep(1)
        yield live
    finally:
        live.process.kill()
        live.process.wait()


def said(live: Live, server: SoundServer, samples: Samples) -> tuple[str, ...]:
    """Play a sound and return the words that were told of it."""
    began = time.monotonic()
    server.play(samples)
    time.sleep(AFTERWARDS)
    return tuple(live.since(began))


def said_until(what: Callable[[], object], server: SoundServer, samples: Samples) -> bool:
    """Play a sound until it has an effect: who is not understood says it again, as with free speech at first."""
    for _ in range(_TRIES):
        server.play(samples)
        if until(what, _PATIENCE / _TRIES):
            return True
    return False


def until(what: Callable[[], object], patience: float = _PATIENCE) -> bool:
    """Wait for something to become true, but not for ever, and return whether it did."""
    deadline = time.monotonic() + patience
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
