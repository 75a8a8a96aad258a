"""What the script about TensorFlow's operations claims: ours agree with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts" / "classical_ops" / "facts.json"


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    assert FACTS.exists(), "build/artifacts/classical_ops is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(FACTS.read_text(encoding="utf-8")).items()}


def test_samples_and_spectra_agree(facts: dict[str, Any]) -> None:
    assert facts["samples_unequal"] == 0
    assert facts["spectrogram_apart"] < 1e-6


def test_features_differ_where_gain_control_leaves_next_to_nothing(facts: dict[str, Any]) -> None:
    assert 99 < facts["features_equal"] < 100
    assert facts["features_close"] > 99.5
    assert facts["left_there"] < facts["left_typically"] / 5
