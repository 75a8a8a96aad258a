"""Dog or not: a run that is killed ends as one that is not, and what is chosen is chosen on validation images."""

from __future__ import annotations

import csv
import hashlib
import json
from itertools import count
from pathlib import Path
from typing import Any

from firststeps.cli import main
from firststeps.errors import PlainError
from firststeps.files import load_arrays
from firststeps.images import dog_runs
from firststeps.images.cifar import CLASSES, Images
from firststeps.images.crops import SMALLEST, crops
from firststeps.images.dogs import Epoch, Pixels, Recipe, Training, Yes, judged, network, probabilities, train
from firststeps.images.varied import Variation

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from .test_cifar import write_binary

FOLDER = Path(__file__).resolve().parents[2] / "models" / dog_runs.NAME
SMALL = Recipe(epochs=3, batch=8, widths=(4, 4), seed=1)


def made(images: int, seed: int = 0) -> tuple[Pixels, Yes]:
    """Return pictures of which the bright ones are dogs."""
    random = np.random.default_rng(seed)
    dog = random.random(images) < 0.5
    pixels = random.integers(0, 128, (images, 32, 32, 3)) + 100 * dog[:, np.newaxis, np.newaxis, np.newaxis]
    return pixels.astype(np.uint8), dog


class KilledError(Exception):
    """Stands for what ends a run in the middle."""


def test_a_run_that_was_killed_ends_as_one_that_was_not(tmp_path: Path) -> None:
    known, others = made(40), made(20, seed=1)
    whole = Training(SMALL, known, others)
    train(whole, tmp_path / "whole.npz")

    steps = count(1)

    def fatal(step: int, all_steps: int) -> None:
        if next(steps) in (3, 9):  # in the first epoch, and in the second
            raise KilledError

    checkpoint = tmp_path / "killed.npz"
    for _ in range(2):
        with pytest.raises(KilledError):
            train(Training(SMALL, known, others), checkpoint, fatal)
    last = Training(SMALL, known, others)
    train(last, checkpoint, fatal)
    assert [line.epoch for line in last.log] == [1, 2, 3]
    for one, other in zip(whole.model.get_weights(), last.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert [line.validation_loss for line in last.log] == [line.validation_loss for line in whole.log]


def test_a_broken_checkpoint_is_named(tmp_path: Path) -> None:
    checkpoint = tmp_path / "broken.npz"
    checkpoint.write_bytes(b"PK no more")
    with pytest.raises(PlainError, match=r"broken\.npz: can't be gone on from .* remove it to begin anew"):
        train(Training(SMALL, made(40), made(20)), checkpoint)


def test_it_learns_what_can_be_learnt() -> None:
    training = Training(Recipe(epochs=12, batch=8, widths=(4, 4), variation=None), made(160), made(60, seed=1))
    while len(training.log) < 12:
        training.epoch(lambda step, steps: None)
    assert training.log[-1].validation_accuracy > 0.9


def test_too_few_images_are_told_of() -> None:
    with pytest.raises(PlainError, match="5 training images, and a batch takes 8"):
        Training(SMALL, made(5), made(5))


def test_the_network_has_the_parameters_that_one_counts() -> None:
    first, normal = 27 * 4, 4 * 4
    blocks = (9 * 4 * 4 + 4 * 4) + (9 * 4 * 6 + 4 * 6)
    assert network(32, (4, 6)).count_params() == first + normal + blocks + 6 + 1


def test_probabilities_do_not_depend_on_how_many_are_asked_at_once() -> None:
    model = network(32, (4, 4))
    pixels = made(701)[0]
    together = probabilities(model, pixels)
    assert together.shape == (701,)
    np.testing.assert_allclose(together[600:], probabilities(model, pixels[600:]), atol=1e-6)


def test_loss_and_share_by_hand() -> None:
    loss, right = judged(np.array([0.9, 0.2, 0.6], np.float32), np.array([True, False, False]))
    assert loss == pytest.approx(-(np.log(0.9) + np.log(0.8) + np.log(0.4)) / 3, rel=1e-6)
    assert right == pytest.approx(2 / 3)


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40))
def test_the_best_threshold_is_found_by_trying_all(answers: list[tuple[int, bool]]) -> None:
    """With equal probabilities, and where there is no dog at all."""
    found = np.array([level / 20 for level, _ in answers], np.float32)
    dog = np.array([yes for _, yes in answers])

    def score(threshold: float) -> float:
        counts = dog_runs.counted(found, dog, threshold)
        return dog_runs.f1(counts) if sum(counts[key] for key in ("found", "missed", "mistaken")) else 0.0

    chosen = score(dog_runs.best_threshold(found, dog))
    assert chosen >= max(score(level / 20 - 0.025) for level in range(22)) - 1e-9


def test_validation_images_are_a_share_of_every_class() -> None:
    images = Images(np.zeros((1000, 32, 32, 3), np.uint8), np.repeat(np.arange(10), 100))
    apart = dog_runs.held_back(images, 200)
    assert np.bincount(images.classes[apart]).tolist() == [20] * 10


def test_runs_differ_in_their_images_only() -> None:
    plan = dog_runs.runs(SMALL)
    assert [run.name for run in plan] == ["plain-1", "varied-1", "plain-2", "varied-2", "plain-3", "varied-3"]
    assert [run.recipe.variation for run in plan] == [None, Variation()] * 3


@pytest.fixture(scope="module")
def small_cifar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder laid out as the official archive, with few images of each class."""
    folder = tmp_path_factory.mktemp("cifar-10")
    random = np.random.default_rng(2)
    for name, images in (("data_batch_1", 200), ("test_batch", 60)):
        classes = np.arange(images) % len(CLASSES)
        pixels = random.integers(0, 256, (images, 32, 32, 3)).astype(np.uint8)
        write_binary(folder / f"{name}.bin", Images(pixels, classes))
    return folder


def test_what_is_kept_belongs_together(small_cifar: Path, tmp_path: Path) -> None:
    images = dog_runs.divided(small_cifar, validation=50)
    assert [len(part[1]) for part in (images.training, images.validation, images.test)] == [150, 50, 60]
    plan = dog_runs.runs(SMALL)[:2]
    folder = tmp_path / "models" / "dogs"
    seen: list[Epoch] = []
    watch = dog_runs.Watch(on_epoch=seen.append)
    facts = dog_runs.make_dogs(folder, images, plan, checkpoints=tmp_path, command="train", watch=watch)
    assert len(seen) == 2 * SMALL.epochs
    again: list[Epoch] = []
    dog_runs.make_dogs(
        folder, images, plan, checkpoints=tmp_path, command="train", watch=dog_runs.Watch(on_epoch=again.append)
    )
    assert again == []
    assert json.loads((folder / "facts.json").read_text()) == json.loads(json.dumps(facts))
    _hold(folder)


def test_the_models_of_the_book_belong_together() -> None:
    facts = _hold(FOLDER)
    assert facts["recipe"] == json.loads(json.dumps(_fields(Recipe())))
    assert facts["images"] == {"training": 45_000, "validation": 5_000, "test": 10_000}
    assert [run["name"] for run in facts["runs"]] == [run.name for run in dog_runs.runs(Recipe())]
    model = network(32, Recipe().widths)
    model.set_weights([values for _, values in sorted(load_arrays(FOLDER / "weights.npz").items())])
    assert sum(variable.numpy().size for variable in model.trainable_variables) == facts["parameters"]


def _fields(recipe: Recipe) -> dict[str, object]:
    fields = {**vars(recipe)}
    del fields["seed"]
    return fields | {"variation": vars(recipe.variation)}


def _hold(folder: Path) -> dict[str, Any]:
    """Check that counts follow from the scores, hashes from the files, the card from the facts; return the facts."""
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    for name, key in (("log.csv", "log_sha256"), ("scores.npz", "sha256"), ("weights.npz", "weights_sha256")):
        assert facts[key] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert (folder / "README.md").read_text(encoding="utf-8") == dog_runs.card(facts)
    scores = load_arrays(folder / "scores.npz")
    runs: list[dict[str, Any]] = facts["runs"]
    for run in runs:
        for part in ("validation", "test"):
            told, found = run[part], scores[f"{run['name']}-{part}"].astype(np.float32)
            counts = dog_runs.counted(found, scores[part].astype(bool), run["threshold"])
            # The scores are kept with 16 bits: one beside the threshold may fall on its other side.
            assert all(abs(counts[key] - told[key]) <= 3 for key in counts)
    best = max(runs, key=lambda run: dog_runs.f1(run["validation"]))
    assert facts["chosen"] == best["name"]
    log = list(csv.DictReader((folder / "log.csv").read_text(encoding="utf-8").splitlines()))
    epochs = facts["recipe"]["epochs"]
    assert [line["run"] for line in log] == [run["name"] for run in runs for _ in range(epochs)]
    return facts


def test_without_the_data_one_is_told_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FIRSTSTEPS_DATA", raising=False)
    monkeypatch.setenv("FIRSTSTEPS_CACHE", str(tmp_path))
    done = CliRunner().invoke(main, ["train", "dogs"])
    assert done.exit_code == 1
    assert done.stderr.startswith("error: no CIFAR-10 here; `firststeps data fetch cifar-10` brings it")


@given(st.integers(0, 1000), st.booleans())
def test_pieces_lie_in_the_box_or_outside(seed: int, of_dog: bool) -> None:
    random = np.random.default_rng(seed)
    pixels = np.zeros((200, 300, 3), np.uint8)
    box = (150, 60, 280, 190)
    pixels[60:190, 150:280] = 255
    found = crops(pixels, box, 5, 16, of_dog=of_dog, random=random)
    assert found.shape == (5, 16, 16, 3)
    assert set(np.unique(found)) == {255 if of_dog else 0}


def test_where_there_is_no_room_there_are_no_pieces() -> None:
    random = np.random.default_rng(0)
    pixels = np.zeros((100, 100, 3), np.uint8)
    assert len(crops(pixels, None, 3, 16, of_dog=True, random=random)) == 0
    assert len(crops(pixels, (0, 0, SMALLEST - 1, 100), 3, 16, of_dog=True, random=random)) == 0
    assert len(crops(pixels, (5, 5, 95, 95), 3, 16, of_dog=False, random=random)) == 0
