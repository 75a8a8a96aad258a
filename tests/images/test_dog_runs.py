"""What is chosen and counted in the runs of dogs, and ``firststeps train dogs``, killed and started again."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from firststeps.errors import PlainError
from firststeps.images.cifar import CLASSES, SIDE, Images
from firststeps.images.dog_runs import counted, divided, f1

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics  # type: ignore[import-untyped]
from tests import killed

DOG = CLASSES.index("dog")
Answers = list[tuple[int, bool]]  # how probable, in 20ths, and whether it is a dog
ANSWERS = st.lists(st.tuples(st.integers(1, 19), st.booleans()), min_size=2, max_size=30)


def parted(answers: Answers) -> tuple[Any, Any]:
    return np.array([part / 20 for part, _ in answers], np.float32), np.array([dog for _, dog in answers])


@given(ANSWERS)
def test_counts_are_those_of_scikit_learn(answers: Answers) -> None:
    assume(any(dog for _, dog in answers))
    found, dog = parted(answers)
    counts = counted(found, dog, 0.475)
    (passed, mistaken), (missed, hits) = metrics.confusion_matrix(dog, found > 0.475, labels=[False, True])
    assert counts == {"found": hits, "missed": missed, "passed": passed, "mistaken": mistaken}
    assert f1(counts) == pytest.approx(metrics.f1_score(dog, found > 0.475, zero_division=0))


def images(count: int) -> Images:
    """Return noise, each class as often as the next."""
    random = np.random.default_rng(1)
    return Images(random.integers(0, 256, (count, SIDE, SIDE, 3)).astype(np.uint8), np.arange(count) % 10)


def write_cifar(folder: Path) -> Path:
    """Write a small data set in which dogs have stripes."""
    folder.mkdir()
    for name, count in (("data_batch_1.bin", 300), ("test_batch.bin", 60)):
        made = images(count)
        pixels = made.pixels // 2
        pixels[made.of("dog"), :, ::4] += 120
        planes = pixels.transpose(0, 3, 1, 2).reshape(count, -1)
        content = np.concatenate([made.classes[:, np.newaxis].astype(np.uint8), planes], axis=1)
        (folder / name).write_bytes(content.tobytes())
    return folder


def test_parts_share_no_image(tmp_path: Path) -> None:
    parts = divided(write_cifar(tmp_path / "cifar"), 60)
    assert [len(part[1]) for part in (parts.training, parts.validation, parts.test)] == [240, 60, 60]
    assert [part[1].sum() for part in (parts.training, parts.validation, parts.test)] == [24, 6, 6]
    known, held = ({pixels.tobytes() for pixels in part[0]} for part in (parts.training, parts.validation))
    assert (len(known), len(held), len(known & held)) == (240, 60, 0)
    for pixels, dog in (parts.training, parts.validation, parts.test):
        np.testing.assert_array_equal(pixels[:, :, ::4].mean((1, 2, 3)) > 120, dog)


def test_too_few_images_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="300 training images, and 300 are for validation"):
        divided(write_cifar(tmp_path / "cifar"), 300)


# The command, its models and states in a folder of the test, with a small plan.
COMMAND = """
import functools, pathlib, sys
import firststeps.images.commands as commands
import firststeps.images.dog_runs as dog_runs
commands._BOOK, fatal = pathlib.Path(sys.argv.pop(1)), int(sys.argv.pop(1))
dog_runs.SEEDS, dog_runs.divided = (1,), functools.partial(dog_runs.divided, validation=60)
"""


def started(folder: Path, data: Path, fatal: int = 0) -> tuple[int, list[str]]:
    """Run the command in ``folder``; return its exit status, and the runs and epochs that it told of."""
    arguments = [str(folder), str(fatal), "train", "dogs", "--epochs", "2", "--data", str(data)]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND + killed.COMMAND, *arguments], stderr=subprocess.PIPE, text=True, check=False
    )
    words = [line.split(":")[0] for line in done.stderr.splitlines()]
    return done.returncode, [line for line in words if line.startswith(("plain", "varied", "epoch"))]


def kept(folder: Path) -> dict[str, Any]:
    """Return what the command wrote, but for times."""
    model = folder / "models" / "dogs"
    facts = json.loads((model / "facts.json").read_text(encoding="utf-8"))
    for name in ("date", "log_sha256"):
        del facts[name]
    for run in facts["runs"]:
        del run["seconds"]
    log = [line[:-1] for line in csv.reader((model / "log.csv").read_text(encoding="utf-8").splitlines())]
    arrays = [(model / name).read_bytes() for name in ("weights.npz", "scores.npz")]
    return {"facts": facts, "log": log, "arrays": arrays, "files": sorted(path.name for path in model.iterdir())}


@pytest.mark.soak
def test_killed_in_the_middle_of_files(tmp_path: Path) -> None:
    """What is left in the end is what an undisturbed run leaves."""
    data = write_cifar(tmp_path / "cifar")
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    plain, varied = "plain-1, 2 epochs", "varied-1, 2 epochs"
    assert started(whole, data) == (0, [plain, "epoch 1", "epoch 2", varied, "epoch 1", "epoch 2"])
    killed = -signal.SIGKILL
    assert started(torn, data, fatal=2) == (killed, [plain, "epoch 1"])
    assert started(torn, data, fatal=3) == (killed, [plain, "epoch 2", varied, "epoch 1"])
    assert len(list((torn / "build" / "training").glob(".*"))) == 1  # half of a file
    assert started(torn, data, fatal=3) == (killed, [plain, varied, "epoch 2"])  # the second of what is kept
    assert started(torn, data) == (0, [plain, varied])
    assert not list((torn / "build" / "training").glob(".*"))
    assert kept(torn) == kept(whole)
    assert kept(torn)["files"] == ["README.md", "facts.json", "log.csv", "scores.npz", "weights.npz"]
