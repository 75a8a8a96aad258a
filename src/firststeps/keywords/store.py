"""Where trained models lie: a folder for each, with its file, its card, its log and its facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from firststeps import carried
from firststeps.errors import PlainError

MODELS = carried.MODELS
CHECKPOINTS = carried.CHECKPOINTS
SAMPLES = carried.SAMPLES


@dataclass(frozen=True)
class TrainedModel:
    """A model that can be run."""

    name: str
    path: Path  # its .tflite file
    labels: tuple[str, ...]  # the classes, in the order of its outputs
    microcontroller: bool  # whether it is made for one, and so to be tried as one runs it


def model_path(folder: Path) -> Path:
    """Return where the file of the model in ``folder`` lies, int8."""
    return folder / f"{folder.name}.tflite"


def float_path(folder: Path) -> Path:
    """Return where the same network lies before its weights were rounded, as a .tflite file, too."""
    return folder / f"{folder.name}-float.tflite"


def web_path(folder: Path) -> Path:
    """Return where it lies as the browser takes it."""
    return folder / f"{folder.name}.web.json"


def find_model(name: str, models: Path) -> TrainedModel:
    """Return the model ``name`` in the folder ``models``.

    Raises:
        PlainError: if there is none.
    """
    known = sorted(path.parent.name for path in models.glob("*/facts.json") if model_path(path.parent).is_file())
    if name not in known:
        there = f"there are: {', '.join(known)}" if known else "there is none yet"
        raise PlainError(f"no model {name!r}, {there}; if it is one of the book's, `firststeps train {name}` makes it")
    facts = json.loads((models / name / "facts.json").read_text(encoding="utf-8"))
    return TrainedModel(name, model_path(models / name), tuple(facts["labels"]), facts["microcontroller"])
