"""Where the nodes and arrows of a diagram go: texts keep their size, the grid gives way.

The first arrangement that fits the width is taken: the grid as given, with wider or narrower text in the nodes, then
the grid turned so that columns become rows.  Within an arrangement the widest spacing that fits wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot

from firststeps.figures.chart import MEASURES, TITLE_GAP
from firststeps.figures.connections import Connection, PlacedNode, connect_all
from firststeps.figures.description import Diagram, LayoutName, Node
from firststeps.figures.text import BODY, NAME, TITLE, Style, block_size, width_of, wrapped

ARRANGEMENTS = ((False, 170), (False, 120), (True, 170), (True, 120), (False, 84), (True, 84))  # turned, text width
STRETCHES = (2.6, 2.2, 1.8, 1.5, 1.2, 1.0)
BOX_PADDING = (14.0, 11.0)
PLAIN_PADDING = (4.0, 3.0)
SMALLEST_BOX = 64.0
CIRCLE_PADDING = 7.0
SMALLEST_CIRCLE = 50.0
SHORTEST_ARROW = 32.0
BESIDE = 18.0  # between neighbours without an arrow
TEXT_ROOM = 30.0  # that an arrow is longer than its text
SAME_ROW = 0.75  # of the grid's unit; closer nodes must not meet
EDGE = 3.0
TITLE_TO_DRAWING = 8.0

Joined = dict[frozenset[str], str]  # the keys of two nodes with an arrow between them: its text
Room = dict[tuple[float, float], float]  # two grid lines, the lower first: their least distance in px


@dataclass(frozen=True)
class DiagramPlan:
    """A diagram ready to be drawn; px from the upper left corner, y downwards."""

    width: int
    height: int
    title: tuple[str, ...]
    nodes: tuple[PlacedNode, ...]
    connections: tuple[Connection, ...]


def plan_diagram(diagram: Diagram, layout: LayoutName) -> DiagramPlan:
    """Return the plan of a diagram; raise ValueError if no arrangement fits the width."""
    width = MEASURES[layout].width
    title = wrapped(diagram.title, width, TITLE)
    top = len(title) * TITLE.line_height + (TITLE_GAP + TITLE_TO_DRAWING if title else 0)
    for turned, text_width in ARRANGEMENTS:
        for stretch in STRETCHES:
            nodes = _placed(diagram, turned, text_width, stretch)
            connections = connect_all(diagram.arrows, nodes)
            left, upper, right, lower = _bounds(nodes, connections)
            if right - left <= width - 2 * EDGE:
                shift = ((width - right - left) / 2, top + EDGE - upper)
                moved = tuple(node.moved(*shift) for node in nodes)
                again = connect_all(diagram.arrows, moved)
                return DiagramPlan(width, round(top + lower - upper + 2 * EDGE), title, moved, again)
    raise ValueError(f"diagram {diagram.title!r} does not fit {width} px, not even turned")


def style_of(node: Node) -> Style:
    """Return the lettering of a node: plain text stands for itself and is bolder."""
    return NAME if node.shape == "plain" else BODY


def _placed(diagram: Diagram, turned: bool, text_width: float, stretch: float) -> tuple[PlacedNode, ...]:
    """Return the nodes around an arbitrary origin."""
    sized = _same_width(tuple(_sized(node, text_width, turned) for node in diagram.nodes))
    joined = {frozenset((arrow.start, arrow.end)): arrow.text for arrow in diagram.arrows}
    across = _spread([node.x for node in sized], _room_across(sized, joined, stretch))
    placed = [replace(node, x=across[node.x]) for node in sized]
    down = _spread([node.y for node in placed], _room_down(placed, joined))
    return tuple(replace(node, y=down[node.y]) for node in placed)


def _sized(node: Node, text_width: float, turned: bool) -> PlacedNode:
    """Return a node with its size in px; its place is still in units of the grid."""
    style = style_of(node)
    x, y = (node.row, node.column) if turned else (node.column, node.row)
    if node.shape == "circle":
        choices = [wrapped(node.text, limit, style) for limit in (text_width, text_width * 0.75, text_width * 0.5)]
        lines = min(choices, key=lambda choice: hypot(*block_size(choice, style)))
        diameter = max(hypot(*block_size(lines, style)) + 2 * CIRCLE_PADDING, SMALLEST_CIRCLE)
        return PlacedNode(node, lines, x, y, diameter, diameter)
    lines = wrapped(node.text, text_width, style)
    width, height = block_size(lines, style)
    if node.shape == "plain":
        return PlacedNode(node, lines, x, y, width + 2 * PLAIN_PADDING[0], height + 2 * PLAIN_PADDING[1])
    return PlacedNode(node, lines, x, y, max(width + 2 * BOX_PADDING[0], SMALLEST_BOX), height + 2 * BOX_PADDING[1])


def _same_width(nodes: tuple[PlacedNode, ...]) -> tuple[PlacedNode, ...]:
    """Return the nodes with all boxes of a column as wide as the widest of them."""
    widest: dict[float, float] = {}
    boxes = [node for node in nodes if node.node.shape == "box"]
    for box in boxes:
        widest[box.node.column] = max(widest.get(box.node.column, 0.0), box.width)
    return tuple(node.resized(widest[node.node.column]) if node in boxes else node for node in nodes)


def _room_across(nodes: Sequence[PlacedNode], joined: Joined, stretch: float) -> Room:
    """Return the least distance in px between two columns at which neighbours keep apart."""
    room: Room = {}
    for one in nodes:
        for other in nodes:
            columns, rows = other.x - one.x, abs(other.y - one.y)
            text = joined.get(frozenset((one.node.key, other.node.key)))
            if columns <= 0 or (rows >= SAME_ROW and (text is None or columns < SAME_ROW)):
                continue
            gap = BESIDE
            if text is not None:
                gap = max(SHORTEST_ARROW * stretch, width_of(text) + TEXT_ROOM if text else 0)
            _need(room, one.x, other.x, (one.width + other.width) / 2 + gap)
    return room


def _room_down(nodes: Sequence[PlacedNode], joined: Joined) -> Room:
    """Return the least distance in px between two rows at which neighbours keep apart; x is in px already."""
    room: Room = {}
    for one in nodes:
        for other in nodes:
            rows = other.y - one.y
            apart = abs(other.x - one.x) - (one.width + other.width) / 2
            text = joined.get(frozenset((one.node.key, other.node.key)))
            if rows <= 0 or (apart >= BESIDE / 2 and (text is None or rows < SAME_ROW)):
                continue
            gap = BESIDE if text is None else SHORTEST_ARROW + (BODY.line_height if text else 0)
            _need(room, one.y, other.y, (one.height + other.height) / 2 + gap)
    return room


def _need(room: Room, low: float, high: float, distance: float) -> None:
    room[low, high] = max(room.get((low, high), 0.0), distance)


def _spread(places: Sequence[float], room: Room) -> dict[float, float]:
    """Return the place in px of each grid line.

    Whole grid lines move as close as each pair allows, so that arrows come out equally long.  Where there are
    fractions, all lines keep their proportions, so that halfway stays halfway.
    """
    lines = sorted(set(places))
    if not all(float(line).is_integer() for line in lines):
        unit = max((distance / (high - low) for (low, high), distance in room.items()), default=1.0)
        return {line: line * unit for line in lines}
    spread: dict[float, float] = {}
    for line in lines:
        spread[line] = max((spread[low] + room.get((low, line), 0.0) for low in spread), default=0.0)
    return spread


def _bounds(nodes: Sequence[PlacedNode], connections: Sequence[Connection]) -> tuple[float, float, float, float]:
    """Return left, upper, right and lower edge of everything that will be drawn."""
    boxes = [node.box for node in nodes] + [box for connection in connections for box in connection.boxes]
    return (
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
