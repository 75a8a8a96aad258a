"""The article's model beside the spotter: the figures are those of the log, and a model at hand is heard."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from firststeps.keywords.pretrained import CHECKPOINT

import numpy as np
import pytest

from ..keywords.small_wav2vec2 import write_small
from .test_experiments import facts, log

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "models" / "wav2vec2"
PARTS = ("load", "milliseconds", "peak")


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"FIRSTSTEPS_DATA": str(data), "FIRSTSTEPS_CACHE": str(data / "cache")}
    command = [sys.executable, "scripts/wav2vec2_keywords.py", *arguments]
    return subprocess.run(command, env=os.environ | settings, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_figures_are_those_of_the_log() -> None:
    card = json.loads((RUN / "facts.json").read_text(encoding="utf-8"))
    content = (RUN / card["log"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == card["log_sha256"]
    lines = list(csv.DictReader(content.decode().splitlines()))
    assert card["rounds"] >= 5
    for model, row in card["rows"].items():
        of = [line for line in lines if line["model"] == model]
        assert len(of) == card["rounds"]
        assert [row[part] for part in PARTS] == [np.median([float(line[part]) for line in of]) for part in PARTS]


def test_the_spotter_is_the_one_that_the_book_has() -> None:
    row = json.loads((RUN / "facts.json").read_text(encoding="utf-8"))["rows"]["spotter"]
    spotter = json.loads((RUN.parent / "spotter" / "facts.json").read_text(encoding="utf-8"))
    assert [row[part] for part in ("bytes", "parameters", "macs")] == [
        spotter[part] for part in ("bytes", "parameters", "macs")
    ]


def test_the_article_s_model_costs_more_of_everything() -> None:
    ours = facts("wav2vec2_keywords")
    for part in ("bytes", "parameters", "macs", "milliseconds", "peak"):
        ratio = ours[f"wav2vec2_{part}"] / ours[f"spotter_{part}"]
        assert ours[f"times_{part}"] == pytest.approx(ratio)
        assert ratio > 10
    assert ours["times_bytes"] > ours["times_parameters"] > ours["times_macs"]
    stated = facts("the_field")  # what its makers say of it
    assert ours["wav2vec2_parameters"] == pytest.approx(stated["large_size"], rel=1e-3)
    assert ours["wav2vec2_bytes"] == pytest.approx(1e6 * stated["large_megabytes"], rel=1e-3)


def test_a_model_that_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    line = done.stdout.splitlines()[-1]
    assert line.startswith("not run: wav2vec2 needs ")
    assert "`make borrow`" in line
    if facts("wav2vec2_keywords")["run"] == "not run":
        assert log("wav2vec2_keywords").splitlines()[-1].startswith("not run: ")


def test_a_model_at_hand_hears_the_clips_and_the_reader_s_own(tmp_path: Path) -> None:
    write_small(tmp_path / CHECKPOINT)
    own = ROOT / "data" / "samples" / "speech-commands" / "yes" / "601312f7_nohash_0.flac"
    done = run(tmp_path, str(own))
    assert done.returncode == 0, done.stderr
    answer, both = done.stdout.splitlines()[-2:]
    assert answer.startswith(f"{own}: ")
    heard, _, spotter = both.partition(", ")
    assert heard.startswith("wav2vec2: ")
    assert spotter.startswith("spotter: ")
    of = int(heard.split()[-1])
    assert of >= 20
    assert int(spotter.split()[-1]) > 0.8 * of  # it is the small one that knows the words
