"""What hidden neurons add, against whole predictions, and where they bend, by hand."""

from firststeps.learning.dense import RELU, TANH, Activation, DenseNetworks, glorot_starts
from firststeps.learning.hinges import bends, contributions
from firststeps.learning.line import Values

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

X = np.linspace(-3.0, 3.0, 13)
CORNER = [np.array([[1.0, -2.0]]), np.array([-1.0, 2.0]), np.array([[1.0], [0.5]]), np.array([0.25])]  # |x - 1| + 0.25


def test_two_hinges_make_a_corner() -> None:
    np.testing.assert_array_equal(contributions(CORNER, X, RELU)[:, 0], np.maximum(X - 1, 0))
    np.testing.assert_array_equal(contributions(CORNER, X, RELU)[:, 1], np.maximum(1 - X, 0))
    assert bends(CORNER).tolist() == [1, 1]


@given(seed=st.integers(0, 2**32 - 1), units=st.integers(1, 9), hidden=st.sampled_from([RELU, TANH]))
def test_contributions_add_up_to_the_prediction(seed: int, units: int, hidden: Activation) -> None:
    random = np.random.default_rng(seed)
    starts = glorot_starts((units, 1), 1, random)
    networks = DenseNetworks(starts.kernels, tuple(random.normal(size=b.shape) for b in starts.biases), hidden)
    weights = networks.weights(0)
    total = contributions(weights, X, hidden).sum(axis=1) + weights[3]
    np.testing.assert_allclose(total, networks.predict(X)[:, 0], atol=1e-12)


@given(seed=st.integers(0, 2**32 - 1))
def test_a_relu_is_off_on_one_side_of_its_bend(seed: int) -> None:
    weight, bias = np.random.default_rng(seed).uniform(0.1, 2, size=(2, 1))
    weights = [weight[np.newaxis], bias, np.ones((1, 1)), np.zeros(1)]
    sides = bends(weights) + np.array([-0.5, 0.5])
    assert (contributions(weights, sides, RELU)[:, 0] > 0).tolist() == [False, True]


def test_a_neuron_without_weight_bends_nowhere() -> None:
    assert np.isnan(bends([np.zeros((1, 1)), np.ones(1), np.ones((1, 1)), np.zeros(1)])[0])


@pytest.mark.parametrize(
    "weights",
    [CORNER[:2], [*CORNER, *CORNER[2:]], [np.ones((2, 2)), *CORNER[1:]], [*CORNER[:2], np.ones((2, 2)), CORNER[3]]],
)
def test_refuses_other_networks(weights: list[Values]) -> None:
    with pytest.raises(ValueError, match="one hidden layer"):
        bends(weights)
