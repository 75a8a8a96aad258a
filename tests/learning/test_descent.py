"""Gradient descent against finite differences, NumPy's least squares and TensorFlow."""

from firststeps.learning.descent import GradientDescent, largest_stable_learning_rate, mse_gradient, mse_hessian
from firststeps.learning.line import Line, Values
from firststeps.learning.losses import mse

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from tests.missing import needed

X = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
Y = 2 * X - 1

numbers = st.floats(-10, 10)
lines = st.builds(Line, numbers, numbers)
points = st.integers(2, 10).flatmap(
    lambda n: st.tuples(*[npst.arrays(np.float64, n, elements=numbers) for _ in range(2)])
)


@given(line=lines, data=points)
def test_gradient_agrees_with_finite_differences(line: Line, data: tuple[Values, Values]) -> None:
    x, y = data
    nudge = 1e-3  # the loss is a parabola: central differences have no error but rounding
    by_w = mse(Line(line.w + nudge, line.b).predict(x), y) - mse(Line(line.w - nudge, line.b).predict(x), y)
    by_b = mse(Line(line.w, line.b + nudge).predict(x), y) - mse(Line(line.w, line.b - nudge).predict(x), y)
    assert mse_gradient(line, x, y) == pytest.approx((by_w / (2 * nudge), by_b / (2 * nudge)), rel=1e-6, abs=1e-6)


@given(one=lines, other=lines, data=points)
def test_hessian_is_the_change_of_the_gradient(one: Line, other: Line, data: tuple[Values, Values]) -> None:
    change = np.subtract(mse_gradient(other, *data), mse_gradient(one, *data))
    step = np.array([other.w - one.w, other.b - one.b])
    np.testing.assert_allclose(mse_hessian(data[0]) @ step, change, rtol=1e-9, atol=1e-9)


def test_gradient_agrees_with_tensorflow() -> None:
    tf = needed("tensorflow")
    w, b = tf.Variable(10.0, dtype=tf.float64), tf.Variable(-3.0, dtype=tf.float64)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(w * X + b - Y))
    expected = [float(value) for value in tape.gradient(loss, [w, b])]
    assert mse_gradient(Line(10.0, -3.0), X, Y) == pytest.approx(expected)


def test_history_starts_at_the_guess_and_follows_the_published_log() -> None:
    history = GradientDescent(learning_rate=0.14, epochs=50).run(Line(10.0, 10.0), X, Y)
    assert history.w.shape == history.b.shape == history.loss.shape == (51,)
    shown = [f"{history.w[e]:.2f} {history.b[e]:.2f} {history.loss[e]:.2f}" for e in (0, 1, 7, 29, 49)]
    assert shown == ["10.00 10.00 715.67", "-6.19 3.56 255.55", "0.94 1.48 4.08", "1.97 -0.92 0.00", "2.00 -1.00 0.00"]
    assert history.final == Line(history.w[50], history.b[50])


def test_no_epochs_leave_the_guess_alone() -> None:
    history = GradientDescent(learning_rate=0.1, epochs=0).run(Line(1.0, 2.0), X, Y)
    assert history.final == Line(1.0, 2.0)


@settings(deadline=None)  # the machine may be busy
@given(data=points.filter(lambda data: np.ptp(data[0]) > 1), start=lines)
def test_a_good_rate_leads_to_the_least_squares_line(data: tuple[Values, Values], start: Line) -> None:
    x, y = data
    x = (x - x.mean()) / x.std()  # equal curvature in every direction, so that few epochs are enough
    rate = largest_stable_learning_rate(x) / 4
    final = GradientDescent(rate, epochs=100).run(start, x, y).final
    np.testing.assert_allclose([final.w, final.b], np.polyfit(x, y, 1), atol=1e-6)


def test_limit_for_the_six_points() -> None:
    # By hand: mean x² = 31/6, mean x = 3/2, so the Hessian is [[31/3, 3], [3, 2]]; λ = (37/3 ± √(949/9)) / 2.
    assert largest_stable_learning_rate(X) == pytest.approx(4 / (37 / 3 + (949 / 9) ** 0.5))


@settings(deadline=None)  # the machine may be busy
@given(x=npst.arrays(np.float64, st.integers(2, 10), elements=numbers), share=st.floats(0.01, 0.2))
def test_settles_below_the_limit_and_diverges_above(x: Values, share: float) -> None:
    limit = largest_stable_learning_rate(x)
    steepest = np.linalg.eigh(mse_hessian(x))[1][:, -1]  # the direction that becomes unstable first
    start = Line(*steepest)
    target = np.zeros_like(x)
    below = GradientDescent(limit * (1 - share), epochs=60).run(start, x, target).loss
    above = GradientDescent(limit * (1 + share), epochs=60).run(start, x, target).loss
    assert below[-1] < 0.4 * below[0]
    assert above[-1] > 3 * above[0]


def test_refuse_no_points() -> None:
    nothing = np.array([])
    with pytest.raises(ValueError, match="no predictions"):
        mse_gradient(Line(0.0, 0.0), nothing, nothing)
    with pytest.raises(ValueError, match="no inputs"):
        largest_stable_learning_rate(nothing)
