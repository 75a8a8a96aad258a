"""The best line against NumPy's, against its neighbours and by hand."""

from firststeps.learning.least_squares import best_line
from firststeps.learning.line import Line
from firststeps.learning.losses import mse

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st


def test_finds_the_line_that_the_points_lie_on() -> None:
    x = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    line = best_line(x, 2 * x - 1)
    assert (line.w, line.b) == pytest.approx((2, -1), abs=1e-14)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(2, 30))
def test_agrees_with_numpy_and_no_neighbour_is_better(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(2, count))
    line = best_line(x, y)
    np.testing.assert_allclose(line.predict(x), np.polyval(np.polyfit(x, y, 1), x), atol=1e-7)
    lowest = mse(line.predict(x), y)
    for dw, db in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1)):
        assert mse(Line(line.w + dw, line.b + db).predict(x), y) > lowest


@pytest.mark.parametrize("x", [np.array([]), np.array([1.0]), np.array([3.0, 3.0])])
def test_refuses_what_fixes_no_line(x: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"no predictions|must be equal|all inputs are equal"):
        best_line(x, np.ones(x.size if x.size != 1 else 2))
