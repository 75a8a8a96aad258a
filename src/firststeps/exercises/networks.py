"""Exercises about networks: chapter 5."""

from __future__ import annotations

from firststeps.exercises.answers import compare, number, numbers, whole_number
from firststeps.exercises.exercise import Exercise, Names, WrongAnswerError, defined, defined_function
from firststeps.learning.dense import RELU, DenseNetworks, collapse, glorot_starts
from firststeps.learning.line import Values

import numpy as np

FIRST_W, FIRST_B = np.array([2.0, -1.0]), np.array([0.5, 3.0])
SECOND_W, SECOND_B = np.array([1.5, 2.0]), -4.0


def check_one_line(names: Names) -> str:
    """Compare the reader's line with the one that the network computes."""
    line = collapse([FIRST_W[np.newaxis], FIRST_B, SECOND_W[:, np.newaxis], np.array([SECOND_B])])
    w_mistakes = [
        (np.sum(FIRST_W) * np.sum(SECOND_W), "w: each neuron has its own path to y. Multiply along each, then add."),
        (np.sum(FIRST_W) + np.sum(SECOND_W), "w: along a path, weights are multiplied, not added."),
    ]
    b_mistakes = [
        (SECOND_B, "b: the biases of the first layer get lost. They go through the second layer like everything else."),
        (FIRST_B @ SECOND_W, "b: the bias of the last neuron is missing."),
        (np.sum(FIRST_B) + SECOND_B, "b: the first biases reach y only after the second weights have multiplied them."),
    ]
    remarks = [
        compare(number(defined(names, "w"), "w"), line.w, "w", w_mistakes),
        compare(number(defined(names, "b"), "b"), line.b, "b", b_mistakes),
    ]
    return " ".join(filter(None, remarks))


def check_count(names: Names) -> str:
    """Call the reader's function on networks of several shapes."""
    count = defined_function(names, "count_parameters")
    random = np.random.default_rng(8)
    for neurons in ((2, 1), (1,), (3, 3, 1), (64, 32, 16, 1), (5,)):
        call = f"count_parameters({neurons})"
        found = whole_number(count(neurons), call)
        network = glorot_starts(neurons, 1, random)
        weights = sum(kernel.size for kernel in network.kernels)
        between = network.parameters - neurons[0]
        says = {
            weights: f"{call} counts the weights only. Each neuron has a bias, too.",
            sum(neurons): f"{call} counts the neurons: one bias for each. What about the weights?",
            between: f"{call} leaves out the weights between the input and the first layer.",
        }
        if found != network.parameters:
            raise WrongAnswerError(says.get(found, f"{call} is not {found}."))
    return "Checked on networks of one to four layers."


CORNER_X = np.array([-100.0, -3.0, -1.0, -0.25, 0.0, 0.25, 1.0, 3.0, 100.0])


def check_absolute_value(names: Names) -> str:
    """Compute the reader's network at several places."""
    first_w, first_b, second_w = (numbers(defined(names, name), 2, name) for name in ("first_w", "first_b", "second_w"))
    second_b = np.atleast_1d(number(defined(names, "second_b"), "second_b"))
    kernels = first_w.reshape(1, 2, 1), second_w.reshape(2, 1, 1)
    network = DenseNetworks(kernels, (first_b.reshape(2, 1), second_b.reshape(1, 1)), RELU)
    found, wanted = network.predict(CORNER_X)[:, 0], np.abs(CORNER_X)
    wrong = ~np.isclose(found, wanted, rtol=1e-9, atol=1e-9)
    if wrong.any():
        raise WrongAnswerError(_about_the_corner(found, wanted, wrong))
    return "Two straight pieces and a corner, which no network without an activation can draw."


def _about_the_corner(found: Values, wanted: Values, wrong: Values) -> str:
    x = CORNER_X
    if np.allclose(found, -wanted):
        return "The corner points the wrong way: y is the negative of what it should be."
    if not wrong[x >= 0].any():
        return "Right for every x from zero up. Below zero it fails: which of your neurons is awake there?"
    if not wrong[x <= 0].any():
        return "Right for every x up to zero. Above zero it fails: which of your neurons is awake there?"
    if np.allclose(np.diff(found) / np.diff(x), (found[1] - found[0]) / (x[1] - x[0])):
        return "That is a straight line, without a corner."
    place = int(np.flatnonzero(wrong)[0])
    return f"For x = {x[place]:g} it gives {found[place]:g}, not {wanted[place]:g}."


EXERCISES = (
    Exercise(
        7,
        5,
        "two layers, one line",
        "07_one_line.py",
        {"first_w": FIRST_W, "first_b": FIRST_B, "second_w": SECOND_W, "second_b": SECOND_B},
        check_one_line,
        (
            "Put the first two formulas into the third and collect what stands before x.",
            "Each first neuron gives w a product of two weights. Its bias goes the same way, times the second weight.",
        ),
        "w = first_w[0] * second_w[0] + first_w[1] * second_w[1]\n"
        "b = first_b[0] * second_w[0] + first_b[1] * second_w[1] + second_b",
    ),
    Exercise(
        8,
        5,
        "count the parameters",
        "08_count_parameters.py",
        {},
        check_count,
        (
            "A neuron has one weight for each thing it hears, and one bias. What does a neuron of each layer hear?",
            "The first layer hears one input. Every other layer hears all the neurons of the layer before it.",
            "Go through the layers, remember how many neurons the last had, and add neurons * (heard + 1) each time.",
        ),
        "def count_parameters(neurons):\n"
        "    heard, count = 1, 0\n"
        "    for here in neurons:\n"
        "        count += here * (heard + 1)\n"
        "        heard = here\n"
        "    return count",
    ),
    Exercise(
        9,
        5,
        "a corner from two neurons",
        "09_absolute_value.py",
        {},
        check_absolute_value,
        (
            "Let one neuron be awake for positive x only, and the other for negative x only. Where is the corner?",
            "relu(x) is right for positive x and zero elsewhere. What do you feed the ReLU to get the mirror image?",
        ),
        "first_w = [1, -1]\nfirst_b = [0, 0]\nsecond_w = [1, 1]\nsecond_b = 0",
    ),
)
