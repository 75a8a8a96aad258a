"""What the page says about eight right answers, from the facts of the build and worked out in other ways."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    path = ROOT / "build" / "artifacts" / "eight_clips" / "facts.json"
    assert path.exists(), f"{path.parent} is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_eight_right_prove_little(found: dict[str, Any]) -> None:
    n = found["clips"]
    assert (found["lowest"] / 100) ** n == pytest.approx(0.025)
    assert found["lucky"] == pytest.approx(100 * (found["middling"] / 100) ** n)
    assert found["lowest"] < found["wilson"] < found["middling"]  # the page says that both ways agree on the matter


def test_what_was_learnt_is_heard_better_than_new_voices(found: dict[str, Any]) -> None:
    if found["known"] == "not at hand":
        assert "learnt_all" not in found
        return
    assert found["first_right"] == found["clips"]
    assert found["learnt_accuracy"] >= found["new_accuracy"]
    assert found["learnt_all"] >= found["new_all"]
    for part in ("learnt", "new"):  # drawn from so many, the clips of a trial are nearly independent of each other
        alone = 100 * (found[f"{part}_accuracy"] / 100) ** found["clips"]
        assert found[f"{part}_all"] == pytest.approx(alone, abs=2)


def test_the_test_says_more_than_the_trial(found: dict[str, Any]) -> None:
    low, high = found["held_out_interval"]
    assert low < found["held_out"] < high
    assert low > found["lowest"]
    assert found["words_clips"] < found["held_out_clips"]


def test_a_file_of_the_reader_is_heard_and_placed(found: dict[str, Any], tmp_path: Path) -> None:
    sample = ROOT / "data" / "samples" / "speech-commands" / "yes" / "601312f7_nohash_0.flac"
    own = tmp_path / "a69b9b3e_nohash_0.flac"
    own.write_bytes(sample.read_bytes())
    script = ROOT / "scripts" / "eight_clips.py"
    done = subprocess.run([sys.executable, script, own], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{own.name}: validation part, " in done.stdout
