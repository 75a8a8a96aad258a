"""The article's model at a stream, by a small one with random weights."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.cli import main
from firststeps.keywords import pretrained
from firststeps.keywords.pretrained import CHECKPOINT, Pretrained
from firststeps.keywords.pretrained_stream import PretrainedListener, seconds_for_a_look
from firststeps.keywords.store import SAMPLES
from firststeps.voice.ears import Ear, Hearing, hearing

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from click.testing import CliRunner, Result

from ..keywords.small_wav2vec2 import NAMES


@pytest.fixture(scope="module")
def sound() -> Samples:
    """Return three words in 2.9 s."""
    clips = [sorted((SAMPLES / "speech-commands" / word).glob("*.flac"))[0] for word in ("yes", "no", "stop")]
    return np.concatenate([read_audio(clip) for clip in clips])[:46_400]


@pytest.fixture
def borrowed(small_wav2vec2: Path, monkeypatch: pytest.MonkeyPatch) -> Hearing:
    monkeypatch.setenv("FIRSTSTEPS_DATA", str(small_wav2vec2))
    return hearing("wav2vec2")


def listen(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["listen", "--model", "wav2vec2", "--json", *map(str, arguments)])


def test_it_looks_at_every_half_second(small_wav2vec2: Path, sound: Samples) -> None:
    model = Pretrained(small_wav2vec2 / CHECKPOINT)
    whole, pieces = PretrainedListener(model), PretrainedListener(model)
    looks = whole.push(sound)
    seconds = [sound[first : first + 16_000] for first in (0, 8_000, 16_000, 24_000)]
    told = model.probabilities(np.stack(seconds).astype(np.float32) / np.float32(32_768))
    assert [look.time for look in looks] == [1.0, 1.5, 2.0, 2.5]
    np.testing.assert_allclose([look.probabilities for look in looks], told, atol=1e-6)
    places = [0, 700, 16_000, 16_001, 40_000, len(sound)]
    cut = [look for a, b in pairwise(places) for look in pieces.push(sound[a:b])]
    np.testing.assert_array_equal([look.probabilities for look in cut], [look.probabilities for look in looks])


def test_silence_and_unknown_words_are_no_words(borrowed: Hearing, sound: Samples) -> None:
    """Its classes come in an order of their own; what it has learnt by chance is that everything is the same."""
    assert borrowed.labels == NAMES
    assert (borrowed.detection.hop, borrowed.detection.looks, borrowed.first) == (0.5, 1, 16_000)
    glances = Ear(borrowed).push(sound)
    assert [glance.time for glance in glances] == [0.5, 1.0, 1.5, 2.0, 2.5]
    assert {glance.word for glance in glances} <= set(NAMES) - {"_silence_", "_unknown_"}


def test_a_file_gives_lines(borrowed: Hearing, sound: Samples, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "words.wav", sound, 16_000, subtype="PCM_16")
    ear = Ear(hearing("wav2vec2", threshold=0.01))
    told = [glance.event for glance in ear.push(sound) + ear.end() if glance.event is not None]
    done = listen("--input", tmp_path / "words.wav", "--threshold", "0.01")
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith("loading wav2vec2, which takes some seconds\n")
    assert done.stderr.endswith(f"{len(sound):,} frames in, {len(sound):,} processed, 0 dropped\n")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["time"], line["word"]) for line in found] == [(event.time, event.word) for event in told]
    assert found


def test_what_a_look_takes_is_measured(small_wav2vec2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 5.0, 10.0, 10.25, 20.0, 20.5])  # the first look is slow
    monkeypatch.setattr("firststeps.keywords.pretrained_stream.perf_counter", lambda: next(clock))
    assert seconds_for_a_look(Pretrained(small_wav2vec2 / CHECKPOINT)) == 0.25


@pytest.mark.parametrize("absent", ["weights", "libraries"])
def test_what_is_missing_is_said_in_a_line(absent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTSTEPS_CACHE", str(tmp_path))
    monkeypatch.setenv("FIRSTSTEPS_DATA", str(tmp_path))
    if absent == "libraries":
        (tmp_path / CHECKPOINT).mkdir()
        monkeypatch.setattr(pretrained, "LIBRARIES", ("torch_that_nobody_has", "numpy"))
    done = listen("--input", "any.wav")
    assert (done.exit_code, done.stdout) == (1, "")
    said = done.stderr.splitlines()[-1]
    assert said.startswith("error: wav2vec2 needs " + ("its weights" if absent == "weights" else "torch_that_nobody_"))
    assert "`make borrow`" in said
