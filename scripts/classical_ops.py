"""The classical line in TensorFlow and in ours

TensorFlow has an operation for each step from the bytes of a sound file
to the features of Micro Speech. Ours give the same: equal samples, equal
spectra but for the last digits of a float, and features that differ in
one cell of a few hundred.
"""

# %% A sound file
# Three tones that swell and fade, in a little noise: made here, so that
# nothing has to be at hand.
import io
import tempfile
import wave
from pathlib import Path

from firststeps import book
from firststeps.audio.files import read_audio
from firststeps.audio.micro import micro_stages
from firststeps.audio.micro_steps import scaled_to_int8
from firststeps.audio.stft import FULL_SCALE, spectrogram

import numpy as np
import tensorflow as tf
from tensorflow.lite.experimental.microfrontend.python.ops import (
    audio_microfrontend_op,
)

SAMPLE_RATE = 16_000
random = np.random.default_rng(book.seed(0))
time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
tones = sum(
    np.sin(2 * np.pi * hertz * time) * np.exp(-100 * (time - middle) ** 2)
    for hertz, middle in ((300, 0.3), (900, 0.5), (2_500, 0.7))
)
made = 6_000 * tones + random.normal(0, 30, SAMPLE_RATE)

stream = io.BytesIO()
with wave.open(stream, "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(SAMPLE_RATE)
    file.writeframes(made.astype("<i2").tobytes())
wav = stream.getvalue()
print(f"{len(wav):,} bytes, beginning with {wav[:4]} and {wav[8:12]}")

# %% DecodeWav
decoded = tf.audio.decode_wav(wav)
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "made.wav"
    path.write_bytes(wav)
    samples = read_audio(path)
theirs = decoded.audio.numpy()
print(f"TensorFlow: {theirs.shape} {theirs.dtype}")
print(f"ours:       {samples.shape} {samples.dtype}")

unequal = int((theirs[:, 0] * FULL_SCALE != samples).sum())
book.fact("samples", len(samples), label="samples in the file")
book.fact("samples_unequal", unequal, label="samples that differ")
print(f"samples that differ: {unequal}")

# %% AudioSpectrogram
spectra = tf.raw_ops.AudioSpectrogram(
    input=decoded.audio, window_size=480, stride=160, magnitude_squared=True
)
theirs = spectra.numpy()[0]
ours = spectrogram(samples)
print(f"TensorFlow: {theirs.shape} {theirs.dtype}")
print(f"ours:       {ours.shape} {ours.dtype}")

apart = float(np.abs(theirs - ours).max() / theirs.max())
book.fact("frames", ours.shape[0], label="frames of the spectrogram")
book.fact("frequencies", ours.shape[1], label="frequencies in a frame")
book.fact(
    "spectrogram_apart",
    apart,
    label="largest difference, as a share of the largest power",
    tolerance=1e-6,
)
print(f"largest difference, as a share of the largest power: {apart:.0e}")

# %% AudioMicrofrontend
# The operation ends with the logarithm; Micro Speech takes that as int8.
logarithms = audio_microfrontend_op.audio_microfrontend(
    tf.constant(samples), window_size=30, window_step=20, num_channels=40
).numpy()
stages = micro_stages(samples)
theirs = scaled_to_int8(logarithms.astype(np.int16))
ours = stages.features
print(f"TensorFlow: {logarithms.shape} {logarithms.dtype}, then int8")
print(f"ours:       {ours.shape} {ours.dtype}")

apart = np.abs(theirs.astype(int) - ours)
equal, close = (100 * float((apart <= limit).mean()) for limit in (0, 1))
book.fact("features", ours.size, label="features of the sound")
book.fact(
    "features_equal",
    equal,
    label="features that are equal",
    unit="%",
    tolerance=0.1,
)
book.fact(
    "features_close",
    close,
    label="features that differ by one at most",
    unit="%",
    tolerance=0.1,
)
print(f"features that are equal: {equal:.1f} %")
print(f"that differ by one at most: {close:.1f} %")

# %% Where they differ
# After gain control hardly anything is left in these cells, and there the
# logarithm stretches a difference of one.
row, column = np.unravel_index(apart.argmax(), apart.shape)
left = int(stages.gained[row, column])
typical = float(np.median(stages.gained))
book.fact(
    "largest_apart",
    int(apart.max()),
    label="largest difference between two features",
    tolerance=100,
)
book.fact(
    "left_there",
    left,
    label="what gain control leaves in that cell",
    tolerance=10,
)
book.fact(
    "left_typically",
    typical,
    label="median of what it leaves in a cell",
    tolerance=10,
)
print(
    f"largest difference: {apart.max()}, where gain control leaves {left}"
)
print(f"median of what it leaves: {typical:g}")
