"""A model from a data set: trained, exported, tried on validation clips, and its facts written down."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from firststeps.errors import PlainError
from firststeps.files import load_arrays, save_arrays, write_json, write_whole
from firststeps.keywords.card import write_card
from firststeps.keywords.checkpoints import checkpoint_path
from firststeps.keywords.examples import Corpus
from firststeps.keywords.export import to_float, to_int8
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.labels import class_of
from firststeps.keywords.layers import layers_of
from firststeps.keywords.models import Architecture, count_parameters, network
from firststeps.keywords.recipes import PLANS, Plan
from firststeps.keywords.runtime import LiteRTRunner, TFLMRunner
from firststeps.keywords.sampling import Batch, Sampler
from firststeps.keywords.scores import confusion, mean_recall
from firststeps.keywords.store import MODELS, float_path, model_path, web_path
from firststeps.keywords.train import Epoch, Teacher, Training, log_text, train
from firststeps.keywords.web_weights import to_json

import numpy as np
from keras import Model  # type: ignore[import-untyped]
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
    architecture = PLANS[name].architecture
    model = trained(MODELS / name, architecture)
    merged = np.zeros((len(architecture.labels), len(labels)), np.float32)
    for number, label in enumerate(architecture.labels):
        merged[number, class_of(label, labels)] = 1
    return Teacher(model, merged)


def trained(folder: Path, architecture: Architecture) -> Model:
    """Return the network of the model in ``folder``.

    Raises:
        PlainError: if it is not trained yet, or is another network by now.
    """
    path = folder / "weights.npz"
    if not path.is_file():
        raise PlainError(f"{path}: not there; run `firststeps train {folder.name}` first")
    model = network(architecture)
    try:
        model.set_weights([values for _, values in sorted(load_arrays(path).items())])
    except ValueError:
        raise PlainError(f"{path}: of another network than the plan's; run `firststeps train {folder.name}`") from None
    return model


def make_model(
    folder: Path, plan: Plan, corpus: Corpus, *, checkpoints: Path, command: str, watch: Watch
) -> dict[str, Any]:
    """Train a model, or go on with it, and write its file, weights, log, facts and card; return the facts.

    Args:
        folder: where all of it goes; its name is the model's.
        plan: what is trained, and how.
        corpus: the data.
        checkpoints: the folder for the state of unfinished runs.
        command: what made it, for the card.
        watch: who is told how it goes.
    """
    training = begin(plan, corpus)
    checkpoint = checkpoint_path(checkpoints, folder.name, *made_from(plan, corpus))
    train(training, checkpoint, watch.on_step, watch.on_epoch, watch.on_note)
    write_networks(folder, training.averaged, plan.architecture.labels, calibration_inputs(plan, corpus))
    write_whole(folder / "log.csv", log_text(training.log).encode())
    facts = {
        "name": folder.name,
        **plan_facts(plan),
        "command": command,
        "recipe": dataclasses.asdict(plan.recipe),
        "date": datetime.now(UTC).date().isoformat(),
        "training_clips": len(corpus.training.words),
        "parameters": count_parameters(training.averaged),
        "training_seconds": round(sum(line.seconds for line in training.log), 1),
        "validation": {"accuracy": training.validation_accuracy()} | validation_facts(folder, training.validation),
        **file_facts(folder),
    }
    write_json(folder / "facts.json", facts)
    write_card(folder)
    return facts


def made_from(plan: Plan, corpus: Corpus) -> tuple[bytes, ...]:
    """Return what decides, together with the code, which weights come out."""
    teacher = () if plan.teacher is None else ((MODELS / plan.teacher / "weights.npz").read_bytes(),)
    return repr((plan.architecture, plan.recipe)).encode(), corpus.digest(), *teacher


def make_files(folder: Path, plan: Plan, corpus: Corpus) -> dict[str, Any]:
    """Write the files of a trained model again, from its weights, and what its facts and card say of them.

    Raises:
        PlainError: if it is not trained yet.
    """
    model = trained(folder, plan.architecture)
    write_networks(folder, model, plan.architecture.labels, calibration_inputs(plan, corpus))
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    batch = corpus.validation_batch(plan.architecture.labels, plan.architecture.frames)
    facts |= (
        plan_facts(plan) | file_facts(folder) | {"validation": facts["validation"] | validation_facts(folder, batch)}
    )
    write_json(folder / "facts.json", facts)
    write_card(folder)
    return facts


def write_networks(folder: Path, model: Model, labels: Sequence[str], examples: NDArray[np.float32]) -> None:
    """Write a trained network in every form: weights, int8 and float files, and what the browser takes."""
    weights = model.get_weights()
    save_arrays(folder / "weights.npz", {f"{number:02d}": values for number, values in enumerate(weights)})
    write_whole(model_path(folder), to_int8(model, examples))
    write_whole(float_path(folder), to_float(model))
    write_whole(web_path(folder), to_json(model, labels))


def calibration_inputs(plan: Plan, corpus: Corpus) -> NDArray[np.float32]:
    """Return training clips and noises, not varied, as inputs of the network (n, frames, bands)."""
    random = np.random.default_rng(plan.recipe.seed)
    count = min(CALIBRATION, len(corpus.training.words))
    clips = corpus.training.features[random.choice(len(corpus.training.words), count, replace=False)]
    noises = corpus.training_noise[: CALIBRATION // 6]
    return scaled(thinned(np.concatenate([clips, noises]), plan.architecture.frames))


def validation_facts(folder: Path, validation: Batch) -> dict[str, Any]:
    """Return how the files of a model do on the validation clips, means over the classes."""
    inputs, classes = validation

    def tried(path: Path) -> NDArray[np.intp]:
        probabilities = LiteRTRunner(path).probabilities(quantised(inputs))
        return confusion(classes, probabilities.argmax(1), probabilities.shape[1])

    table = tried(model_path(folder))
    return {
        "clips": len(classes),
        "float_accuracy": mean_recall(tried(float_path(folder))),
        "int8_accuracy": mean_recall(table),
        "int8_confusion": table.tolist(),
    }


def plan_facts(plan: Plan) -> dict[str, Any]:
    """Return what a plan says of a model, however it is trained."""
    return {
        "labels": list(plan.architecture.labels),
        "frames": plan.architecture.frames,
        "microcontroller": plan.microcontroller,
        "teacher": plan.teacher,
    }


def file_facts(folder: Path) -> dict[str, Any]:
    """Return how large the files of a model are, and what the int8 one needs to run."""
    content = model_path(folder).read_bytes()
    return {
        "bytes": len(content),
        "float_bytes": float_path(folder).stat().st_size,
        "macs": sum(layer.macs for layer in layers_of(content)),
        "arena_bytes": arena_bytes(model_path(folder)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def arena_bytes(path: Path) -> int | None:
    """Return the memory that the model needs on a microcontroller; None where the wheel to find out is missing."""
    if find_spec("tflite_micro") is None:
        return None
    return TFLMRunner(path).arena_bytes()
