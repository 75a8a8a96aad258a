"""Networks of dense layers, many copies at a time, in NumPy.

Frameworks train one network after the other.  To see what the random start does to the result one needs thousands,
and for networks of three neurons they fit into a few arrays whose last axis counts the copies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from firststeps.learning.line import Line, Values

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Activation:
    """What a neuron does to its sum before it passes it on."""

    name: str
    apply: Callable[[Values], Values]
    slope: Callable[[Values], Values]  # of ``apply``, given what ``apply`` returned


LINEAR = Activation("linear", lambda total: total, np.ones_like)
RELU = Activation("relu", lambda total: np.maximum(total, 0.0), lambda output: (output > 0).astype(np.float64))
TANH = Activation("tanh", np.tanh, lambda output: 1 - output**2)


@dataclass(frozen=True)
class DenseNetworks:
    """Copies of one network with a single input; layer ``l`` computes ``activation(input @ kernel + bias)``."""

    kernels: tuple[Values, ...]  # per layer (inputs, units, copies)
    biases: tuple[Values, ...]  # per layer (units, copies)
    hidden: Activation = LINEAR  # of every layer but the last, which is always linear

    @property
    def copies(self) -> int:
        """How many networks there are."""
        return int(self.kernels[0].shape[-1])

    @property
    def parameters(self) -> int:
        """How many weights and biases one network has."""
        return sum(values.size for values in (*self.kernels, *self.biases)) // self.copies

    def predict(self, x: Values) -> Values:
        """Return the predictions for inputs ``x`` (n,) as (n, copies); the last layer must have one unit."""
        return _layer_outputs(self, x)[-1][:, 0]

    def select(self, which: NDArray[np.intp]) -> Self:
        """Return the copies with these numbers (k,), in this order."""
        chosen = tuple(k[..., which] for k in self.kernels), tuple(b[..., which] for b in self.biases)
        return type(self)(*chosen, self.hidden)

    def weights(self, copy: int) -> list[Values]:
        """Return one copy's arrays in Keras's order: kernel (inputs, units), bias (units,), next layer."""
        pairs = zip(self.kernels, self.biases, strict=True)
        return [values[..., copy] for pair in pairs for values in pair]


def glorot_starts(
    units: tuple[int, ...], copies: int, random: np.random.Generator, hidden: Activation = LINEAR
) -> DenseNetworks:
    """Return untrained networks as Keras's ``Dense`` makes them: uniform kernels, zero biases.

    A kernel is drawn from [-limit, limit] with ``limit = sqrt(6 / (inputs + units))`` (Glorot and Bengio,
    "Understanding the difficulty of training deep feedforward neural networks", 2010, equation 16).

    Args:
        units: neurons per layer, the last one 1.
        copies: how many networks.
        random: where the numbers come from.
        hidden: activation of every layer but the last.

    Examples:
        >>> random = np.random.default_rng(1)
        >>> networks = glorot_starts((3, 1), copies=1000, random=random)
        >>> networks.copies, networks.parameters
        (1000, 10)
    """
    sizes = list(zip((1, *units), units, strict=False))
    kernels = [random.uniform(-1, 1, (inputs, out, copies)) * glorot_limit(inputs, out) for inputs, out in sizes]
    return DenseNetworks(tuple(kernels), tuple(np.zeros((out, copies)) for out in units), hidden)


def single_neurons(w: Values, b: Values) -> DenseNetworks:
    """Return networks of one neuron with these weights and biases, each of shape (copies,)."""
    return DenseNetworks((w[np.newaxis, np.newaxis],), (b[np.newaxis],))


def glorot_limit(inputs: int, units: int) -> float:
    """Return the largest absolute weight of a Glorot-uniform kernel of shape (inputs, units).

    Examples:
        >>> glorot_limit(inputs=3, units=3)
        1.0
    """
    return float(np.sqrt(6 / (inputs + units)))


@dataclass(frozen=True)
class Trained:
    """Networks after training and how they got there."""

    losses: Values  # (epochs, copies), mean squared error before each update, as Keras reports it for one batch
    networks: DenseNetworks


def train(networks: DenseNetworks, x: Values, y: Values, learning_rate: float, epochs: int) -> Trained:
    """Train every copy by full-batch gradient descent on the mean squared error, in double precision.

    Args:
        networks: where to start.
        x: inputs, shape (n,).
        y: targets, shape (n,).
        learning_rate: how far one step goes, as a multiple of the gradient.
        epochs: number of updates.

    Examples:
        >>> x = np.array([0.0, 1.0, 2.0])
        >>> y = np.array([-1.0, 1.0, 3.0])
        >>> random = np.random.default_rng(1)
        >>> starts = glorot_starts((1,), copies=2, random=random)
        >>> trained = train(starts, x, y, learning_rate=0.1, epochs=200)
        >>> trained.losses.shape
        (200, 2)
        >>> trained.networks.predict(np.array([10.0])).round(2)
        array([[19., 19.]])
    """
    losses = np.empty((epochs, networks.copies))
    for epoch in range(epochs):
        outputs = _layer_outputs(networks, x)
        error = outputs[-1] - y[:, np.newaxis, np.newaxis]  # (n, 1, copies)
        losses[epoch] = np.mean(error[:, 0] ** 2, axis=0)
        networks = _updated(networks, outputs, 2 * error / len(x), learning_rate)
    return Trained(losses, networks)


def _layer_outputs(networks: DenseNetworks, x: Values) -> list[Values]:
    """Return what enters the first layer and what leaves each one, each (n, units, copies)."""
    outputs = [np.broadcast_to(x[:, np.newaxis, np.newaxis], (len(x), 1, networks.copies))]
    last = len(networks.kernels) - 1
    for layer, (kernel, bias) in enumerate(zip(networks.kernels, networks.biases, strict=True)):
        total = np.einsum("nic,iuc->nuc", outputs[-1], kernel) + bias
        outputs.append(total if layer == last else networks.hidden.apply(total))
    return outputs


def _updated(networks: DenseNetworks, outputs: list[Values], gradient: Values, learning_rate: float) -> DenseNetworks:
    """Return the networks one step downhill; ``gradient`` (n, 1, copies) is the loss's by the last output."""
    kernels, biases = list(networks.kernels), list(networks.biases)
    for layer in reversed(range(len(kernels))):
        kernel = kernels[layer]
        kernels[layer] = kernel - learning_rate * np.einsum("nic,nuc->iuc", outputs[layer], gradient)
        biases[layer] = biases[layer] - learning_rate * gradient.sum(axis=0)
        gradient = np.einsum("nuc,iuc->nic", gradient, kernel)  # by this layer's input, the one below's output
        gradient = gradient * networks.hidden.slope(outputs[layer])  # of no use below the first layer
    return DenseNetworks(tuple(kernels), tuple(biases), networks.hidden)


def collapse_each(networks: DenseNetworks) -> DenseNetworks:
    """Return, for every copy, the single neuron that computes the same line (see ``collapse``).

    Raises:
        ValueError: if the networks compute no line.
    """
    if networks.hidden is not LINEAR:
        raise ValueError(f"with {networks.hidden.name} between the layers a network is no line")
    at_zero, at_one = networks.predict(np.array([0.0, 1.0]))
    return single_neurons(at_one - at_zero, at_zero)


def collapse(weights: list[Values]) -> Line:
    """Return the line that a network without activations computes.

    Dense layers without activation are linear, and a chain of linear functions of one number is one line.

    Args:
        weights: kernel (inputs, units), bias (units,) of each layer, as Keras's ``get_weights`` returns them.

    Examples:
        Twice the input, then three times that and one more:

        >>> first = [np.array([[2.0]]), np.array([0.0])]
        >>> second = [np.array([[3.0]]), np.array([1.0])]
        >>> collapse(first + second)
        Line(w=6.0, b=1.0)
    """
    slope, offset = np.ones((1, 1)), np.zeros((1, 1))
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        slope, offset = slope @ kernel, offset @ kernel + bias
    return Line(float(slope[0, 0]), float(offset[0, 0]))
