"""TensorFlow's classical operations on real and made sounds: the same samples, spectra and, nearly, features."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from firststeps.audio import micro_features, read_audio
from firststeps.audio.micro_steps import scaled_to_int8
from firststeps.audio.stft import FULL_SCALE, spectrogram

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]  # ships no types
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray
from tensorflow.lite.experimental.microfrontend.python.ops import (  # type: ignore[import-untyped]
    audio_microfrontend_op,
)

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(params=[(0, 16_000), (1, 7_531), (2, 20_000)], ids=["second", "short", "long"])
def samples(request: pytest.FixtureRequest) -> NDArray[np.int16]:
    """A chirp that swells and fades in noise."""
    seed, length = request.param
    time = np.arange(length) / length
    chirp = 9_000 * np.sin(np.pi * time) ** 2 * np.sin(2 * np.pi * (20 * time + 2_000 * time**2))
    made: NDArray[np.int16] = (chirp + np.random.default_rng(seed).normal(0, 40, length)).astype(np.int16)
    return made


def test_decode_wav_reads_the_same_samples(samples: NDArray[np.int16], tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, samples, 16_000, subtype="PCM_16")
    decoded = tf.audio.decode_wav(path.read_bytes())
    assert int(decoded.sample_rate) == 16_000
    assert np.array_equal(decoded.audio.numpy()[:, 0] * FULL_SCALE, read_audio(path))


def test_audio_spectrogram_and_stft_give_the_same_power(samples: NDArray[np.int16]) -> None:
    sound = tf.constant(samples[:, None] / np.float32(FULL_SCALE), tf.float32)
    theirs = tf.raw_ops.AudioSpectrogram(input=sound, window_size=480, stride=160, magnitude_squared=True)[0].numpy()
    ours = spectrogram(samples)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6 * theirs.max())
    transformed = tf.signal.stft(sound[:, 0], 480, 160, fft_length=512).numpy()
    np.testing.assert_allclose(ours, np.abs(transformed) ** 2, rtol=1e-4, atol=1e-6 * theirs.max())


def test_audio_microfrontend_gives_nearly_the_same_features(samples: NDArray[np.int16]) -> None:
    logarithms = audio_microfrontend_op.audio_microfrontend(
        tf.constant(samples), window_size=30, window_step=20, num_channels=40
    ).numpy()
    theirs, ours = scaled_to_int8(logarithms.astype(np.int16)).astype(int), micro_features(samples)
    assert theirs.shape == ours.shape
    assert (theirs == ours).mean() > 0.98
    assert (np.abs(theirs - ours) <= 1).mean() > 0.995


MOCKED = """
import itertools, runpy, sys
import tensorflow_datasets as tfds

clips_of = runpy.run_path(sys.argv[1])["clips_of"]
with tfds.testing.mock_data(num_examples=4):
    for samples, label in clips_of("test"):
        print("clip", samples.dtype, samples.ndim, label)
"""


def test_tensorflow_datasets_answers_the_call_of_the_book(tmp_path: Path) -> None:
    """With random numbers in place of the recordings, which would have to be fetched."""
    done = subprocess.run(
        [sys.executable, "-c", MOCKED, str(SCRIPTS / "tfds_example.py")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TFDS_DATA_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    clips = [line.split() for line in done.stdout.split("\n") if line.startswith("clip")]
    assert len(clips) == 4
    assert {(dtype, axes) for _, dtype, axes, _ in clips} == {("int16", "1")}
    words = {"down", "go", "left", "no", "off", "on", "right", "stop", "up", "yes", "_silence_", "_unknown_"}
    assert {label for *_, label in clips} <= words
