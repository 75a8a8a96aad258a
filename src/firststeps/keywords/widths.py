"""How small a network can get: the same one in several widths, trained alike."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from firststeps.files import write_json, write_whole
from firststeps.keywords.augment import Variation
from firststeps.keywords.checkpoints import checkpoint_path
from firststeps.keywords.examples import Corpus
from firststeps.keywords.labels import LABELS
from firststeps.keywords.make import (
    Watch,
    begin,
    calibration_inputs,
    file_facts,
    made_from,
    validation_facts,
    write_networks,
)
from firststeps.keywords.models import Architecture, OverTime, count_parameters
from firststeps.keywords.recipes import Plan
from firststeps.keywords.train import Epoch, Recipe, Training, log_text, train

NAME = "widths"  # of the folder, and to the command
WIDTHS = (8, 12, 16, 24, 32, 48, 64)
RECIPE = Recipe(
    epochs=15,
    label_smoothing=0.05,
    variation=Variation(gain=(-5.0, 5.0), bands=(1, 4), spans=(0, 0)),
)


@dataclass(frozen=True)
class Row:
    """What came of one width."""

    width: int  # channels of all layers
    parameters: int
    macs: int  # multiplications and additions for a second of sound
    bytes: int  # of the int8 file
    accuracy: float  # on validation clips, mean over the classes
    int8_accuracy: float  # the same of the int8 file
    seconds: float  # of training


def plans(recipe: Recipe) -> dict[int, Plan]:
    """Return what is trained, by width: separable blocks over time, for twelve classes."""
    return {
        width: Plan(
            Architecture(
                labels=LABELS,
                frames=49,
                bands=40,
                beginning=OverTime(kernel=5, stride=2),
                width=width,
                kernels=(9, 9, 9, 9),
            ),
            recipe,
        )
        for width in WIDTHS
    }


def swept(
    family: Mapping[int, Plan], corpus: Corpus, checkpoints: Path, watch: Watch
) -> Iterator[tuple[Row, list[Epoch]]]:
    """Train each of a family of plans, or go on with it, and yield what came of it, with its log."""
    for width, plan in family.items():
        yield _trained(width, plan, corpus, checkpoints, watch)


def swept_elsewhere(
    family: Mapping[int, Plan], source: Callable[[], Corpus], checkpoints: Path, executor: Executor
) -> Iterator[tuple[Row, list[Epoch]]]:
    """Do as ``swept``, by an executor: in other processes, or on other machines that see the same folders.

    Each of them gets the corpus from ``source``, which is sent instead of the clips.  Checkpoints lie in a folder that
    all see; so what one worker leaves unfinished, another one goes on with.
    """
    jobs = [executor.submit(_trained_there, width, plan, source, checkpoints) for width, plan in family.items()]
    try:
        for job in jobs:
            yield job.result()
    finally:
        for job in jobs:
            job.cancel()


_one_at_a_time = threading.Lock()  # TensorFlow's seeds belong to the process


def _trained_there(width: int, plan: Plan, source: Callable[[], Corpus], checkpoints: Path) -> tuple[Row, list[Epoch]]:
    with _one_at_a_time:
        return _trained(width, plan, source(), checkpoints, Watch())


def _trained(width: int, plan: Plan, corpus: Corpus, checkpoints: Path, watch: Watch) -> tuple[Row, list[Epoch]]:
    training = begin(plan, corpus)
    checkpoint = checkpoint_path(checkpoints, f"{NAME}-{width}", *made_from(plan, corpus))
    train(training, checkpoint, watch.on_step, watch.on_epoch, watch.on_note)
    return _row(width, training, plan, corpus), training.log


def write_sweep(folder: Path, results: Iterable[tuple[Row, list[Epoch]]], *, command: str, recipe: Recipe) -> None:
    """Write what came of all widths: their logs as one, and the card of the run, with a row for each."""
    rows, logs = zip(*results, strict=True)
    log = _joined(rows, logs).encode()
    write_whole(folder / "log.csv", log)
    card = {
        "name": folder.name,
        "command": command,
        "seed": recipe.seed,
        "date": datetime.now(UTC).date().isoformat(),
        "log": "log.csv",
        "log_sha256": hashlib.sha256(log).hexdigest(),
        "recipe": asdict(recipe),
        "rows": [asdict(row) for row in rows],
    }
    write_json(folder / "facts.json", card)


def _row(width: int, training: Training, plan: Plan, corpus: Corpus) -> Row:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / NAME
        write_networks(folder, training.averaged, plan.architecture.labels, calibration_inputs(plan, corpus))
        files, validation = file_facts(folder), validation_facts(folder, training.validation)
    return Row(
        width=width,
        parameters=count_parameters(training.averaged),
        macs=files["macs"],
        bytes=files["bytes"],
        accuracy=training.validation_accuracy(),
        int8_accuracy=validation["int8_accuracy"],
        seconds=round(sum(line.seconds for line in training.log), 1),
    )


def _joined(rows: Iterable[Row], logs: Iterable[list[Epoch]]) -> str:
    """Return the logs as CSV, the width before each line."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    for row, log in zip(rows, logs, strict=True):
        head, *rest = csv.reader(io.StringIO(log_text(log)))
        if not text.tell():
            lines.writerow(["width", *head])
        lines.writerows([row.width, *line] for line in rest)
    return text.getvalue()
