"""A network run with NumPy alone, from the file that the browser gets; ``firststeps.keywords.web_weights`` tells it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]  # (n, rows, columns, channels), or (n, channels)


class PlainRunner:
    """Runs a model as the browser does, operation by operation."""

    def __init__(self, path: Path) -> None:
        """Load the model in ``path``."""
        file = json.loads(path.read_text(encoding="utf-8"))
        self._operations, self._spread = file["operations"], np.float32(file["spread"])
        self._numbers = np.frombuffer(base64.b64decode(file["numbers"]), "<f2").astype(np.float32)
        self.frames: int = file["input"][0]

    def probabilities(self, inputs: NDArray[np.int8]) -> Values:
        """Return the probabilities of the classes, (n, classes), for inputs (n, frames, bands): features less 128."""
        values = [inputs.astype(np.float32) / self._spread]
        for operation in self._operations:
            value = self._value(operation, *[values[number] for number in operation["on"]])
            values.append(np.maximum(value, 0) if operation.get("relu") else value)
        return values[-1]

    def _value(self, operation: dict[str, Any], x: Values, *more: Values) -> Values:
        match operation["kind"]:
            case "reshape":
                return x.reshape(len(x), *operation["shape"])
            case "convolution" | "depthwise":
                return _convolved(x, operation, *self._weights(operation))
            case "dense":
                kernel, biases = self._weights(operation)
                logits: Values = x @ kernel + biases
                return logits
            case "add":
                return x + more[0]
            case "mean":
                means: Values = x.mean((1, 2))
                return means
            case "softmax":
                powers = np.exp(x - x.max(1, keepdims=True))
                shares: Values = powers / powers.sum(1, keepdims=True)
                return shares
            case kind:
                raise ValueError(f"no operation is called {kind!r}")

    def _weights(self, operation: dict[str, Any]) -> tuple[Values, Values]:
        shape, first, last = operation["kernel"], operation["weights"], operation["biases"]
        return self._numbers[first:last].reshape(shape), self._numbers[last : last + shape[-1]]


def _convolved(x: Values, operation: dict[str, Any], kernel: Values, biases: Values) -> Values:
    """Return a convolution; what the window sees is added up from its cells, each a part of the input, moved."""
    (rows, columns, _), (down, right) = operation["shape"], operation["stride"]
    (top, left), (height, width) = operation["before"], kernel.shape[:2]
    bottom = max((rows - 1) * down + height - top - x.shape[1], 0)
    beside = max((columns - 1) * right + width - left - x.shape[2], 0)
    padded = np.pad(x, ((0, 0), (top, bottom), (left, beside), (0, 0)))
    result = np.tile(biases, (len(x), rows, columns, 1))
    for row in range(height):
        for column in range(width):
            seen = padded[
                :, row : row + (rows - 1) * down + 1 : down, column : column + (columns - 1) * right + 1 : right
            ]
            cell = kernel[row, column]
            result += seen * cell if operation["kind"] == "depthwise" else seen @ cell
    return result
