"""What a .tflite file says about its layers."""

from __future__ import annotations

from firststeps.keywords.export import to_int8
from firststeps.keywords.layers import Layer, layers_of
from firststeps.keywords.models import count_parameters

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
    assert layers[0] == Layer("CONV_2D", (5, 1, 3), 2 * 5 * 3 + 3, 5 * 1 * 3 * (2 * 5))
    assert Layer("FULLY_CONNECTED", (4,), 15 * 4 + 4, 15 * 4) in layers
    assert sum(layer.parameters for layer in layers) == count_parameters(model)


def test_a_depthwise_convolution_has_its_own_weights_for_each_channel() -> None:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((7, 1, 3))
    x = keras.layers.DepthwiseConv2D((5, 1), strides=(2, 1), padding="same")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(x)))
    layers = layers_of(to_int8(model, np.random.default_rng(0).normal(size=(20, 7, 1, 3)).astype(np.float32)))
    assert [layer.macs for layer in layers if layer.parameters] == [4 * 3 * 5, 3 * 2]


def test_another_file_is_refused() -> None:
    for content in (b"", b"RIFF", bytes(100)):
        with pytest.raises(ValueError, match="no TensorFlow Lite model"):
            layers_of(content)
