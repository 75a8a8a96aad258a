"""The runs that show what varied images are good for, and what is kept of them in ``models/dogs``.

Each seed is trained twice, on images as they are and on images varied at random.  Everything is chosen on validation
images: the threshold of each run, and the run whose network is kept.  The test images are looked at once, at the end.
"""

from __future__ import annotations

import ast
import csv
import dataclasses
import hashlib
import inspect
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firststeps.errors import PlainError
from firststeps.files import save_arrays, write_json, write_whole
from firststeps.images import dogs, varied
from firststeps.images.cifar import Images, part_files, read_images
from firststeps.images.dogs import Epoch, Pixels, Recipe, Training, Yes, probabilities, train

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray

NAME = "dogs"
SEEDS = (1, 2, 3)
PARTS = ("training", "validation", "test")
VALIDATION = 5_000  # of the training images of CIFAR-10


@dataclasses.dataclass(frozen=True)
class Run:
    """One training."""

    name: str
    recipe: Recipe


@dataclasses.dataclass(frozen=True)
class Watch:
    """Who is told how training goes."""

    on_run: Callable[[str, int], None] = lambda name, epochs: None  # a run that begins, or goes on
    on_step: Callable[[int, int], None] = lambda step, steps: None  # steps of it made so far, and in all
    on_epoch: Callable[[Epoch], None] = lambda line: None


@dataclasses.dataclass(frozen=True)
class Divided:
    """The images, divided."""

    training: tuple[Pixels, Yes]
    validation: tuple[Pixels, Yes]
    test: tuple[Pixels, Yes]
    digest: str  # of all of them


def runs(recipe: Recipe) -> list[Run]:
    """Return all runs: for each seed one on images as they are, one on varied ones."""
    return [
        Run(f"{name}-{seed}", dataclasses.replace(recipe, variation=variation, seed=seed))
        for seed in SEEDS
        for name, variation in (("plain", None), ("varied", recipe.variation))
    ]


def divided(folder: Path, validation: int = VALIDATION) -> Divided:
    """Return the images of CIFAR-10 in ``folder``, divided, every class alike.

    Raises:
        PlainError: if files are missing or broken, or nothing is left to train with.
    """
    known, test = (read_images(part_files(folder, part)) for part in ("train", "test"))
    if len(known) <= validation:
        raise PlainError(f"{folder}: {len(known)} training images, and {validation} are for validation; name all files")
    apart = held_back(known, validation)
    digest = hashlib.sha256(known.pixels.tobytes() + test.pixels.tobytes()).hexdigest()
    pairs = ((known.pixels[~apart], known.of("dog")[~apart]), (known.pixels[apart], known.of("dog")[apart]))
    order = np.random.default_rng(0).permutation(len(pairs[0][1]))  # zip files hold one class after the other
    training = pairs[0][0][order], pairs[0][1][order]
    return Divided(training, pairs[1], (test.pixels, test.of("dog")), digest)


def held_back(images: Images, count: int) -> NDArray[np.bool_]:
    """Return which images are for validation, (n,): ``count`` in all, of each class the same share, drawn."""
    random = np.random.default_rng(0)
    apart = np.zeros(len(images), bool)
    for number in np.unique(images.classes):
        places = np.flatnonzero(images.classes == number)
        apart[random.choice(places, round(count * len(places) / len(images)), replace=False)] = True
    return apart


def best_threshold(found: NDArray[np.float32], dog: Yes) -> float:
    """Return the threshold with the highest F1, the harmonic mean of precision and recall; above it is a dog.

    It lies in the middle between two probabilities that were found, or below all of them.
    """
    order = np.argsort(-found, kind="stable")
    hits = np.cumsum(dog[order])
    scores = 2 * hits / (np.arange(1, len(found) + 1) + dog.sum())
    scores[:-1][found[order][:-1] == found[order][1:]] = 0  # no threshold parts equal probabilities
    last = int(scores.argmax())
    below = found[order][last + 1] if last + 1 < len(found) else -1.0
    return float((found[order][last] + below) / 2)


def counted(found: NDArray[np.float32], dog: Yes, threshold: float) -> dict[str, int]:
    """Return how many dogs were found and missed, and how many others were let pass and taken for dogs."""
    said = found > threshold
    pairs = {"found": said & dog, "missed": ~said & dog, "passed": ~said & ~dog, "mistaken": said & ~dog}
    return {name: int(which.sum()) for name, which in pairs.items()}


def f1(counts: dict[str, int]) -> float:
    """Return the harmonic mean of precision and recall: 2 found / (2 found + missed + mistaken)."""
    return 2 * counts["found"] / (2 * counts["found"] + counts["missed"] + counts["mistaken"])


def make_dogs(
    folder: Path, images: Divided, plan: list[Run], *, checkpoints: Path, command: str, watch: Watch = Watch()
) -> dict[str, Any]:
    """Train all runs, or go on with them, and write what is kept of them; return the facts.

    Args:
        folder: ``log.csv`` has the epochs of all runs, ``scores.npz`` the probabilities that each gave to validation
            and test images, ``facts.json`` what was chosen, ``weights.npz`` the weights of the chosen run.
        images: the data.
        plan: the runs.
        checkpoints: the folder for the state of unfinished runs.
        command: what made it, for the card.
        watch: who is told how it goes.
    """
    scores: dict[str, NDArray[np.generic]] = {"validation": images.validation[1], "test": images.test[1]}
    logs: dict[str, list[Epoch]] = {}
    rows: list[dict[str, Any]] = []
    for run in plan:
        training = _trained(run, images, checkpoints, watch)
        logs[run.name] = training.log
        row, said = _judged(run, training, images)
        scores |= {f"{run.name}-{part}": values.astype(np.float16) for part, values in said.items()}
        if all(f1(row["validation"]) > f1(other["validation"]) for other in rows):
            chosen, weights = run.name, training.model.get_weights()
        rows.append(row)
    save_arrays(folder / "weights.npz", {f"{number:02d}": values for number, values in enumerate(weights)})
    save_arrays(folder / "scores.npz", scores)
    write_whole(folder / "log.csv", _log_text(logs).encode())
    found = {
        "name": folder.name,
        "command": command,
        "date": datetime.now(UTC).date().isoformat(),
        "seed": sorted({run.recipe.seed for run in plan}),
        "recipe": {key: value for key, value in dataclasses.asdict(plan[-1].recipe).items() if key != "seed"},
        "images": {part: len(getattr(images, part)[1]) for part in PARTS},
        "dogs": {part: int(getattr(images, part)[1].sum()) for part in PARTS},
        "data_sha256": images.digest,
        "parameters": sum(variable.numpy().size for variable in training.model.trainable_variables),
        "runs": rows,
        "chosen": chosen,
        "log": "log.csv",
        "log_sha256": _digest(folder / "log.csv"),
        "sha256": _digest(folder / "scores.npz"),
        "weights_sha256": _digest(folder / "weights.npz"),
    }
    write_json(folder / "facts.json", found)
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    write_whole(folder / "README.md", card(facts).encode())
    return facts


def _trained(run: Run, images: Divided, checkpoints: Path, watch: Watch) -> Training:
    training = Training(run.recipe, images.training, images.validation)
    made_from = hashlib.sha256(f"{run.recipe} {images.digest} {_code()}".encode()).hexdigest()[:12]
    watch.on_run(run.name, run.recipe.epochs)
    train(training, checkpoints / f"{NAME}-{run.name}-{made_from}.npz", watch.on_step, watch.on_epoch)
    return training


def _code() -> str:
    """Return what the code that trains says, comments and layout aside, and the versions of libraries."""
    texts = [ast.dump(ast.parse(inspect.getsource(module))) for module in (dogs, varied)]
    return " ".join([*texts, *(library.__version__ for library in (keras, np, tf))])


def _judged(run: Run, training: Training, images: Divided) -> tuple[dict[str, Any], dict[str, NDArray[np.float32]]]:
    """Return what is recorded of a run, and its probabilities for validation and test images."""
    parts = {"validation": images.validation, "test": images.test}
    found = {part: probabilities(training.model, pixels) for part, (pixels, _) in parts.items()}
    threshold = best_threshold(found["validation"], images.validation[1])
    row = {
        "name": run.name,
        "varied": run.recipe.variation is not None,
        "seed": run.recipe.seed,
        "threshold": threshold,
        "seconds": round(sum(line.seconds for line in training.log), 1),
    }
    return row | {part: counted(values, parts[part][1], threshold) for part, values in found.items()}, found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _log_text(logs: dict[str, list[Epoch]]) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["run", *Epoch.__dataclass_fields__])
    for name, log in logs.items():
        for line in log:
            epoch, *figures, seconds = dataclasses.astuple(line)
            lines.writerow([name, epoch, *(f"{figure:.5f}" for figure in figures), f"{seconds:.1f}"])
    return text.getvalue()


CARD = """\
# {name}

A network of {parameters:,} parameters that says whether a photograph of 32 by 32 pixels shows a dog; and {count} runs
that show what it is good for to vary training images. `weights.npz` has the weights of `{chosen}`, chosen because its
F1 on the validation images is the highest.

| run | threshold | validation F1 | test: dogs found | of those taken for dogs, right | all right | seconds |
| :-- | --: | --: | --: | --: | --: | --: |
{rows}

*plain*: trained on images as they are. *varied*: on images that are flipped, turned, skewed, moved and lit at random.
Each threshold has the highest F1 on validation images. The test images were looked at once, by this command:

```sh
{command}
```

## Data

CIFAR-10 (Alex Krizhevsky, 2009), whose makers state no licence and ask to be cited: {images[training]:,} training
images, {dogs[training]:,} of them dogs; {images[validation]:,} more of its training images for validation, and its
{images[test]:,} test images. SHA-256 of all pixels: `{data_sha256}`. A copy that
is kept as JPEG has nearly the same pixels as the official archive, and another hash; then the numbers differ a little.

## Recipe

{recipe}

- seeds: {seeds}

Made on {date}. Same seed, same data and same machine give the same weights. `log.csv` is the log of all runs,
`scores.npz` the probability that each gave to each validation and test image, `facts.json` every number on this card.
SHA-256 of `weights.npz`: `{weights_sha256}`
"""


def card(facts: dict[str, Any]) -> str:
    """Return the card of what ``make_dogs`` has made, as Markdown."""
    recipe = "\n".join(f"- {key.replace('_', ' ')}: {_worded(value)}" for key, value in facts["recipe"].items())
    return CARD.format(
        **{key: value for key, value in facts.items() if key != "recipe"},
        count=len(facts["runs"]),
        rows="\n".join(_card_row(row) for row in facts["runs"]),
        recipe=recipe,
        seeds=", ".join(map(str, facts["seed"])),
    )


def _worded(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_worded(part)}" for name, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _card_row(row: dict[str, Any]) -> str:
    test = row["test"]
    found, passed = test["found"], test["passed"]
    shares = (
        _share(found, found + test["missed"]),
        _share(found, found + test["mistaken"]),
        _share(found + passed, sum(test.values())),
    )
    cells = [f"`{row['name']}`", f"{row['threshold']:.3f}", f"{f1(row['validation']):.3f}"]
    return f"| {' | '.join([*cells, *shares, format(row['seconds'], '.0f')])} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"
