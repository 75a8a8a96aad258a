"""The receptive field that is counted is the one that the network has."""

from __future__ import annotations

from pathlib import Path

from firststeps.images import photographs, sight
from firststeps.images.efficientnet import receptive_field
from firststeps.images.files import read_image

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / photographs.NAME


@pytest.mark.parametrize("depth", sight.DEPTHS[:2])
def test_what_lies_outside_changes_nothing(depth: str) -> None:
    eye = sight.Sight(sight.FOLDER / sight.MODEL)
    pixels = sight.fitted(read_image(FOLDER / "dog-smile.jpg"))
    place = sight.DEPTHS.index(depth)
    before = eye.look(pixels).features[place]
    other = pixels.copy()
    other[112, 112] = 255 - other[112, 112]
    changed = np.abs(eye.look(other).features[place] - before).max(2) > 0
    step = sight.SIDE // len(before)
    rows, columns = (np.flatnonzero(changed.any(axis)) for axis in (1, 0))
    # A pixel reaches the values whose fields hold it: as many as strides fit into a field.
    reached = -(-receptive_field(depth) // step)
    for hit in (rows, columns):
        assert hit.size
        assert hit[-1] - hit[0] + 1 <= reached
        assert hit[-1] - hit[0] + 1 >= reached / 2


def test_the_stem_and_the_whole() -> None:
    assert receptive_field("stem_relu") == 3
    assert receptive_field("block0_expand_relu") == 3
    assert receptive_field("head_relu") > sight.SIDE


def test_a_layer_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no layer"):
        receptive_field("block99_expand_relu")
