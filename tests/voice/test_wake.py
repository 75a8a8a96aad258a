"""Wake words: we accept what the library that carries them would, and a taught word is one, too."""

from __future__ import annotations

import sys
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.errors import PlainError
from firststeps.keywords.embedding import SIZE
from firststeps.keywords.labels import WAKE_LABELS
from firststeps.keywords.own_word import Head
from firststeps.keywords.store import SAMPLES
from firststeps.keywords.taught import OwnWord, save_word
from firststeps.voice.ears import Ear, Hearing, hearing
from firststeps.voice.wake import AT_MARVIN, MARVIN, wake_word

import numpy as np
import pytest

from ..missing import needed
from .made_speech import quiet, said

# How a voice for English says them; "Nabu" it would say with another vowel.
PHRASES = {"hey_jarvis": "Hey Jarvis", "okay_nabu": "Okay, Nah-boo", "alexa": "Alexa"}
WAKE_TRIED = (MARVIN, "yes", "go", "stop", "seven", "wow")
VOICE = 1  # says all three so that they are heard


def readme_loop(name: str, sound: Samples) -> list[bool]:
    """Return the decisions of the loop in the library's README, one for each run of its network."""
    library = needed("pymicro_wakeword")
    mww = library.MicroWakeWord.from_builtin(library.Model(name))
    mww_features = library.MicroWakeWordFeatures()
    decisions = []
    for place in range(0, len(sound) - 159, 160):
        audio = sound[place : place + 160].tobytes()
        assert len(audio) == 160 * 2
        for features in mww_features.process_streaming(audio):
            decisions.append(bool(mww.process_streaming(features)))
    return decisions[mww.stride - 1 :: mww.stride]


@pytest.mark.parametrize("name", PHRASES)
def test_it_decides_as_the_example_of_the_library_does(name: str) -> None:
    sound = np.concatenate([quiet(1), said(PHRASES[name], VOICE), quiet(1), said("Hey you", VOICE), quiet(0.5)])
    decisions = readme_loop(name, np.concatenate([np.zeros(320, np.int16), sound]))
    model = wake_word(name)
    ear = Ear(model)
    glances = [glance for place in range(0, len(sound), 640) for glance in ear.push(sound[place : place + 640])]
    assert [glance.mean >= model.threshold for glance in glances] == decisions
    np.testing.assert_allclose([glance.time for glance in glances], np.arange(1, len(glances) + 1) * 0.03)
    (event,) = [glance.event for glance in glances if glance.event is not None]
    assert (event.word, round(event.time / 0.03) - 1) == (name, decisions.index(True))


def test_a_mean_at_the_cut_off_is_not_enough() -> None:
    """As in the library; means of five of its probabilities, which are whole numbers of 256ths, can meet 0.85."""
    library = needed("pymicro_wakeword")
    threshold = wake_word("okay_nabu").threshold
    assert library.MicroWakeWord.from_builtin(library.Model("okay_nabu")).probability_cutoff == 0.85
    assert float(np.float32(1_088 / 1_280)) < threshold <= float(np.float32(1_089 / 1_280))


def test_a_taught_word_wakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTSTEPS_WORDS", str(tmp_path))
    save_word(OwnWord("sesame", Head(np.zeros(2 * SIZE), 0.0), 0.0, {}))
    found = wake_word("sesame")
    assert (found.labels, found.detection) == (("sesame",), hearing("sesame").detection)


def test_our_own_model_wakes_unless_its_word_was_taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a recording is understood depends on the voice; what it must not do is wake at commands."""
    monkeypatch.setenv("FIRSTSTEPS_WORDS", str(tmp_path))
    found = wake_word(MARVIN)
    assert (found.labels, found.detection) == (WAKE_LABELS, AT_MARVIN)
    said_at = {
        word: [heard(found, path) for path in sorted((SAMPLES / "speech-commands" / word).glob("*.flac"))]
        for word in WAKE_TRIED
    }
    assert sum(said_at[MARVIN]) >= len(said_at[MARVIN]) - 1 > 0
    assert sum(sum(said_at[word]) for word in WAKE_TRIED if word != MARVIN) == 0
    save_word(OwnWord(MARVIN, Head(np.zeros(2 * SIZE), 0.0), 0.0, {}))
    assert wake_word(MARVIN).labels == (MARVIN,)


def heard(found: Hearing, path: Path) -> int:
    """Return how many wake words are accepted in a recording with silence around it."""
    ear = Ear(found)
    glances = ear.push(np.concatenate([quiet(1), read_audio(path)])) + ear.end()
    return sum(glance.event is not None for glance in glances)


def test_an_unknown_one_is_told() -> None:
    with pytest.raises(PlainError, match=r"no wake word 'hello'; there are marvin, alexa,.*`firststeps teach`"):
        wake_word("hello")


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymicro_wakeword", None)
    with pytest.raises(PlainError, match=r"alexa needs pymicro-wakeword: python -m pip install pymicro-wakeword=="):
        wake_word("alexa")
