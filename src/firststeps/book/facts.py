"""Facts: the values that pages may show, of four kinds.

``computed`` has the same value on every build of the same inputs.  ``measured`` (times, memory) belongs to the
machine it was measured on.  ``recorded`` comes from a committed run that is too long for a build.  ``given`` is
quoted from somebody else and never counted as ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["computed", "measured", "recorded", "given"]
KINDS: tuple[Kind, ...] = ("computed", "measured", "recorded", "given")

Scalar = bool | int | float | str
Value = Scalar | list[Scalar]


class FactError(ValueError):
    """A fact that can't be recorded or shown."""


@dataclass(frozen=True)
class Fact:
    """A named value together with what a page needs to know about it."""

    kind: Kind
    value: Value
    label: str = ""
    unit: str = ""
    tolerance: float | None = None  # absolute; None: the precision that the pages print
    source: str = ""  # given: who says so; recorded: file, hash, command, seed and date of the run
    cell: str = ""  # title of the script's cell that recorded it

    def to_json(self) -> dict[str, Any]:
        """Return the fields that differ from their defaults."""
        defaults = Fact("computed", 0)
        fields = asdict(self)
        return {k: v for k, v in fields.items() if k in ("kind", "value") or v != getattr(defaults, k)}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Fact:
        """Return the fact that ``to_json`` wrote."""
        return cls(**fields)


def plain_value(name: str, value: object) -> Value:
    """Return ``value`` as Python numbers or words; arrays become flat lists.

    Raises:
        FactError: if the value is nested, empty, not finite, or of another type.
    """
    tolist = getattr(value, "tolist", None)
    unwrapped = tolist() if callable(tolist) else value
    if isinstance(unwrapped, list | tuple):
        if not unwrapped:
            raise FactError(f"fact {name!r} is an empty list")
        return [_plain_scalar(name, item) for item in unwrapped]
    return _plain_scalar(name, unwrapped)


def _plain_scalar(name: str, value: object) -> Scalar:
    item = getattr(value, "item", None)
    scalar = item() if callable(item) else value
    if not isinstance(scalar, bool | int | float | str):
        raise FactError(
            f"fact {name!r} holds a {type(scalar).__name__}; numbers, words and flat lists of them can be recorded"
        )
    if isinstance(scalar, float) and not math.isfinite(scalar):
        raise FactError(f"fact {name!r} is {scalar}; only finite numbers can be shown")
    return scalar


def formatted(name: str, value: Value, index: int | None, spec: str) -> str:
    """Return ``value`` (or its ``index``-th item) in the format ``spec``, lists joined by commas.

    Raises:
        FactError: if the index is out of range or the format does not fit the value.
    """
    if index is not None:
        if not isinstance(value, list):
            raise FactError(f"{name} is a single value and has no item {index}")
        if not -len(value) <= index < len(value):
            raise FactError(f"{name} has {len(value)} items; item {index} is not among them")
        value = value[index]
    items = value if isinstance(value, list) else [value]
    try:
        return ", ".join(_format_scalar(item, spec) for item in items)
    except (ValueError, OverflowError) as error:
        raise FactError(f"format {spec!r} does not fit {name} = {value!r}: {error}") from None


def _format_scalar(value: Scalar, spec: str) -> str:
    """Return ``value`` in a format of Python's, or with its sign set apart: `` +.2f`` gives ``- 0.20``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and not spec:
        spec = "g"
    if spec.startswith(" +") and not isinstance(value, str):
        return f"{'-' if value < 0 else '+'} {format(abs(value), spec[2:])}"
    return format(value, spec)
