"""Exercises about a single line: chapters 1 to 4."""

from __future__ import annotations

from firststeps.exercises.answers import compare, compare_result, number, numbers, whole_number
from firststeps.exercises.exercise import Exercise, Names, WrongAnswerError, defined, defined_function
from firststeps.learning.descent import largest_stable_learning_rate, mse_gradient, mse_hessian
from firststeps.learning.line import Line
from firststeps.learning.losses import errors, mae, mse, rmse

import numpy as np

RULE_X, RULE_Y = [0, 1, 2, 3, 5], [4, 1, -2, -5, -11]


def check_rule(names: Names) -> str:
    """Ask the reader's rule about the examples, then about other numbers."""
    rule = defined_function(names, "rule")
    w, b = np.polyfit(RULE_X, RULE_Y, deg=1)
    for x in RULE_X:
        compare_result(number(rule(x), f"rule({x})"), Line(w, b).predict(np.array(x)), f"rule({x})")
    for new in (4, -7, 0.5, 100):
        try:
            said = rule(new)
        except (LookupError, ValueError):
            said = None
        if said is None:
            raise WrongAnswerError(
                f"Right for the examples; but asked about {new} it has no answer: it has learned by rote."
            )
        says = f"Right for the examples, wrong for {new}: it knows the examples, not the rule."
        compare_result(number(said, f"rule({new})"), Line(w, b).predict(np.array(new)), f"rule({new})", [(said, says)])
    return "It holds for numbers that were not in the list, too."


HAND_LINE = Line(w=0.5, b=-2)
HAND_X, HAND_Y = [0, 2, 4, 10], [-1, -1, 1, 0]


def check_errors(names: Names) -> str:
    """Compare the reader's errors with those of the line."""
    prediction, truth = HAND_LINE.predict(np.array(HAND_X, float)), np.array(HAND_Y, float)
    expected = errors(prediction, truth)
    mistakes = [
        (-expected, "You have the truth minus the prediction. An error is the prediction minus the truth."),
        (prediction, "These are the predictions. The error is what is left when the truth is taken away."),
        (np.abs(expected), "The sizes are right. An error also has a sign: negative where the prediction is too low."),
        (expected**2, "These are the squares of the errors. Here the errors themselves are wanted."),
    ]
    return compare(numbers(defined(names, "errors"), len(HAND_X), "errors"), expected, "errors", mistakes)


LOSS_ERRORS = {"steady": [2, -2, 2, -2], "one_slip": [0, 0, 7, 0]}


def check_losses(names: Names) -> str:
    """Compare both losses of both models."""
    remarks = []
    for measure, measured in (("mae", mae), ("mse", mse)):
        for model, missed in LOSS_ERRORS.items():
            name = f"{measure}_of_{model}"
            misses, truth = np.array(missed, float), np.zeros(len(missed))
            mistakes = [
                (
                    measured(misses, truth) * len(missed),
                    f"{name} is a sum. The mean divides it by the number of examples.",
                ),
                (rmse(misses, truth), f"{name} is the root of the mean squared error. The MSE has no root."),
                (mae(misses, truth), f"{name} is the mean of the sizes. The MSE squares them first."),
                (mse(misses, truth), f"{name} is the mean of the squares. The MAE takes the sizes as they are."),
                (np.mean(misses), f"{name} lets errors cancel out. Drop the signs, or square, before adding."),
            ]
            found = number(defined(names, name), name)
            remarks.append(compare(found, measured(misses, truth), name, mistakes))
    said = "By the MAE the slip is better, by the MSE the steady one. Which you want, the loss can't say."
    return " ".join([*dict.fromkeys(filter(None, remarks)), said])


def check_gradient(names: Names) -> str:
    """Call the reader's gradient on random lines and points."""
    function = defined_function(names, "mse_gradient")
    random = np.random.default_rng(4)
    for count in (6, 1, 20):
        line, (x, y) = Line(*random.normal(size=2).tolist()), random.normal(size=(2, count))
        given = numbers(function(line.w, line.b, x.copy(), y.copy()), 2, "what mse_gradient returns")
        expected = np.array(mse_gradient(line, x, y))
        mistakes = [
            (expected / 2, "Both slopes are half of what they should be: the slope of a square brings a factor."),
            (expected * count, "These are sums over the points. The loss is a mean, so its slope is one, too."),
            (expected * count / 2, "These are sums over the points, without the factor that a square brings."),
            (-expected, "This points downhill. The gradient points uphill, and descent then steps against it."),
            (expected[::-1], "The slopes are right and in the wrong order: along w first."),
            (expected[[1, 1]], "The slope along w needs x: moving w moves a prediction by as much as its x."),
        ]
        compare_result(given, expected, "mse_gradient", mistakes)
    return "Checked against the book's own formula on three sets of random points."


STEP_X = [0.0, 1.0, 2.0, 3.0]


def check_largest_step(names: Names) -> str:
    """Compare the reader's limit with the one from the largest curvature."""
    x = np.array(STEP_X)
    low, high = np.linalg.eigvalsh(mse_hessian(x)).tolist()
    mistakes = [
        (
            2 / float(mse_hessian(x)[0, 0]),
            "That is the limit for w alone. With b moving along, there is a steeper direction.",
        ),
        (2 / low, "That comes from the flattest direction. A step that it can bear is too large for the steepest one."),
        (
            1 / high,
            "With that rate the steepest direction arrives in one step. One can go farther before it runs away.",
        ),
        (high, "That is a curvature. The largest rate follows from it."),
    ]
    return compare(number(defined(names, "answer"), "answer"), largest_stable_learning_rate(x), "answer", mistakes)


FIRST_LOSS, SHARE_LEFT, DECIMALS = 3.0, 0.9, 2


def first_zero() -> int:
    """Return the first epoch at which the shrinking loss prints as zero."""
    loss, epoch = FIRST_LOSS, 0
    while float(f"{loss:.{DECIMALS}f}") > 0:
        loss, epoch = loss * SHARE_LEFT, epoch + 1
    return epoch


def check_prints_as_zero(names: Names) -> str:
    """Compare the reader's epoch with the one at which the format prints zero."""
    found, expected = whole_number(defined(names, "answer"), "answer"), first_zero()
    last_place = int(np.ceil(np.log(10.0**-DECIMALS / FIRST_LOSS) / np.log(SHARE_LEFT)))
    says = {
        expected - 1: "One too early: at that epoch the loss still rounds up.",
        expected + 1: "One too late: it printed as zero before. Is epoch 0 your first?",
        last_place: "There the loss falls below one hundredth. It still rounds up to one for a while.",
    }
    if found != expected:
        raise WrongAnswerError(says.get(found, f"At epoch {found} it is not the first 0.00."))
    return "And the loss is not zero then; it only prints so."


EXERCISES = (
    Exercise(
        1,
        1,
        "find the rule",
        "01_find_the_rule.py",
        {"x": RULE_X, "y": RULE_Y},
        check_rule,
        (
            "When x grows by one, by how much does y change? Is it the same everywhere?",
            "That change is what x is multiplied by. What is y where x is zero?",
        ),
        "def rule(number):\n    return -3 * number + 4",
    ),
    Exercise(
        2,
        2,
        "predict by hand",
        "02_predict_by_hand.py",
        {"w": HAND_LINE.w, "b": HAND_LINE.b, "x": HAND_X, "y": HAND_Y},
        check_errors,
        (
            "First write down w * x + b for each x. These are the predictions.",
            "For the first x the prediction is b alone. Take the truth away from it, and mind the two minus signs.",
        ),
        "errors = [w * x[i] + b - y[i] for i in range(4)]",
    ),
    Exercise(
        3,
        2,
        "two losses",
        "03_two_losses.py",
        LOSS_ERRORS,
        check_losses,
        (
            "Both losses are means: get rid of the signs, add up, and divide by the number of examples.",
            "For the MAE drop the signs. For the MSE multiply each error by itself; there is no root in it.",
        ),
        "mae_of_steady = sum(abs(error) for error in steady) / len(steady)\n"
        "mae_of_one_slip = sum(abs(error) for error in one_slip) / len(one_slip)\n"
        "mse_of_steady = sum(error**2 for error in steady) / len(steady)\n"
        "mse_of_one_slip = sum(error**2 for error in one_slip) / len(one_slip)",
    ),
    Exercise(
        4,
        3,
        "the gradient",
        "04_gradient.py",
        {},
        check_gradient,
        (
            "The loss is the mean of error squared. How fast does a square grow when what is squared grows?",
            "When w grows a little, the error at x grows x times as much. When b grows, it grows just as much.",
            "The slope of a mean is the mean of the slopes. That of a square: twice what is squared, times its slope.",
        ),
        "def mse_gradient(w, b, x, y):\n"
        "    error = w * x + b - y\n"
        "    slope_w = 2 * np.mean(error * x)\n"
        "    slope_b = 2 * np.mean(error)\n"
        "    return slope_w, slope_b",
    ),
    Exercise(
        5,
        3,
        "the largest step",
        "05_largest_step.py",
        {"x": STEP_X},
        check_largest_step,
        (
            "The steepest direction decides. How is the limit related to the curvature in that direction?",
            "It is two divided by the largest curvature. Where does the chapter take the largest curvature from?",
            "From the eigenvalues of `mse_hessian(x)`, in firststeps.learning.descent; the last one is the largest.",
        ),
        "import numpy as np\n"
        "from firststeps.learning.descent import mse_hessian\n\n"
        "curvatures = np.linalg.eigvalsh(mse_hessian(np.array(x)))\n"
        "answer = 2 / curvatures[-1]",
    ),
    Exercise(
        6,
        4,
        "when does a loss print as zero?",
        "06_prints_as_zero.py",
        {"first_loss": FIRST_LOSS, "share_left": SHARE_LEFT, "decimals": DECIMALS},
        check_prints_as_zero,
        (
            "Which is the largest loss that is printed as 0.00? It is not 0.01.",
            "Let a loop multiply the loss and stop when f'{loss:.2f}' is '0.00'. Count from epoch 0.",
        ),
        "loss, answer = first_loss, 0\n"
        'while f"{loss:.{decimals}f}" != "0.00":\n'
        "    loss, answer = loss * share_left, answer + 1",
    ),
)
