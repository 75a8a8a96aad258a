"""What counts as a number on a page, and how numbers are set."""

from __future__ import annotations

import re

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")  # 3, 17.614405, 10,000: a run of digits with its separators

_MINUS = re.compile(r"(?<![\w.)\]}-])-(?=[.\d])|(?:(?<= )|^)-(?= \d)")
_POWER = re.compile(r"(?<=\d)e([+-])0*(\d+)\b")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def numerals(text: str) -> list[str]:
    """Return every numeral in ``text``, in order."""
    return NUMERAL.findall(text)


def typographic(text: str) -> str:
    """Return ``text`` with minus signs for hyphens that mean minus, and powers of ten for ``5.5e-06``."""
    return _POWER.sub(_power_of_ten, _MINUS.sub("\N{MINUS SIGN}", text))


def _power_of_ten(match: re.Match[str]) -> str:
    exponent = match.group(2) if match.group(1) == "+" else "-" + match.group(2)
    return f" × 10{exponent.translate(_SUPERSCRIPTS)}"
