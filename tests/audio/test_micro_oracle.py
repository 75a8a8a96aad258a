"""Our Micro Speech front end against TensorFlow's own preprocessor, run in TensorFlow Lite Micro."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from firststeps.audio.fixed_fft import Complex16
from firststeps.audio.micro import MicroStages, micro_features, micro_stages
from firststeps.audio.oracle import WORDS, Agreement, MicroOracle, MicroSpeech

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from tests.audio.micro_files import clip_paths, micro_speech_folder, read, sounds
from tests.audio.micro_sounds import Sound, made_sounds

LEVELS = st.sampled_from([1, 3, 30, 1_000, 32_767])


@pytest.fixture(scope="module")
def folder() -> Path:
    return micro_speech_folder()


@pytest.fixture(scope="module")
def oracle(folder: Path) -> MicroOracle:
    return MicroOracle(folder)


def assert_same_stages(ours: MicroStages, theirs: MicroStages) -> None:
    for field in fields(MicroStages):
        one, other = getattr(ours, field.name), getattr(theirs, field.name)
        if isinstance(one, Complex16):
            one, other = one.parts, other.parts
        assert one.shape == other.shape, field.name
        assert np.array_equal(one, other), field.name


@pytest.mark.parametrize("name", list(made_sounds()))
def test_each_stage_is_the_same(oracle: MicroOracle, name: str) -> None:
    sound = made_sounds()[name]
    assert_same_stages(micro_stages(sound), oracle.stages(sound))


@pytest.mark.parametrize("name", ["yes_1000ms", "no_1000ms", "noise_1000ms", "silence_1000ms", "yes_30ms", "no_30ms"])
def test_each_stage_of_its_own_clips(folder: Path, oracle: MicroOracle, name: str) -> None:
    sound = read(folder / f"{name}.wav")
    assert_same_stages(micro_stages(sound), oracle.stages(sound))


@settings(max_examples=60)
@given(level=LEVELS, seed=st.integers(0, 2**32 - 1), frames=st.integers(1, 6), lowest=st.booleans())
def test_random_numbers(oracle: MicroOracle, level: int, seed: int, frames: int, *, lowest: bool) -> None:
    random = np.random.default_rng(seed)
    sound = random.integers(-level, level + 1, 160 + 320 * frames).astype(np.int16)
    if lowest:
        sound[random.integers(0, len(sound), 20)] = -32_768
    assert_same_stages(micro_stages(sound), oracle.stages(sound))


@settings(max_examples=60)
@given(sound=npst.arrays(np.int16, st.integers(480, 1_200)))
def test_numbers_that_break_things(oracle: MicroOracle, sound: Sound) -> None:
    assert_same_stages(micro_stages(sound), oracle.stages(sound))


def test_a_clip_leaves_nothing_behind(oracle: MicroOracle) -> None:
    """The preprocessor forgets the noise of the clip before."""
    sweep = made_sounds()["sweep"]
    first = oracle.features(sweep)
    oracle.features(made_sounds()["noise"])
    assert np.array_equal(oracle.features(sweep), first)


def test_its_own_clips_are_understood(folder: Path) -> None:
    model = MicroSpeech(folder)
    heard = {name: model.word(micro_features(read(folder / f"{name}_1000ms.wav"))) for name in ("yes", "no", "noise")}
    assert heard == {"yes": "yes", "no": "no", "noise": "_silence_"}
    probabilities = model.probabilities(micro_features(read(folder / "yes_1000ms.wav")))
    assert probabilities.shape == (len(WORDS),)
    assert probabilities.sum() == pytest.approx(1, abs=0.02)


def test_some_real_clips(oracle: MicroOracle) -> None:
    agreement = Agreement()
    for sound in sounds(clip_paths()[::62]):
        agreement.count(micro_features(sound), oracle.features(sound))
    assert agreement.cells > 60 * 49 * 40 * 0.9
    assert agreement.worst == 0, agreement


def test_differences_are_counted() -> None:
    agreement = Agreement()
    agreement.count(np.array([[0, 1], [-128, 5]], np.int8), np.array([[0, 2], [127, 5]], np.int8))
    agreement.count(np.zeros((0, 40), np.int8), np.zeros((0, 40), np.int8))
    assert agreement == Agreement(cells=4, equal=2, within_one=3, worst=255)


@pytest.mark.soak
def test_all_real_clips(oracle: MicroOracle) -> None:
    agreement = Agreement()
    for sound in sounds(clip_paths()):
        agreement.count(micro_features(sound), oracle.features(sound))
    print(agreement)
    assert agreement.cells > 6_000_000
    assert agreement.worst == 0, agreement


@pytest.mark.soak
def test_decisions_are_the_same(folder: Path, oracle: MicroOracle) -> None:
    """TensorFlow's model, with its front end and with ours, on the official test clips of its four classes."""
    model, right = MicroSpeech(folder), 0
    paths = [path for path in clip_paths() if path.parts[-3] == "test-official-half" and path.parent.name in WORDS]
    for path in paths:
        second = np.zeros(16_000, np.int16)
        samples = read(path)[: len(second)]
        second[: len(samples)] = samples
        heard = model.word(micro_features(second))
        assert heard == model.word(oracle.features(second)), path
        right += heard == path.parent.name
    print(f"{right} of {len(paths)}")
    assert right / len(paths) > 0.9
