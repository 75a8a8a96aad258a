"""Made streams: their truth is true, and the same seed makes the same bytes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.errors import PlainError
from firststeps.keywords.clips import OTHER_WORDS, Clip
from firststeps.keywords.dataset import SpeechCommands
from firststeps.keywords.labels import COMMANDS, LABELS, MICRO_LABELS
from firststeps.keywords.store import SAMPLES
from firststeps.keywords.stream_made import (
    NEAR_MISSES,
    Material,
    Scene,
    StreamPlan,
    kind_of,
    made_stream,
    sound_edges,
)

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from numpy.typing import NDArray

SPOKEN = SAMPLES / "speech-commands"
PLAN = StreamPlan(3.0)


@pytest.fixture(scope="module")
def material() -> Material:
    corpus = SpeechCommands.at(SPOKEN)
    clips = [clip for part in ("training", "validation", "testing") for clip in corpus.clips(part)]
    return Material.of(clips, [read_audio(path) for path in corpus.noises()])


@pytest.fixture(scope="module")
def scenes(material: Material) -> list[Scene]:
    return list(made_stream(PLAN, material, LABELS))


def level(samples: NDArray[np.float64]) -> float:
    """Return the mean power in dB below full scale."""
    return float(10 * np.log10((samples**2).mean() / 2**30))


def same(one: Scene, other: Scene) -> bool:
    return one.samples.tobytes() == other.samples.tobytes() and one.spoken == other.spoken


def test_the_same_seed_makes_the_same_bytes_and_another_others(material: Material, scenes: list[Scene]) -> None:
    again = list(made_stream(PLAN, material, LABELS))
    assert all(same(*pair) for pair in zip(scenes, again, strict=True))
    other = list(made_stream(replace(PLAN, seed=8), material, LABELS))
    assert not any(same(*pair) for pair in zip(scenes, other, strict=True))


def test_a_longer_stream_begins_with_the_shorter(material: Material, scenes: list[Scene]) -> None:
    short = list(made_stream(replace(PLAN, minutes=1.0), material, LABELS))
    assert len(short) == 2
    assert all(same(*pair) for pair in zip(short, scenes[:2], strict=True))


def test_scenes_follow_each_other_and_are_as_long_as_planned(scenes: list[Scene]) -> None:
    assert [scene.start for scene in scenes] == [30.0 * n for n in range(6)]
    assert all(scene.samples.shape == (30 * SAMPLE_RATE,) for scene in scenes)
    assert sum(not scene.spoken for scene in scenes) == 3
    for scene in scenes:
        assert all(scene.start <= one.start < one.end <= scene.start + 30 for one in scene.spoken)
        low, _ = PLAN.pause
        assert all(second.start - first.end > low - 0.02 for first, second in pairwise(scene.spoken))


def test_words_are_as_much_louder_than_the_noise_as_the_truth_says(material: Material) -> None:
    quiet = replace(PLAN, levels=(("plain", -27.0),), snrs=(200.0,))
    noisy = replace(quiet, snrs=(10.0,))
    for clean, mixed in zip(made_stream(quiet, material, LABELS), made_stream(noisy, material, LABELS), strict=True):
        noise = mixed.samples.astype(np.float64) - clean.samples
        assert level(noise) == pytest.approx(-37.0, abs=0.1)
        for one in clean.spoken:
            first, last = (round((edge - clean.start) * SAMPLE_RATE) for edge in (one.start, one.end))
            assert level(clean.samples[first:last].astype(np.float64)) == pytest.approx(-27.0, abs=0.2)
            # Around the word the clip goes on, but fainter.
            around = np.delete(clean.samples, np.arange(first, last)).astype(np.float64)
            assert level(around) < -30


def test_no_clip_comes_again_before_all_have_come(material: Material) -> None:
    plan = StreamPlan(10.0, silent=0.0)
    spoken = [one for scene in made_stream(plan, material, LABELS) for one in scene.spoken]
    for kind in ("command", "near", "other"):
        clips = [one.clip for one in spoken if one.kind == kind]
        count = sum(kind_of(clip.word, LABELS) == kind for clip in material.clips)
        assert len(set(clips[:count])) == min(len(clips), count)
        assert clips


def test_shares_and_the_limit_of_commands(material: Material) -> None:
    plan = StreamPlan(10.0, silent=0.0, commands=0.5, near=0.25, most_commands=12)
    spoken = [one.kind for scene in made_stream(plan, material, LABELS) for one in scene.spoken]
    assert spoken.count("command") == 12
    assert spoken.count("near") > 20 < spoken.count("other")
    only = replace(plan, commands=1.0, near=0.0, most_commands=None, minutes=1.0)
    assert {one.kind for scene in made_stream(only, material, LABELS) for one in scene.spoken} == {"command"}


def test_what_is_a_near_miss_depends_on_the_model() -> None:
    assert kind_of("go", LABELS) == "command"
    assert kind_of("go", MICRO_LABELS) == "near"
    assert kind_of("bird", LABELS) == "other"
    assert set(NEAR_MISSES) <= {*OTHER_WORDS, *COMMANDS}
    assert {near for words in NEAR_MISSES.values() for near in words} <= set(COMMANDS)


def test_where_a_word_begins_and_ends() -> None:
    random = np.random.default_rng(4)
    samples: Samples = random.normal(0, 30, 16_000).astype(np.int16)
    samples[4800:9600] = random.normal(0, 6000, 4800)
    assert sound_edges(samples) == (4800, 9600)
    assert sound_edges(samples[4800:9500]) == (0, 4700)


def test_what_cannot_be_made_is_said_plainly(material: Material, tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="there are no noises"):
        Material.of(material.clips, [])
    with pytest.raises(PlainError, match="there are no words"):
        Material.of([], material.noises)
    others = Material(tuple(clip for clip in material.clips if clip.word == "cat"), material.noises)
    with pytest.raises(PlainError, match="none of the recordings is a command"):
        next(made_stream(PLAN, others, LABELS))
    path = tmp_path / "empty.wav"
    soundfile.write(path, np.zeros(16_000, np.int16), SAMPLE_RATE)
    silent = Material((Clip("yes", "empty", "x", "training", path, None),), material.noises)
    with pytest.raises(PlainError, match=r"empty\.wav: it holds no sound"):
        list(made_stream(PLAN, silent, LABELS))
