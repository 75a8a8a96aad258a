"""A sound server of one's own, and what is played into it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.keywords.clips import Clip
from firststeps.keywords.dataset import SpeechCommands
from firststeps.keywords.examples import find_corpus
from firststeps.keywords.labels import COMMANDS
from firststeps.voice.ears import Hearing, hearing

import pytest
from tools.sound_server import NEEDED, SoundServer

from ..missing import missing
from .played import offline


def served(folder: Path) -> Iterator[SoundServer]:
    """Start a sound server, and end it."""
    if not SoundServer.there():
        missing("a sound server", NEEDED)
    try:
        import sounddevice  # type: ignore[import-untyped]
    except OSError:
        missing("PortAudio", NEEDED)
    assert sounddevice.get_portaudio_version()
    server = SoundServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def sound_server(tmp_path: Path) -> Iterator[SoundServer]:
    """Return a sound server that belongs to one test, so that it may be killed."""
    yield from served(tmp_path)


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """Return one that the tests of a module share."""
    yield from served(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="session")
def corpus() -> SpeechCommands:
    return SpeechCommands.at(find_corpus())


@pytest.fixture(scope="session")
def validation_clips(corpus: SpeechCommands) -> list[Clip]:
    """Return all recordings of validation speakers, in the order of their names."""
    return list(corpus.clips("validation"))


@pytest.fixture(scope="session")
def spotter() -> Hearing:
    return hearing("spotter")


@pytest.fixture(scope="session")
def sure_clips(corpus: SpeechCommands, spotter: Hearing) -> list[Clip]:
    """Return a clip of each command of which the model is sure: the program is tried with them, and not the model.

    They are the first ones by name, of validation speakers if there are any.
    """
    found: dict[str, Clip] = {}
    for clip in chain(corpus.clips("validation", set(COMMANDS)), corpus.clips("training", set(COMMANDS))):
        if clip.word not in found and offline(read_audio(clip.path), spotter) == {(clip.word,)}:
            found[clip.word] = clip
    return list(found.values())


@pytest.fixture(scope="session")
def first_noise(corpus: SpeechCommands) -> Samples:
    """Return ten seconds of the first background noise by name."""
    return read_audio(corpus.noises()[0])[:160_000]
