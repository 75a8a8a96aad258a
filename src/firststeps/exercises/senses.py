"""Exercises about pictures, sound and words: chapters 7 to 10."""

from __future__ import annotations

from collections.abc import Sequence

from firststeps.audio.stft import framed
from firststeps.exercises.answers import compare_result, number, whole_number
from firststeps.exercises.exercise import Exercise, Names, WrongAnswerError, defined_function
from firststeps.images.filters import convolve
from firststeps.keywords.detector import Detection, Gate
from firststeps.keywords.scores import mean_recall

import numpy as np

PICTURE = np.arange(30.0).reshape(5, 6) ** 2 % 17
KERNELS = (
    np.array([[0.0, 1.0, 2.0], [3.0, 5.0, 7.0], [11.0, 13.0, 17.0]]),
    np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]),
)
PLACES = ((0, 0), (2, 3), (1, 2))
SOUNDS = ((16000, 480, 160), (480, 480, 160), (479, 480, 160), (1000, 400, 300), (640, 480, 160), (0, 480, 160))
TABLES = ([[8, 2], [1, 3]], [[90, 0, 10], [5, 5, 0], [0, 1, 3]])
TRACKS: tuple[tuple[list[float], float, int], ...] = (
    ([0.1, 0.9, 0.95, 0.9, 0.2, 0.1, 0.85, 0.1], 0.8, 2),
    ([0.8, 0.1, 0.9, 0.1, 0.9, 0.1], 0.8, 3),
    ([0.9, 0.2, 0.9, 0.9, 0.9, 0.9], 0.5, 4),
    ([0.1, 0.2, 0.3], 0.8, 2),
)


def check_one_place(names: Names) -> str:
    """Lay kernels on a picture at some places."""
    answer = defined_function(names, "answer_at")
    for kernel in KERNELS:
        for row, column in PLACES:
            call = f"answer_at(picture, kernel, {row}, {column})"
            side = len(kernel)
            below = PICTURE[row : row + side, column : column + side]
            expected = convolve(PICTURE, kernel)[row + 1, column + 1]
            found = number(answer(PICTURE.copy(), kernel.copy(), row, column), call)
            mistakes = [
                (np.sum(below * kernel[::-1, ::-1]), "The kernel is turned round, as mathematicians do it."),
                (np.sum(below * kernel.T), "Rows and columns of the kernel have changed places."),
                (np.sum(below @ kernel), "This multiplies matrices. Wanted is each weight times the pixel below it."),
                (np.sum(below * kernel) / kernel.size, "This is the mean of the products. Wanted is their sum."),
                (np.sum(below) * np.sum(kernel), "Multiply first, and add up the products."),
            ]
            compare_result(found, expected, call, mistakes)
    return ""


def check_frames(names: Names) -> str:
    """Count the frames of some sounds, one of them too short for any."""
    count = defined_function(names, "count_frames")
    for samples, window, hop in SOUNDS:
        call = f"count_frames({samples}, {window}, {hop})"
        found = whole_number(count(samples, window, hop), call)
        expected = len(framed(np.zeros(samples, np.float32), window, hop)) if samples >= window else 0
        if found == expected:
            continue
        if samples < window:
            raise WrongAnswerError(f"{call} is not {found}: the window does not fit even once.")
        if found == expected - 1:
            raise WrongAnswerError(f"{call} is not {found}: the window at the very beginning counts, too.")
        if found == samples // hop:
            raise WrongAnswerError(f"{call} is not {found}: some of these windows reach beyond the end.")
        raise WrongAnswerError(f"{call} is not {found}.")
    return "Checked with a sound that is too short, too."


def check_mean_recall(names: Names) -> str:
    """Judge some tables of recordings."""
    judged = defined_function(names, "mean_recall")
    for rows in TABLES:
        table = np.array(rows)
        right, call = np.diag(table), f"mean_recall(np.array({rows}))"
        mistakes = [
            (right.sum() / table.sum(), "This is the share of all recordings. A frequent word counts more in it."),
            (
                np.mean(right / table.sum(axis=0)),
                "You divide by the columns: of what was understood as a word, how much was that word.",
            ),
            (np.sum(right / table.sum(axis=1)), "This is a sum over the words. Wanted is their mean."),
        ]
        compare_result(number(judged(table.copy()), call), mean_recall(table), call, mistakes)
    return ""


def _accepted(scores: Sequence[float], threshold: float, refractory: int) -> list[int]:
    gate = Gate(["word"], Detection(hop=1.0, window=0.0, threshold=threshold, refractory=float(refractory)))
    return [look for look, score in enumerate(scores) if gate.push(float(look), np.array([score]))]


def check_act_once(names: Names) -> str:
    """Compare the looks with those of the book's own detector."""
    accepted = defined_function(names, "accepted_looks")
    for scores, threshold, refractory in TRACKS:
        call = f"accepted_looks({scores}, {threshold}, {refractory})"
        found = accepted(list(scores), threshold, refractory)
        if not isinstance(found, list | tuple):
            raise WrongAnswerError(f"{call} should be a list of looks; it is of type {type(found).__name__}.")
        expected = _accepted(scores, threshold, refractory)
        if list(found) == expected:
            continue
        mistakes = (
            (_accepted(scores, threshold, 0), "the refractory time is not kept"),
            ([look for look, score in enumerate(scores) if score >= threshold], "every look above the threshold acts"),
            ([look + 1 for look in expected], "the first look is number 0"),
            (_accepted([score - 1e-9 for score in scores], threshold, refractory), "a score may equal the threshold"),
            (_without_falling(scores, threshold, refractory), "it has not fallen below the threshold in between"),
        )
        for wrong, says in mistakes:
            if list(found) == wrong:
                raise WrongAnswerError(f"{call} is not {list(found)}: {says}.")
        raise WrongAnswerError(f"{call} is not {list(found)}.")
    return ""


def _without_falling(scores: Sequence[float], threshold: float, refractory: int) -> list[int]:
    found: list[int] = []
    for look, score in enumerate(scores):
        if score >= threshold and (not found or look - found[-1] >= refractory):
            found.append(look)
    return found


EXERCISES = (
    Exercise(
        14,
        7,
        "one place of a filter",
        "14_one_place.py",
        {},
        check_one_place,
        (
            "picture[row : row + 3] takes three rows, and a second range after a comma takes columns.",
            "kernel.shape says how many rows and columns to take. Then * multiplies entry by entry.",
        ),
        "def answer_at(picture, kernel, row, column):\n"
        "    down, across = kernel.shape\n"
        "    return np.sum(picture[row : row + down, column : column + across] * kernel)",
    ),
    Exercise(
        15,
        8,
        "count the frames",
        "15_count_frames.py",
        {},
        check_frames,
        (
            "The first window takes window_length samples. What is left lets it move on.",
            "// divides and rounds down. A sound that is shorter than the window gives no frame.",
        ),
        "def count_frames(samples, window_length, hop_length):\n"
        "    if samples < window_length:\n"
        "        return 0\n"
        "    return 1 + (samples - window_length) // hop_length",
    ),
    Exercise(
        16,
        9,
        "fair to every word",
        "16_mean_recall.py",
        {},
        check_mean_recall,
        (
            "np.diag takes the diagonal: what was said and understood.",
            "table.sum(axis=1) adds up each row: all recordings of a word.",
        ),
        "def mean_recall(table):\n    return np.mean(np.diag(table) / table.sum(axis=1))",
    ),
    Exercise(
        17,
        10,
        "act once",
        "17_act_once.py",
        {},
        check_act_once,
        (
            "Go through the looks with enumerate, and remember two things: the look that was accepted last, and "
            "whether the score has been below the threshold since.",
            "A score below the threshold frees the word. One at or above it is accepted if the word is free and enough "
            "looks have passed; then it is no longer free.",
        ),
        "def accepted_looks(scores, threshold, refractory):\n"
        "    found, free = [], True\n"
        "    for look, score in enumerate(scores):\n"
        "        if score < threshold:\n"
        "            free = True\n"
        "        elif free and (not found or look - found[-1] >= refractory):\n"
        "            found.append(look)\n"
        "            free = False\n"
        "    return found",
    ),
)
