"""``firststeps train``, whole, on a data set that is made up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.examples import Corpus, read_corpus
from firststeps.keywords.make import Watch, make_files, make_model
from firststeps.keywords.recipes import Plan

import numpy as np
import pytest
from tests.keywords.made_pictures import write_features


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
