"""The losses against values worked out by hand and against Keras."""

from collections.abc import Callable

from firststeps.learning.line import Values
from firststeps.learning.losses import errors, mae, mse, rmse, squared_errors

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

PREDICTION = np.array([-2.0, 1.0, 4.0, 7.0, 10.0, 13.0])
TARGET = np.array([-3.0, -1.0, 1.0, 3.0, 5.0, 7.0])

pairs = st.integers(1, 30).flatmap(
    lambda n: st.tuples(*[npst.arrays(np.float64, n, elements=st.floats(-1e3, 1e3)) for _ in range(2)])
)


def test_values_worked_out_by_hand() -> None:
    assert errors(PREDICTION, TARGET).tolist() == [1, 2, 3, 4, 5, 6]
    assert squared_errors(PREDICTION, TARGET).tolist() == [1, 4, 9, 16, 25, 36]
    assert mse(PREDICTION, TARGET) == pytest.approx(91 / 6)
    assert mae(PREDICTION, TARGET) == 3.5
    assert f"{rmse(PREDICTION, TARGET):.2f}" == "3.89"


@given(pair=pairs)
def test_agree_with_numpys_norms(pair: tuple[Values, Values]) -> None:
    prediction, target = pair
    miss, n = prediction - target, len(target)
    assert mae(prediction, target) == pytest.approx(np.linalg.norm(miss, 1) / n)
    assert rmse(prediction, target) == pytest.approx(np.linalg.norm(miss) / n**0.5)
    assert mse(prediction, target) == pytest.approx(np.var(miss) + np.mean(miss) ** 2)


@given(pair=pairs)
def test_the_mean_size_never_exceeds_the_rmse(pair: tuple[Values, Values]) -> None:
    assert abs(np.mean(errors(*pair))) <= mae(*pair) + 1e-9
    assert mae(*pair) <= rmse(*pair) + 1e-9
    assert rmse(*pair) <= np.max(np.abs(errors(*pair))) + 1e-9


@pytest.mark.parametrize("loss", [errors, squared_errors, mse, mae, rmse])
@pytest.mark.parametrize(
    ("prediction", "target", "complaint"),
    [
        (np.array([]), np.array([]), "no predictions"),
        (np.ones(3), np.ones(2), "must be equal"),
        (np.ones((3, 1)), np.ones(3), "must be equal"),
        (np.ones(1), np.ones(3), "must be equal"),
    ],
)
def test_refuse_what_cannot_be_compared(
    loss: Callable[[Values, Values], object], prediction: Values, target: Values, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        loss(prediction, target)
