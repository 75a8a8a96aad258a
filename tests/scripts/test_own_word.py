"""What the experiment of the taught words shows, and that its figures are those of the run."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import numpy as np

from .test_experiments import facts

RUN = Path(__file__).resolve().parents[2] / "models" / "own-word"


def test_the_figures_are_those_of_the_log() -> None:
    card = json.loads((RUN / "facts.json").read_text(encoding="utf-8"))
    log = (RUN / card["log"]).read_bytes()
    assert hashlib.sha256(log).hexdigest() == card["log_sha256"]
    trials = list(csv.DictReader(log.decode().splitlines()))
    assert len(card["words"]) == 10
    for row in card["rows"]:
        words = card["words"] if row["words"] == "all" else [t["word"] for t in trials if t["clips"] == "50"]
        of = [t for t in trials if t["clips"] == str(row["clips"]) and t["word"] in words]
        assert len(of) == card["draws"] * len(set(words))
        shares = {word: [int(t["right"]) / int(t["said"]) for t in of if t["word"] == word] for word in set(words)}
        assert row["right"] == round(100 * np.mean([np.mean(found) for found in shares.values()]), 2)
        assert row["taken"] == round(1000 * np.mean([int(t["taken"]) / int(t["others"]) for t in of]), 2)


def test_more_recordings_help_and_each_next_one_less() -> None:
    ours = facts("own_word")
    assert ours["right"] == sorted(ours["right"])
    assert ours["one"] == ours["right"][0] > 50
    assert ours["five_lowest"] <= ours["five"] <= ours["five_highest"]
    assert ours["overtaken"] == "from the first"


def test_a_word_is_taught_while_the_page_is_built() -> None:
    ours = facts("own_word")
    assert ours["here_right"] > ours["here_kept"] / 2
    assert ours["here_taken"] < 0.2 * ours["here_others"]
