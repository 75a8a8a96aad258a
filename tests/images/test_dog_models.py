"""The runs of dogs that are kept in the repository: counts follow from scores, and answers from weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firststeps.data.places import located
from firststeps.files import load_arrays
from firststeps.images import cifar
from firststeps.images.dog_runs import NAME, best_threshold, counted, f1
from firststeps.images.dogs import network, probabilities

import numpy as np
import pytest
from tests.missing import missing

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / NAME
FACTS: dict[str, Any] = json.loads((MODEL / "facts.json").read_text(encoding="utf-8"))
SCORES = load_arrays(MODEL / "scores.npz")


@pytest.mark.parametrize("run", FACTS["runs"], ids=lambda run: run["name"])
def test_counts_come_from_the_scores(run: dict[str, Any]) -> None:
    """But for one or two: the scores are kept with three digits, and a dog may lie that near to the threshold."""
    for part in ("validation", "test"):
        found, dog = SCORES[f"{run['name']}-{part}"].astype(np.float32), SCORES[part].astype(bool)
        assert (len(dog), dog.sum()) == (FACTS["images"][part], FACTS["dogs"][part])
        again = counted(found, dog, run["threshold"])
        assert all(abs(again[name] - run[part][name]) <= 2 for name in again)
    found, dog = SCORES[f"{run['name']}-validation"].astype(np.float32), SCORES["validation"].astype(bool)
    best = f1(counted(found, dog, best_threshold(found, dog)))
    assert f1(run["validation"]) == pytest.approx(best, abs=2e-3)


def test_kept_weights_answer_as_it_is_told() -> None:
    """In whatever order and layout the test images come; JPEG moves a few over the threshold."""
    found = located(cifar.NAME, ROOT / "data" / "samples")
    if found is None:
        missing("CIFAR-10", "firststeps data fetch cifar-10")
    images = cifar.read_images(cifar.part_files(found.path, "test"))
    model = network(cifar.SIDE, tuple(FACTS["recipe"]["widths"]))
    model.set_weights([values for _, values in sorted(load_arrays(MODEL / "weights.npz").items())])
    kept = next(run for run in FACTS["runs"] if run["name"] == FACTS["chosen"])
    again = counted(probabilities(model, images.pixels), images.of("dog"), kept["threshold"])
    assert all(abs(again[name] - kept["test"][name]) <= 30 for name in again)
