"""The shapes of a dense network's parameters, and how many numbers they hold."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

Shape = tuple[int, ...]


def dense_shapes(inputs: int, units: Sequence[int]) -> list[Shape]:
    """Return the shapes of all weights and biases, in Keras's order.

    A layer has a weight for each pair of an input and a neuron, shape (inputs, neurons), and a bias for each neuron,
    shape (neurons,).  Its neurons are the inputs of the next layer.

    Args:
        inputs: how many numbers enter the first layer.
        units: neurons per layer.

    Raises:
        ValueError: if a size is less than 1.

    Examples:
        >>> dense_shapes(2, units=[3, 1])
        [(2, 3), (3,), (3, 1), (1,)]
    """
    if min(inputs, *units) < 1:
        raise ValueError(f"sizes below 1: {inputs}, {list(units)}")
    shapes: list[Shape] = []
    for neurons in units:
        shapes += [(inputs, neurons), (neurons,)]
        inputs = neurons
    return shapes


def count_numbers(shapes: Sequence[Shape]) -> int:
    """Return how many numbers tensors of these shapes hold together; a scalar, shape (), holds one.

    Examples:
        >>> count_numbers([(2, 3), (3,), (3, 1), (1,)])
        13
    """
    return sum(prod(shape) for shape in shapes)
