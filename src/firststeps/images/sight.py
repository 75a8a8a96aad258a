"""What a network that knows ImageNet sees on a picture, and where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firststeps.carried import MODELS
from firststeps.quiet import standard_error_closed

import numpy as np
from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped]
from numpy.typing import NDArray
from PIL import Image

FOLDER = MODELS / "efficientnet-lite0"
MODEL, LABELS = "efficientnet-lite0.tflite", "labels.json"
SIDE = 224  # pixels of a picture
CLASSES, CHANNELS = 1000, 1280  # answers of the last layer, and what it is given
SHORTEST = 256  # to which its shorter side is brought before that is cut out, as is usual for ImageNet
# The hyponyms of "dog, domestic dog" in WordNet 3.0, n02084071, are these classes and no others of ImageNet.
DOGS = range(151, 269)
# Layers whose features are given, from shallow to deep.
DEPTHS = ("block1_expand_relu", "block5_expand_relu", "head_relu")

Pixels = NDArray[np.uint8]  # (rows, columns, 3)
Probabilities = NDArray[np.float32]  # (1000,)


@dataclass(frozen=True)
class Guess:
    """A class, and how probable it is."""

    name: str
    probability: float


@dataclass(frozen=True)
class Seen:
    """What the network makes of a picture."""

    probabilities: Probabilities
    features: tuple[NDArray[np.float32], ...]  # (rows, columns, channels) at each of ``DEPTHS``

    @property
    def dog(self) -> float:
        """How probable it is that there is a dog, of whatever breed."""
        return float(self.probabilities[DOGS.start : DOGS.stop].sum())


def fitted(pixels: Pixels) -> Pixels:
    """Return a picture of any size as the network takes it, (224, 224, 3).

    That is a square from its middle, seven eighths as high as its shorter side: the usual way with ImageNet, where the
    shorter side is brought to 256 pixels and 224 by 224 are cut out.
    """
    image = Image.fromarray(pixels)
    side = min(image.size) * SIDE / SHORTEST
    left, top = ((length - side) / 2 for length in image.size)
    middle = (left, top, left + side, top + side)
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, middle, reducing_gap=3))


def normalised(pixels: Pixels) -> NDArray[np.float32]:
    """Return pixels as the network was trained on them: about -1 to 1."""
    scaled: NDArray[np.float32] = (pixels.astype(np.float32) - np.float32(127)) / np.float32(128)
    return scaled


class Sight:
    """The network, ready to look."""

    def __init__(self, path: Path) -> None:
        """Load it from a LiteRT file."""
        self._interpreter = Interpreter(model_path=str(path), num_threads=1)
        with standard_error_closed():  # it says by what means it will compute
            self._interpreter.allocate_tensors()
        (self._input,) = self._interpreter.get_input_details()
        # In the file they stand in an order of its own, and are numbered by name.
        self._outputs = sorted(self._interpreter.get_output_details(), key=lambda output: output["name"])

    @property
    def weights(self) -> NDArray[np.float32]:
        """The weights of the last layer, (1000, channels): what each class makes of the mean features."""
        (place,) = (
            tensor["index"]
            for tensor in self._interpreter.get_tensor_details()
            if tensor["dtype"] is np.float16 and tensor["shape"].tolist() == [CLASSES, CHANNELS]
        )
        weights: NDArray[np.float32] = self._interpreter.get_tensor(place).astype(np.float32)
        return weights

    def look(self, pixels: Pixels) -> Seen:
        """Return what it makes of a picture (224, 224, 3)."""
        self._interpreter.set_tensor(self._input["index"], normalised(pixels)[np.newaxis])
        self._interpreter.invoke()
        logits, *features = (self._interpreter.get_tensor(output["index"])[0] for output in self._outputs)
        risen = np.exp(logits - logits.max())
        return Seen(risen / risen.sum(), tuple(features))


def read_labels(path: Path) -> tuple[str, ...]:
    """Return the names of the classes."""
    return tuple(label["name"] for label in json.loads(path.read_text(encoding="utf-8")))


def top(probabilities: Probabilities, labels: Sequence[str], count: int = 5) -> list[Guess]:
    """Return the most probable classes, the most probable one first."""
    places = np.argsort(-probabilities, kind="stable")[:count]
    return [Guess(labels[place], float(probabilities[place])) for place in places]
