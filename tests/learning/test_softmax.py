"""The softmax, against SciPy's."""

from __future__ import annotations

from typing import Any

from firststeps.learning.softmax import softmax

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]

LOGITS = arrays.arrays(np.float64, (3, 10), elements=st.floats(-1e6, 1e6))


@given(LOGITS)
def test_it_is_scipys(logits: NDArray[Any]) -> None:
    np.testing.assert_allclose(softmax(logits), special.softmax(logits, axis=-1), rtol=1e-9, atol=1e-300)


@given(LOGITS, st.integers(-1000, 1000))
def test_it_sees_differences_only(logits: NDArray[Any], more: int) -> None:
    np.testing.assert_allclose(softmax(logits + more), softmax(logits), atol=1e-8)
    np.testing.assert_allclose(softmax(logits).sum(-1), 1)


def test_a_lead_of_one_is_a_factor_of_e() -> None:
    shares = softmax(np.array([3, 2, -500], np.float32))
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares[0] / shares[1], np.e, rtol=1e-6)
