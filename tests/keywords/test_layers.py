"""What a .tflite file says about its layers."""

from __future__ import annotations

import math

from firststeps.keywords.export import to_int8
from firststeps.keywords.layers import Layer, layers_of
from firststeps.keywords.models import Architecture, OverBoth, OverTime, count_parameters, network

import keras  # type: ignore[import-untyped]
import numpy as np
import pytest

SHAPE = (6, 5, 1)


def small() -> keras.Model:
    inputs = keras.Input(SHAPE)
    x = keras.layers.Conv2D(3, (2, 5), bias_initializer="ones")(inputs)
    x = keras.layers.Dense(4, bias_initializer="ones")(keras.layers.Flatten()(x))
    return keras.Model(inputs, x)


def test_shapes_and_parameters_are_those_of_the_network() -> None:
    keras.utils.set_random_seed(0)
    model = small()
    inputs = np.random.default_rng(0).normal(size=(20, *SHAPE)).astype(np.float32)
    layers = layers_of(to_int8(model, inputs))
    assert layers[0] == Layer("CONV_2D", (5, 1, 3), 2 * 5 * 3 + 3, 5 * (2 * 5 * 3))
    assert Layer("FULLY_CONNECTED", (4,), 15 * 4 + 4, 15 * 4) in layers
    assert sum(layer.parameters for layer in layers) == count_parameters(model)


def keras_macs(model: keras.Model) -> int:
    """Return the multiplications by Keras's shapes: each weight once for each place of its window, or once."""
    count = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            count += math.prod(layer.kernel.shape) * math.prod(layer.output.shape[1:3])
        elif isinstance(layer, keras.layers.Dense):
            count += math.prod(layer.kernel.shape)
    return count


def test_macs_are_those_of_the_network() -> None:
    for beginning in (OverTime(kernel=5, stride=2), OverBoth(narrow=3, wide=4, blocks=1)):
        model = network(Architecture(("a", "b"), 12, 8, beginning, 6, (3,)))
        inputs = np.random.default_rng(0).normal(size=(20, 12, 8)).astype(np.float32)
        assert sum(layer.macs for layer in layers_of(to_int8(model, inputs))) == keras_macs(model)
    steps, first, bands = 6, 6 * 4 * 25 * 3, 6 * 2 * 9 * 3 * 4
    blocks, joined = 2 * 6 * 2 * 9 * 4 * 4, steps * 8 * 6
    assert keras_macs(model) == first + bands + blocks + joined + steps * (3 * 6 + 6 * 6) + 6 * 2


def test_another_file_is_refused() -> None:
    for content in (b"", b"RIFF", bytes(100)):
        with pytest.raises(ValueError, match="no TensorFlow Lite model"):
            layers_of(content)
