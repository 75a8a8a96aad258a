"""The classes of keyword models, named as their folders are."""

from __future__ import annotations

from collections.abc import Sequence

SILENCE = "_silence_"  # nobody speaks
UNKNOWN = "_unknown_"  # somebody says another word

COMMANDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")

LABELS = (SILENCE, UNKNOWN, *COMMANDS)
MICRO_LABELS = (SILENCE, UNKNOWN, "yes", "no")
WAKE_LABELS = (SILENCE, UNKNOWN, "marvin")


def class_of(word: str, labels: Sequence[str]) -> int:
    """Return the number of the class that a spoken word, or ``_silence_``, belongs to.

    Examples:
        >>> class_of("yes", MICRO_LABELS), class_of("marvin", MICRO_LABELS)
        (2, 1)
    """
    return labels.index(word if word in labels else UNKNOWN)
