"""The Micro Speech front end without TensorFlow at hand: golden features, streams, clips, and what it refuses."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from firststeps.audio.micro import BLOCK, MicroFrontEnd, micro_features, micro_stages

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audio.micro_sounds import Sound, made_sounds

GOLDEN = Path(__file__).parent / "golden" / "micro.npz"


@pytest.mark.parametrize("name", list(made_sounds()))
def test_features_are_those_of_tensorflow(name: str) -> None:
    golden = np.load(GOLDEN)
    assert np.array_equal(micro_features(golden[f"{name}: samples"]), golden[f"{name}: features"])


def test_golden_features_say_something() -> None:
    """They are neither constant nor alike, and reach both ends of the range."""
    golden = np.load(GOLDEN)
    features = [golden[name] for name in golden.files if name.endswith("features")]
    assert len({values.tobytes() for values in features}) == len(features) == len(made_sounds())
    assert min(values.min() for values in features) == -128
    assert max(values.max() for values in features) > 100


@pytest.mark.parametrize(("samples", "frames"), [(480, 1), (799, 1), (800, 2), (16_000, 49)])
def test_number_of_frames(samples: int, frames: int) -> None:
    features = micro_features(np.zeros(samples, np.int16))
    assert features.shape == (frames, 40)
    assert features.dtype == np.int8


@pytest.fixture(scope="module")
def long_sound() -> Sound:
    """More frames than are computed at once."""
    return made_sounds((BLOCK + 7) * 320 + 480)["swelling noise"]


@pytest.mark.parametrize("chunk", [1, 7, 160, 1_000, 16_000])
def test_a_stream_gives_the_same_frames(long_sound: Sound, chunk: int) -> None:
    sound = long_sound[-8_000:] if chunk == 1 else long_sound
    stream = MicroFrontEnd()
    for _ in range(2):
        pieces = [stream.push(sound[start : start + chunk]) for start in range(0, len(sound), chunk)]
        assert np.array_equal(np.concatenate(pieces), micro_features(sound))
        stream.reset()


@given(cuts=st.lists(st.integers(0, 3_000), max_size=12))
def test_any_pieces_will_do(cuts: list[int]) -> None:
    sound = made_sounds(3_000)["swelling noise"]
    stream = MicroFrontEnd()
    pieces = [stream.push(piece) for piece in np.split(sound, sorted(cuts))]
    assert np.array_equal(np.concatenate(pieces), micro_features(sound))


def test_a_stream_keeps_no_piece_that_it_was_given() -> None:
    """The caller may use its buffer again."""
    sound = made_sounds()["sweep"]
    stream, buffer, pieces = MicroFrontEnd(), np.empty(400, np.int16), []
    for start in range(0, len(sound), 400):
        buffer[:] = sound[start : start + 400]
        pieces.append(stream.push(buffer))
    assert np.array_equal(np.concatenate(pieces), micro_features(sound))


def test_a_stream_grows_by_a_frame_at_most() -> None:
    stream, second = MicroFrontEnd(), np.zeros(16_000, np.int16)
    stream.push(second)
    tracemalloc.start()
    for _ in range(20):
        stream.push(second)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 16_000  # a second more would be 32,000 bytes


@pytest.mark.parametrize("clips", [1, 3, BLOCK // 11 + 2])
def test_several_clips_at_once(clips: int) -> None:
    sounds = np.stack(list(made_sounds().values()) * 3)[:clips]
    features = micro_features(sounds)
    assert features.shape == (clips, 12, 40)
    assert np.array_equal(features, np.stack([micro_features(sound) for sound in sounds]))


def test_stages_fit_the_features(long_sound: Sound) -> None:
    stages = micro_stages(long_sound)
    assert np.array_equal(stages.features, micro_features(long_sound))
    frames = len(stages.features)
    assert stages.windowed.shape == (frames, 480)
    assert stages.spectrum.real.shape == stages.energy.shape == (frames, 257)
    assert stages.shift.shape == (frames,)
    for name in ("channels", "magnitudes", "noise", "reduced", "gained", "logarithms"):
        assert getattr(stages, name).shape == (frames, 40), name


def test_steady_noise_is_taken_away() -> None:
    """After two seconds of steady noise the estimate is near its level, and most of it is gone."""
    noise = np.random.default_rng(0).normal(0, 1_000, 40_000).astype(np.int16)
    stages = micro_stages(noise)
    first, last = stages.magnitudes[:10], stages.magnitudes[-10:]
    assert np.median(stages.noise[-10:] / 1_024 / last) == pytest.approx(1, abs=0.15)
    assert stages.reduced[-10:].sum() < 0.4 * last.sum()
    assert stages.reduced[0].sum() > 0.9 * first[0].sum()


def test_loudness_drops_out() -> None:
    """The same noise at a tenth of the amplitude is much nearer after gain control than in magnitudes."""
    noise = np.random.default_rng(0).normal(0, 6_000, 16_000)
    loud, soft = (micro_stages((noise * gain).astype(np.int16)) for gain in (1, 0.1))
    assert np.median(loud.magnitudes / soft.magnitudes) == pytest.approx(10, rel=0.05)
    assert np.median(loud.gained[:2] / soft.gained[:2]) < 2


@settings(max_examples=30)
@given(st.data())
def test_silence_before_changes_little_and_reset_nothing(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(made_sounds())))
    sound = made_sounds()[name]
    stream = MicroFrontEnd()
    stream.push(made_sounds()["noise"][: data.draw(st.integers(0, 4_000))])
    stream.reset()
    assert np.array_equal(stream.push(sound), micro_features(sound))


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        (np.zeros(479, np.int16), "479 samples are less than one frame of 480"),
        (np.zeros(0, np.int16), "0 samples are less than one frame of 480"),
        (np.zeros((2, 479), np.int16), "479 samples are less than one frame of 480"),
        (np.zeros(16_000, np.float32), r"int16 of shape \(n,\) or \(clips, n\), not float32"),
        (np.zeros((1, 2, 480), np.int16), r"not int16 of shape \(1, 2, 480\)"),
    ],
)
def test_what_is_no_sound_is_refused(samples: Sound, says: str) -> None:
    for function in (micro_features, micro_stages):
        with pytest.raises(ValueError, match=says):
            function(samples)


def test_a_stream_refuses_other_arrays() -> None:
    for samples in (np.zeros(10, np.int32), np.zeros((2, 10), np.int16)):
        with pytest.raises(ValueError, match=r"int16 of shape \(n,\), not"):
            MicroFrontEnd().push(samples)  # type: ignore[arg-type]


def test_samples_may_lie_apart_in_memory() -> None:
    sounds = np.stack([made_sounds()["sweep"], made_sounds()["noise"]], axis=1)  # as two channels of a file
    expected = micro_features(np.ascontiguousarray(sounds[:, 0]))
    assert np.array_equal(micro_features(sounds[:, 0]), expected)
    assert np.array_equal(micro_features(sounds.T)[0], expected)
    assert np.array_equal(micro_features(sounds[::-1, 0][::-1]), expected)
