"""Teaching a word from a few recordings: a weighted sum of what the embedding says of 855 ms, and a threshold.

How much two people differ when they say the same word is learnt from other words, of which there are many recordings.
Directions in which embeddings of one word scatter count less (as in linear discriminant analysis).  In this space a
logistic regression parts the few recordings from all other sounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from firststeps.keywords.embedding import Vectors
from firststeps.keywords.others import NOISE, PARTS, Others
from firststeps.keywords.own_clips import joined

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Teaching:
    """How a word is learnt; chosen with words and speakers that no figure is about."""

    shrinking: float = 0.1  # share of the mean variance that is added in every direction
    looseness: float = 25.0  # inverse strength of the penalty on large weights
    share: float = 0.05  # weight of the word against that of all other sounds
    steps: int = 300  # of the solver, at most


@dataclass(frozen=True)
class Head:
    """What tells a word from other sounds: a window scores ``weights`` times it plus ``bias``."""

    weights: Values  # shape (192,)
    bias: float

    def scores(self, windows: Vectors) -> Values:
        """Return the scores of windows, (…, 192), in the shape that is left."""
        scores: Values = windows.astype(np.float64) @ self.weights + self.bias
        return scores


@dataclass(frozen=True)
class Learnt:
    """A word as it was learnt, and how it did on what was held out."""

    head: Head
    threshold: float  # a score above it is the word
    found: NDArray[np.bool_] | None  # (clips,), whether each was heard when it was held out; None if there is only one
    taken: int  # other sounds taken for the word when they were held out
    others: int  # other sounds in all


def fit(windows: Sequence[Vectors], others: Others, teaching: Teaching) -> Head:
    """Return what tells a word's windows, (k, 192) of each recording, from other sounds."""
    rest = joined(others.embeddings)
    flat = rest.reshape(-1, rest.shape[-1]).astype(np.float64)
    centre = flat.mean(0)
    whitening = _whitening(rest, others.words, teaching.shrinking)
    counts = [len(of_one) for of_one in windows]
    inputs = np.concatenate([*windows, flat]) - centre
    # Each recording counts alike, however often it was varied; so does each other window.
    weights = np.concatenate([np.repeat(teaching.share / len(counts) / np.array(counts), counts), np.ones(len(flat))])
    weights[sum(counts) :] /= len(flat)
    solver = LogisticRegression(C=teaching.looseness, max_iter=teaching.steps)
    solver.fit(inputs @ whitening, np.arange(len(inputs)) < sum(counts), sample_weight=weights)
    direction: Values = whitening @ solver.coef_[0]
    return Head(direction, float(solver.intercept_[0] - centre @ direction))


def learn(
    windows: Sequence[Vectors],
    middles: Sequence[Vectors],
    others: Others,
    *,
    false_accepts: float,
    teaching: Teaching,
    on_step: Callable[[], None] = lambda: None,
) -> Learnt:
    """Return a word, learnt from its recordings, with a threshold for a rate of false accepts.

    The threshold comes from other sounds by speakers who were held out while a head was fitted, a fifth at a time;
    the recordings are held out in the same way.

    Args:
        windows: what each recording teaches with, (k, 192).
        middles: the windows of each recording as it is heard when it is tried, (m, 192).
        others: sounds that are not the word.
        false_accepts: how many of 1,000 other sounds may be taken for it.
        teaching: how.
        on_step: called 6 times, after each fit.
    """
    clips, own, other = len(windows), np.zeros(len(windows)), np.zeros(len(others.words))
    for part in range(PARTS):
        out, clips_out = others.parts == part, np.arange(clips) % PARTS == part
        kept = [of_one for of_one, held in zip(windows, clips_out, strict=True) if not held]
        head = fit(kept or windows, others.only(~out), teaching)
        other[out] = best(head, others.embeddings[out])
        for clip in range(part, clips, PARTS):
            own[clip] = head.scores(middles[clip]).max()
        on_step()
    allowed = int(false_accepts * len(other) / 1000)
    threshold = float(np.sort(other)[::-1][min(allowed, len(other) - 1)])
    head = fit(windows, others, teaching)
    on_step()
    found = own > threshold if clips > 1 else None
    return Learnt(head, threshold, found, int((other > threshold).sum()), len(other))


def best(head: Head, embeddings: Vectors) -> Values:
    """Return the best score in each sound, (n,), from embeddings (n, k, 96)."""
    scores: Values = head.scores(joined(embeddings)).max(1)
    return scores


def _whitening(windows: Vectors, words: NDArray[np.str_], shrinking: float) -> Values:
    """Return the matrix (192, 192) after which windows of the same word scatter alike in every direction."""
    size = windows.shape[-1]
    scatter, count = np.zeros((size, size)), 0
    for word in sorted(set(words) - {NOISE}):
        of_word = windows[words == word].astype(np.float64)
        apart = (of_word - of_word.mean(0)).reshape(-1, size)
        scatter, count = scatter + apart.T @ apart, count + len(apart)
    scatter /= count
    variances, directions = np.linalg.eigh(scatter + shrinking * np.trace(scatter) / size * np.eye(size))
    whitening: Values = directions / np.sqrt(variances)
    return whitening
