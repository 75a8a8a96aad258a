"""The photographs that come with the book, and what is known of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = "photographs"  # of the data set
LIST = "photographs.json"

Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels; right and bottom lie outside


@dataclass(frozen=True)
class Photograph:
    """A photograph, and what we saw on it."""

    name: str
    dog: Box | None = None  # where the dog is, None if there is none
    parts: dict[str, list[Box]] = field(default_factory=dict)  # of the dog: "ear", "eye", "nose", "torso", "leg"
    names: tuple[str, ...] = ()  # what ImageNet calls what is seen; empty for a dog, whose breed we don't know

    @property
    def file(self) -> str:
        """The name of its file, beside the list."""
        return f"{self.name}.jpg"


def listed(path: Path) -> list[Photograph]:
    """Return the photographs of a list, in its order."""
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [_photograph(name, about) for name, about in found.items()]


def _photograph(name: str, about: dict[str, Any]) -> Photograph:
    parts = {part: [_box(corners) for corners in boxes] for part, boxes in about.get("parts", {}).items()}
    dog = _box(about["dog"]) if "dog" in about else None
    return Photograph(name, dog, parts, tuple(about.get("names", ())))


def _box(corners: list[int]) -> Box:
    left, top, right, bottom = corners
    return left, top, right, bottom
