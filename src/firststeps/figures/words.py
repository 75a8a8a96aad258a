"""Small pieces of English grammar for computed sentences."""

from __future__ import annotations

from collections.abc import Sequence

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def joined(items: Sequence[str]) -> str:
    """Return items as a list in a sentence: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def counted(count: int, noun: str) -> str:
    """Return a count, as a word up to twelve, with its noun in the right number."""
    number = _WORDS[count] if count < len(_WORDS) else f"{count:,}"
    return f"{number} {noun}" if count == 1 else f"{number} {noun}s"


def capital(text: str) -> str:
    """Return the text with a capital first letter, unless it starts with a symbol such as x or w₁."""
    word = text.split(" ", maxsplit=1)[0].rstrip(":;,.")
    return text[:1].upper() + text[1:] if word == "a" or (len(word) > 1 and word.isalpha()) else text


def quoted(text: str) -> str:
    """Return the text on one line, in quotation marks."""
    return f"“{' '.join(text.split())}”"
