"""What counts as a number on a page, and how numbers are set."""

from __future__ import annotations

import re

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")  # 3, 17.614405, 10,000: a run of digits with its separators

_MINUS = re.compile(r"(?<![\w.)\]}-])-(?=[.\d])")


def numerals(text: str) -> list[str]:
    """Return every numeral in ``text``, in order."""
    return NUMERAL.findall(text)


def typographic(text: str) -> str:
    """Replace a hyphen that stands for a minus sign before a number by the minus sign."""
    return _MINUS.sub("\N{MINUS SIGN}", text)
