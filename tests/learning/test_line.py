"""The line and the reader of its points."""

from pathlib import Path

from firststeps.learning.line import Line, load_points, signed

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

finite = st.floats(-1e6, 1e6)


def write(folder: Path, text: str) -> Path:
    """Write ``text`` to a points file and return its path."""
    path = folder / "points.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_predicts_in_the_shape_of_x() -> None:
    assert Line(3.0, 1.0).predict(np.array([-1.0, 0.0, 4.0])).tolist() == [-2.0, 1.0, 13.0]


@given(w=finite, b=finite, x=npst.arrays(np.float64, st.integers(1, 20), elements=finite))
def test_prediction_agrees_with_numpys_polynomial(w: float, b: float, x: np.ndarray) -> None:
    np.testing.assert_allclose(Line(w, b).predict(x), np.polyval([w, b], x))


@given(w=finite, b=finite, x=finite)
def test_a_printed_formula_is_the_line(w: float, b: float, x: float) -> None:
    weight, times, factor, sign, bias = Line(w, b).formula(".17g").split(" ")
    assert (times, factor) == ("*", "x")
    assert float(weight) * x + float(sign + bias) == pytest.approx(w * x + b)


@pytest.mark.parametrize(
    ("line", "spec", "formula"),
    [
        (Line(2.0, -1.0), "g", "2 * x - 1"),
        (Line(-3.0, 6.5), "g", "-3 * x + 6.5"),
        (Line(0.03989, -0.19731), ".2f", "0.04 * x - 0.20"),
    ],
)
def test_a_formula_sets_the_sign_apart(line: Line, spec: str, formula: str) -> None:
    assert line.formula(spec) == formula


def test_a_term_that_is_zero_is_added() -> None:
    assert signed(0.0) == "+ 0"


def test_reads_points(tmp_path: Path) -> None:
    x, y = load_points(write(tmp_path, "x,y\n-1.0,-3.0\n 0, 2e1\n"))
    assert x.tolist() == [-1.0, 0.0]
    assert y.tolist() == [-3.0, 20.0]


def test_the_sample_lies_on_one_line() -> None:
    x, y = load_points(Path(__file__).parents[2] / "data" / "samples" / "six_points.csv")
    assert y.tolist() == Line(2.0, -1.0).predict(x).tolist()
    assert len(x) == 6


@settings(deadline=None)  # the machine may be busy
@given(points=st.lists(st.tuples(finite, finite), min_size=1))
def test_reads_back_what_was_written(
    points: list[tuple[float, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in points)
    x, y = load_points(write(tmp_path_factory.mktemp("points"), text))
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == points


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("", 1, "first line must be 'x,y'"),
        ("1,2\n", 1, "first line must be 'x,y'"),
        ("x,y\n", 2, "no points"),
        ("x,y\n1,2\n3,three\n", 3, "'three' is not a number"),
        ("x,y\n1,2\n3,nan\n", 3, "'nan' is not a finite number"),
        ("x,y\ninf,2\n", 2, "'inf' is not a finite number"),
        ("x,y\n1\n", 2, "two numbers expected, 1 values found"),
        ("x,y\n1,2,3\n", 2, "two numbers expected, 3 values found"),
        ("x,y\n1,2\n\n3,4\n", 3, "two numbers expected"),
    ],
)
def test_names_file_and_line_of_a_mistake(tmp_path: Path, text: str, line: int, complaint: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ValueError, match=complaint) as caught:
        load_points(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_names_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(b"x,y\n\xff\xfe,1\n")
    with pytest.raises(ValueError, match="not a text file") as caught:
        load_points(path)
    assert str(path) in str(caught.value)
