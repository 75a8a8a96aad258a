"""Planes, walks, hollows and curvature against Keras, slopes by trying, and shapes that are known."""

from typing import Any

from firststeps.learning.dense import RELU, TANH, DenseNetworks, glorot_starts
from firststeps.learning.descent import GradientDescent, mse_hessian
from firststeps.learning.landscape import BiasPlane, curvatures, local_minima
from firststeps.learning.line import Line
from firststeps.learning.losses import mse

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.ndimage import minimum_filter  # type: ignore[import-untyped]

X = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
Y = np.array([0.0, 2.0, 1.0, -1.0, 0.0, 2.0])


def plane(seed: int) -> BiasPlane:
    return BiasPlane(glorot_starts((2, 1), 1, np.random.default_rng(seed), TANH))


def test_the_network_lies_in_its_plane() -> None:
    network = plane(1).network
    assert plane(1).losses(np.zeros(1), np.zeros(1), X, Y)[0] == mse(network.predict(X)[:, 0], Y)
    moved = plane(1).networks(np.array([0.0, 0.5]), np.array([0.0, -1.0]))
    np.testing.assert_array_equal(moved.biases[0], [[0.0, 0.5], [0.0, -1.0]])
    for part, same in zip(moved.weights(1), network.weights(0), strict=True):
        if part.shape != (2,):
            np.testing.assert_array_equal(part, same)


@pytest.mark.parametrize(("units", "copies"), [((3, 1), 1), ((1,), 1), ((2, 1), 2)])
def test_other_networks_span_no_plane(units: tuple[int, ...], copies: int) -> None:
    with pytest.raises(ValueError, match="no plane"):
        BiasPlane(glorot_starts(units, copies, np.random.default_rng(1), RELU))


@given(seed=st.integers(0, 2**32 - 1), u=st.floats(-3, 3), v=st.floats(-3, 3))
def test_a_step_goes_against_the_slope_in_the_plane(seed: int, u: float, v: float) -> None:
    nudge, rate = 1e-5, 0.1
    us, vs = np.array([u + nudge, u - nudge, u, u]), np.array([v, v, v + nudge, v - nudge])
    right, left, up, down = plane(seed).losses(us, vs, X, Y)
    walks = plane(seed).walk((np.array([u]), np.array([v])), (X, Y), rate, 1)
    np.testing.assert_allclose(walks.u[1, 0] - u, -rate * (right - left) / (2 * nudge), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(walks.v[1, 0] - v, -rate * (up - down) / (2 * nudge), rtol=1e-4, atol=1e-7)


def test_walks_as_keras_does_with_all_but_the_biases_frozen() -> None:
    keras: Any = pytest.importorskip("keras")
    ours = plane(2)
    hidden, output = keras.layers.Dense(2, activation="tanh"), keras.layers.Dense(1)
    model = keras.Sequential([keras.Input(shape=(1,)), hidden, output])
    kernel, _, *last = ours.network.weights(0)
    model.set_weights([kernel, np.array([0.5, -0.5]), *last])
    hidden.kernel.trainable, output.trainable = False, False
    model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mean_squared_error")
    model.fit(X, Y, epochs=10, verbose=0)
    walks = ours.walk((np.array([0.5]), np.array([-0.5])), (X, Y), 0.05, 10)
    np.testing.assert_allclose([walks.u[-1, 0], walks.v[-1, 0]], np.asarray(hidden.bias), rtol=1e-4)


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=3, max_side=9), elements=st.integers(0, 6)))
def test_local_minima_lie_below_all_their_neighbours(heights: np.ndarray) -> None:
    around = np.ones((3, 3), dtype=bool)
    around[1, 1] = False
    lower = heights < minimum_filter(heights, footprint=around)
    lower[[0, -1]], lower[:, [0, -1]] = False, False
    np.testing.assert_array_equal(local_minima(heights), np.argwhere(lower))


def test_the_curvature_of_a_lines_loss_is_its_hessian() -> None:
    w, b = np.arange(0, 3, 0.25), np.arange(-2, 0, 0.25)
    heights = np.array([[mse(Line(a, c).predict(X), Y) for a in w] for c in b])
    curved = curvatures(heights, 0.25)
    assert curved.shape == (b.size - 2, w.size - 2, 2)
    np.testing.assert_allclose(curved, np.broadcast_to(np.linalg.eigvalsh(mse_hessian(X)), curved.shape), rtol=1e-6)


def test_a_saddle_curves_both_ways() -> None:
    x, y = np.meshgrid(np.arange(4.0), np.arange(5.0))
    np.testing.assert_allclose(curvatures(x**2 - 3 * y**2, 1.0), np.broadcast_to([-6.0, 2.0], (3, 2, 2)))


def test_a_plane_of_linear_neurons_is_a_bowl_with_the_lines_descent() -> None:
    """Two linear neurons with outgoing weights 1 and 0: u alone is the bias of a line."""
    kernels = (np.array([[[2.0], [1.0]]]), np.array([[[1.0]], [[0.0]]]))
    biases = (np.zeros((2, 1)), np.zeros((1, 1)))
    walks = BiasPlane(DenseNetworks(kernels, biases)).walk((np.array([3.0]), np.array([3.0])), (X, Y), 0.1, 1)
    step = GradientDescent(0.1, 1).step(Line(2.0, 3.0), X, Y)
    assert walks.u[1, 0] == pytest.approx(step.b)
    assert walks.v[1, 0] == 3.0
