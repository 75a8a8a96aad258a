"""Any convolution comes to the page as Keras computes it, and what cannot come is refused."""

from __future__ import annotations

from pathlib import Path

from firststeps.keywords.plain import PlainRunner
from firststeps.keywords.web_weights import to_json

import keras  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers

SIDES = st.integers(1, 5)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shape=st.tuples(st.integers(5, 9), st.integers(5, 9)),
    kernel=st.tuples(SIDES, SIDES),
    stride=st.integers(1, 3),
    padding=st.sampled_from(["same", "valid"]),
    depthwise=st.booleans(),
    seed=st.integers(0, 99),
)
def test_windows_stand_where_keras_has_them(
    *,
    shape: tuple[int, int],
    kernel: tuple[int, int],
    stride: int,
    padding: str,
    depthwise: bool,
    seed: int,
    tmp_path: Path,
) -> None:
    inputs = keras.Input(shape)
    x = layers.Reshape((*shape, 1))(inputs)
    x = layers.Conv2D(3, 1, bias_initializer="ones")(x)
    convolution = (
        layers.DepthwiseConv2D(kernel, strides=stride, padding=padding)
        if depthwise
        else layers.Conv2D(2, kernel, strides=(stride, 1), padding=padding, use_bias=False)
    )
    x = layers.ReLU()(layers.BatchNormalization()(convolution(x)))
    model = keras.Model(inputs, layers.Dense(4)(layers.Flatten()(x)))
    random = np.random.default_rng(seed)
    # Numbers that float16 holds exactly; a normalisation by 1 / sqrt(0.25) does not change that.
    model.set_weights([random.integers(-3, 4, weights.shape) / 4 for weights in model.get_weights()])
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.moving_variance.assign(np.full(layer.moving_variance.shape, 0.25 - layer.epsilon))
    path = tmp_path / "small.web.json"
    path.write_bytes(to_json(model, "abcd"))
    features = random.integers(-128, 128, (3, *shape)).astype(np.int8)
    expected = keras.ops.softmax(model(features.astype(np.float32) / 64)).numpy()
    np.testing.assert_allclose(PlainRunner(path).probabilities(features), expected, atol=1e-5)


def test_a_layer_of_another_kind_is_named() -> None:
    inputs = keras.Input((6, 5))
    model = keras.Model(inputs, layers.LSTM(2, name="memory")(inputs))
    with pytest.raises(ValueError, match="memory: no file knows a layer of the kind LSTM"):
        to_json(model, "ab")


def test_a_value_that_is_needed_before_and_after_a_change_is_refused() -> None:
    inputs = keras.Input((6, 5))
    x = layers.Dense(5)(layers.Flatten()(inputs))
    model = keras.Model(inputs, layers.Add()([x, layers.ReLU(name="cut")(x)]))
    with pytest.raises(ValueError, match="cut: what it changes is needed as it was, too"):
        to_json(model, "abcde")
