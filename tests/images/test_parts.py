"""Heat lies where the answer comes from; boxes lie where the photograph was cut."""

from __future__ import annotations

from pathlib import Path

from firststeps.images import parts, photographs, sight
from firststeps.images.files import read_image

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / photographs.NAME


class OneSpot:
    """Stands for the network: the whiter one pixel, the more it is a dog."""

    def look(self, pixels: sight.Pixels) -> sight.Seen:
        dog = 0.1 + 0.8 * pixels[100, 50, 0] / 255
        probabilities = np.full(1000, (1 - dog) / 882)
        probabilities[151:269] = dog / 118
        return sight.Seen(probabilities, ())


def test_the_covered_spot_is_what_counts() -> None:
    white = np.full((224, 224, 3), 255, np.uint8)
    heat = parts.occlusion(OneSpot(), white, 32, 32)  # type: ignore[arg-type]
    drop = parts.log_odds(0.9) - parts.log_odds(0.1 + 0.8 * 127 / 255)
    assert heat[96:128, 32:64] == pytest.approx(np.full((32, 32), drop))
    heat[96:128, 32:64] = 0
    assert np.abs(heat).max() < 1e-6


@pytest.mark.parametrize(("patch", "step"), [(32, 40), (32, 20), (0, 0)])
def test_squares_that_leave_gaps_are_refused(patch: int, step: int) -> None:
    with pytest.raises(ValueError, match="evenly"):
        parts.occlusion(OneSpot(), np.zeros((224, 224, 3), np.uint8), patch, step)  # type: ignore[arg-type]


def test_the_direction_is_the_gradient() -> None:
    random = np.random.default_rng(1)
    logits = random.normal(size=1000)

    def odds(values: np.ndarray) -> float:
        dogs, rest = values[151:269], np.delete(values, np.s_[151:269])
        return float(np.log(np.exp(dogs).sum()) - np.log(np.exp(rest).sum()))

    shares = np.exp(logits) / np.exp(logits).sum()
    step = 1e-5 * random.normal(size=1000)
    change = (odds(logits + step) - odds(logits - step)) / 2
    assert parts.dog_direction(shares) @ step == pytest.approx(change, rel=1e-6)


def test_the_map_adds_up_to_the_score() -> None:
    eye = sight.Sight(sight.FOLDER / sight.MODEL)
    first, second = (eye.look(sight.fitted(read_image(FOLDER / f"{name}.jpg"))) for name in ("dog-smile", "coffee"))
    weights = eye.weights
    # The biases are the same for both, and drop out of the difference of logits.
    logits = [np.log(seen.probabilities) for seen in (first, second)]
    means = [seen.features[-1].mean((0, 1)) for seen in (first, second)]
    given_by = (means[0] - means[1]) @ weights.T
    apart = given_by - (logits[0] - logits[1])
    assert apart == pytest.approx(np.full(1000, apart.mean()), abs=1e-3)  # softmax leaves a constant open
    direction = parts.dog_direction(first.probabilities)
    assert parts.activation_map(first, weights).mean() == pytest.approx(means[0] @ weights.T @ direction, rel=1e-4)


def test_boxes_lie_where_the_picture_was_cut() -> None:
    pixels = np.zeros((300, 400, 3), np.uint8)
    pixels[100:200, 150:260] = 255
    box = parts.placed((150, 100, 260, 200), 400, 300)
    assert box is not None
    inside = sight.fitted(pixels)[..., 0] > 127
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    assert np.abs(np.subtract(box, (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))).max() <= 1


def test_a_box_that_is_cut_off_is_none() -> None:
    assert parts.placed((0, 0, 20, 20), 400, 300) is None


def test_even_heat_is_even() -> None:
    inside = parts.mask([(0, 0, 10, 10), (5, 5, 20, 20)])
    assert inside.sum() == 100 + 225 - 25
    assert parts.times_its_area(np.ones((224, 224)), inside) == 1
    assert parts.times_its_area(inside.astype(float), inside) == pytest.approx(inside.size / inside.sum())
    assert parts.times_its_area(np.where(inside, -1.0, 1.0), inside) == 0


def test_a_coarse_map_becomes_squares() -> None:
    large = parts.enlarged(np.arange(49.0).reshape(7, 7))
    assert large.shape == (224, 224)
    assert np.array_equal(large[::32, ::32], large[31::32, 31::32])


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 90), st.integers(1, 90), st.integers(0, 99))
def test_moved_boxes_stay_inside(left: int, top: int, width: int, height: int, seed: int) -> None:
    within = (20, 30, 110, 125)
    (box,) = parts.moved([(left, top, left + width, top + height)], within, np.random.default_rng(seed))
    assert (box[2] - box[0], box[3] - box[1]) == (width, height)
    assert within[0] <= box[0] and within[1] <= box[1] and box[2] <= within[2] and box[3] <= within[3]
