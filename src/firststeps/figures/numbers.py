"""Numbers as words of a figure: ticks, labels and alt text share one way of writing them."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALLEST_PLAIN = 1e-4
_LARGEST_PLAIN = 1e6
_LARGEST_EXACT = 10_000


def typographic(number: str) -> str:
    """Return a formatted number with a minus sign in place of the hyphen, and with a readable power of ten."""
    if "e" in number:
        mantissa, exponent = number.split("e")
        number = f"{mantissa} {TIMES} {power_of_ten(int(exponent))}"
    return number.replace("-", MINUS)


def power_of_ten(exponent: int) -> str:
    """Return ten with a raised exponent."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def rounded(value: float) -> str:
    """Return a value to three significant digits; whole numbers below 10,000 stay exact."""
    value = float(value)
    if value.is_integer() and abs(value) < _LARGEST_EXACT:
        return typographic(f"{value + 0.0:.0f}")
    if _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        decimals = max(0, 2 - _magnitude(value))
        group = "," if abs(value) >= _LARGEST_EXACT else ""
        text = f"{float(f'{value:.3g}'):{group}.{decimals}f}"
        return typographic(text.rstrip("0").rstrip(".") if "." in text else text)
    return typographic(f"{value:.3g}")


def _magnitude(value: float) -> int:
    return int(f"{value:.2e}".split("e")[1])
