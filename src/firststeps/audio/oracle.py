"""TensorFlow's own Micro Speech in TensorFlow Lite Micro (TFLM): what ours is held against.

Needs the package ``tflite_micro``, which has wheels for Linux on x86-64 only, and TensorFlow's files, which the data
set ``micro-speech`` holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firststeps.audio.fixed_fft import Complex16
from firststeps.audio.micro import MicroStages
from firststeps.audio.micro_tables import DEFAULT

import numpy as np
from numpy.typing import NDArray

WORDS = ("_silence_", "_unknown_", "yes", "no")  # in the order of the model's outputs

# The numbers of the tensors in the preprocessor that hold what each stage returns.
STAGE_TENSORS = {
    "windowed": 19,
    "shift": 22,
    "spectrum": 23,  # real and imaginary parts in turn
    "energy": 28,
    "channels": 29,
    "magnitudes": 30,
    "reduced": 31,
    "noise": 32,
    "gained": 33,
    "logarithms": 34,
    "features": 42,
}
ARENA = 200_000  # bytes; with every tensor kept, the preprocessor needs more than the usual guess


@dataclass
class Agreement:
    """How far our features differ from TensorFlow's, over all that were counted."""

    cells: int = 0  # features that were compared
    equal: int = 0  # of them, those that are the same
    within_one: int = 0  # those that differ by 1 at most, of the 256 values of an int8
    worst: int = 0  # the largest difference

    def count(self, ours: NDArray[np.int8], theirs: NDArray[np.int8]) -> None:
        """Take in the features (frames, 40) of one sound."""
        difference = np.abs(ours.astype(np.int16) - theirs)
        self.cells += difference.size
        self.equal += int((difference == 0).sum())
        self.within_one += int((difference <= 1).sum())
        self.worst = max(self.worst, int(difference.max(initial=0)))


class MicroOracle:
    """TensorFlow's preprocessor, which takes one frame after the other and remembers the noise."""

    def __init__(self, folder: Path) -> None:
        """Load ``audio_preprocessor_int8.tflite`` from ``folder``.

        Raises:
            ModuleNotFoundError: if ``tflite_micro`` is not installed.
        """
        self._interpreter = _interpreter(folder / "audio_preprocessor_int8.tflite", keep_tensors=True)

    def features(self, samples: NDArray[np.int16]) -> NDArray[np.int8]:
        """Return the features (frames, 40) of a recording (n,), at 16 kHz."""
        rows = [self._interpreter.get_output(0).copy() for _ in self._run(samples)]
        return np.array(rows, dtype=np.int8).reshape(-1, DEFAULT.channels)

    def stages(self, samples: NDArray[np.int16]) -> MicroStages:
        """Return what each of its stages makes of a recording (n,), at 16 kHz, of at least one frame."""
        rows = [{name: self._tensor(number) for name, number in STAGE_TENSORS.items()} for _ in self._run(samples)]
        kept = {name: np.array([row[name] for row in rows]) for name in STAGE_TENSORS}
        spectrum = kept.pop("spectrum")
        return MicroStages(**kept, spectrum=Complex16(np.stack([spectrum[:, 0::2], spectrum[:, 1::2]])))

    def _run(self, samples: NDArray[np.int16]) -> Iterator[None]:
        self._interpreter.reset()
        for start in range(0, len(samples) - DEFAULT.window_length + 1, DEFAULT.hop_length):
            self._interpreter.set_input(samples[np.newaxis, start : start + DEFAULT.window_length], 0)
            self._interpreter.invoke()
            yield

    def _tensor(self, number: int) -> NDArray[Any]:
        return np.squeeze(np.array(self._interpreter.GetTensor(number, 0)["tensor_data"]))


class MicroSpeech:
    """TensorFlow's classifier of features: silence, anything else, yes or no."""

    def __init__(self, folder: Path) -> None:
        """Load ``micro_speech_quantized.tflite`` from ``folder``.

        Raises:
            ModuleNotFoundError: if ``tflite_micro`` is not installed.
        """
        self._interpreter = _interpreter(folder / "micro_speech_quantized.tflite", keep_tensors=False)

    def probabilities(self, features: NDArray[np.int8]) -> NDArray[np.float64]:
        """Return the probabilities (4,) of ``WORDS``, in steps of 1/256, for the features (49, 40) of a second."""
        self._interpreter.set_input(features.reshape(1, -1), 0)
        self._interpreter.invoke()
        quantised: NDArray[np.int8] = self._interpreter.get_output(0)[0]
        return (quantised.astype(np.float64) + 128) / 256

    def word(self, features: NDArray[np.int8]) -> str:
        """Return the most probable of ``WORDS``; of equally probable ones the first."""
        return WORDS[int(self.probabilities(features).argmax())]


def _interpreter(path: Path, *, keep_tensors: bool) -> Any:
    from tflite_micro.python.tflite_micro import runtime  # type: ignore[import-untyped]  # noqa: PLC0415

    kind = runtime.InterpreterConfig
    config = kind.kPreserveAllTensors if keep_tensors else kind.kAllocationRecording
    return runtime.Interpreter.from_file(str(path), arena_size=ARENA, intrepreter_config=config)
