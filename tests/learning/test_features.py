"""Scaling and descent with many columns, against scikit-learn, NumPy and the descent of a line."""

from firststeps.learning.descent import GradientDescent, largest_stable_learning_rate, mse_hessian
from firststeps.learning.features import LinearDescent, Scaling, best_parameters, linear_hessian, predict
from firststeps.learning.line import Line, Values

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn.datasets import load_wine  # type: ignore[import-untyped]
from sklearn.linear_model import LinearRegression  # type: ignore[import-untyped]
from sklearn.preprocessing import MinMaxScaler, StandardScaler  # type: ignore[import-untyped]

numbers = st.floats(-10, 10)
tables = st.tuples(st.integers(4, 12), st.integers(1, 3)).flatmap(
    lambda shape: st.tuples(npst.arrays(float, shape, elements=numbers), npst.arrays(float, shape[0], elements=numbers))
)


@pytest.fixture(name="wine")
def wine_columns() -> tuple[Values, Values]:
    """Return colour and proline, and the alcohol, of 178 wines."""
    table = load_wine().data
    return table[:, [9, 12]], table[:, 0]


def test_scaling_agrees_with_scikit_learn(wine: tuple[Values, Values]) -> None:
    train, test = wine[0][:100], wine[0][100:]
    for ours, theirs in ((Scaling.standard, StandardScaler()), (Scaling.min_max, MinMaxScaler())):
        theirs.fit(train)
        np.testing.assert_allclose(ours(train).apply(test), theirs.transform(test), rtol=1e-12)


def test_columns_of_one_value_are_refused() -> None:
    x = np.array([[1.0, 2.0, 3.0], [1.0, 5.0, 3.0]])
    for scaling in (Scaling.standard, Scaling.min_max):
        with pytest.raises(ValueError, match=r"columns \[0, 2\] hold one value only"):
            scaling(x)


@given(data=tables, parameters=npst.arrays(float, 4, elements=numbers))
def test_parameters_translate_back(data: tuple[Values, Values], parameters: Values) -> None:
    x = data[0]
    assume((x.std(axis=0) > 0.1).all())
    scaling = Scaling.standard(x)
    chosen = parameters[: x.shape[1] + 1]
    expected = predict(chosen, scaling.apply(x))
    np.testing.assert_allclose(predict(scaling.unapply_to(chosen), x), expected, atol=1e-9)


def test_best_parameters_agree_with_scikit_learn(wine: tuple[Values, Values]) -> None:
    x, y = wine
    theirs = LinearRegression().fit(x, y)
    np.testing.assert_allclose(best_parameters(x, y), [*theirs.coef_, theirs.intercept_], rtol=1e-9)
    both = np.column_stack([y, 2 * y])
    np.testing.assert_allclose(
        predict(best_parameters(x, both), x), predict(best_parameters(x, y), x)[:, None] * [1, 2]
    )


@given(data=tables)
def test_one_column_is_a_line(data: tuple[Values, Values]) -> None:
    x, y = data[0][:, :1], data[1]
    assume(x.std() > 0.1)
    np.testing.assert_allclose(linear_hessian(x), mse_hessian(x[:, 0]), atol=1e-12)
    descent = LinearDescent(x, y)
    assert descent.largest_stable_learning_rate == pytest.approx(largest_stable_learning_rate(x[:, 0]))
    history = GradientDescent(descent.largest_stable_learning_rate / 2, epochs=5).run(Line(1.0, -1.0), x[:, 0], y)
    walked = descent.walk(np.array([1.0, -1.0]), descent.largest_stable_learning_rate / 2, epochs=5)
    np.testing.assert_allclose(walked, np.column_stack([history.w, history.b]), atol=1e-9)


def test_condition_agrees_with_numpy(wine: tuple[Values, Values]) -> None:
    x = Scaling.min_max(wine[0]).apply(wine[0])
    assert LinearDescent(x, wine[1]).condition == pytest.approx(np.linalg.cond(linear_hessian(x)))


@settings(deadline=None)  # the machine may be busy
@given(data=tables, epochs=st.integers(0, 40), share=st.floats(0.05, 1.02))
def test_computed_loss_is_that_of_the_walk(data: tuple[Values, Values], epochs: int, share: float) -> None:
    x, y = data
    assume((x.std(axis=0) > 0.1).all() and np.linalg.cond(linear_hessian(x)) < 1e6)
    descent = LinearDescent(x, y)
    start = np.ones(x.shape[1] + 1)
    rate = share * descent.largest_stable_learning_rate
    walked = descent.loss(descent.walk(start, rate, epochs)[-1])
    assert descent.loss_after(start, rate, epochs) == pytest.approx(walked, rel=1e-6, abs=1e-9)


def test_first_epoch_within_reach_is_found(wine: tuple[Values, Values]) -> None:
    descent = LinearDescent(Scaling.min_max(wine[0]).apply(wine[0]), wine[1])
    goal = 1.01 * descent.loss(best_parameters(descent.x, descent.y))
    rate = descent.largest_stable_learning_rate / 2
    epochs = descent.epochs_until(goal, np.zeros(3), rate)
    before, after = (descent.loss(place) for place in descent.walk(np.zeros(3), rate, epochs)[-2:])
    assert after <= goal < before
    assert descent.epochs_until(goal, best_parameters(descent.x, descent.y), rate) == 0


def test_refuse_what_never_arrives(wine: tuple[Values, Values]) -> None:
    descent = LinearDescent(*wine)
    with pytest.raises(ValueError, match="never settles"):
        descent.epochs_until(1.0, np.zeros(3), 1.01 * descent.largest_stable_learning_rate)
    with pytest.raises(ValueError, match="no parameters"):
        descent.epochs_until(0.1, np.zeros(3), descent.largest_stable_learning_rate / 2)
    with pytest.raises(ValueError, match="no inputs"):
        linear_hessian(np.zeros((0, 2)))
