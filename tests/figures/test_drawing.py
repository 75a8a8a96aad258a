"""The drawings: nothing outside, no words upon words, the promised size, and the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

from firststeps.figures.canvas import drawing_settings
from firststeps.figures.description import Arrow, Axis, Chart, Curve, Diagram, LayoutName, Node, Note, Panels, Points
from firststeps.figures.diagram import plan_diagram
from firststeps.figures.placing import Box
from firststeps.figures.render import draw
from firststeps.figures.text import TITLE, width_of, wrapped

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from .examples import EXAMPLES, X, learning_rates, long_chain, loop

LAYOUTS: tuple[LayoutName, ...] = ("wide", "narrow")
WIDTHS = {"wide": 688, "narrow": 358}
LARGEST_FILE = 50_000  # bytes
OVERHANG = 0.5  # px that the ink of a glyph may stick out

DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from tests.figures.examples import EXAMPLES
digest = hashlib.sha256()
for name, figure in EXAMPLES.items():
    digest.update(figure.svg("dark", "narrow") + figure.alt().encode() + figure.csv().encode())
print(digest.hexdigest())
"""


def text_boxes(name: str, layout: LayoutName) -> tuple[list[tuple[str, Box]], int, int]:
    """Return each drawn line of text with its rectangle in px, and the size of the canvas."""
    with drawing_settings():
        canvas = draw(EXAMPLES[name], "light", layout)
        texts = [text for text in canvas.figure.findobj(Text) if text.get_visible() and text.get_text()]
        boxes = []
        for text in texts:
            extent = text.get_window_extent()
            boxes.append((text.get_text(), Box(extent.x0, extent.y0, extent.x1, extent.y1)))
    return boxes, canvas.width, canvas.height


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_words_stay_inside_and_apart(name: str, layout: LayoutName) -> None:
    boxes, width, height = text_boxes(name, layout)
    sheet = Box(-OVERHANG, -OVERHANG, width + OVERHANG, height + OVERHANG)
    assert len(boxes) > 3
    assert [text for text, box in boxes if not sheet.holds(box)] == []
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_size_is_promised_and_kept(name: str, layout: LayoutName) -> None:
    figure = EXAMPLES[name]
    width, height = figure.size(layout)
    svg = figure.svg("light", layout)
    root = ElementTree.fromstring(svg)
    assert width == WIDTHS[layout]
    assert (root.get("width"), root.get("height")) == (str(width), str(height))
    assert root.get("viewBox") == f"0 0 {width} {height}"
    assert len(svg) <= LARGEST_FILE


def test_text_has_one_size_in_both_layouts() -> None:
    with drawing_settings():
        sizes = {
            layout: {
                float(text.get_fontsize())
                for text in draw(learning_rates(), "dark", layout).figure.findobj(Text)
                if text.get_text()
            }
            for layout in LAYOUTS
        }
    assert sizes["wide"] == sizes["narrow"] == {13, 15}


def test_svg_is_clean() -> None:
    svg = EXAMPLES["landscape"].svg("light", "wide").decode()
    for noise in ("<!--", "<metadata", "<text", "<?xml", 'pt"', "Matplotlib", "<image"):
        assert noise not in svg
    root = ElementTree.fromstring(svg)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    references = {value[1:] for element in root.iter() if (value := element.get("href"))}
    assert references <= set(ids)


def test_themes_differ_in_colours_only() -> None:
    light, dark = (EXAMPLES["loop"].svg(theme, "wide") for theme in ("light", "dark"))
    shapes = [[element.get("d") for element in ElementTree.fromstring(svg).iter()] for svg in (light, dark)]
    assert light != dark
    assert shapes[0] == shapes[1]


def test_same_bytes_in_any_process() -> None:
    root = Path(__file__).parents[2]
    digests = set()
    for seed, locale in (("0", "C"), ("4711", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "MPLBACKEND": "agg"}
        command = [sys.executable, "-c", DIGEST, str(root)]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def test_settings_of_the_reader_do_not_matter() -> None:
    digest = hashlib.sha256(EXAMPLES["residuals"].svg("light", "wide")).hexdigest()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none"}):
        assert hashlib.sha256(EXAMPLES["residuals"].svg("light", "wide")).hexdigest() == digest
    assert matplotlib.rcParams["svg.hashsalt"] is None


def test_long_chain_turns_on_a_phone_only() -> None:
    wide, narrow = (plan_diagram(long_chain(), layout).nodes for layout in LAYOUTS)
    assert len({round(node.y, 6) for node in wide}) == 1
    assert len({round(node.x, 6) for node in narrow}) == 1


def test_diagram_that_never_fits_is_refused() -> None:
    nodes = tuple(Node(f"{row}{column}", "unsplittable", column, row) for row in range(4) for column in range(4))
    with pytest.raises(ValueError, match="does not fit 358 px"):
        Diagram("Grid", nodes, ()).size("narrow")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["programming", "loop", "neuron", "network", "trained_network", "long_chain"])
def test_arrows_pass_beside_nodes(name: str, layout: LayoutName) -> None:
    figure = EXAMPLES[name]
    assert isinstance(figure, Diagram)
    plan = plan_diagram(figure, layout)
    for connection in plan.connections:
        for node in plan.nodes:
            assert node.box.count(connection.points) == 0 or node.node.shape == "circle"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["loop", "neuron", "network", "trained_network"])
def test_texts_of_arrows_are_crossed_by_nothing(name: str, layout: LayoutName) -> None:
    figure = EXAMPLES[name]
    assert isinstance(figure, Diagram)
    plan = plan_diagram(figure, layout)
    boxes = [connection.text_box for connection in plan.connections if connection.text_box]
    assert len(boxes) == sum(bool(arrow.text) for arrow in figure.arrows)
    for box in boxes:
        assert [node.node.key for node in plan.nodes if node.box.overlaps(box)] == []
        assert [other.arrow for other in plan.connections if box.count(other.points)] == []


def test_bend_is_below_for_either_direction() -> None:
    nodes = (Node("a", "A", 0, 0), Node("b", "B", 1, 0))
    for start, end in (("a", "b"), ("b", "a")):
        plan = plan_diagram(Diagram("", nodes, (Arrow(start, end, bend=0.3),)), "wide")
        assert plan.connections[0].points[:, 1].max() > plan.nodes[0].y + 5
    assert plan_diagram(loop(), "wide").connections[2].text_centre[1] > plan_diagram(loop(), "wide").nodes[0].y


@pytest.mark.parametrize("layout", LAYOUTS)
def test_notes_stay_in_the_plot_and_off_the_points(layout: LayoutName) -> None:
    notes = tuple(Note(x, y, "a point that matters", "center") for x, y in zip(X, 2 * X - 1, strict=True))
    chart = Chart("", Axis("x"), Axis("y"), (Points("", X, 2 * X - 1, "truth"),), notes[::3])
    with drawing_settings():
        canvas = draw(chart, "light", layout)
        axes = canvas.figure.axes[0]
        points = axes.transData.transform(np.stack([X, 2 * X - 1], axis=1))
        extents = [text.get_window_extent() for text in canvas.figure.findobj(Text) if "point" in text.get_text()]
    assert len(extents) == 2
    for extent in extents:
        assert extent.x0 >= 0
        assert extent.x1 <= canvas.width
        assert Box(extent.x0, extent.y0, extent.x1, extent.y1).count(points) == 0


def test_names_of_lines_that_end_together_make_a_legend() -> None:
    def chart(*ends: float) -> Chart:
        curves = tuple(Curve(f"name {end}", np.array([0.0, 1.0]), np.array([0.0, end]), "truth") for end in ends)
        return Chart("", Axis("x"), Axis("y"), curves)

    crowded, apart = chart(10.0, 10.01, 10.02, 10.03, 10.04, -50), chart(1.0, 2.0)
    with drawing_settings():
        for figure, beside in ((crowded, False), (apart, True)):
            canvas = draw(figure, "light", "wide")
            right = canvas.figure.axes[0].get_window_extent().x1
            names = [text.get_window_extent() for text in canvas.figure.findobj(Text) if "name" in text.get_text()]
            assert len(names) == len(figure.layers)
            assert all((extent.x0 > right) == beside for extent in names)


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3)])
def test_panels_side_by_side_or_stacked(count: int, columns: int) -> None:
    charts = tuple(Chart(f"{n}", Axis("x"), Axis("y"), (Points("p", X, X * n, "truth"),)) for n in range(count))
    figure = Panels("", charts)
    with drawing_settings():
        lefts = {
            layout: {round(axes.get_window_extent().x0) for axes in draw(figure, "light", layout).figure.axes}
            for layout in LAYOUTS
        }
    assert len(lefts["wide"]) == columns
    assert len(lefts["narrow"]) == 1


@settings(max_examples=50)
@given(st.lists(st.text("abc·+ ", min_size=1, max_size=9), min_size=1, max_size=9), st.integers(40, 300))
def test_wrapping_keeps_the_words(words: list[str], width: int) -> None:
    text = " ".join(" ".join(words).split())
    lines = wrapped(text, width, TITLE)
    assert " ".join(lines) == text
    assert all(
        width_of(line, TITLE) <= width or " " not in line.replace(" ·", "·").replace("· ", "·").replace("+ ", "+")
        for line in lines
    )


def test_missing_glyphs_come_from_the_second_font() -> None:
    assert width_of("∂") > 3  # not in Inter's subset; a warning, hence an error, if no font had it
