"""Recordings of a word, judged and cut; a room, and the threshold for it; the commands, with a made-up microphone."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.cli import main
from firststeps.keywords.own_word import Head
from firststeps.keywords.taught import OwnWord, load_word, save_word
from firststeps.voice.room import in_room, threshold_for
from firststeps.voice.sound import BLOCK, heard_for
from firststeps.voice.takes import take_of

import numpy as np
import pytest
from click.testing import CliRunner

RATE = 16_000


def spoken(level: float, begin: float = 1.0, length: float = 0.5, seconds: float = 2.5, room: float = 20.0) -> Samples:
    """Return seconds of a room with a tone in it, of an amplitude, from a moment on."""
    random = np.random.default_rng(2)
    sound = random.normal(0, room, round(seconds * RATE))
    first, count = round(begin * RATE), round(length * RATE)
    sound[first : first + count] += level * np.sin(np.arange(len(sound[first : first + count])) / 5)
    return np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)


def test_a_good_take_is_cut_to_its_word() -> None:
    take = take_of(spoken(8000))
    assert take.problem is None
    assert len(take.samples) / RATE == pytest.approx(0.7, abs=0.05)
    assert take.peak == pytest.approx(-12.2, abs=0.2)


@pytest.mark.parametrize(
    ("heard", "problem"),
    [
        (spoken(400), "too quiet"),
        (spoken(60_000), "clipped"),
        (spoken(2500, room=900), "hardly louder than the room"),
        (spoken(8000, begin=2.2), "cut off"),
        (spoken(8000, begin=0.0), "cut off"),
        (np.zeros(40_000, np.int16), "too quiet"),
    ],
)
def test_a_bad_take_is_told(heard: Samples, problem: str) -> None:
    found = take_of(heard).problem
    assert found is not None
    assert problem in found


def test_a_click_before_the_word_is_cut_off_and_a_pause_within_stays() -> None:
    heard = spoken(8000, begin=1.2, length=0.2) + spoken(7000, begin=1.6, length=0.2)
    heard[3000:3100] = 3000
    assert len(take_of(heard).samples) / RATE == pytest.approx(0.8, abs=0.05)


class MadeUp:
    """A microphone that hears one sound after another, and a loudspeaker that is counted."""

    def __init__(self, *sounds: Samples) -> None:
        self.sounds: Iterator[Samples] = iter(sounds)
        self.played: list[Samples] = []
        self.open = 0

    def blocks(self) -> Generator[Samples]:
        self.open += 1
        try:
            yield from np.resize(next(self.sounds), 60 * RATE // BLOCK * BLOCK).reshape(-1, BLOCK)
        finally:
            self.open -= 1

    def play(self, samples: Samples) -> None:
        self.played.append(samples)


def record(sound: MadeUp, keys: str, folder: Path, monkeypatch: pytest.MonkeyPatch, takes: int = 2) -> str:
    monkeypatch.setattr("firststeps.voice.sound.Computer", lambda: sound)
    done = CliRunner().invoke(main, ["record", "marvin", "--to", str(folder), "--takes", str(takes)], input=keys)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_microphone_is_closed_after_a_while() -> None:
    sound = MadeUp(spoken(8000))
    assert len(heard_for(sound, 1.0)) == round(RATE / BLOCK) * BLOCK
    assert sound.open == 0


def test_takes_are_repeated_until_they_are_good_and_kept_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1.wav").touch()
    sound = MadeUp(spoken(400), spoken(8000), spoken(6000), spoken(5000))
    output = record(sound, "\n\ny\n\nn\n\ny\ny\n", tmp_path, monkeypatch)
    assert "too quiet" in output
    assert len(sound.played) == 3  # not the one that is too quiet
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.wav", "2.wav", "3.wav"]
    np.testing.assert_array_equal(read_audio(tmp_path / "2.wav"), sound.played[0])
    np.testing.assert_array_equal(read_audio(tmp_path / "3.wav"), sound.played[2])


def test_nothing_is_kept_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = record(MadeUp(spoken(8000), spoken(8000)), "\ny\n\ny\nn\n", tmp_path / "new", monkeypatch)
    assert "nothing was kept" in output
    assert not (tmp_path / "new").exists()


def test_the_threshold_of_a_room_is_what_gumbel_says(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    needed = [threshold_for(random.normal(0, 1, 750), an_hour=6) for _ in range(40)]
    long = random.normal(0, 1, (200, 50 * 150)).max(1)  # ten minutes each; one in ten minutes is six an hour
    assert np.mean(needed) == pytest.approx(np.median(long), abs=0.4)
    assert all(threshold_for(scores, 1) >= scores.max() for scores in random.normal(0, 1, (20, 750)))
    with pytest.raises(ValueError, match="less than 20 seconds"):
        threshold_for(np.zeros(200), 1)


def test_calibration_is_never_less_strict_than_teaching_and_can_be_repeated() -> None:
    random = np.random.default_rng(5)
    word = OwnWord("marvin", Head(np.zeros(192), 0.0), 2.0, {"clips": 5})
    loud = in_room(word, random.normal(3, 1, 750), 1)
    assert loud.threshold > 4
    quiet = in_room(loud, random.normal(-9, 1, 750), 1)
    assert quiet.threshold == 2.0
    assert quiet.facts["clips"] == 5


def test_calibrate_listens_and_sets_the_threshold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTSTEPS_WORDS", str(tmp_path))
    head = Head(np.random.default_rng(1).normal(size=192) / 10, 0.0)
    save_word(OwnWord("marvin", head, -50.0, {}))
    sound = MadeUp(spoken(8000))
    monkeypatch.setattr("firststeps.voice.sound.Computer", lambda: sound)
    command = ["calibrate", "--model", "marvin", "--seconds", "22"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "the threshold rises" in done.stdout
    assert load_word("marvin").threshold > -50
    missing = CliRunner().invoke(main, [*command, "--input", str(tmp_path / "none.wav")])
    assert missing.exit_code == 1
    assert "none.wav" in missing.stderr


def test_without_portaudio_a_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    done = CliRunner().invoke(main, ["record", "marvin"])
    message = "error: PortAudio is missing; on Debian or Ubuntu: apt-get install libportaudio2\n"
    assert (done.exit_code, done.stderr) == (1, message)
