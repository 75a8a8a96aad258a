"""Shapes of dense networks against Keras and against the networks of this room."""

import math

from firststeps.learning.dense import glorot_starts
from firststeps.learning.shapes import count_numbers, dense_shapes

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

layers = st.lists(st.integers(1, 6), min_size=1, max_size=4)


def test_the_networks_of_the_book() -> None:
    assert dense_shapes(1, (1,)) == [(1, 1), (1,)]
    assert dense_shapes(1, (2, 1)) == [(1, 2), (2,), (2, 1), (1,)]
    assert count_numbers(dense_shapes(1, (2, 1))) == 7


@given(units=layers)
def test_agree_with_the_networks_that_are_trained(units: list[int]) -> None:
    networks = glorot_starts((*units, 1), copies=2, random=np.random.default_rng(0))
    shapes = dense_shapes(1, (*units, 1))
    assert [weights.shape for weights in networks.weights(0)] == shapes
    assert networks.parameters == count_numbers(shapes)


def test_agree_with_keras() -> None:
    keras = pytest.importorskip("keras")
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32), keras.layers.Dense(10)])
    assert [tuple(weights.shape) for weights in model.weights] == dense_shapes(64, (32, 10))
    assert model.count_params() == count_numbers(dense_shapes(64, (32, 10)))


@given(shape=st.lists(st.integers(0, 5), max_size=4))
def test_count_is_the_size_of_an_array(shape: list[int]) -> None:
    assert count_numbers([tuple(shape)]) == np.zeros(shape).size == math.prod(shape)


@pytest.mark.parametrize(("inputs", "units"), [(0, (1,)), (1, (2, 0)), (3, (-1, 2))])
def test_refuse_empty_layers(inputs: int, units: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="sizes below 1"):
        dense_shapes(inputs, units)
