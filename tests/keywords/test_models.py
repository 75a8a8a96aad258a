"""Networks have the parameters that one counts by hand, and the models of the repository are what their cards say."""

from __future__ import annotations

import csv
import hashlib
import json

from firststeps.images import dog_runs, sight
from firststeps.keywords import pretrained, widths
from firststeps.keywords.card import card
from firststeps.keywords.labels import LABELS
from firststeps.keywords.models import Architecture, OverBoth, OverTime, count_parameters, network
from firststeps.keywords.others import OTHERS
from firststeps.keywords.recipes import PLANS
from firststeps.keywords.store import MODELS

import pytest

# The official test set does not say which of its unknown words are the wake word.
UNTESTED = {"wake-marvin"}


def test_every_folder_is_made_by_a_command() -> None:
    measured = {OTHERS.parent.name, pretrained.NAME, dog_runs.NAME, sight.FOLDER.name}
    assert {folder.name for folder in MODELS.iterdir()} == {*PLANS, widths.NAME, *measured}


def test_the_sweep_and_its_log_belong_together() -> None:
    facts = json.loads((MODELS / widths.NAME / "facts.json").read_text(encoding="utf-8"))
    content = (MODELS / widths.NAME / facts["log"]).read_bytes()
    assert facts["log_sha256"] == hashlib.sha256(content).hexdigest()
    log = list(csv.DictReader(content.decode().splitlines()))
    assert facts["recipe"]["epochs"] == widths.RECIPE.epochs
    assert [row["width"] for row in facts["rows"]] == list(widths.WIDTHS)
    assert [int(line["width"]) for line in log] == [
        width for width in widths.WIDTHS for _ in range(widths.RECIPE.epochs)
    ]


@pytest.mark.parametrize("name", PLANS)
def test_file_card_and_log_belong_together(name: str) -> None:
    folder = MODELS / name
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    content = (folder / f"{folder.name}.tflite").read_bytes()
    assert facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert facts["bytes"] == len(content)
    test = None
    if name not in UNTESTED:
        test = json.loads((folder / "test.json").read_text(encoding="utf-8"))
        assert test["sha256"] == facts["sha256"]
    assert (folder / "README.md").read_text(encoding="utf-8") == card(facts, test)
    with (folder / "log.csv").open(encoding="utf-8") as stream:
        log = list(csv.DictReader(stream))
    assert len(log) == facts["recipe"]["epochs"] == PLANS[folder.name].recipe.epochs
    assert float(log[-1]["validation_accuracy"]) == pytest.approx(facts["validation"]["accuracy"], abs=1e-5)
    assert facts["labels"] == list(PLANS[folder.name].architecture.labels)


def test_parameters_of_a_network_over_time() -> None:
    first, depthwise, pointwise, dense = 5 * 40 * 32 + 32, 9 * 32 + 32, 32 * 32 + 32, 32 * 12 + 12
    built = network(Architecture(LABELS, 49, 40, OverTime(kernel=5, stride=2), 32, (9, 9, 9, 9)))
    assert count_parameters(built) == first + 4 * (depthwise + pointwise) + dense
    assert (built.input_shape, built.output_shape) == ((None, 49, 40), (None, 12))


def test_parameters_of_a_network_over_time_and_bands() -> None:
    pictures = (25 * 8 + 8) + (9 * 8 * 16 + 16) + 2 * (9 * 16 * 16 + 16)
    joined, block, dense = 10 * 16 * 24 + 24, (7 * 24 + 24) + (24 * 24 + 24), 24 * 12 + 12
    built = network(Architecture(LABELS, 98, 40, OverBoth(narrow=8, wide=16, blocks=1), 24, (7,)))
    assert count_parameters(built) == pictures + joined + block + dense
    assert (built.input_shape, built.output_shape) == ((None, 98, 40), (None, 12))
