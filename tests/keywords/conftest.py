"""A made-up data set, small enough to learn in a second."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.mel import clip_log_mel
from firststeps.files import write_json
from firststeps.keywords.dataset import LogMels
from firststeps.keywords.examples import Corpus
from firststeps.keywords.export import to_int8
from firststeps.keywords.inputs import as_floats
from firststeps.keywords.labels import MICRO_LABELS
from firststeps.keywords.make import begin, calibration_inputs, write_networks
from firststeps.keywords.models import Architecture, OverBoth, OverTime, network
from firststeps.keywords.recipes import Plan
from firststeps.keywords.sampling import Shares
from firststeps.keywords.store import SAMPLES
from firststeps.keywords.train import Recipe, train

import keras  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray

FRAMES, BANDS = 98, 40
WORDS = ("yes", "no", "up", "marvin")


QUICK = Recipe(epochs=6, batch=16, averaging=0.9, shares=Shares(unknown=1.0, silence=1.0))


def spoken(word: str, count: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """Return clips in which a word is a bar of ten bands, each word another."""
    clips = random.integers(20, 60, (count, FRAMES, BANDS))
    first = 10 * WORDS.index(word)
    clips[:, 30:70, first : first + 10] += 120
    return clips.astype(np.uint8)


def examples(count: int, random: np.random.Generator) -> LogMels:
    features = np.concatenate([spoken(word, count, random) for word in WORDS])
    return LogMels(features, np.repeat(WORDS, count))


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(3)


def made_up(random: np.random.Generator) -> Corpus:
    noises = random.integers(0, 50, (20, FRAMES, BANDS)).astype(np.uint8)
    return Corpus(examples(48, random), noises[:15], examples(12, random), noises[15:])


@pytest.fixture
def corpus(random: np.random.Generator) -> Corpus:
    return made_up(random)


@pytest.fixture
def plan() -> Plan:
    architecture = Architecture(
        labels=("_silence_", "_unknown_", "yes", "no"),
        frames=49,
        bands=BANDS,
        beginning=OverTime(kernel=5, stride=2),
        width=8,
        kernels=(9,),
    )
    return Plan(architecture, QUICK)


@pytest.fixture
def model(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a model that has learnt nothing but answers."""
    return _dull(plan, tmp_path, monkeypatch, microcontroller=False)


@pytest.fixture
def micro_model(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of one for microcontrollers."""
    return _dull(plan, tmp_path, monkeypatch, microcontroller=True)


def _dull(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, microcontroller: bool) -> str:
    folder = tmp_path / "models" / "dull"
    folder.mkdir(parents=True)
    examples = np.random.default_rng(1).uniform(-2, 2, (20, 49, 40)).astype(np.float32)
    (folder / "dull.tflite").write_bytes(to_int8(network(plan.architecture), examples))
    write_json(folder / "facts.json", {"labels": plan.architecture.labels, "microcontroller": microcontroller})
    monkeypatch.setattr("firststeps.keywords.store.MODELS", folder.parent)
    return folder.name


ARCHITECTURES = {
    "over-time": Architecture(MICRO_LABELS, 49, 40, OverTime(kernel=5, stride=2), 8, (9, 5)),
    "dense": Architecture(MICRO_LABELS, 49, 40, OverTime(kernel=4, stride=1), 8, (5,), separable=False),
    "over-both": Architecture(MICRO_LABELS, 98, 40, OverBoth(narrow=4, wide=6, blocks=1), 8, (9,)),
}


@dataclass(frozen=True)
class Exported:
    """A trained network and its files."""

    model: keras.Model
    examples: NDArray[np.float32]  # that the converter saw
    folder: Path
    frames: int

    def expected(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
        probabilities: NDArray[np.float32] = keras.ops.softmax(self.model(as_floats(inputs))).numpy()
        return probabilities


@pytest.fixture(scope="session", params=list(ARCHITECTURES))
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder, plan = tmp_path_factory.mktemp("models") / "small", Plan(ARCHITECTURES[request.param], QUICK)
    corpus = made_up(np.random.default_rng(3))
    training = begin(plan, corpus)
    train(training, folder / "state.npz", lambda *_: None, lambda _: None)
    examples = calibration_inputs(plan, corpus)
    write_networks(folder, training.averaged, plan.architecture.labels, examples)
    return Exported(training.averaged, examples, folder, plan.architecture.frames)


@pytest.fixture(scope="session")
def clips() -> NDArray[np.uint8]:
    """Return the features of the recordings that the repository carries, (n, 98, 40)."""
    paths = sorted((SAMPLES / "speech-commands").glob("[!_]*/*.flac"))[::4]
    return np.array([np.rint(clip_log_mel(read_audio(path))) for path in paths], np.uint8)
