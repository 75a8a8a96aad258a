"""What an epoch is made of."""

from __future__ import annotations

from firststeps.errors import PlainError
from firststeps.keywords.augment import Variation
from firststeps.keywords.examples import Corpus
from firststeps.keywords.sampling import Sampler, Shares

import numpy as np
import pytest

LABELS = ("_silence_", "_unknown_", "yes", "no")


def sampler(corpus: Corpus, shares: Shares) -> Sampler:
    noises = corpus.training_noise[:, ::2]
    return Sampler(corpus.training.features, corpus.training.words, noises, LABELS, shares)


def test_an_epoch_has_all_keywords_and_its_shares_of_the_rest(corpus: Corpus, random: np.random.Generator) -> None:
    drawn = sampler(corpus, Shares(unknown=1.5, silence=0.5))
    classes = np.concatenate([classes for _, classes in drawn.epoch(8, Variation(), random)])
    assert np.bincount(classes).tolist() == [24, 72, 48, 48]
    assert drawn.size == 192


def test_inputs_are_near_zero(corpus: Corpus, random: np.random.Generator) -> None:
    inputs, _ = next(sampler(corpus, Shares()).epoch(64, Variation(), random))
    assert inputs.shape == (64, 49, 40)
    assert inputs.dtype == np.float32
    assert -2 <= inputs.min() < inputs.max() <= 2


def test_what_is_missing_is_named(corpus: Corpus) -> None:
    with pytest.raises(PlainError, match="96 training clips of other words, and an epoch takes 144"):
        sampler(corpus, Shares(unknown=3.0))
    spoken = np.where(corpus.training.words == "no", "up", corpus.training.words)
    with pytest.raises(PlainError, match="no training clips of no;"):
        Sampler(corpus.training.features, spoken, corpus.training_noise[:, ::2], LABELS, Shares())
