"""Filling the words of a description: each text that an author typed is a template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

TextFunction = Callable[[str], str]
Part = TypeVar("Part")

TEXT_FIELDS = frozenset({"title", "label", "name", "text", "caption"})


def filled(part: Part, function: TextFunction) -> Part:
    """Return a copy of a description, or of a part of one, with ``function`` applied to each text in it.

    Empty texts stay empty.  Keys, tones and formats are not texts and stay as they are.
    Raise TypeError if ``part`` is not a dataclass instance.
    """
    if not is_dataclass(part) or isinstance(part, type):
        raise TypeError(f"{part!r} is not part of a figure description")
    changes: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in TEXT_FIELDS and value:
            changes[field.name] = function(value)
        elif is_dataclass(value) or isinstance(value, tuple):
            changes[field.name] = _filled_value(value, function)
    return replace(part, **changes)


def _filled_value(value: Any, function: TextFunction) -> Any:
    if isinstance(value, tuple):
        return tuple(_filled_value(item, function) for item in value)
    return filled(value, function) if is_dataclass(value) else value
