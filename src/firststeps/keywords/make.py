"""A model from a data set: trained, exported, tried on validation clips, and its facts written down."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from firststeps.errors import PlainError
from firststeps.keywords.card import card
from firststeps.keywords.checkpoints import checkpoint_path
from firststeps.keywords.evaluate import evaluate_folder
from firststeps.keywords.examples import Corpus
from firststeps.keywords.export import to_int8
from firststeps.keywords.files import load_arrays, save_arrays, write_json, write_whole
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.labels import class_of
from firststeps.keywords.models import count_parameters, network
from firststeps.keywords.recipes import PLANS, Plan
from firststeps.keywords.runtime import LiteRTRunner, TFLMRunner
from firststeps.keywords.sampling import Sampler
from firststeps.keywords.scores import confusion, mean_recall
from firststeps.keywords.store import MODELS, model_path
from firststeps.keywords.train import Epoch, Teacher, Training, log_text, train

import numpy as np
from numpy.typing import NDArray

CALIBRATION = 600  # training clips that show the converter how large numbers get, and a sixth as many noises


@dataclasses.dataclass(frozen=True)
class Watch:
    """Who is told how training goes."""

    on_step: Callable[[int, int], None] = lambda step, steps: None  # steps made so far, and in all
    on_epoch: Callable[[Epoch], None] = lambda epoch: None
    on_note: Callable[[str], None] = lambda note: None  # a line about what went otherwise than expected


def begin(plan: Plan, corpus: Corpus) -> Training:
    """Return the training of a model, before its first epoch."""
    architecture = plan.architecture
    teacher = None if plan.teacher is None else PLANS[plan.teacher].architecture
    sampler = Sampler(
        corpus.training.features,
        corpus.training.words,
        thinned(corpus.training_noise, (teacher or architecture).frames),
        architecture.labels,
        plan.recipe.shares,
    )
    validation = corpus.validation_batch(architecture.labels, architecture.frames)
    asked = None if plan.teacher is None else taught_by(plan.teacher, architecture.labels)
    return Training(architecture, plan.recipe, sampler, validation, asked)


def taught_by(name: str, labels: Sequence[str]) -> Teacher:
    """Return a trained model as the teacher of one with these labels; words that it does not know are other words.

    Raises:
        PlainError: if it is not trained yet.
    """
    path = MODELS / name / "weights.npz"
    if not path.is_file():
        raise PlainError(f"{path}: not there, and it is the teacher; run `firststeps train {name}` first")
    architecture = PLANS[name].architecture
    model = network(architecture)
    model.set_weights([values for _, values in sorted(load_arrays(path).items())])
    merged = np.zeros((len(architecture.labels), len(labels)), np.float32)
    for number, label in enumerate(architecture.labels):
        merged[number, class_of(label, labels)] = 1
    return Teacher(model, merged)


def make_model(
    folder: Path, plan: Plan, corpus: Corpus, *, checkpoints: Path, command: str, watch: Watch, test: Path | None
) -> dict[str, Any]:
    """Train a model, or go on with it, and write its file, weights, log, facts and card; return the facts.

    Args:
        folder: where all of it goes; its name is the model's.
        plan: what is trained, and how.
        corpus: the data.
        checkpoints: the folder for the state of unfinished runs.
        command: what made it, for the card.
        watch: who is told how it goes.
        test: a folder of recordings in a folder for each label, to try the finished model on once.
    """
    training = begin(plan, corpus)
    checkpoint = checkpoint_path(checkpoints, folder.name, *made_from(plan, corpus))
    train(training, checkpoint, watch.on_step, watch.on_epoch, watch.on_note)
    path, labels = model_path(folder), plan.architecture.labels
    write_whole(path, to_int8(training.averaged, calibration_inputs(plan, corpus)))
    write_whole(folder / "log.csv", log_text(training.log).encode())
    weights = training.averaged.get_weights()
    save_arrays(folder / "weights.npz", {f"{number:02d}": values for number, values in enumerate(weights)})
    facts = {
        "name": folder.name,
        "labels": list(labels),
        "command": command,
        "recipe": dataclasses.asdict(plan.recipe),
        "date": datetime.now(UTC).date().isoformat(),
        "training_clips": len(corpus.training.words),
        "parameters": count_parameters(training.averaged),
        "training_seconds": round(sum(line.seconds for line in training.log), 1),
        "validation": validation_facts(training, path),
        "bytes": path.stat().st_size,
        "arena_bytes": arena_bytes(path),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "test": None if test is None else test_facts(path, test, labels),
    }
    write_json(folder / "facts.json", facts)
    write_whole(folder / "README.md", card(facts).encode())
    return facts


def made_from(plan: Plan, corpus: Corpus) -> tuple[bytes, ...]:
    """Return what decides, together with the code, which weights come out."""
    teacher = () if plan.teacher is None else ((MODELS / plan.teacher / "weights.npz").read_bytes(),)
    return repr((plan.architecture, plan.recipe)).encode(), corpus.digest(), *teacher


def calibration_inputs(plan: Plan, corpus: Corpus) -> NDArray[np.float32]:
    """Return training clips and noises, not varied, as inputs of the network (n, frames, bands)."""
    random = np.random.default_rng(plan.recipe.seed)
    count = min(CALIBRATION, len(corpus.training.words))
    clips = corpus.training.features[random.choice(len(corpus.training.words), count, replace=False)]
    noises = corpus.training_noise[: CALIBRATION // 6]
    return scaled(thinned(np.concatenate([clips, noises]), plan.architecture.frames))


def validation_facts(training: Training, path: Path) -> dict[str, Any]:
    """Return how the network and its int8 file do on the validation clips, means over the classes."""
    inputs, classes = training.validation
    probabilities = LiteRTRunner(path).probabilities(quantised(inputs))
    table = confusion(classes, probabilities.argmax(1), probabilities.shape[1])
    return {
        "clips": len(classes),
        "accuracy": training.validation_accuracy(),
        "int8_accuracy": mean_recall(table),
        "int8_confusion": table.tolist(),
    }


def test_facts(path: Path, folder: Path, labels: Sequence[str]) -> dict[str, Any]:
    """Return how the model does on the test recordings, as a microcontroller runs it where the wheel for that is."""
    micro = find_spec("tflite_micro") is not None
    evaluation = evaluate_folder(folder, TFLMRunner(path) if micro else LiteRTRunner(path), labels)
    return {
        "runtime": "TensorFlow Lite Micro" if micro else "LiteRT",
        "clips": evaluation.clips,
        "right": evaluation.right,
        "accuracy": evaluation.accuracy,
        "interval": list(evaluation.interval),
        "confusion": evaluation.table.tolist(),
    }


def arena_bytes(path: Path) -> int | None:
    """Return the memory that the model needs on a microcontroller; None where the wheel to find out is missing."""
    if find_spec("tflite_micro") is None:
        return None
    return TFLMRunner(path).arena_bytes()
