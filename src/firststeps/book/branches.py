"""Prose that depends on what was found: shown if a fact is a certain word, left out otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from firststeps.book.marks import MarkError, Marks
from firststeps.book.pages import Segment

_WHEN = re.compile(r'when\s+(\w+\.\w+)\s*==\s*"([^"]*)"')


@dataclass
class Branch:
    """Which of the stretches between ``when``, ``otherwise`` and ``end`` a page is in."""

    line: int = 0  # where the open ``when`` stands, 0 outside
    shown: bool = True
    _second: bool = field(default=False)

    def takes(self, segment: Segment, marks: Marks) -> bool:
        """Take in a block mark if it is one of the three, and return whether it was.

        Raises:
            MarkError: if it stands in the wrong place or asks for an unknown fact.
        """
        word = segment.body.partition(" ")[0]
        if word not in ("when", "otherwise", "end"):
            return False
        if word == "when":
            self._open(segment, marks)
        elif not self.line:
            raise MarkError(f"{{{{ {word} }}}} follows no {{{{ when ... }}}}")
        elif word == "otherwise" and self._second:
            raise MarkError("{{ otherwise }} stands twice")
        elif word == "otherwise":
            self.shown, self._second = not self.shown, True
        else:
            self.line, self.shown, self._second = 0, True, False
        return True

    def _open(self, segment: Segment, marks: Marks) -> None:
        if self.line:
            raise MarkError(f"{{{{ when ... }}}} inside another, of line {self.line}")
        self.line = segment.line
        asked = _WHEN.fullmatch(segment.body)
        if asked is None:
            raise MarkError('write {{ when script.fact == "word" }}')
        value = marks.fact(asked[1]).value
        if not isinstance(value, str):
            raise MarkError(f"{asked[1]} is {value!r}; a condition asks for a fact that is a word")
        self.shown = value == asked[2]
