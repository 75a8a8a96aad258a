"""Every exercise: its file as committed, its solution, and the mistakes that it has words for."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from firststeps.exercises.catalogue import EXERCISES
from firststeps.exercises.exercise import YOUR_PART, WrongAnswerError

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.exercises.conftest import Copies

EACH = pytest.mark.parametrize("number", EXERCISES)

PLACE = """def answer_at(picture, kernel, row, column):
    below = picture[row : row + len(kernel), column : column + len(kernel)]
    return {}"""
LOOKS = """def accepted_looks(scores, threshold, refractory):
    found = []
    for look, s in enumerate(scores):
        if {}:
            found.append(look)
    return found"""

# What is below the line "Your part", and a piece of what has to be said to it.
WRONG = [
    (1, "def rule(number):\n    return 4 * number - 3", "rule(0) is not -3"),
    (
        1,
        "def rule(number):\n    return dict(zip(x, y))[number]",
        "asked about 4 it has no answer: it has learned by rote",
    ),
    (1, "def rule(number):\n    return dict(zip(x, y)).get(number, 0)", "wrong for 4: it knows the examples"),
    (1, "def rule(number):\n    print(4 - 3 * number)", "rule(0) should be a number; it is None"),
    (1, "def rule(number):\n    return round(4 - 3 * number)", "wrong for 0.5: it knows the examples, not the rule"),
    (2, "errors = [1, 0, 1, -3]", "You have the truth minus the prediction"),
    (2, "errors = [-2, -1, 0, 3]", "These are the predictions"),
    (2, "errors = [1, 0, 1, 3]", "An error also has a sign"),
    (2, "errors = [1, 0, 1, 9]", "These are the squares of the errors"),
    (2, "errors = [-1, 0, -1]", "errors should hold 4 numbers; it holds 3"),
    (2, "errors = 3", "errors should be a list of 4 numbers; it is of type int"),
    (2, "errors = [-1, 0, -1, '3']", "errors[3] should be a number; it is a text, '3'"),
    (2, "errors = [-1, 0, -1, float('nan')]", "errors[3] is NaN"),
    (3, "mae_of_steady = 8\nmae_of_one_slip = mse_of_steady = mse_of_one_slip = 0", "mae_of_steady is a sum"),
    (3, "mae_of_steady = 0\nmae_of_one_slip = mse_of_steady = mse_of_one_slip = 0", "lets errors cancel out"),
    (
        3,
        "mae_of_steady, mae_of_one_slip, mse_of_steady, mse_of_one_slip = 2, 1.75, 2, 3.5",
        "mse_of_steady is the root",
    ),
    (3, "mae_of_steady, mae_of_one_slip, mse_of_steady, mse_of_one_slip = 2, 1.75, 4, 3.5", "The MSE has no root"),
    (3, "mae_of_steady, mae_of_one_slip, mse_of_steady, mse_of_one_slip = 4, 12.25, 4, 12.25", "mean of the squares"),
    (3, "mae_of_steady, mae_of_one_slip, mse_of_steady, mse_of_one_slip = 2, 1.75, 4, 12.2", "rounded too far"),
    (4, "def mse_gradient(w, b, x, y):\n    e = w * x + b - y\n    return np.mean(e * x), np.mean(e)", "half of what"),
    (
        4,
        "def mse_gradient(w, b, x, y):\n    e = w * x + b - y\n    return 2 * sum(e * x), 2 * sum(e)",
        "These are sums over",
    ),
    (4, "def mse_gradient(w, b, x, y):\n    e = w * x + b - y\n    return sum(e * x), sum(e)", "without the factor"),
    (
        4,
        "def mse_gradient(w, b, x, y):\n    e = y - w * x - b\n    return 2 * np.mean(e * x), 2 * np.mean(e)",
        "downhill",
    ),
    (
        4,
        "def mse_gradient(w, b, x, y):\n    e = w * x + b - y\n    return 2 * np.mean(e), 2 * np.mean(e * x)",
        "wrong order",
    ),
    (4, "def mse_gradient(w, b, x, y):\n    e = w * x + b - y\n    return 2 * np.mean(e), 2 * np.mean(e)", "needs x"),
    (
        4,
        "def mse_gradient(w, b, x, y):\n    e = w * x + b - y\n    return 2 * e * x, 2 * e",
        "[0] should be a number; it is an",
    ),
    (
        4,
        "def mse_gradient(w, b, x, y):\n    e = w * x + b - y\n"
        "    return round(2 * np.mean(e * x), 4), round(2 * np.mean(e), 4)",
        "right and then rounded",
    ),
    (5, "answer = 0.2857", "limit for w alone"),
    (5, "answer = 3.362", "flattest direction"),
    (5, "answer = 0.119", "arrives in one step"),
    (5, "answer = 8.405", "That is a curvature"),
    (5, "answer = 0.24", "nearly right, but rounded too far"),
    (5, "answer = -0.23795", "wrong sign"),
    (5, "answer = '0.23795'", "a text, '0.23795'; leave the quotation marks out"),
    (5, "answer = [0.23795]", "it is a list of length 1"),
    (5, "answer = True", "of type bool"),
    (5, "answer = 2j", "of type complex"),
    (5, "answer = 1e400", "infinite"),
    (5, "answer = abs", "which was not called"),
    (6, "answer = 60", "One too early"),
    (6, "answer = 62", "One too late"),
    (6, "answer = 55", "falls below one hundredth"),
    (6, "answer = 60.7", "should be a whole number; it is 60.7"),
    (7, "w, b = 3.5, 2.75", "Multiply along each"),
    (7, "w, b = 4.5, 2.75", "multiplied, not added"),
    (7, "w, b = 1, -4", "the biases of the first layer get lost"),
    (7, "w, b = 1, 6.75", "the bias of the last neuron is missing"),
    (7, "w, b = 1, -0.5", "the first biases reach y only after"),
    (8, "def count_parameters(neurons):\n    return sum(neurons)", "counts the neurons: one bias for each"),
    (8, "def count_parameters(neurons):\n    return 7", "count_parameters((1,)) is not 7"),
    (
        8,
        "def count_parameters(neurons):\n    return sum(a * b for a, b in zip((1, *neurons), neurons))",
        "counts the weights only",
    ),
    (
        8,
        "def count_parameters(neurons):\n    return sum(a * b for a, b in zip(neurons, neurons[1:])) + sum(neurons)",
        "leaves out the weights between the input and the first layer",
    ),
    (9, "first_w, first_b, second_w, second_b = [1, -1], [0, 0], [-1, -1], 0", "The corner points the wrong way"),
    (9, "first_w, first_b, second_w, second_b = [1, 1], [0, 0], [0.5, 0.5], 0", "Right for every x from zero up"),
    (9, "first_w, first_b, second_w, second_b = [-1, -1], [0, 0], [1, 0], 0", "Right for every x up to zero"),
    (9, "first_w, first_b, second_w, second_b = [1, -1], [0, 0], [1, -1], 0", "Right for every x from zero up"),
    (
        9,
        "first_w, first_b, second_w, second_b = [2, -1], [0, 0], [1, -2], 1",
        "That is a straight line, without a corner",
    ),
    (9, "first_w, first_b, second_w, second_b = [1, -1], [0, 0], [1, 1], 1", "For x = -100 it gives 101, not 100"),
    (10, "chosen, expected_loss = 'large', 0.1", "has seen the answers that it is best at"),
    (10, "chosen, expected_loss = 'small', 2.3", "no longer test it"),
    (10, "chosen, expected_loss = 'line', 4.4", "There is a better choice than 'line'"),
    (10, "chosen, expected_loss = 'Medium', 2.5", "should be one of the names 'line', "),
    (10, "chosen, expected_loss = 'medium', 2.2", "That loss made you choose this model"),
    (10, "chosen, expected_loss = 'medium', 1.1", "examples whose answers it has seen"),
    (11, "def scale(training, new):\n    return (new - new.mean(axis=0)) / new.std(axis=0)", "come from the new data"),
    (
        11,
        "def scale(training, new):\n    both = np.concatenate([training, new])\n"
        "    return (new - both.mean(axis=0)) / both.std(axis=0)",
        "come from both tables",
    ),
    (
        11,
        "def scale(training, new):\n    return new - training.mean(axis=0)",
        "division by the standard deviation is missing",
    ),
    (11, "def scale(training, new):\n    return new / training.std(axis=0)", "the mean has not been subtracted"),
    (
        11,
        "def scale(training, new):\n    return (new - training.mean(axis=0)) / training.var(axis=0)",
        "by the variance",
    ),
    (11, "def scale(training, new):\n    return (new - training.mean()) / training.std()", "each column needs its own"),
    (
        11,
        "def scale(training, new):\n    return (training - training.mean(axis=0)) / training.std(axis=0)",
        "the shape (5, 2)",
    ),
    (
        11,
        "def scale(training, new):\n    return (new - training.mean(axis=0)) / training.std(axis=0, ddof=1)",
        "ddof=1",
    ),
    (11, "def scale(training, new):\n    return new.tolist()", "should be a NumPy array; it is a list"),
    (
        12,
        "def epoch_to_keep(validation_losses, patience):\n    return validation_losses.index(min(validation_losses))",
        "training has stopped before it is seen",
    ),
    (
        12,
        "def epoch_to_keep(validation_losses, patience):\n    best = 0\n"
        "    for epoch, loss in enumerate(validation_losses):\n"
        "        best = epoch if loss < validation_losses[best] else best\n"
        "        if epoch - best >= patience:\n            break\n    return epoch",
        "the epoch at which training stops",
    ),
    (12, "def epoch_to_keep(validation_losses, patience):\n    return 3", "the first epoch is number 0"),
    (13, "def softmax(logits):\n    return np.exp(logits)", "Their sum is not one yet"),
    (13, "def softmax(logits):\n    return logits / np.sum(logits)", "The logits themselves"),
    (
        13,
        "def softmax(logits):\n    p = np.exp(logits - np.max(logits))\n    return p / np.max(p)",
        "The largest is one",
    ),
    (13, "def softmax(logits):\n    return 2**logits / np.sum(2**logits)", "The powers are those of two"),
    (13, "def softmax(logits):\n    return logits - np.log(np.sum(np.exp(logits)))", "the logarithms of the shares"),
    (13, "def softmax(logits):\n    return np.eye(len(logits))[np.argmax(logits)]", "The others get a share, too"),
    (
        13,
        "def softmax(logits):\n    return np.exp(logits) / np.sum(np.exp(logits))",
        "1001.0, 998.0])) is [nan, nan, nan]",
    ),
    (13, "def softmax(logits):\n    return np.exp(logits - 1000) / np.sum(np.exp(logits - 1000))", "is [nan, nan"),
    (14, PLACE.format("np.sum(below * kernel[::-1, ::-1])"), "turned round"),
    (14, PLACE.format("np.sum(below * kernel.T)"), "Rows and columns"),
    (14, PLACE.format("np.sum(below @ kernel)"), "multiplies matrices"),
    (14, PLACE.format("np.mean(below * kernel)"), "the mean of the products"),
    (14, PLACE.format("np.sum(below) * np.sum(kernel)"), "Multiply first"),
    (14, PLACE.format("below * kernel"), "should be a number; it is an array of the shape (3, 3)"),
    (15, "def count_frames(s, w, h):\n    return (s - w) // h", "the very beginning counts"),
    (15, "def count_frames(s, w, h):\n    return s // h", "reach beyond the end"),
    (15, "def count_frames(s, w, h):\n    return 1 + (s - w) // h if s else 1", "does not fit even once"),
    (15, "def count_frames(s, w, h):\n    return (s - w) / h + 1", "should be a whole number"),
    (16, "def mean_recall(table):\n    return np.trace(table) / table.sum()", "A frequent word counts more"),
    (16, "def mean_recall(table):\n    return np.mean(np.diag(table) / table.sum(axis=0))", "divide by the columns"),
    (16, "def mean_recall(table):\n    return np.sum(np.diag(table) / table.sum(axis=1))", "a sum over the words"),
    (17, LOOKS.format("s >= threshold"), "every look above the threshold acts"),
    (17, LOOKS.format("s > threshold and (not found or look - found[-1] >= refractory)"), "in between"),
    (17, LOOKS.format("s >= threshold and scores[look - 1 : look] < [threshold]"), "the refractory time is not kept"),
    (17, LOOKS.format("False"), "is not []."),
    (17, "def accepted_looks(scores, threshold, refractory):\n    return 3", "should be a list of looks"),
]


@EACH
def test_file_is_as_the_catalogue_says(number: int, copies: Copies) -> None:
    exercise, source = EXERCISES[number], copies.path(number).read_text()
    assert exercise.file.startswith(f"{number:02}_")
    assert source.split("\n")[0] == f'"""Exercise {number}: {exercise.title}'
    assert f"firststeps exercise {number}\n" in source
    head = source.partition(YOUR_PART)[0]
    names: dict[str, object] = {}
    exec(head, names)
    for name, value in exercise.given.items():
        np.testing.assert_equal(np.asarray(names[name]), np.asarray(value))
    assert len(exercise.hints) >= 2


@EACH
def test_an_untouched_file_is_no_try(number: int, copies: Copies) -> None:
    reply = copies.check(number)
    assert not reply.right
    assert re.match(r"Not answered yet: exercises/\S+, the dots in lines? [\d, and]+ are still there", reply.lines[0])
    assert len(reply.lines) == 1
    assert not (copies.desk.root / "build" / "exercises.json").exists()


@EACH
def test_the_solution_is_right(number: int, copies: Copies) -> None:
    copies.answer(number, EXERCISES[number].solution)
    reply = copies.check(number)
    assert reply.lines[0].startswith("Right."), reply
    assert reply.right
    assert EXERCISES[number].solution in "\n".join(copies.desk.solution(EXERCISES[number]))


@pytest.mark.parametrize(("number", "code", "says"), WRONG)
def test_words_for_a_mistake(number: int, code: str, says: str, copies: Copies) -> None:
    copies.answer(number, code)
    names: dict[str, object] = {}
    exec(compile(ast.parse(copies.path(number).read_text()), "exercise", "exec"), names)
    with pytest.raises(WrongAnswerError) as caught:
        EXERCISES[number].check(names)
    assert says in str(caught.value)


def test_every_exercise_has_wrong_answers_here() -> None:
    assert {number for number, _, _ in WRONG} == set(EXERCISES)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (2, "errors = np.array([-1, 0, -1, 3])"),
        (2, "errors = (-1.0, 0.0, -1, 3)"),
        (5, "answer = 0.238"),
        (5, "answer = np.float32(0.23795)"),
        (5, "answer = Fraction(238, 1000)"),
        (6, "answer = 61.0"),
        (9, "first_w, first_b, second_w, second_b = [0.5, -4], [0, 0], [2, 0.25], 0"),
    ],
)
def test_other_right_answers(number: int, code: str) -> None:
    names: dict[str, object] = {"np": np}
    exec("from fractions import Fraction\n" + code, names)
    EXERCISES[number].check(names)


def test_a_rounded_answer_is_right_and_gets_more_digits() -> None:
    assert EXERCISES[5].check({"answer": 0.238}) == "Rounded, which is fine. With more digits it is 0.23795."
    assert EXERCISES[5].check({"answer": 0.2379500648}) == ""
