"""What the scripts about Micro Speech claim: loudness goes, steady noise goes later, and the line hears the words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]  # ships no types

ROOT = Path(__file__).resolve().parents[2]


def facts_of(name: str) -> dict[str, Any]:
    path = ROOT / "build" / "artifacts" / name / "facts.json"
    assert path.exists(), f"build/artifacts/{name} is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


@pytest.fixture(scope="module")
def front_end() -> dict[str, Any]:
    return facts_of("micro_front_end")


@pytest.fixture(scope="module")
def line() -> dict[str, Any]:
    return facts_of("micro_speech_pipeline")


def test_gain_control_and_not_noise_reduction_takes_the_loudness(front_end: dict[str, Any]) -> None:
    quieter = front_end["quieter"]
    assert front_end["magnitudes_shrink"] == pytest.approx(quieter, rel=0.02)
    assert front_end["reduced_shrink"] == pytest.approx(quieter, rel=0.02)
    assert 1 < front_end["gained_shrink"] < 1.3
    assert front_end["quiet_apart"] < front_end["words_apart"] / 2


def test_noise_goes_once_the_estimate_has_arrived(front_end: dict[str, Any]) -> None:
    assert front_end["reduced_out"] > 1.5 * front_end["magnitudes_out"]
    assert front_end["gained_out"] < front_end["magnitudes_out"]  # the price of beginning from silence
    assert front_end["warm_out"] > 10 * front_end["gained_out"]
    assert front_end["least"] < front_end["left_last"] < front_end["left_first"] / 2


def test_the_line_hears_the_words(line: dict[str, Any]) -> None:
    assert (line["yes_heard"], line["no_heard"], line["noise_heard"]) == ("yes", "no", "silence")
    assert line["wav_shape"] == [32_044]
    assert line["samples_shape"] == [16_000]
    assert line["taken_shape"] == [49, 40]
    assert line["parameters"] < line["bytes"]


def test_our_front_end_is_tensorflows() -> None:
    facts = facts_of("micro_speech_parity")
    if facts["run"] == "not run":
        assert "equal" not in facts
        return
    assert facts["equal"] == 100
    assert facts["same"] == facts["clips"]
    assert facts["right"] > 85


def test_a_file_of_the_reader_goes_down_the_line(tmp_path: Path) -> None:
    path = tmp_path / "own.wav"
    noise = np.random.default_rng(0).normal(0, 300, 22_050)
    soundfile.write(path, noise.astype(np.int16), 44_100)
    script = ROOT / "scripts" / "micro_speech_pipeline.py"
    done = subprocess.run([sys.executable, script, path], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "(8000,)" in done.stdout  # half a second, brought from 44.1 to 16 kHz
    assert "own.wav is heard as" in done.stdout
