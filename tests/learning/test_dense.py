"""The NumPy networks against hand-made values, the line's gradient descent and Keras."""

from typing import Any

from firststeps.learning.dense import (
    LINEAR,
    RELU,
    TANH,
    Activation,
    DenseNetworks,
    collapse,
    collapse_each,
    glorot_limit,
    glorot_starts,
    single_neurons,
    train,
)
from firststeps.learning.descent import GradientDescent
from firststeps.learning.line import Line, Values

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.missing import needed

X = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
Y = 2 * X - 1


def random_networks(units: tuple[int, ...], copies: int, seed: int, hidden: Activation = LINEAR) -> DenseNetworks:
    """Return starts whose biases are random, too."""
    random = np.random.default_rng(seed)
    starts = glorot_starts(units, copies, random)
    return DenseNetworks(starts.kernels, tuple(random.uniform(-1, 1, bias.shape) for bias in starts.biases), hidden)


def test_predicts_what_the_formulas_say() -> None:
    kernels = np.array([[[2.0], [3.0]]]), np.array([[[5.0]], [[7.0]]])
    biases = np.array([[0.5], [-0.5]]), np.array([[1.0]])
    networks = DenseNetworks(kernels, biases)
    assert networks.predict(np.array([10.0])).tolist() == [[5 * (2 * 10 + 0.5) + 7 * (3 * 10 - 0.5) + 1]]
    assert networks.parameters == 7
    assert networks.copies == 1


def test_single_neurons_are_lines() -> None:
    neurons = single_neurons(np.array([2.0, 3.0]), np.array([-1.0, 1.0]))
    assert neurons.predict(np.array([0.0, 10.0])).tolist() == [[-1, 1], [19, 31]]


@pytest.mark.parametrize(("inputs", "units", "limit"), [(1, 1, 3**0.5), (1, 2, 2**0.5), (2, 1, 2**0.5)])
def test_starts_fill_the_range_that_keras_draws_from(inputs: int, units: int, limit: float) -> None:
    assert glorot_limit(inputs, units) == pytest.approx(limit)
    starts = glorot_starts((inputs, units) if inputs > 1 else (units,), 5_000, np.random.default_rng(1))
    kernel = starts.kernels[-1]
    assert kernel.shape == (inputs, units, 5_000)
    assert np.abs(kernel).max() == pytest.approx(limit, rel=1e-2)
    assert kernel.mean() == pytest.approx(0, abs=0.05)
    assert not any(bias.any() for bias in starts.biases)


def test_one_neuron_is_gradient_descent_on_a_line() -> None:
    start = random_networks((1,), 3, seed=2)
    trained = train(start, X, Y, learning_rate=0.05, epochs=20)
    for copy in range(3):
        history = GradientDescent(0.05, 20).run(collapse(start.weights(copy)), X, Y)
        np.testing.assert_allclose(trained.losses[:, copy], history.loss[:-1])
        np.testing.assert_allclose(trained.networks.kernels[0][0, 0, copy], history.w[-1])
        np.testing.assert_allclose(trained.networks.biases[0][0, copy], history.b[-1])


@settings(deadline=None)  # the machine may be busy
@given(
    seed=st.integers(0, 2**32 - 1),
    units=st.sampled_from([(1,), (2, 1), (3, 2, 1)]),
    hidden=st.sampled_from([LINEAR, TANH]),  # at its corner ReLU has no slope; Keras checks it below
)
def test_a_step_follows_the_finite_differences_of_the_loss(
    seed: int, units: tuple[int, ...], hidden: Activation
) -> None:
    networks = random_networks(units, 2, seed, hidden)
    step = train(networks, X, Y, learning_rate=1e-3, epochs=1).networks
    nudge = 1e-5
    for part in ("kernels", "biases"):
        for layer, values in enumerate(getattr(networks, part)):
            for place in np.ndindex(values.shape[:-1]):
                slope = (
                    nudged_loss(networks, part, layer, place, nudge) - nudged_loss(networks, part, layer, place, -nudge)
                ) / (2 * nudge)
                moved = values[place] - getattr(step, part)[layer][place]
                np.testing.assert_allclose(moved / 1e-3, slope, rtol=1e-4, atol=1e-5)


def nudged_loss(networks: DenseNetworks, part: str, layer: int, place: tuple[int, ...], nudge: float) -> Values:
    """Return the loss of each copy after one of its parameters was moved."""
    arrays = {name: [values.copy() for values in getattr(networks, name)] for name in ("kernels", "biases")}
    arrays[part][layer][place] += nudge
    moved = DenseNetworks(tuple(arrays["kernels"]), tuple(arrays["biases"]), networks.hidden)
    loss: Values = np.mean((moved.predict(X) - Y[:, np.newaxis]) ** 2, axis=0)
    return loss


@pytest.mark.parametrize(("units", "hidden"), [((1,), LINEAR), ((2, 1), LINEAR), ((4, 3, 1), RELU), ((4, 1), TANH)])
def test_training_agrees_with_keras(units: tuple[int, ...], hidden: Activation) -> None:
    keras: Any = needed("keras")
    start = glorot_starts(units, 1, np.random.default_rng(3), hidden)
    layers = [keras.layers.Dense(count, activation=hidden.name) for count in units[:-1]]
    model = keras.Sequential([keras.Input(shape=(1,)), *layers, keras.layers.Dense(units[-1])])
    model.compile(optimizer="sgd", loss="mean_squared_error")
    model.set_weights(start.weights(0))
    history = model.fit(X, Y, epochs=10, verbose=0).history["loss"]
    trained = train(start, X, Y, learning_rate=0.01, epochs=10)
    np.testing.assert_allclose(trained.losses[:, 0], history, rtol=1e-5)
    for ours, theirs in zip(trained.networks.weights(0), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@given(seed=st.integers(0, 2**32 - 1), units=st.sampled_from([(1,), (2, 1), (3, 2, 1)]))
def test_the_collapsed_line_predicts_what_the_network_predicts(seed: int, units: tuple[int, ...]) -> None:
    networks = random_networks(units, 2, seed)
    for copy in range(2):
        line = collapse(networks.weights(copy))
        np.testing.assert_allclose(line.predict(X), networks.predict(X)[:, copy], atol=1e-12)


@given(seed=st.integers(0, 2**32 - 1), units=st.sampled_from([(1,), (2, 1), (3, 2, 1)]))
def test_each_copy_collapses_to_the_line_it_collapses_to_alone(seed: int, units: tuple[int, ...]) -> None:
    networks = random_networks(units, 3, seed)
    neurons = collapse_each(networks)
    assert neurons.parameters == 2
    for copy in range(3):
        line, neuron = collapse(networks.weights(copy)), collapse(neurons.weights(copy))
        assert (neuron.w, neuron.b) == pytest.approx((line.w, line.b), abs=1e-12)


def test_collapses_by_hand() -> None:
    weights = [np.array([[2.0, 3.0]]), np.array([0.5, -0.5]), np.array([[5.0], [7.0]]), np.array([1.0])]
    assert collapse(weights) == Line(w=31.0, b=0.0)


def test_selects_copies_in_the_order_asked_for() -> None:
    networks = random_networks((2, 1), 5, seed=4)
    chosen = networks.select(np.array([3, 1]))
    assert chosen.copies == 2
    for new, old in ((0, 3), (1, 1)):
        for ours, theirs in zip(chosen.weights(new), networks.weights(old), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_a_network_with_activation_is_no_line() -> None:
    with pytest.raises(ValueError, match="relu"):
        collapse_each(random_networks((2, 1), 1, 5, RELU))
