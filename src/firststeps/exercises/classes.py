"""Exercises about classes: chapter 7."""

from __future__ import annotations

from firststeps.exercises.answers import compare_result, numbers
from firststeps.exercises.exercise import Exercise, Names, WrongAnswerError, defined_function
from firststeps.learning.softmax import softmax

import numpy as np

SMALL = ([2.0, 1.0, -1.0], [0.0, 0.0], [-3.0, 0.5, 0.25, 4.0])
LARGE = ([1000.0, 1001.0, 998.0], [-2000.0, -2001.0])


def check_softmax(names: Names) -> str:
    """Call the reader's function on logits of usual size, then on some of which the powers overflow or vanish."""
    shares = defined_function(names, "softmax")
    for row in (*SMALL, *LARGE):
        logits, call = np.array(row), f"softmax(np.array({row}))"
        with np.errstate(all="ignore"):
            found = shares(logits.copy())
            risen = np.exp(logits - logits.max())
            mistakes = [
                (np.exp(logits), "These are the powers of e. Their sum is not one yet."),
                (risen, "The largest is one, but shares of a whole add up to one."),
                (logits / logits.sum(), "The logits themselves are divided by their sum. A share can't be negative."),
                (2.0**logits / np.sum(2.0**logits), "The powers are those of two. Wanted are those of e: np.exp."),
                (np.log(softmax(logits)), "These are the logarithms of the shares."),
                (np.eye(len(row))[logits.argmax()], "All goes to the largest. The others get a share, too."),
            ]
        # Where powers overflow, only the right way is left, and what the others give says nothing.
        said = mistakes if row in SMALL else []
        if isinstance(found, np.ndarray) and found.shape == logits.shape and not np.isfinite(found).all():
            raise WrongAnswerError(f"{call} is {found.tolist()}: e to such logits is infinite, or zero for all.")
        compare_result(numbers(found, len(row), f"what {call} returns"), softmax(logits), call, said)
    return "Checked with large logits, too."


EXERCISES = (
    Exercise(
        13,
        7,
        "scores into shares",
        "13_softmax.py",
        {},
        check_softmax,
        (
            "np.exp takes a whole array, and np.sum adds one up.",
            "The same number may be subtracted from all logits. Which one makes sure that no power is too large?",
        ),
        "def softmax(logits):\n    powers = np.exp(logits - np.max(logits))\n    return powers / np.sum(powers)",
    ),
)
