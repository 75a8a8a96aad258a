"""The cascade: the recogniser has the sound from right after the wake word, all of it, and sleeps else."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.cli import main
from firststeps.keywords.detector import Detection, Event
from firststeps.keywords.listening import Look
from firststeps.keywords.store import SAMPLES
from firststeps.keywords.stream_made import sound_edges
from firststeps.voice.cascade import Cascade, CascadeEar, Tally, Waking
from firststeps.voice.chime import Chime, chime
from firststeps.voice.ears import Ear, Glance, Hearing, Looker, hearing
from firststeps.voice.recent import Recent

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ..missing import needed
from .made_speech import quiet, said

COUNTED = np.arange(1, 16_001, dtype=np.int16)  # a second in which each sample can be told from the others
WAKING = Waking(awake=0.2)


class At:
    """Looks every 10 ms, and is sure where some places in the stream are: an array of samples that say so."""

    def __init__(self, places: Sequence[int]) -> None:
        self._places, self._heard = places, 0

    def push(self, samples: Samples) -> list[Look]:
        first, self._heard = self._heard // 160, self._heard + len(samples)
        ends = range(160 * (first + 1), self._heard + 1, 160)
        return [Look(end / 16_000, np.array([end in self._places], np.float32)) for end in ends]


class Scribe:
    """A recogniser that keeps what it is given, and hears a word where it is given one of some samples."""

    threshold, before = 0.5, 0.05

    def __init__(self, words: Sequence[int] = (), last: str = "") -> None:
        self.given: list[list[int]] = []
        self.starts: list[float] = []
        self._words, self._last = words, last

    def ear(self, start: float, note: Callable[[str], None]) -> Scribe:
        self.given.append([])
        self.starts.append(start)
        return self

    def push(self, samples: Samples) -> list[Glance]:
        self.given[-1] += samples.tolist()
        return [glance("word", n / 16_000) for n in samples.tolist() if n in self._words]

    def end(self) -> list[Glance]:
        return [glance(self._last, 99.0)] if self._last else []


def glance(word: str, time: float) -> Glance:
    return Glance(time, word, 0.9, Event(time, word, 0.9))


def wakes(*places: int) -> Hearing:
    return Hearing(("wake",), Detection(hop=0.01, window=0, threshold=0.5, refractory=0), 160, lambda: At(places))


def cascade(wake: Hearing, scribe: Scribe) -> Cascade:
    return Cascade(wake, scribe, WAKING, lambda: None)


def ignored(text: str) -> None:
    """Take no note."""


def events(glances: Sequence[Glance]) -> list[Event]:
    return [glance.event for glance in glances if glance.event is not None]


def test_the_newest_sound_is_kept_and_no_more() -> None:
    recent = Recent(100)
    for place in range(0, 1_000, 250):
        recent.push(COUNTED[place : place + 250])
        first = max(0, place - 100)
        np.testing.assert_array_equal(recent.between(first, place + 250), COUNTED[first : place + 250])
    assert recent.end == 1_000
    with pytest.raises(ValueError, match="649 to 700 were asked for; 650 to 1000 are kept"):
        recent.between(649, 700)
    with pytest.raises(ValueError, match="are kept"):
        recent.between(900, 1_001)


def test_the_recogniser_has_all_sound_after_the_wake_word_and_what_it_needs_before() -> None:
    scribe = Scribe()
    woken = cascade(wakes(4_800), scribe)
    CascadeEar(woken, 7, ignored).push(COUNTED)
    assert scribe.given == [COUNTED[4_000:8_000].tolist()]  # from 0.05 s before the wake word to 0.2 s after it
    assert scribe.starts == [7.25]
    assert woken.tally == Tally(heard=16_000, recognised=4_000, woken=1)
    assert str(woken.tally) == "wake words: 1; the recogniser was given 0.2 of 1.0 s (25.0 %)"


def test_it_is_not_even_made_while_no_wake_word_comes() -> None:
    scribe = Scribe()
    ear = cascade(wakes(), scribe).ear(0, ignored)
    glances = ear.push(COUNTED) + ear.end()
    assert scribe.given == []
    assert {glance.word for glance in glances} == {"wake"}
    assert events(glances) == []


def test_a_word_or_another_wake_word_keeps_it_awake() -> None:
    word, again = Scribe(words=[6_000]), Scribe()
    cascade(wakes(4_800), word).ear(0, ignored).push(COUNTED)
    cascade(wakes(4_800, 6_400), again).ear(0, ignored).push(COUNTED)
    assert word.given == [COUNTED[4_000:9_200].tolist()]
    assert again.given == [COUNTED[4_000:9_600].tolist()]


def test_a_word_counts_once_and_only_after_the_wake_word() -> None:
    scribe = Scribe(words=[4_500, 4_800, 4_801, 8_100])
    glances = cascade(wakes(4_800, 8_320), scribe).ear(0, ignored).push(COUNTED)
    # At each wake word it is asleep, and has to hear some sound again before what follows.
    assert scribe.given == [list(range(4_001, 8_002)), list(range(7_521, 11_521))]
    assert [event.time for event in events(glances)] == [4_801 / 16_000]


def test_what_it_says_when_it_falls_asleep_is_told_then() -> None:
    ear = cascade(wakes(4_800), Scribe(last="late")).ear(7, ignored)
    assert events(ear.push(COUNTED)) == [Event(7.5, "late", 0.9)]
    assert ear.end() == []
    ear = cascade(wakes(14_400), Scribe(last="late")).ear(7, ignored)
    assert events(ear.push(COUNTED)) == []
    assert events(ear.end()) == [Event(8.0, "late", 0.9)]


def test_a_wake_word_is_signalled_and_noted_but_is_no_word() -> None:
    signals: list[int] = []
    notes: list[str] = []
    woken = Cascade(wakes(4_800, 12_800), Scribe(), WAKING, lambda: signals.append(1))
    assert events(woken.ear(7, notes.append).push(COUNTED)) == []
    assert signals == [1, 1]
    assert notes == ["    7.30 s  wake: listening for 0.2 s", "    7.80 s  wake: listening for 0.2 s"]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(0, 4_000), max_size=12),
    st.lists(st.integers(1, 99).map(lambda n: 160 * n), max_size=4),
    st.lists(st.integers(1, 16_000), max_size=3),
)
def test_the_blocks_do_not_matter(cuts: list[int], places: list[int], words: list[int]) -> None:
    places_cut = np.minimum(np.cumsum([0, *cuts]), len(COUNTED)).tolist()
    parts = [COUNTED[a:b] for a, b in pairwise([*places_cut, len(COUNTED)])]
    whole, pieces = Scribe(words, "late"), Scribe(words, "late")
    one, other = cascade(wakes(*places), whole).ear(0, ignored), cascade(wakes(*places), pieces).ear(0, ignored)
    at_once = one.push(COUNTED) + one.end()
    piecewise = [glance for part in parts for glance in other.push(part)] + other.end()
    assert (piecewise, pieces.given) == (at_once, whole.given)


def first(word: str) -> Samples:
    """Return the sound of a word, nothing before and after it."""
    samples = read_audio(sorted((SAMPLES / "speech-commands" / word).glob("*.flac"))[0])
    begin, end = sound_edges(samples)
    return samples[begin:end]


@pytest.fixture(scope="module")
def addressed() -> Samples:
    """Return a word that is said to nobody, then a wake word with another right after it, then one said too late."""
    pieces = [quiet(1), first("yes"), quiet(1), said("Hey Jarvis"), quiet(0.1), first("stop"), quiet(4), first("yes")]
    return np.concatenate([*pieces, quiet(1)])


def test_the_spotter_runs_only_after_the_wake_word(addressed: Samples) -> None:
    needed("pymicro_wakeword")
    from firststeps.voice.wake import wake_word

    looks: list[int] = []

    class Counted:
        def __init__(self, looker: Looker) -> None:
            self._looker = looker

        def push(self, samples: Samples) -> list[Look]:
            found = self._looker.push(samples)
            looks.append(len(found))
            return found

    spotter = hearing("spotter")
    counted = replace(spotter, looker=lambda: Counted(spotter.looker()))
    always = Ear(counted)
    assert [event.word for event in events(always.push(addressed))] == ["yes", "stop", "yes"]
    assert sum(looks) == len(addressed) // 640
    looks.clear()
    notes: list[str] = []
    woken = Cascade(wake_word("hey_jarvis"), counted, Waking(awake=2), lambda: None)
    (event,) = events(woken.ear(0, notes.append).push(addressed))
    assert event.word == "stop"
    # From 1.32 s before the wake word was accepted until 2 s after the command, then a second of silence.
    seconds = event.time + 2 - (float(notes[0].split()[0]) - 1.32)
    assert sum(looks) == pytest.approx((seconds + 1) / 0.04, abs=2)
    assert woken.tally.recognised / 16_000 == pytest.approx(seconds, abs=0.02)


def test_the_command_tells_what_follows_the_wake_word(addressed: Samples, tmp_path: Path) -> None:
    needed("pymicro_wakeword")
    path = tmp_path / "addressed.wav"
    soundfile.write(path, addressed, 16_000, subtype="PCM_16")
    done = CliRunner().invoke(main, ["listen", "--input", str(path), "--json", "--wake", "hey_jarvis", "--awake", "2"])
    assert done.exit_code == 0, done.output
    assert [json.loads(line)["word"] for line in done.stdout.splitlines()] == ["stop"]
    note, tally, counts = done.stderr.splitlines()
    assert note.endswith("hey_jarvis: listening for 2 s")
    assert tally.startswith("wake words: 1; the recogniser was given ")
    assert counts.endswith("words: 1; " + "{0} frames in, {0} processed, 0 dropped".format(f"{len(addressed):,}"))


def test_free_speech_is_written_down_after_the_wake_word(tmp_path: Path) -> None:
    needed("pymicro_wakeword")
    path, asked = tmp_path / "asked.wav", said("what time is it")
    sound = np.concatenate([quiet(1), asked, quiet(1), said("Alexa"), quiet(0.6), asked, quiet(1)])
    soundfile.write(path, sound, 16_000, subtype="PCM_16")
    options = ["--json", "--model", "pocketsphinx", "--wake", "alexa"]
    done = CliRunner().invoke(main, ["listen", "--input", str(path), *options])
    assert done.exit_code == 0, done.output
    assert [json.loads(line)["word"] for line in done.stdout.splitlines()] == ["what time is it"]


@pytest.mark.parametrize(
    ("options", "said_of_it", "status"),
    [
        (["--awake", "3"], "--awake is about --wake", 2),
        (["--wake", "hey_jarvis", "--awake", "0"], "--awake", 2),
        (["--wake", "hello"], "no wake word 'hello'", 1),
        (["--model", "pocketsphinx", "--threshold", "0.5"], "pocketsphinx has no threshold", 2),
    ],
)
def test_what_cannot_be_is_told(options: list[str], said_of_it: str, status: int) -> None:
    done = CliRunner().invoke(main, ["listen", "--input", "nothing.wav", *options])
    assert done.exit_code == status
    assert said_of_it in done.stderr
    assert "Traceback" not in done.output


def test_the_chime_is_played_and_is_no_word() -> None:
    class PortAudio:
        class PortAudioError(Exception):
            """As in ``sounddevice``."""

        def __init__(self, *, works: bool) -> None:
            self.played: list[tuple[Samples, int]] = []
            self._works = works

        def play(self, samples: Samples, rate: int) -> None:
            if not self._works:
                raise self.PortAudioError("no loudspeaker")
            self.played.append((samples, rate))

    portaudio = PortAudio(works=True)
    Chime(portaudio)()
    ((samples, rate),) = portaudio.played
    np.testing.assert_array_equal(samples, chime())
    assert (rate, len(samples)) == (16_000, 2_240)
    Chime(PortAudio(works=False))()
    ear = Ear(hearing("spotter"))
    heard = ear.push(np.concatenate([quiet(0.5), chime(), quiet(1)]))
    assert events(heard) == []


def test_after_the_wake_word_it_hears_what_it_would_have_heard_awake(addressed: Samples) -> None:
    spotter = hearing("spotter")
    place = len(addressed) // 2 // 640 * 640  # so that its looks are at the same moments
    woken = Cascade(wakes(place), spotter, Waking(awake=60), lambda: None).ear(0, ignored).push(addressed)
    always = Ear(spotter).push(addressed)
    when = place / 16_000
    means = {round(one.time, 3): one.mean for one in always if one.time > when}
    found = {round(one.time, 3): one.mean for one in woken if one.word != "wake" and one.time > when}
    assert found == pytest.approx(means, abs=1e-6)
