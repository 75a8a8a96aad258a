"""``firststeps train``, whole, on a data set that is made up; and killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.clips import Split, split_of
from firststeps.keywords.examples import Corpus, read_corpus
from firststeps.keywords.make import Watch, make_files, make_model
from firststeps.keywords.recipes import Plan

import numpy as np
import pytest
from PIL import Image


def test_a_model_comes_with_its_card_log_and_facts(
    corpus: Corpus, plan: Plan, tmp_path: Path, random: np.random.Generator
) -> None:
    folder = tmp_path / "models" / "small"
    epochs: list[int] = []
    watch = Watch(on_epoch=lambda line: epochs.append(line.epoch))
    facts = make_model(
        folder, plan, corpus, checkpoints=tmp_path / "state", command="firststeps train small", watch=watch
    )
    assert epochs == [1, 2, 3, 4, 5, 6]
    assert json.loads(json.dumps(facts)) == json.loads((folder / "facts.json").read_text())
    assert facts["bytes"] == (folder / "small.tflite").stat().st_size
    assert abs(facts["validation"]["accuracy"] - facts["validation"]["int8_accuracy"]) < 0.05
    assert len((folder / "log.csv").read_text().splitlines()) == 7
    assert facts["float_bytes"] == (folder / "small-float.tflite").stat().st_size
    assert facts["validation"]["float_accuracy"] == pytest.approx(facts["validation"]["accuracy"], abs=1e-6)
    assert facts["macs"] == 25 * (5 * 40 * 8 + 9 * 8 + 8 * 8) + 8 * 4
    assert json.loads((folder / "small.web.json").read_text())["labels"] == facts["labels"]
    card = (folder / "README.md").read_text()
    assert f"| {facts['bytes']:,} bytes |" in card
    assert f"`{facts['sha256']}`" in card

    again = make_model(
        folder, plan, corpus, checkpoints=tmp_path / "state", command="firststeps train small", watch=watch
    )
    assert epochs == [1, 2, 3, 4, 5, 6]  # all of it was done
    assert (again["sha256"], again["training_seconds"]) == (facts["sha256"], facts["training_seconds"])


def test_files_are_made_again_from_the_weights(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    with pytest.raises(PlainError, match=r"weights.npz: not there; run `firststeps train small` first"):
        make_files(folder, plan, corpus)
    quick = replace(plan, recipe=replace(plan.recipe, epochs=1))
    facts = make_model(folder, quick, corpus, checkpoints=tmp_path / "state", command="train", watch=Watch())
    content = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in ("small.tflite", "small-float.tflite", "small.web.json"):
        (folder / name).unlink()
    (folder / "facts.json").write_text(json.dumps(facts | {"bytes": 0, "sha256": ""}))
    assert json.loads(json.dumps(make_files(folder, quick, corpus))) == json.loads(json.dumps(facts))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == content
    wider = replace(plan, architecture=replace(plan.architecture, width=9))
    with pytest.raises(PlainError, match="of another network than the plan's"):
        make_files(folder, wider, corpus)


def pack(path: Path, split: Split, words: dict[str, int], random: np.random.Generator) -> None:
    speakers = [f"{number}_nohash_0" for number in range(1000)]
    names = [name for name in speakers if split_of(name) == split]
    with zipfile.ZipFile(path, "w") as packed:
        for word, count in words.items():
            for name in names[:count]:
                image = BytesIO()
                Image.fromarray(random.integers(0, 255, (98, 40)).astype(np.uint8)).save(image, "JPEG")
                packed.writestr(f"{word}/{name}.jpg", image.getvalue())


def write_features(folder: Path, random: np.random.Generator) -> Path:
    folder.mkdir()
    words = {"_background_noise_": 10, "yes": 40, "no": 40, "up": 60, "bed": 60}
    pack(folder / "logmel-train.zip", "training", words, random)
    pack(folder / "logmel-validation.zip", "validation", {"yes": 8, "no": 8, "up": 8}, random)
    return folder


def test_noise_is_divided_by_its_order(
    tmp_path: Path, random: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTSTEPS_CACHE", str(tmp_path / "cache"))
    corpus = read_corpus(write_features(tmp_path / "data", random))
    assert (len(corpus.training.words), len(corpus.training_noise), len(corpus.validation_noise)) == (200, 8, 2)
    inputs, classes = corpus.validation_batch(("_silence_", "_unknown_", "yes", "no"), 49)
    assert inputs.shape == (26, 49, 40)
    assert np.bincount(classes).tolist() == [2, 8, 8, 8]


def test_features_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="here; name a folder"):
        read_corpus(tmp_path)


@pytest.mark.soak
def test_a_killed_command_ends_with_the_same_weights(tmp_path: Path, random: np.random.Generator) -> None:
    data = write_features(tmp_path / "data", random)
    environment = os.environ | {"FIRSTSTEPS_CACHE": str(tmp_path / "cache")}

    def command(folder: Path) -> list[str]:
        code = (
            "import sys, pathlib, firststeps.keywords.store as store\n"
            "folder = pathlib.Path(sys.argv.pop(1))\n"
            "store.MODELS, store.CHECKPOINTS = folder / 'models', folder / 'state'\n"
            "from firststeps.cli import main\nmain()"
        )
        return [sys.executable, "-c", code, str(folder), "train", "micro", "--epochs", "12", "--data", str(data)]

    subprocess.run(command(tmp_path / "whole"), env=environment, check=True)
    running = subprocess.Popen(command(tmp_path / "cut"), env=environment)
    while not list(tmp_path.glob("cut/state/*.npz")):
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert not (tmp_path / "cut" / "models").exists()
    subprocess.run(command(tmp_path / "cut"), env=environment, check=True)
    whole, cut = (tmp_path / name / "models" / "micro" for name in ("whole", "cut"))
    assert (cut / "micro.tflite").read_bytes() == (whole / "micro.tflite").read_bytes()
    assert (cut / "weights.npz").read_bytes() == (whole / "weights.npz").read_bytes()
