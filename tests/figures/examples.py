"""Figures like those of the book, for the tests of this room."""

from __future__ import annotations

from itertools import pairwise

from firststeps.figures.description import (
    Arrow,
    Axis,
    Bars,
    Chart,
    Curve,
    Diagram,
    Figure,
    Gaps,
    Node,
    Note,
    Panels,
    Picture,
    Pictures,
    Points,
    Steps,
    Surface,
    Tone,
)
from firststeps.figures.fields import Band, Cells

import numpy as np

X = np.arange(-1.0, 5.0)
TRUTH = 2 * X - 1
GUESS = 3 * X + 1


def residuals() -> Chart:
    """Return a guessed line, the truth and the gaps between them."""
    return Chart(
        "How far off is the guess?",
        Axis("input x"),
        Axis("output y"),
        (
            Curve("", X, GUESS, "muted", "dotted"),
            Gaps("error", X, TRUTH, GUESS),
            Points("truth", X, TRUTH, "truth"),
            Points("guess", X, GUESS, "guess", "cross"),
        ),
        caption="Each dashed line is one error.",
    )


def loss_curve() -> Chart:
    """Return a loss that falls over fifty epochs, on a logarithmic axis."""
    epochs = np.arange(50.0)
    loss = 715.67 * np.exp(-0.26 * epochs) + 0.002
    return Chart("The loss falls", Axis("epoch"), Axis("loss", "log"), (Curve("loss", epochs, loss, "guess"),))


def two_histograms() -> Chart:
    """Return two overlapping histograms with a line to compare them with."""
    edges = np.linspace(16.0, 19.0, 31)
    low = Bars("one neuron", edges[:18], np.full(17, 3.0), "guess")
    high = Bars("two layers", edges, np.exp(-(((edges[:-1] - 18.4) / 0.3) ** 2)) * 12, "second")
    line = Curve("right answer", np.full(2, 19.0), np.array([0.0, 12.0]), "truth", "dashed")
    return Chart(
        "Where they end", Axis("prediction"), Axis("share of the starts, %"), (low, high, line), (Note(17, 9, "here"),)
    )


def several_curves() -> Chart:
    """Return three losses whose names stand beside their ends."""
    epochs = np.arange(30.0)
    rates: tuple[tuple[str, Tone, float], ...] = (
        ("rate 0.01", "second", 0.03),
        ("rate 0.05", "guess", 0.14),
        ("rate 0.14", "truth", 0.15),
    )
    curves = tuple(Curve(name, epochs, 10 * np.exp(-speed * epochs), tone) for name, tone, speed in rates)
    return Chart("Three learning rates", Axis("epoch"), Axis("loss"), curves)


def descent(rate: float, steps: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and losses of gradient descent on a parabola."""
    weights = [-2.4]
    for _ in range(steps):
        weights.append(weights[-1] - rate * 2 * (weights[-1] - 2))
    path = np.array(weights)
    return path, (path - 2) ** 2


def learning_rates() -> Panels:
    """Return the same hill walked down at three learning rates."""
    w = np.linspace(-3, 7, 81)
    charts = []
    for title, rate in (("Too small: 0.02", 0.02), ("Right: 0.3", 0.3), ("Too large: 0.98", 0.98)):
        path, loss = descent(rate)
        layers = (Curve("loss", w, (w - 2) ** 2, "muted"), Steps("steps of descent", path, loss, "guess"))
        charts.append(Chart(title, Axis("weight w"), Axis("loss"), layers))
    return Panels("One hill, three learning rates", tuple(charts), share_y=True)


def landscape() -> Chart:
    """Return the loss over weight and bias with the way down."""
    w, b = np.linspace(-8, 12, 61), np.linspace(-8, 12, 61)
    loss = ((w[None, :, None] * X + b[:, None, None] - TRUTH) ** 2).mean(axis=2)
    path = [(10.0, 10.0)]
    for _ in range(30):
        weight, bias = path[-1]
        error = weight * X + bias - TRUTH
        path.append((weight - 0.11 * 2 * float((error * X).mean()), bias - 0.11 * 2 * float(error.mean())))
    steps = np.array(path)
    layers = (
        Surface("loss", w, b, loss, np.array([0.0, 10, 50, 100, 200, 400, 800, 1600])),
        Steps("30 steps", steps[:, 0], steps[:, 1], "guess"),
    )
    notes = (Note(10, 10, "start", "right"), Note(2, -1, "lowest point"))
    return Chart("The landscape of the loss", Axis("weight w"), Axis("bias b"), layers, notes)


def programming() -> Diagram:
    """Return classical programming above machine learning."""
    nodes = (
        Node("rules", "rules", 0, 0, tone="guess"),
        Node("data", "data", 0, 1, tone="truth"),
        Node("program", "program", 1, 0.5),
        Node("answers", "answers", 2, 0.5, tone="second"),
        Node("data2", "data", 0, 2.4, tone="truth"),
        Node("answers2", "answers", 0, 3.4, tone="second"),
        Node("learning", "learning", 1, 2.9),
        Node("rules2", "rules", 2, 2.9, tone="guess"),
    )
    arrows = (
        Arrow("rules", "program"),
        Arrow("data", "program"),
        Arrow("program", "answers"),
        Arrow("data2", "learning"),
        Arrow("answers2", "learning"),
        Arrow("learning", "rules2"),
    )
    return Diagram("Two ways to a program", nodes, arrows)


def loop() -> Diagram:
    """Return the loop of learning with its way back."""
    nodes = (
        Node("guess", "make a guess", 0, 0, tone="guess"),
        Node("measure", "measure the error", 1, 0, tone="error"),
        Node("improve", "improve the guess", 2, 0, tone="second"),
    )
    arrows = (Arrow("guess", "measure"), Arrow("measure", "improve"), Arrow("improve", "guess", "repeat", bend=0.5))
    return Diagram("Learning is a loop", nodes, arrows)


def neuron() -> Diagram:
    """Return the smallest network."""
    nodes = (
        Node("x", "x", 0, 0, "plain"),
        Node("n", "w · x + b", 1, 0, "circle", "truth"),
        Node("y", "y", 2, 0, "plain"),
    )
    return Diagram("One neuron", nodes, (Arrow("x", "n", "input"), Arrow("n", "y", "output")))


def network() -> Diagram:
    """Return two layers with a formula in each neuron."""
    nodes = (
        Node("x", "x", 0, 0.5, "plain"),
        Node("n1", "w₁ · x + b₁", 1, 0, "circle", "truth"),
        Node("n2", "w₂ · x + b₂", 1, 1, "circle", "truth"),
        Node("n3", "w₃ · n₁ + w₄ · n₂ + b₃", 2, 0.5, "circle", "guess"),
        Node("y", "y", 3, 0.5, "plain"),
    )
    arrows = (Arrow("x", "n1"), Arrow("x", "n2"), Arrow("n1", "n3", "n₁"), Arrow("n2", "n3", "n₂"), Arrow("n3", "y"))
    return Diagram("Two layers", nodes, arrows)


def trained_network() -> Diagram:
    """Return two layers with a weight on each arrow."""
    nodes = (
        Node("x", "x", 0, 0.5, "plain"),
        Node("n1", "N₁ = w₁·x + b₁,\nb₁ = −0.20", 1, 0, tone="guess"),
        Node("n2", "N₂ = w₂·x + b₂,\nb₂ = −0.30", 1, 1, tone="guess"),
        Node("n3", "y = w₃·N₁ + w₄·N₂ + b₃,\nb₃ = −0.19", 2, 0.5, tone="second"),
    )
    arrows = (
        Arrow("x", "n1", "w₁ = 0.04"),
        Arrow("x", "n2", "w₂ = 1.25"),
        Arrow("n1", "n3", "w₃ = 1.09"),
        Arrow("n2", "n3", "w₄ = 1.53"),
    )
    return Diagram("Two trained layers", nodes, arrows)


def long_chain() -> Diagram:
    """Return a chain that is too long for a phone unless it is turned."""
    words = ("sound wave", "short frames", "spectrogram", "small network", "word")
    nodes = tuple(Node(word, word, place, 0) for place, word in enumerate(words))
    return Diagram("From sound to word", nodes, tuple(Arrow(a, b) for a, b in pairwise(words)))


def pictures() -> Pictures:
    """Return a ring with its values, the same without, stripes in colour, and a wide band."""
    ring = np.zeros((6, 6))
    ring[1:5, 1:5] = 12
    ring[2:4, 2:4] = 5
    ring[0, 5] = 16
    stripes = np.zeros((3, 4, 3))
    stripes[0], stripes[1, :, 1], stripes[2, :, :2] = 255, 170, 214  # white, green, yellow
    shown = (
        Picture("ring with values", ring, 16, numbers=True),
        Picture("ring", ring, 16),
        Picture("stripes", stripes, 255),
        Picture("band", np.linspace(0, 1, 40)[np.newaxis, :].repeat(4, axis=0), 1),
    )
    return Pictures("Pictures are numbers", shown)


def waveform() -> Panels:
    times = np.linspace(0, 1, 4000)
    loud = np.sin(300 * times) * np.exp(-40 * (times - 0.5) ** 2)
    pieces = (("loud", loud), ("quiet", loud / 4))
    charts = [
        Chart(name, Axis("seconds"), Axis("amplitude", limits=(-1, 1)), (Band.of("signal", times, y, "truth"),))
        for name, y in pieces
    ]
    return Panels("One word twice", tuple(charts), "The same word, said more quietly.", share_y=True)


def cells() -> Chart:
    z = np.random.default_rng(3).uniform(0, 255, (40, 98)).round()
    layer = Cells("log-mel value", (0.0, 0.98), (0.0, 40.0), z, 0.0, 255.0)
    return Chart("Forty channels", Axis("seconds"), Axis("channel"), (layer,), caption="A second of noise.")


EXAMPLES: dict[str, Figure] = {
    make.__name__: make()
    for make in (
        residuals,
        loss_curve,
        two_histograms,
        several_curves,
        learning_rates,
        landscape,
        programming,
        loop,
        neuron,
        network,
        waveform,
        cells,
        trained_network,
        long_chain,
        pictures,
    )
}
