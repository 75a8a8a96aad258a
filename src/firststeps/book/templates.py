"""Text with facts in it: ``The loss is {loss:.2f} after {epochs} epochs.``"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from firststeps.book.facts import Fact, FactError, formatted
from firststeps.book.numerals import numerals

NAME = r"[A-Za-z_][A-Za-z_0-9]*"
REFERENCE = re.compile(rf"\s*((?:{NAME}\.)?{NAME})(?:\[(-?\d+)\])?(?::([^{{}}]*?))?\s*")
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Reference:
    """The name of a fact with the item and the format in which it is to be shown."""

    name: str
    index: int | None
    spec: str

    def show(self, fact: Fact) -> str:
        """Return the fact's value as this reference asks for it."""
        return formatted(self.name, fact.value, self.index, self.spec)


def parse_reference(text: str) -> Reference | None:
    """Return the reference that ``text`` spells (``name``, ``name[0]``, ``name:.2f``), or None."""
    match = REFERENCE.fullmatch(text)
    if match is None:
        return None
    name, index, spec = match.groups()
    return Reference(name, None if index is None else int(index), spec or "")


@dataclass(frozen=True)
class Piece:
    """A part of a filled template: plain words, or a shown fact with its reference."""

    text: str
    reference: Reference | None = None
    fact: Fact | None = None


def fill(template: str, lookup: Callable[[str], Fact]) -> list[Piece]:
    """Split ``template`` into words and the facts that its ``{fields}`` name.

    Raises:
        FactError: for a field that is no reference, an unknown fact, or a format that does not fit.
    """
    pieces: list[Piece] = []
    position = 0
    for match in _FIELD.finditer(template):
        if match.start() > position:
            pieces.append(Piece(template[position : match.start()]))
        reference = parse_reference(match.group(1))
        if reference is None:
            raise FactError(f"{match.group(0)!r} does not name a fact")
        fact = lookup(reference.name)
        pieces.append(Piece(reference.show(fact), reference, fact))
        position = match.end()
    if position < len(template):
        pieces.append(Piece(template[position:]))
    return pieces


def typed_numerals(pieces: list[Piece]) -> list[str]:
    """Return the numerals that stand in the words of a template rather than in its fields."""
    return [numeral for piece in pieces if piece.fact is None for numeral in numerals(piece.text)]
