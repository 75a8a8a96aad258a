"""Exercises about training data: chapter 6."""

from __future__ import annotations

from firststeps.exercises.answers import compare, compare_result, number, table, whole_number
from firststeps.exercises.exercise import Exercise, Names, WrongAnswerError, defined, defined_function
from firststeps.learning.line import Values

import numpy as np

# training, validation, test
CHOICE = {"line": (4.1, 4.3, 4.4), "small": (2.0, 2.6, 2.3), "medium": (1.1, 2.2, 2.5), "large": (0.1, 3.9, 4.2)}
TRAINING, VALIDATION, TEST = range(3)


def check_choice(names: Names) -> str:
    """Compare the reader's choice with the one that the validation loss makes."""

    def lowest(column: int) -> str:
        return min(CHOICE, key=lambda name: CHOICE[name][column])

    chosen, right = defined(names, "chosen"), lowest(VALIDATION)
    if not isinstance(chosen, str) or chosen not in CHOICE:
        raise WrongAnswerError(f"`chosen` should be one of the names {', '.join(map(repr, CHOICE))}.")
    says = {
        lowest(TRAINING): f"{chosen!r} has seen the answers that it is best at. Look at its other losses.",
        lowest(TEST): f"{chosen!r} has the lowest test loss; but test data that choose a model no longer test it.",
    }
    if chosen != right:
        raise WrongAnswerError(says.get(chosen, f"There is a better choice than {chosen!r}."))
    mistakes = [
        (CHOICE[right][VALIDATION], "That loss made you choose this model, so it flatters it. Which data had no say?"),
        (CHOICE[right][TRAINING], "That is the loss on examples whose answers it has seen."),
    ]
    expected = number(defined(names, "expected_loss"), "expected_loss")
    return compare(expected, CHOICE[right][TEST], "expected_loss", mistakes)


def check_scale(names: Names) -> str:
    """Call the reader's function on tables whose new rows differ from the training rows."""
    scale = defined_function(names, "scale")
    random = np.random.default_rng(11)
    for rows in (5, 1):
        training = random.normal([10, -3], [4, 0.5], (50, 2))
        new = random.normal([20, -1], [2, 3], (rows, 2))
        centred = new - training.mean(axis=0)
        both = np.concatenate([training, new])
        mistakes = [
            (_standardised(training, training)[:rows], "These are training rows, scaled. The new ones are wanted."),
            (
                _standardised(both, new),
                "Mean and deviation come from both tables. The model knows the training data's only.",
            ),
            (centred, "The mean is gone; the division by the standard deviation is missing."),
            (new / training.std(axis=0), "It is divided by the standard deviation; the mean has not been subtracted."),
            (centred / training.var(axis=0), "That divides by the variance, the square of the standard deviation."),
            (
                (new - training.mean()) / training.std(),
                "One mean for the whole table: each column needs its own (axis=0).",
            ),
            (centred / training.std(axis=0, ddof=1), "That is the deviation with ddof=1. Leave ddof as NumPy has it."),
        ]
        if rows > 1:
            own = "Mean and deviation come from the new data. A model trained on the others would see another world."
            mistakes.insert(0, (_standardised(new, new), own))
        with np.errstate(all="ignore"):
            found = scale(training.copy(), new.copy())
        call = "scale" if rows > 1 else "scale, for a single row,"
        compare_result(table(found, new.shape, f"what {call} returns"), _standardised(training, new), call, mistakes)
    return ""


def _standardised(known: Values, new: Values) -> Values:
    scaled: Values = (new - known.mean(axis=0)) / known.std(axis=0)
    return scaled


STOPPING = (
    ([5.0, 3.0, 2.0, 2.5, 2.2, 1.0], 2),
    ([5.0, 3.0, 2.0, 2.5, 1.9, 2.4], 2),
    ([3.0, 2.0, 1.0], 3),
    ([1.0, 2.0, 3.0, 0.5], 3),
    ([4.0, 5.0, 3.0], 1),
    ([2.0], 1),
)


def best_epoch(losses: list[float], patience: int) -> int:
    """Return the epoch with the lowest loss before ``patience`` epochs without a new lowest one have passed."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best


def check_epoch(names: Names) -> str:
    """Call the reader's function on several courses of a validation loss."""
    keep = defined_function(names, "epoch_to_keep")
    for losses, patience in STOPPING:
        call, expected = f"epoch_to_keep({losses}, {patience})", best_epoch(losses, patience)
        found = whole_number(keep(list(losses), patience), call)
        stopped = min(expected + patience, len(losses) - 1)
        says = {
            expected + 1: f"{call} is one too high: the first epoch is number 0.",
            stopped: f"{call} is the epoch at which training stops. Wanted is the best one before it.",
            int(np.argmin(losses)): f"{call} is the lowest loss of all, but training has stopped before it is seen.",
        }
        if found != expected:
            raise WrongAnswerError(says.get(found, f"{call} should not be {found}."))
    return "Checked on six courses of a validation loss."


EXERCISES = (
    Exercise(
        10,
        6,
        "choose a model",
        "10_choose_a_model.py",
        {"losses": CHOICE},
        check_choice,
        (
            "Each of the three sets has one purpose. Which one is there for choosing?",
            "Choose by the validation loss. What you then promise has to come from data that chose nothing.",
        ),
        "chosen = min(losses, key=lambda name: losses[name][1])\nexpected_loss = losses[chosen][2]",
    ),
    Exercise(
        11,
        6,
        "scale new data",
        "11_scale.py",
        {},
        check_scale,
        (
            "The model has learned from numbers scaled in one particular way. New ones have to be scaled the same way.",
            "Mean and standard deviation are those of the training data, column by column: axis=0.",
        ),
        "def scale(training, new):\n    return (new - training.mean(axis=0)) / training.std(axis=0)",
    ),
    Exercise(
        12,
        6,
        "stop early",
        "12_stop_early.py",
        {},
        check_epoch,
        (
            "Go through the losses one by one and remember the best epoch so far. What else do you have to count?",
            "When `patience` epochs have passed since the best one, leave the loop; return the best, not the last.",
        ),
        "def epoch_to_keep(validation_losses, patience):\n"
        "    best = 0\n"
        "    for epoch, loss in enumerate(validation_losses):\n"
        "        if loss < validation_losses[best]:\n"
        "            best = epoch\n"
        "        if epoch - best >= patience:\n"
        "            break\n"
        "    return best",
    ),
)
