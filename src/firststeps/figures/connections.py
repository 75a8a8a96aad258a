"""Nodes in place and the arrows between them; px, y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, inf, pi, sin

from firststeps.figures.description import Arrow, Node, Values
from firststeps.figures.placing import Box
from firststeps.figures.text import BODY, width_of

import numpy as np

CLEARANCE = 4.0  # between an arrow and its nodes
TEXT_DISTANCE = 5.0  # between an arrow and its text
NODE_DISTANCE = 14.0  # between a bent arrow and the nodes it passes
STEEPEST_BEND = 0.45  # from here on a bent arrow leaves its node at a right angle
REACH = 0.45  # of the distance between two nodes: how far a bent arrow swings out at first
SAMPLES = 40
CLEAR = 60.0  # px between the middle of a text and other arrows from which on it need not change sides
NEARER = 1.0  # px by which it must gain then


@dataclass(frozen=True)
class PlacedNode:
    """A node with its lines of text, its centre and its size."""

    node: Node
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """Return the rectangle around the node; ``bottom`` is the smaller y."""
        left, low = self.x - self.width / 2, self.y - self.height / 2
        return Box(left, low, left + self.width, low + self.height)

    def moved(self, right: float, down: float) -> PlacedNode:
        """Return the node at another place."""
        return replace(self, x=self.x + right, y=self.y + down)

    def resized(self, width: float) -> PlacedNode:
        """Return the node with another width."""
        return replace(self, width=width)

    def edge(self, right: float, down: float) -> tuple[float, float]:
        """Return the place where an arrow that leaves the centre in a direction starts, just outside."""
        length = hypot(right, down)
        right, down = right / length, down / length
        if self.node.shape == "circle":
            reach = self.width / 2
        else:
            across = self.width / 2 / abs(right) if right else inf
            reach = min(across, self.height / 2 / abs(down) if down else inf)
        reach += CLEARANCE
        return self.x + right * reach, self.y + down * reach


@dataclass(frozen=True)
class Connection:
    """An arrow as a cubic curve, with the place of its text."""

    arrow: Arrow
    curve: Values  # (4, 2): start, two control points, end
    text_centre: tuple[float, float]

    @property
    def points(self) -> Values:
        """Return points (n, 2) along the curve."""
        return sampled(self.curve)

    @property
    def text_box(self) -> Box | None:
        """Return the rectangle of the text, or None without one."""
        if not self.arrow.text:
            return None
        (x, y), width, height = self.text_centre, width_of(self.arrow.text), BODY.line_height
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def boxes(self) -> list[Box]:
        """Return the rectangles that the curve and its text fill."""
        (left, low), (right, high) = self.points.min(axis=0), self.points.max(axis=0)
        curve = Box(float(left) - 2, float(low) - 2, float(right) + 2, float(high) + 2)
        return [curve] if self.text_box is None else [curve, self.text_box]


def sampled(curve: Values) -> Values:
    """Return points (n, 2) along a cubic Bézier curve with the control points (4, 2)."""
    t = np.linspace(0, 1, SAMPLES)[:, None]
    weights = np.concatenate([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    points: Values = weights @ curve
    return points


def connect_all(arrows: Sequence[Arrow], nodes: Sequence[PlacedNode]) -> tuple[Connection, ...]:
    """Return the arrows with their texts; beside a straight one, the text stands away from the other arrows."""
    first = tuple(connect(arrow, nodes) for arrow in arrows)
    return tuple(
        _away_from([other.points for other in first if other is not connection], connection) for connection in first
    )


def _away_from(others: Sequence[Values], connection: Connection) -> Connection:
    """Return a straight arrow with its text on the other side if it stands clearer of other curves there."""
    if connection.arrow.bend or not connection.arrow.text or not others:
        return connection
    middle = connection.points.mean(axis=0)
    mirrored = replace(connection, text_centre=tuple(2 * middle - np.array(connection.text_centre)))
    points = np.concatenate(others)
    here, there = (np.hypot(*(points - side.text_centre).T).min() for side in (connection, mirrored))
    return mirrored if there > here + NEARER and here < CLEAR else connection


def connect(arrow: Arrow, nodes: Sequence[PlacedNode]) -> Connection:
    """Return the arrow between two of the nodes; a bent one swings out until it passes all others."""
    by_key = {node.node.key: node for node in nodes}
    start, end = by_key[arrow.start], by_key[arrow.end]
    along = np.array([end.x - start.x, end.y - start.y])
    distance = hypot(*along)
    along = along / distance
    below = _below(along) * (1 if arrow.bend >= 0 else -1)
    if not arrow.bend:
        ends = np.array([start.edge(*along), end.edge(*-along)])
        curve = np.array([ends[0], ends[0] * 2 / 3 + ends[1] / 3, ends[0] / 3 + ends[1] * 2 / 3, ends[1]])
        return Connection(arrow, curve, _text_centre(arrow, curve, -below))
    angle = min(abs(arrow.bend) / STEEPEST_BEND, 1.0) * pi / 2
    leave, arrive = along * cos(angle) + below * sin(angle), -along * cos(angle) + below * sin(angle)
    first, last = np.array(start.edge(*leave)), np.array(end.edge(*arrive))
    others = [node for node in nodes if node not in (start, end)]
    reach = REACH * abs(arrow.bend) * distance
    while True:
        curve = np.array([first, first + leave * reach, last + arrive * reach, last])
        if not any(_near(node, curve) for node in others) or reach > 2 * distance:
            return Connection(arrow, curve, _text_centre(arrow, curve, below))
        reach *= 1.1


def _below(along: Values) -> Values:
    """Return the unit vector at a right angle to a direction that points down, or to the right of a vertical one."""
    normal = np.array([-along[1], along[0]])
    downwards = normal[1] if abs(normal[1]) > 1e-6 else normal[0]  # zero, but for rounding
    return normal if downwards > 0 else -normal


def _near(node: PlacedNode, curve: Values) -> bool:
    box = node.box
    margin = NODE_DISTANCE
    return Box(box.left - margin, box.bottom - margin, box.right + margin, box.top + margin).count(sampled(curve)) > 0


def _text_centre(arrow: Arrow, curve: Values, side: Values) -> tuple[float, float]:
    """Return the centre of the text, beside the middle of the curve on the given side."""
    middle = sampled(curve)[SAMPLES // 2 - 1 : SAMPLES // 2 + 1].mean(axis=0)
    half = np.array([width_of(arrow.text) / 2, BODY.line_height / 2 - 2])
    away = side * (abs(side) @ half + TEXT_DISTANCE)
    if abs(side[0]) > abs(side[1]):  # a steep arrow: slide along it to its middle height, away from both ends
        away = np.array([hypot(*away) / side[0], 0.0])
    x, y = middle + away
    return float(x), float(y)
