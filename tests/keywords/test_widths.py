"""The sweep of widths: a row and a log for each, and nothing is trained twice."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
from pathlib import Path

from firststeps.keywords.examples import Corpus
from firststeps.keywords.make import Watch
from firststeps.keywords.recipes import Plan
from firststeps.keywords.train import Epoch
from firststeps.keywords.widths import RECIPE, WIDTHS, plans, swept, write_sweep


def test_a_sweep_is_written_and_resumed(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    recipe = dataclasses.replace(plan.recipe, epochs=2)
    family = {width: Plan(dataclasses.replace(plan.architecture, width=width), recipe) for width in (4, 8)}
    seen: list[Epoch] = []
    watch = Watch(on_epoch=seen.append)
    first = next(swept(family, corpus, tmp_path / "state", watch))  # and then it is stopped
    assert len(seen) == 2
    folder = tmp_path / "widths"
    results = list(swept(family, corpus, tmp_path / "state", watch))
    write_sweep(folder, results, command="firststeps train widths", recipe=recipe)
    assert len(seen) == 4
    assert results[0] == first

    card = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    assert hashlib.sha256((folder / card["log"]).read_bytes()).hexdigest() == card["log_sha256"]
    small, large = card["rows"]
    assert (small["width"], large["width"]) == (4, 8)
    for name in ("parameters", "macs", "bytes"):
        assert small[name] < large[name]
    log = list(csv.DictReader((folder / "log.csv").read_text(encoding="utf-8").splitlines()))
    assert [(line["width"], line["epoch"]) for line in log] == [("4", "1"), ("4", "2"), ("8", "1"), ("8", "2")]
    assert float(log[1]["validation_accuracy"]) == round(small["accuracy"], 5)


def test_only_the_width_differs() -> None:
    family = plans(RECIPE)
    assert tuple(family) == WIDTHS
    assert (
        len(
            {
                dataclasses.replace(plan, architecture=dataclasses.replace(plan.architecture, width=1))
                for plan in family.values()
            }
        )
        == 1
    )
