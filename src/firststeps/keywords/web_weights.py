"""Trained networks as JSON that any language can run in a hundred lines: a browser, or ``firststeps.keywords.plain``.

The file is one object:

- ``labels``: the classes, in the order of the probabilities.
- ``input``: ``[frames, bands]``, the shape of value 0; it holds features of 0 to 255, less ``middle``, divided by
  ``spread``.
- ``operations``: a list; the first one makes value 1, the second one value 2 …, the last one the probabilities.
- ``numbers``: base64 of little-endian float16, all weights and biases one after the other.

Every operation has its ``kind``, the numbers of the values that it works ``on``, and the ``shape`` of its value,
``[rows, columns, channels]`` or ``[channels]``; with ``relu`` true, what is below 0 becomes 0.  The kinds:

- ``reshape``: the same values in the same order in another shape.
- ``convolution``: ``kernel`` is ``[height, width, channels in, channels out]`` and counts from ``weights`` on in the
  numbers, last index fastest; one bias for each channel follows from ``biases`` on.  The window of output (row, column)
  begins at input ``(row * stride[0] - before[0], column * stride[1] - before[1])``; outside the input all is 0.
- ``depthwise``: the same for each channel on its own; ``kernel`` is ``[height, width, channels]``.
- ``add``: the sum of two values of the same shape.
- ``mean``: over rows and columns, for each channel.
- ``dense``: each output is a sum of all inputs times weights, and a bias; ``kernel`` is ``[inputs, outputs]``.
- ``softmax``: exponentials, divided by their sum.

Normalisation does not appear: its factors are part of the weights before it, its offsets part of the biases.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from firststeps.keywords.inputs import MIDDLE, SPREAD

import keras  # type: ignore[import-untyped]
import numpy as np
from keras import layers
from numpy.typing import NDArray

NUMBERS = np.dtype("<f2")

_Weights = tuple[NDArray[np.float32], NDArray[np.float32]]  # kernel, with its outputs along the last axis, and biases


def to_json(model: keras.Model, labels: Sequence[str]) -> bytes:
    """Return a trained network as such a file.

    Args:
        model: from inputs, (n, frames, bands), to logits, (n, classes); the probabilities are added.
        labels: its classes.

    Raises:
        ValueError: if it has a layer of a kind that the file does not know.
    """
    walk = _Walk(model)
    last = len(walk.operations)
    walk.operations.append({"kind": "softmax", "on": [last], "shape": list(model.output_shape[1:])})
    kernels = [part.ravel() for pair in walk.weights.values() for part in pair]
    at = 0
    for number, (kernel, biases) in walk.weights.items():
        walk.operations[number] |= {"kernel": list(kernel.shape), "weights": at, "biases": at + kernel.size}
        at += kernel.size + biases.size
    numbers = base64.b64encode(np.concatenate(kernels).astype(NUMBERS).tobytes()).decode()
    head = {"labels": list(labels), "input": list(model.input_shape[1:]), "middle": MIDDLE, "spread": SPREAD}
    return json.dumps(head | {"operations": walk.operations, "numbers": numbers}, ensure_ascii=False).encode()


class _Walk:
    """A network, from its input to its output."""

    def __init__(self, model: keras.Model) -> None:
        self.operations: list[dict[str, Any]] = []
        self.weights: dict[int, _Weights] = {}  # of the operation of that number, counted from 0
        self._values = {id(model.inputs[0]): 0}  # the number of the value that a tensor of Keras is
        self._uses = Counter(id(tensor) for layer in model.operations for tensor in _inputs(layer))
        for layer in model.operations:
            if not isinstance(layer, layers.InputLayer):
                self._values[id(layer.output)] = self._value(layer)

    def _value(self, layer: Any) -> int:
        """Return the number of the value that a layer gives: a new one, or one that it only changes."""
        if isinstance(layer, layers.BatchNormalization | layers.ReLU):
            (before,) = _inputs(layer)
            value = self._values[id(before)]
            if self._uses[id(before)] > 1 or value == 0 or self.operations[value - 1].get("relu"):
                raise ValueError(f"{layer.name}: what it changes is needed as it was, too")
            if isinstance(layer, layers.ReLU):
                self.operations[value - 1]["relu"] = True
            else:
                self.weights[value - 1] = _normalised(*self.weights[value - 1], layer)
            return value
        number = len(self.operations)
        self.operations.append(
            _described(layer)
            | {"on": [self._values[id(tensor)] for tensor in _inputs(layer)], "shape": list(layer.output.shape[1:])}
        )
        if isinstance(layer, layers.Conv2D | layers.DepthwiseConv2D | layers.Dense):
            self.weights[number] = _weights(layer)
        return number + 1


def _inputs(layer: Any) -> list[Any]:
    return layer.input if isinstance(layer.input, list) else [layer.input]


def _described(layer: Any) -> dict[str, Any]:
    """Return what kind of operation a layer is, and what only this kind has."""
    if isinstance(layer, layers.DepthwiseConv2D):
        return {"kind": "depthwise"} | _window(layer)
    if isinstance(layer, layers.Conv2D):
        return {"kind": "convolution"} | _window(layer)
    kinds = {
        "ExpandDims": "reshape",
        "Reshape": "reshape",
        "Flatten": "reshape",
        "Add": "add",
        "GlobalAveragePooling2D": "mean",
        "Dense": "dense",
    }
    kind = kinds.get(type(layer).__name__)
    if kind is None:
        raise ValueError(f"{layer.name}: no file knows a layer of the kind {type(layer).__name__}")
    return {"kind": kind}


def _window(layer: Any) -> dict[str, Any]:
    """Return how the window of a convolution moves.

    Padding is TensorFlow's "same": as much as the last window needs, the odd one at the end.
    """
    before = [0, 0]
    if layer.padding == "same":
        sizes = zip(layer.input.shape[1:3], layer.output.shape[1:3], layer.kernel_size, layer.strides, strict=True)
        before = [max((out - 1) * stride + kernel - size, 0) // 2 for size, out, kernel, stride in sizes]
    return {"stride": list(layer.strides), "before": before}


def _weights(layer: Any) -> _Weights:
    kernel = layer.kernel.numpy()
    if isinstance(layer, layers.DepthwiseConv2D):
        kernel = kernel[..., 0]
    return kernel, layer.bias.numpy() if layer.use_bias else np.zeros(kernel.shape[-1], np.float32)


def _normalised(kernel: NDArray[np.float32], biases: NDArray[np.float32], layer: Any) -> _Weights:
    mean, variance = layer.moving_mean.numpy(), layer.moving_variance.numpy()
    factor = layer.gamma.numpy() / np.sqrt(variance + layer.epsilon)
    return kernel * factor, (biases - mean) * factor + layer.beta.numpy()
