"""The models that the repository carries are what their cards say."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

from firststeps.keywords.card import card
from firststeps.keywords.recipes import PLANS
from firststeps.keywords.store import MODELS

import pytest


@pytest.mark.parametrize("folder", sorted(MODELS.iterdir()), ids=lambda folder: folder.name)
def test_file_card_and_log_belong_together(folder: Path) -> None:
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    content = (folder / f"{folder.name}.tflite").read_bytes()
    assert facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert facts["bytes"] == len(content)
    assert (folder / "README.md").read_text(encoding="utf-8") == card(facts)
    with (folder / "log.csv").open(encoding="utf-8") as stream:
        log = list(csv.DictReader(stream))
    assert len(log) == facts["recipe"]["epochs"] == PLANS[folder.name].recipe.epochs
    assert float(log[-1]["validation_accuracy"]) == pytest.approx(facts["validation"]["accuracy"], abs=1e-5)
    assert facts["labels"] == list(PLANS[folder.name].architecture.labels)
