"""The spectrogram and the log-mel features: what other libraries compute, whole and in pieces, and at the edges."""

from __future__ import annotations

from firststeps.audio import log_mel
from firststeps.audio.mel import DEFAULT, MelSettings, StreamingLogMel, band_edges, clip_log_mel, mel_weights
from firststeps.audio.stft import FULL_SCALE, FrameBuffer, StreamingSpectrogram, hann_window, spectrogram

import librosa
import numpy as np
import pytest
import scipy.signal  # type: ignore[import-untyped]  # ships no types
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

Sound = NDArray[np.int16]


def noisy_tones(seed: int = 0, length: int = 16_000) -> Sound:
    """Return a sound whose loudness runs over many orders of magnitude: tones that fade in noise, and silence."""
    random = np.random.default_rng(seed)
    time = np.arange(length) / 16_000
    tones = np.sin(2 * np.pi * random.uniform(60, 7_000, (5, 1)) * time).sum(axis=0)
    sound = 3_000 * tones * np.exp(-6 * time) + random.normal(0, 20, length)
    sound[len(sound) // 3 : len(sound) // 2] = 0
    samples: Sound = sound.astype(np.int16)
    return samples


class TestSpectrogram:
    def test_is_what_scipy_computes(self) -> None:
        sound = noisy_tones()
        _, _, transformed = scipy.signal.stft(
            sound / FULL_SCALE, window="hann", nperseg=480, noverlap=320, nfft=512, boundary=None, padded=False
        )
        theirs = np.abs(transformed.T * 240) ** 2  # SciPy divides by the sum of the window
        ours = spectrogram(sound)
        assert ours.shape == theirs.shape == (98, 257)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-8)

    def test_one_tone_is_in_its_column(self) -> None:
        """A sine of amplitude A in the middle of a bin gives (A times half the window's sum) squared there."""
        sine = 0.5 * np.sin(2 * np.pi * 1_000 * np.arange(16_000) / 16_000)
        power = spectrogram((sine * FULL_SCALE).round().astype(np.int16))
        assert (power.argmax(axis=1) == 1_000 / (16_000 / 512)).all()
        np.testing.assert_allclose(power.max(axis=1), (0.5 * 240 / 2) ** 2, rtol=1e-3)

    def test_window_is_periodic(self) -> None:
        np.testing.assert_allclose(hann_window(8)[1:], hann_window(8)[:0:-1], atol=1e-7)
        assert (hann_window(8)[0], hann_window(8)[4]) == (0, 1)

    @pytest.mark.parametrize(
        ("samples", "says"),
        [
            (np.zeros(479, np.int16), "479 samples are less than one frame of 480"),
            (np.zeros(480, np.float32), "int16 of shape"),
            (np.zeros((480, 2), np.int16), "int16 of shape"),
        ],
    )
    def test_refuses(self, samples: Sound, says: str) -> None:
        for function in (spectrogram, log_mel):
            with pytest.raises(ValueError, match=says):
                function(samples)

    def test_refuses_frames_that_do_not_fit(self) -> None:
        with pytest.raises(ValueError, match="480 samples do not fit into a Fourier transform of 256"):
            spectrogram(noisy_tones(), fft_length=256)
        with pytest.raises(ValueError, match="leaves samples out"):
            FrameBuffer(160, 161)


class TestLogMel:
    def test_bands_are_librosas(self) -> None:
        theirs = librosa.filters.mel(sr=16_000, n_fft=512, n_mels=40, fmin=0, fmax=4_000, htk=True, norm=None)
        np.testing.assert_allclose(mel_weights(), theirs.T, atol=1e-6)

    @pytest.mark.parametrize("seed", range(3))
    def test_is_what_librosa_computes(self, seed: int) -> None:
        sound = noisy_tones(seed)
        power = librosa.feature.melspectrogram(
            y=sound.astype(np.float32) / FULL_SCALE,
            sr=16_000,
            n_fft=512,
            win_length=480,
            hop_length=160,
            center=False,
            n_mels=40,
            fmax=4_000,
            htk=True,
            norm=None,
        ).T
        # librosa puts the window in the middle of the 512 samples that it transforms: 16 samples later than ours.
        ours = log_mel(sound[16:])[: len(power)]
        theirs = np.clip(10.1257 * np.log(power + 1e-6) + 146.577, 0, 255)
        np.testing.assert_allclose(ours, theirs, atol=0.01)

    @pytest.mark.parametrize("length", [480, 639, 640, 16_000, 16_001])
    def test_shape(self, length: int) -> None:
        features = log_mel(noisy_tones(length=length))
        assert features.dtype == np.float32
        assert features.shape == (1 + (length - 480) // 160, 40)

    def test_digital_silence(self) -> None:
        np.testing.assert_allclose(log_mel(np.zeros(480, np.int16)), 10.1257 * np.log(1e-6) + 146.577, rtol=1e-5)

    def test_loudest_sound_stays_on_the_scale(self) -> None:
        square = np.where(np.arange(16_000) // 16 % 2, 32_767, -32_768).astype(np.int16)
        assert log_mel(square).max() <= 255

    def test_bands_meet_at_their_edges(self) -> None:
        edges = band_edges()
        assert len(edges) == 42
        assert (edges[0], edges[-1]) == pytest.approx((0, 4_000))
        frequencies = np.arange(257) * 16_000 / 512
        inside = (frequencies >= edges[1]) & (frequencies <= edges[-2])
        np.testing.assert_allclose(mel_weights()[inside].sum(axis=1), 1, atol=1e-6)

    def test_refuses_bands_without_a_frequency(self) -> None:
        with pytest.raises(ValueError, match="160 bands are too many for a Fourier transform of 512"):
            log_mel(noisy_tones(), MelSettings(bands=160))


class TestStreaming:
    @pytest.mark.parametrize("chunk", [1, 7, 160, 1_000, 16_000])
    def test_equals_the_whole_exactly(self, chunk: int) -> None:
        sound = noisy_tones(length=20_011)
        features, power = StreamingLogMel(), StreamingSpectrogram()
        chunks = [sound[start : start + chunk] for start in range(0, len(sound), chunk)]
        assert np.array_equal(np.concatenate([features.push(one) for one in chunks]), log_mel(sound))
        assert np.array_equal(np.concatenate([power.push(one) for one in chunks]), spectrogram(sound))

    @given(cuts=st.lists(st.integers(0, 4_000), max_size=8), seed=st.integers(0, 9))
    def test_any_pieces(self, cuts: list[int], seed: int) -> None:
        sound = noisy_tones(seed, 4_000)
        stream = StreamingLogMel()
        pieces = [stream.push(piece) for piece in np.split(sound, sorted(cuts))]
        assert np.array_equal(np.concatenate(pieces), log_mel(sound))

    def test_other_settings(self) -> None:
        settings = MelSettings(window_length=400, hop_length=320, bands=20)
        sound, stream = noisy_tones(length=4_000), StreamingLogMel(settings)
        pieces = [stream.push(piece) for piece in np.split(sound, 50)]
        assert np.array_equal(np.concatenate(pieces), log_mel(sound, settings))

    def test_forgets_when_reset(self) -> None:
        stream = StreamingLogMel()
        stream.push(noisy_tones()[:700])
        stream.reset()
        assert np.array_equal(stream.push(noisy_tones()), log_mel(noisy_tones()))

    def test_refuses_what_is_not_int16(self) -> None:
        with pytest.raises(ValueError, match="int16"):
            StreamingLogMel().push(np.zeros(160, np.float32))


class TestClip:
    @pytest.mark.parametrize(("length", "first", "last"), [(13_375, 8, 88), (15_604, 1, 95), (480, 48, 48)])
    def test_short_one_stands_in_the_middle(self, length: int, first: int, last: int) -> None:
        """Places as in the shared features of clips of these lengths (the last one aside)."""
        sound = noisy_tones(length=length) | np.int16(1)
        features = clip_log_mel(sound)
        assert features.shape == (98, 40)
        assert np.flatnonzero(features.any(axis=1))[[0, -1]].tolist() == [first, last]
        assert np.array_equal(features[first : last + 1], log_mel(sound))

    def test_padding_is_no_sound(self) -> None:
        sound = noisy_tones(length=9_000) | np.int16(1)
        assert np.array_equal(clip_log_mel(np.pad(sound, (0, 7_000))), clip_log_mel(sound))
        assert clip_log_mel(np.pad(sound, (7_000, 0)))[:20].all()  # zeros in front are digital silence, and stay

    def test_full_second_is_itself(self) -> None:
        sound = noisy_tones() | np.int16(1)
        assert np.array_equal(clip_log_mel(sound), log_mel(sound))

    def test_of_a_long_one_the_middle_counts(self) -> None:
        sound = noisy_tones(length=16_501) | np.int16(1)
        assert np.array_equal(clip_log_mel(sound), log_mel(sound[250:16_250]))

    @pytest.mark.parametrize("length", [0, 100, 16_000])
    def test_nothing_heard(self, length: int) -> None:
        assert not clip_log_mel(np.zeros(length, np.int16)).any()

    def test_shorter_than_a_frame(self) -> None:
        features = clip_log_mel(noisy_tones(length=100) | np.int16(1))
        assert np.flatnonzero(features.any(axis=1)).tolist() == [48]


def test_default_settings_give_98_frames_a_second() -> None:
    assert DEFAULT.clip_frames == 98
