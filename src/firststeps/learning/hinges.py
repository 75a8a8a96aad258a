"""What the neurons of a hidden layer add to the output, and where each of them bends it.

This is for networks with one input, one hidden layer and one output.  ``weights`` are a network's arrays in Keras's
order: kernel (1, units), bias (units,), kernel (units, 1), bias (1,).
"""

from __future__ import annotations

from firststeps.learning.dense import Activation
from firststeps.learning.line import Values

import numpy as np


def contributions(weights: list[Values], x: Values, hidden: Activation) -> Values:
    """Return what each hidden neuron adds to the output at ``x`` (n,), as (n, units).

    Their sum and the bias of the output are the prediction.

    Raises:
        ValueError: if the network has other than two layers, or more than one input or output.
    """
    kernel, bias, out, _ = _two_layers(weights)
    return hidden.apply(x[:, np.newaxis] * kernel[0] + bias) * out[:, 0]


def bends(weights: list[Values]) -> Values:
    """Return the input at which the sum inside each hidden neuron changes its sign, shape (units,).

    There a ReLU switches on or off, and a tanh is steepest.  A neuron whose weight is zero bends nowhere: NaN.

    Raises:
        ValueError: if the network has other than two layers, or more than one input or output.

    Examples:
        >>> first = [np.array([[1.0, 2.0]]), np.array([-3.0, 1.0])]
        >>> second = [np.array([[1.0], [1.0]]), np.array([0.0])]
        >>> bends(first + second)
        array([ 3. , -0.5])
    """
    kernel, bias, _, _ = _two_layers(weights)
    sloping = kernel[0] != 0
    return np.where(sloping, -bias / np.where(sloping, kernel[0], 1.0), np.nan)


def _two_layers(weights: list[Values]) -> tuple[Values, Values, Values, Values]:
    if len(weights) != 4 or weights[0].shape[0] != 1 or weights[2].shape[1] != 1:
        shapes = [values.shape for values in weights]
        raise ValueError(f"one input, one hidden layer and one output expected; the weights have shapes {shapes}")
    kernel, bias, out, offset = weights
    return kernel, bias, out, offset
