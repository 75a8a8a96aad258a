"""Running exported models: on a laptop with LiteRT, or as on a microcontroller with TensorFlow Lite Micro.

Neither needs TensorFlow.  Both take any model with one int8 input and one int8 output, ours and TensorFlow's own;
LiteRT also takes our float files.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, Protocol

from firststeps.keywords.inputs import as_floats
from firststeps.quiet import standard_error_closed, standard_error_kept

import numpy as np
from numpy.typing import NDArray

BANDS = 40  # numbers in a frame
ARENA_LIMIT = 1 << 20  # bytes; more than any model of ours needs


class Runner(Protocol):
    """A model that runs."""

    @property
    def frames(self) -> int:
        """How many frames its input has."""

    def probabilities(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
        """Return the probabilities of the classes, (n, classes), for inputs (n, frames, bands): features less 128."""


class LiteRTRunner:
    """Runs a model with LiteRT, TensorFlow Lite as it is called now."""

    def __init__(self, path: Path) -> None:
        """Load the model in ``path``."""
        from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped]

        self._interpreter = Interpreter(model_path=str(path), num_threads=1)
        with standard_error_closed():  # it says by what means it will compute
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self.frames = frames_of(self._input["shape"])
        self._output = self._interpreter.get_output_details()[0]
        self._floats = self._input["dtype"] == np.float32
        scale, zero = (1, 0) if self._floats else self._output["quantization"]
        self._scale, self._zero = np.float32(scale), int(zero)

    def probabilities(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
        """See ``Runner``."""
        outputs = []
        for one in as_floats(inputs) if self._floats else inputs:
            self._interpreter.set_tensor(self._input["index"], one.reshape(self._input["shape"]))
            self._interpreter.invoke()
            outputs.append(self._interpreter.get_tensor(self._output["index"])[0])
        return _dequantised(np.array(outputs), self._scale, self._zero)


class TFLMRunner:
    """Runs a model with TensorFlow Lite Micro, kernel by kernel what a microcontroller computes."""

    def __init__(self, path: Path) -> None:
        """Load the model in ``path``."""
        self._model = path.read_bytes()
        self._interpreter = _micro_interpreter(self._model, ARENA_LIMIT)
        self._shape = self._interpreter.get_input_details(0)["shape"]
        self.frames = frames_of(self._shape)
        quantisation = self._interpreter.get_output_details(0)["quantization_parameters"]
        self._scale, self._zero = np.float32(quantisation["scales"][0]), int(quantisation["zero_points"][0])

    def probabilities(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
        """See ``Runner``."""
        outputs = []
        for one in inputs:
            self._interpreter.set_input(one.reshape(self._shape), 0)
            self._interpreter.invoke()
            outputs.append(self._interpreter.get_output(0)[0])
        return _dequantised(np.array(outputs), self._scale, self._zero)

    def arena_bytes(self) -> int:
        """Return the smallest tensor arena, in bytes, in which the model runs: what its allocator has recorded.

        Trying smaller and smaller arenas would not do: some kernels crash where memory is short.
        """
        interpreter = _micro_interpreter(self._model, ARENA_LIMIT)
        interpreter.set_input(np.zeros(self._shape, np.int8), 0)
        interpreter.invoke()
        with standard_error_kept() as said:
            interpreter.print_allocations()
            (total,) = re.findall(r"Arena allocation total (\d+) bytes", said())
        return int(total)


def frames_of(shape: NDArray[np.int32]) -> int:
    """Return how many frames of 40 bands fill an input of this shape, (1, 49, 40) or (1, 1960)."""
    return math.prod(shape) // BANDS


def _micro_interpreter(model: bytes, arena: int) -> Any:
    from tflite_micro.python.tflite_micro import runtime  # type: ignore[import-untyped]

    return runtime.Interpreter.from_bytes(model, arena_size=arena)


def _dequantised(outputs: NDArray[Any], scale: np.float32, zero: int) -> NDArray[np.float32]:
    return (outputs.astype(np.float32) - zero) * scale
