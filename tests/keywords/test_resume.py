"""``firststeps train``, killed again and again: what it leaves in the end is what an undisturbed run leaves."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firststeps.files import save_arrays
from firststeps.keywords.models import network
from firststeps.keywords.recipes import PLANS

import keras  # type: ignore[import-untyped]
import numpy as np
import pytest
from tests import killed
from tests.keywords.made_pictures import write_features

EPOCHS = 4
TIMES = ("date", "training_seconds")  # facts that every run has its own of
# The command itself, its models and states in a folder of the test.  Ctrl-C works even where the tests run in the
# background, for a shell starts what runs there with Ctrl-C ignored.
COMMAND = """
import pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import firststeps.keywords.store as store
folder, fatal = pathlib.Path(sys.argv.pop(1)), int(sys.argv.pop(1))
store.MODELS, store.CHECKPOINTS = folder / "models", folder / "states"
"""


@dataclass(frozen=True)
class Desk:
    """A place in which the command is run."""

    data: Path
    folder: Path

    def start(self, fatal: int = 0) -> subprocess.Popen[str]:
        """Start the command; it kills itself in the middle of the file with the number ``fatal``, from 1."""
        arguments = [str(self.folder), str(fatal), "train", "micro", "--epochs", str(EPOCHS), "--data", str(self.data)]
        environment = os.environ | {"FIRSTSTEPS_CACHE": str(self.data.parent / "cache")}
        command = [sys.executable, "-c", COMMAND + killed.COMMAND, *arguments]
        return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)

    @property
    def model(self) -> Path:
        return self.folder / "models" / "micro"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_features(tmp_path_factory.mktemp("resume") / "data", np.random.default_rng(3))


def desk_named(name: str, data: Path) -> Desk:
    """Return a new desk with a teacher that knows nothing, always the same one."""
    desk = Desk(data, data.parent / name)
    keras.utils.set_random_seed(1)
    weights = network(PLANS["teacher"].architecture).get_weights()
    arrays = {f"{number:02d}": values for number, values in enumerate(weights)}
    save_arrays(desk.folder / "models" / "teacher" / "weights.npz", arrays)
    return desk


@pytest.fixture(scope="module")
def whole(data: Path) -> Path:
    """Return the folder of a model whose training nobody disturbed."""
    desk = desk_named("whole", data)
    assert ended(desk.start()) == (0, [1, 2, 3, 4])
    return desk.model


def lines(running: subprocess.Popen[str]) -> Iterator[str]:
    assert running.stderr is not None
    yield from running.stderr


def epochs(said: Iterator[str]) -> Iterator[int]:
    """Yield the number of each epoch as soon as its line is there."""
    for line in said:
        if line.startswith("epoch "):
            yield int(line.split()[1])


def ended(running: subprocess.Popen[str]) -> tuple[int, list[int]]:
    """Return the exit status and the epochs that were trained."""
    with running:
        trained = list(epochs(lines(running)))
    return running.returncode, trained


def lasting(path: Path) -> object:
    """Return what a file says, but for times."""
    if path.suffix == ".csv":
        return [line[:-1] for line in csv.reader(path.read_text().splitlines())]
    if path.suffix == ".json":
        return {key: value for key, value in json.loads(path.read_text()).items() if key not in TIMES}
    return path.read_bytes()


def assert_same(model: Path, whole: Path) -> None:
    """Raise AssertionError unless two folders hold the same files, and these the same."""
    assert sorted(path.name for path in model.iterdir()) == sorted(path.name for path in whole.iterdir())
    for path in whole.iterdir():
        if path.name != "README.md":  # which says the seconds in a sentence
            assert lasting(model / path.name) == lasting(path), path.name


@pytest.mark.soak
def test_killed_in_the_middle_of_every_kind_of_file(data: Path, whole: Path) -> None:
    desk = desk_named("files", data)
    killed = -signal.SIGKILL
    assert ended(desk.start(fatal=1)) == (killed, [])  # the state after the first epoch
    assert not list(desk.folder.glob("states/*.npz"))
    assert ended(desk.start(fatal=3)) == (killed, [1, 2])  # the state after the third one
    assert ended(desk.start(fatal=3)) == (killed, [3, 4])  # the first file of the model
    assert not list(desk.model.glob("[!.]*"))
    files = len(list(whole.iterdir()))
    for fatal in (2, files - 1, files):
        assert ended(desk.start(fatal)) == (killed, [])
        assert len(list(desk.model.glob("[!.]*"))) == fatal - 1
    assert ended(desk.start()) == (0, [])
    assert_same(desk.model, whole)


@pytest.mark.soak
@pytest.mark.parametrize(("after", "seconds"), [(2, 0.0), (2, 0.1), (4, 0.0), (4, 0.5)])
def test_killed_from_outside(data: Path, whole: Path, after: int, seconds: float) -> None:
    desk = desk_named(f"outside-{after}-{seconds}", data)
    with desk.start() as running:
        assert after in epochs(lines(running))
        time.sleep(seconds)
        running.kill()
    status, trained = ended(desk.start())
    assert status == 0
    assert trained in (list(range(after + 1, EPOCHS + 1)), list(range(after + 2, EPOCHS + 1)))
    assert_same(desk.model, whole)


@pytest.mark.soak
def test_stopped_by_hand_and_started_twice(data: Path, whole: Path) -> None:
    desk = desk_named("hand", data)
    with desk.start() as running:
        said = lines(running)
        assert 1 in epochs(said)
        running.send_signal(signal.SIGSTOP)  # so that it is still there when the other one comes
        with desk.start() as second:
            *_, last = lines(second)
        assert second.returncode == 1
        assert last.startswith(f"error: {desk.folder}/states/micro.lock: another run is training 'micro'; ")
        running.send_signal(signal.SIGINT)
        running.send_signal(signal.SIGCONT)
        *_, last = said
    assert last == "interrupted; the same command goes on from the last finished epoch\n"
    assert running.returncode == 130
    status, trained = ended(desk.start())
    assert (status, trained[-1]) == (0, EPOCHS)
    assert_same(desk.model, whole)
