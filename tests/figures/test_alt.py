"""Alt text: golden examples, read aloud before they were accepted."""

from __future__ import annotations

from typing import Literal

from firststeps.figures.description import (
    Arrow,
    Axis,
    Bars,
    Chart,
    Curve,
    Diagram,
    Gaps,
    Node,
    Note,
    Panels,
    Picture,
    Pictures,
    Points,
    Steps,
)

import numpy as np
import pytest

from .examples import EXAMPLES

GOLDEN = {
    "residuals": (
        "Chart of points and lines: How far off is the guess? "
        "Horizontal axis: input x, from −1 to 4; vertical axis: output y, from −3 to 13. "
        "A line rises from −2 at x = −1 to 13 at x = 4; "
        "six gaps “error” from left to right: +1, +2, +3, +4, +5 and +6; "
        "six points “truth” rise from −3 at x = −1 to 7 at x = 4; "
        "six points “guess” rise from −2 at x = −1 to 13 at x = 4."
    ),
    "loss_curve": (
        "Line chart: The loss falls. "
        "Horizontal axis: epoch, from 0 to 49; vertical axis: loss, from 0.0041 to 716, on a logarithmic scale. "
        "The line “loss” falls from 716 at epoch 0 to 0.0041 at epoch 49."
    ),
    "two_histograms": (
        "Bar chart: Where they end. "
        "Horizontal axis: prediction, from 16 to 19; vertical axis: share of the starts, %, from 0 to 12. "
        "Bars “one neuron” from prediction 16 to 17.7, half of their area between 16.4 and 17.3, "
        "highest (y = 3) from 16 to 16.1; "
        "bars “two layers” from prediction 16 to 19, half of their area between 18.3 and 18.6, "
        "highest (y = 12) from 18.4 to 18.5; "
        "a vertical line “right answer” at prediction 19. "
        "Written in the chart: “here”."
    ),
    "learning_rates": (
        "Three charts: One hill, three learning rates. "
        "Horizontal axis: weight w, from −3 to 7; vertical axis: loss, from 0 to 25. "
        "In each of them, the line “loss” goes from 25 at w = −3 to 25 at w = 7, "
        "through 6.25 at w = −0.5, 0 at w = 2 (lowest) and 6.25 at w = 4.5. "
        "“Too small: 0.02”: the path “steps of descent” goes in eight steps "
        "from w = −2.4, loss 19.4, to w = −1.17, loss 10.1. "
        "“Right: 0.3”: the path “steps of descent” goes in eight steps "
        "from w = −2.4, loss 19.4, to w = 2, loss 8.32 × 10⁻⁶. "
        "“Too large: 0.98”: the path “steps of descent” goes in eight steps "
        "from w = −2.4, loss 19.4, to w = −1.17, loss 10.1, swinging to and fro along w."
    ),
    "landscape": (
        "Contour map: The landscape of the loss. "
        "Horizontal axis: weight w, from −8 to 12; vertical axis: bias b, from −8 to 12. "
        "The surface “loss” is lowest, 0 at w = 2, b = −1, and highest, 1080 at w = 12, b = 12; "
        "the path “30 steps” goes in 30 steps from w = 10, b = 10, to w = 1.93, b = −0.795. "
        "Written in the chart: “start” and “lowest point”."
    ),
    "programming": (
        "Diagram of two parts: Two ways to a program. "
        "Rules and data lead to program; program leads to answers. "
        "Data and answers lead to learning; learning leads to rules."
    ),
    "loop": (
        "Diagram: Learning is a loop. "
        "Make a guess leads to measure the error; measure the error leads to improve the guess; "
        "improve the guess leads back to make a guess (“repeat”)."
    ),
    "pictures": (
        "Four pictures: Pictures are numbers. "
        "“ring with values”: six rows of six squares in grey, from 0 (black) to 16 (white), "
        "row by row 0 0 0 0 0 16, 0 12 12 12 12 0, 0 12 5 5 12 0, 0 12 5 5 12 0, 0 12 12 12 12 0, 0 0 0 0 0 0. "
        "“ring”: six rows of six squares in grey, on average 5 out of 16, the brightest part in the upper right. "
        "“stripes”: three rows of four squares in colour, "
        "on average red 156, green 213 and blue 85 out of 255. "
        "“band”: four rows of 40 squares in grey, on average 0.5 out of 1, the brightest part in the middle right."
    ),
    "neuron": ("Diagram: One neuron. x leads to w · x + b (“input”); w · x + b leads to y (“output”)."),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert EXAMPLES[name].alt() == GOLDEN[name]


@pytest.mark.parametrize(
    ("y", "words"),
    [
        ([5, 5, 5], "stays at 5 from x = 0 to 2"),
        ([1, 2, 2], "rises from 1 at x = 0 to 2 at x = 2, through 2 at x = 1"),
        ([1, 9, 2], "goes from 1 at x = 0 to 2 at x = 2, through 9 at x = 1 (highest)"),
        ([1, -9, 9, 2], "goes from 1 at x = 0 to 2 at x = 3, through −9 at x = 1 (lowest) and 9 at x = 2 (highest)"),
        ([1, 3, 1, 3], "goes from 1 at x = 0 to 3 at x = 3, up and down in between"),
        ([4], "lies at x = 0, y = 4"),
    ],
)
def test_trends(y: list[float], words: str) -> None:
    chart = Chart("", Axis("x"), Axis("y"), (Curve("c", np.arange(float(len(y))), np.array(y, float), "truth"),))
    assert chart.alt().endswith(f"{words}.")


def test_one_of_a_kind_is_singular() -> None:
    one = np.array([1.0])
    chart = Chart("", Axis("x"), Axis("y"), (Points("p", one, one, "truth"), Gaps("g", one, one, one + 2)))
    assert chart.alt().endswith("One point “p” lies at x = 1, y = 1; one gap “g” of +2 at x = 1.")


def test_curves_that_turn_alike_differ_at_the_quarters() -> None:
    error = np.linspace(-2, 2, 9)
    curves = (Curve("size", error, np.abs(error), "truth"), Curve("square", error, error**2, "error"))
    assert (
        Chart("", Axis("error e"), Axis("cost"), curves)
        .alt()
        .endswith(
            "The line “size” goes from 2 at e = −2 to 2 at e = 2, "
            "through 1 at e = −1, 0 at e = 0 (lowest) and 1 at e = 1; "
            "the line “square” goes from 4 at e = −2 to 4 at e = 2, "
            "through 1 at e = −1, 0 at e = 0 (lowest) and 1 at e = 1."
        )
    )


def test_bars_without_height_are_not_read_out() -> None:
    bars = Bars("b", np.arange(6.0), np.array([0.0, 0, 4, 4, 0]), "truth")
    assert (
        Chart("", Axis("x"), Axis("n"), (bars,))
        .alt()
        .endswith("Bars “b” from x = 2 to 4, half of their area between 2.5 and 3.5, highest (n = 4) from 2 to 3.")
    )


def test_a_line_straight_up_is_vertical() -> None:
    chart = Chart("", Axis("epoch"), Axis("loss"), (Curve("stop", np.full(2, 18.6), np.array([0.0, 3]), "truth"),))
    assert chart.alt().endswith("A vertical line “stop” at epoch 18.6.")


def test_many_gaps_are_summed_up() -> None:
    x = np.arange(20.0)
    chart = Chart("", Axis("day"), Axis("y"), (Gaps("g", x, x, x - x**2),))
    assert chart.alt().endswith("20 gaps “g”, from −361 at day 19 to +0 at day 0.")


def test_path_of_one_place() -> None:
    one = np.array([1.0])
    chart = Chart("", Axis("w"), Axis("loss"), (Steps("s", one, one, "truth"),))
    assert chart.alt().endswith("The path “s” stays at w = 1, loss 1.")


def test_nodes_without_arrows_are_named() -> None:
    nodes = (Node("a", "rain", 0, 0), Node("b", "sun", 0, 1), Node("c", "wind", 1, 1), Node("d", "fog", 2, 1))
    assert Diagram("Weather?", nodes, (Arrow("a", "c"),)).alt() == (
        "Diagram of two parts: Weather? Rain leads to wind. Sun and fog."
    )
    assert Diagram("", nodes, ()).alt() == "Diagram. Rain, sun, wind and fog."


def test_parts_that_an_arrow_joins_late_are_one() -> None:
    nodes = tuple(Node(key, f"node {key}", 0, row) for row, key in enumerate("abcd"))
    arrows = (Arrow("a", "b"), Arrow("c", "d"), Arrow("b", "d"))
    assert Diagram("", nodes, arrows).alt() == ("Diagram. Node a leads to node b; node c and node b lead to node d.")


def test_one_start_leads_to_several_ends() -> None:
    nodes = (Node("x", "sound", 0, 0), Node("a", "yes", 1, 0), Node("b", "no", 1, 1))
    arrows = (Arrow("x", "a", dashed=True), Arrow("x", "b", dashed=True))
    assert Diagram("Ears", nodes, arrows).alt().endswith("Sound leads to yes and no (dashed).")


def test_full_layers_are_read_at_once() -> None:
    layers = {"x": ["x"], "a": ["relu", "relu", "relu"], "b": ["sum", "sum", "product"]}
    keys = {layer: [f"{layer}{n}" for n in range(len(texts))] for layer, texts in layers.items()}
    nodes = tuple(
        Node(key, text, column, row)
        for column, layer in enumerate(layers)
        for row, (key, text) in enumerate(zip(keys[layer], layers[layer], strict=True))
    )
    arrows = tuple(Arrow(a, b) for one, other in (("x", "a"), ("a", "b")) for a in keys[one] for b in keys[other])
    assert Diagram("", nodes, arrows).alt() == (
        "Diagram. x leads to relu (three times); relu (three times) lead to sum, sum and product."
    )


def test_points_without_order_are_a_cloud() -> None:
    x, y = np.array([3.0, 1.0, 2.0]), np.array([5.0, 7.0, 6.0])
    chart = Chart("", Axis("x"), Axis("y"), (Points("p", x, y, "truth"),))
    assert chart.alt().endswith("Three points “p” lie between x = 1 and 3, lowest 5 at x = 3 and highest 7 at x = 1.")


def test_panels_with_different_axes_and_notes() -> None:
    x = np.array([0.0, 1.0])
    first = Chart("Up", Axis("x"), Axis("y"), (Curve("c", x, x, "truth"),), (Note(0, 0, "here"),))
    second = Chart("", Axis("t"), Axis("y"), (Curve("c", x, -x, "truth"),))
    assert Panels("", (first, second)).alt() == (
        "Two charts. "
        "“Up”: horizontal axis: x, from 0 to 1; vertical axis: y, from 0 to 1; "
        "the line “c” rises from 0 at x = 0 to 1 at x = 1; written in the chart: “here”. "
        "Chart 2: horizontal axis: t, from 0 to 1; vertical axis: y, from −1 to 0; "
        "the line “c” falls from 0 at t = 0 to −1 at t = 1."
    )


def test_pictures_of_one_kind_say_so_once() -> None:
    dark, bright = np.zeros((3, 3)), np.zeros((3, 3))
    dark[0, 2], bright[1, 1] = 3, 9
    figure = Pictures("Two", (Picture("one", dark, 9), Picture("other", bright, 9)))
    assert figure.alt() == (
        "Two pictures: Two. Each has three rows of three squares in grey. "
        "“one”: on average 0.333 out of 9, the brightest part in the upper right; "
        "“other”: on average 1 out of 9, the brightest part in the middle."
    )


@pytest.mark.parametrize(
    ("y", "scale", "said"),
    [
        ([0.0, 0.0, 0.0, 3.0], "linear", "rises from 0 at x = 0 to 3 at x = 3, through 0 at x = 2"),
        ([0.0, 3.0, 3.0, 3.0], "linear", "rises from 0 at x = 0 to 3 at x = 3, through 3 at x = 1"),
        ([0.0, 1.1, 2.1, 3.0], "linear", "rises from 0 at x = 0 to 3 at x = 3."),
        ([1000.0, 100.0, 10.0, 1.0], "log", "falls from 1000 at x = 0 to 1 at x = 3."),
        ([1000.0, 100.0, 10.0, 1.0], "linear", "falls from 1000 at x = 0 to 1 at x = 3, through 100 at x = 1"),
    ],
)
def test_a_bent_curve_is_read_out_where_it_bends_as_drawn(
    y: list[float], scale: Literal["linear", "log"], said: str
) -> None:
    curve = Curve("c", np.arange(4.0), np.array(y), "guess")
    assert said in Chart("", Axis("x"), Axis("y", scale), (curve,)).alt()
