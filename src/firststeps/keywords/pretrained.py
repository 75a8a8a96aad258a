"""The article's model: wav2vec 2.0, which others trained on speech without words, and then on our twelve classes.

It runs with torch and transformers, which nothing else in the book needs; ``make torch`` installs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.audio.stft import FULL_SCALE
from firststeps.data.places import located
from firststeps.errors import PlainError
from firststeps.keywords import store
from firststeps.keywords.hear import Heard, best, rank
from firststeps.keywords.labels import SILENCE, UNKNOWN

import numpy as np
from numpy.typing import NDArray

NAME = "wav2vec2"  # for --model
CHECKPOINT = "wav2vec2-base-ft-keyword-spotting"  # the folder that it lies in
LIBRARIES = ("torch", "transformers")
STEP = SAMPLE_RATE // 4  # samples from one second that is looked at to the next; the spotter can afford smaller steps


def missing(what: str) -> PlainError:
    """Return the error that says that a part of the model is not at hand."""
    return PlainError(f"{NAME} needs {what}; `make borrow` brings all that it needs")


def find_checkpoint() -> Path:
    """Return the folder of the trained model.

    Raises:
        PlainError: if it is not there.
    """
    place = located(CHECKPOINT, store.SAMPLES)
    if place is None:
        raise missing(f"its weights, a folder {CHECKPOINT} in the cache or in the folder that FIRSTSTEPS_DATA names")
    return place.path


def read_checkpoint(folder: Path) -> tuple[Any, Any]:
    """Return a trained model in two parts: what prepares the sound, and the network."""
    from transformers import (
        AutoFeatureExtractor,
        AutoModelForAudioClassification,
    )

    extractor = AutoFeatureExtractor.from_pretrained(folder)
    network = AutoModelForAudioClassification.from_pretrained(folder)
    return extractor, network.eval()


class Pretrained:
    """The model, loaded."""

    def __init__(self, folder: Path) -> None:
        """Load what lies in ``folder``.

        Raises:
            PlainError: if a library is missing, or there is no such model in the folder.
        """
        if absent := [library for library in LIBRARIES if find_spec(library) is None]:
            raise missing(" and ".join(absent))
        from transformers.utils import logging

        logging.disable_progress_bar()
        logging.set_verbosity_error()  # what it warns of is checked below
        try:
            self._extractor, self._network = read_checkpoint(folder)
        except Exception as error:  # its parts raise what they like
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise PlainError(f"{folder} holds no model that can be loaded ({reason}); remove it and fetch it") from None
        names = self._network.config.id2label
        self.labels: tuple[str, ...] = tuple(names[number] for number in range(len(names)))
        # Without the last two it would find a word in everything; by other names, they would count as words.
        if absent := [name for name in ("yes", "no", SILENCE, UNKNOWN) if name not in self.labels]:
            known = ", ".join(self.labels[:3])
            raise PlainError(f"{folder} holds a model for {known} …, without {absent[0]}; remove it and fetch it")

    def probabilities(self, sounds: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probabilities of the classes, (n, classes), for sounds at 16 kHz, (n, samples), -1 to 1."""
        import torch

        inputs = self._extractor(
            list(sounds),
            sampling_rate=SAMPLE_RATE,
            return_tensors="pt",
        )
        with torch.inference_mode():
            logits = self._network(**inputs).logits
        shares: NDArray[np.float32] = logits.softmax(-1).numpy()
        return shares


def hear_pretrained(blocks: Iterable[Samples], model: Pretrained) -> Heard:
    """Return the word in a recording; of one that is longer than a second, that of its best second, as ``hear`` does.

    Args:
        blocks: the samples at 16 kHz, int16, in blocks of any length, one sample at least.
        model: the model.
    """
    sounds = (second[None].astype(np.float32) / np.float32(FULL_SCALE) for second in seconds_of(blocks))
    return max((best(model.probabilities(sound), model.labels) for sound in sounds), key=rank)


def seconds_of(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """Yield all seconds of a sound, ``STEP`` samples apart, and the last one; a shorter sound is filled with zeros."""
    sound, due = np.zeros(0, np.int16), SAMPLE_RATE  # the sound from the last second that was yielded on
    for block in blocks:
        sound = np.concatenate([sound, block])
        while len(sound) >= due:
            sound, due = sound[due - SAMPLE_RATE :], SAMPLE_RATE + STEP
            yield sound[:SAMPLE_RATE]
    if due == SAMPLE_RATE:
        yield np.pad(sound, (0, SAMPLE_RATE - len(sound)))
    elif len(sound) > SAMPLE_RATE:
        yield sound[-SAMPLE_RATE:]
