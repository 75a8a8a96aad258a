"""What the first page of chapter 8 says, from the facts of the build and worked out in other ways."""

from __future__ import annotations

import csv
import json
import math
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ARTIFACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts"
Facts = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def facts() -> Facts:
    def read(name: str) -> dict[str, Any]:
        path = ARTIFACTS / name / "facts.json"
        assert path.exists(), f"{path.parent} is missing; to run this test: make site"
        return {key: fact["value"] for key, fact in json.loads(path.read_text(encoding="utf-8")).items()}

    return read


def drawn(script: str, figure: str, panel: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    with (ARTIFACTS / script / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        return np.array([float(row["z"]) for row in csv.DictReader(file) if row["panel"] == panel])


def test_intervals_hold_the_shares_and_shrink_with_the_count(facts: Facts) -> None:
    found = facts("amplitudes")
    for way in ("samples", "outline", "frequencies"):
        low, high = found[f"{way}_interval"]
        share, n = found[f"{way}_share"] / 100, found["recordings"]
        assert share == pytest.approx(found[f"{way}_right"] / n)
        # Wilson's interval, by its formula.
        z = 1.959964
        centre, half = share + z**2 / (2 * n), z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        assert [low, high] == pytest.approx([100 * (centre + s * half) / (1 + z**2 / n) for s in (-1, 1)], abs=0.01)


def test_frequencies_do_best_and_samples_worst(facts: Facts) -> None:
    found = facts("amplitudes")
    assert found["samples_right"] < found["outline_right"] < found["frequencies_right"]
    if found["source"] != "embedded":  # there the page says that the intervals lie apart
        assert found["outline_interval"][1] < found["frequencies_interval"][0]


def test_all_tones_give_back_the_frame(facts: Facts) -> None:
    found = facts("fourier")
    assert found["exact"] == "nothing but rounding"
    assert found["errors"] == sorted(found["errors"], reverse=True)
    assert found["tones"] == found["samples"] // 2 + 1


def test_yes_hisses_and_no_does_not(facts: Facts) -> None:
    found = facts("spectrogram")
    assert found["yes_high"] > 80
    assert found["no_high"] < 20
    assert found["yes_when"] > 50
    assert found["numbers"] > 16_000


def test_widths_of_the_channels_follow_the_formula(facts: Facts) -> None:
    found = facts("mel")
    mels = np.linspace(0, 2595 * np.log10(1 + found["highest"] / 700), found["bands"] + 2)
    edges = 700 * (10 ** (mels / 2595) - 1)
    assert found["narrowest"] == pytest.approx(edges[2] - edges[0])
    assert found["widest"] == pytest.approx(edges[-1] - edges[-3])


def test_a_factor_becomes_a_step(facts: Facts) -> None:
    found = facts("loudness")
    assert found["step"] == pytest.approx([10.1257 * 2 * math.log(share) for share in (2, 4)], abs=0.1)
    assert max(found["step_spread"]) < 0.5
    full, quarter = (drawn("loudness", "mel", panel) for panel in ("full amplitude", "a quarter"))
    loud = full > full.max() - 80
    assert (full - quarter)[loud].mean() == pytest.approx(found["step"][1], abs=0.1)


def test_gain_control_takes_out_some_of_the_loudness(facts: Facts) -> None:
    found = facts("loudness")
    assert 0 < found["micro_share"] < found["mel_share"]


@pytest.mark.parametrize(("script", "clip"), [("amplitudes", "yes"), ("amplitudes", "no"), ("loudness", "quarter")])
def test_clips_are_a_second_at_16_khz(script: str, clip: str) -> None:
    with wave.open(str(ARTIFACTS / script / f"{clip}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (16_000, 1, 16_000)
