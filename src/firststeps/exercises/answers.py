"""Comparing what a reader wrote with what the book's own code computes, and saying what is wrong with it."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Sequence
from decimal import Decimal
from numbers import Real

from firststeps.exercises.exercise import WrongAnswerError
from firststeps.learning.line import Values

import numpy as np
from numpy.typing import ArrayLike

EXACT = 1e-9  # relative; what differs by less differs by the order of additions
ROUNDED = 1e-3  # four significant digits are enough
NEARLY = 3e-2  # two digits: the right way, too short

Mistake = tuple[ArrayLike, str]  # a wrong answer that is easily reached, and what to say about it


def number(value: object, what: str) -> float:
    """Return ``value`` as a number.

    Raises:
        WrongAnswerError: if it is none, or not finite; ``what`` names it.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real | Decimal):
        raise WrongAnswerError(f"{what} should be a number; it is {_kind(value)}.")
    found = float(value)
    if math.isnan(found):
        raise WrongAnswerError(f"{what} is NaN, not a number: something like 0 / 0 or ∞ − ∞ happened on the way.")
    if math.isinf(found):
        raise WrongAnswerError(f"{what} is infinite: something was divided by zero, or grew without end.")
    return found


def whole_number(value: object, what: str) -> int:
    """Return ``value`` as a whole number.

    Raises:
        WrongAnswerError: if it is none.
    """
    found = number(value, what)
    if found != int(found):
        raise WrongAnswerError(f"{what} should be a whole number; it is {found:g}.")
    return int(found)


def numbers(value: object, count: int, what: str) -> Values:
    """Return ``value``, a list, tuple or array, as an array (count,).

    Raises:
        WrongAnswerError: if it holds anything but so many finite numbers.
    """
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = list(value)
    if not isinstance(value, list | tuple):
        raise WrongAnswerError(f"{what} should be a list of {count} numbers; it is {_kind(value)}.")
    if len(value) != count:
        raise WrongAnswerError(f"{what} should hold {count} numbers; it holds {len(value)}.")
    return np.array([number(item, f"{what}[{place}]") for place, item in enumerate(value)])


def table(value: object, shape: tuple[int, ...], what: str) -> Values:
    """Return ``value`` as an array of ``shape``.

    Raises:
        WrongAnswerError: if it has another shape or holds anything but finite numbers.
    """
    if not isinstance(value, np.ndarray):
        raise WrongAnswerError(f"{what} should be a NumPy array; it is {_kind(value)}.")
    if value.shape != shape:
        raise WrongAnswerError(f"{what} should have the shape {shape}; it has {value.shape}.")
    flat = [number(item, f"an entry of {what}") for item in value.ravel().tolist()]
    return np.array(flat).reshape(shape)


def compare(value: ArrayLike, expected: ArrayLike, what: str, mistakes: Sequence[Mistake] = ()) -> str:
    """Return a remark, or nothing, if ``value`` is right to four digits.

    Args:
        value: a number or an array, finite.
        expected: what the book computes, of the same shape.
        what: the value's name in messages.
        mistakes: what to say to some wrong values.

    Raises:
        WrongAnswerError: if it is wrong.
    """
    if _near(value, expected, EXACT):
        return ""
    for wrong, says in mistakes:
        if not _near(wrong, expected, ROUNDED) and _near(value, wrong, ROUNDED):
            raise WrongAnswerError(says)
    if _near(value, expected, ROUNDED):
        return f"Rounded, which is fine. With more digits it is {_shown(expected)}."
    if _near(value, expected, NEARLY):
        raise WrongAnswerError(f"{what} is nearly right, but rounded too far: give four significant digits.")
    if _near(-np.asarray(value), expected, ROUNDED):
        raise WrongAnswerError(f"{what} has the right size and the wrong sign.")
    raise WrongAnswerError(f"{what} is not {_shown(value)}.")


def compare_result(value: ArrayLike, expected: ArrayLike, call: str, mistakes: Sequence[Mistake] = ()) -> None:
    """Compare what a reader's function returned for ``call`` with what it should have.

    Raises:
        WrongAnswerError: if it is wrong, or right and rounded.
    """
    if compare(value, expected, call, mistakes):
        raise WrongAnswerError(f"{call} is right and then rounded. A function should leave its result as it is.")


def _near(value: ArrayLike, expected: ArrayLike, share: float) -> bool:
    """Tell whether each number differs by no more than ``share`` of the expected one; zero has to be hit."""
    return bool(np.allclose(value, expected, rtol=share, atol=EXACT))


def _shown(value: ArrayLike) -> str:
    found = np.asarray(value)
    return f"{float(found):.6g}" if found.ndim == 0 else "[" + ", ".join(f"{item:.6g}" for item in found.ravel()) + "]"


def _kind(value: object) -> str:
    """Return in words what ``value`` is."""
    if value is None:
        return "None, as from a function without `return`"
    if isinstance(value, str):
        return f"a text, {reprlib.repr(value)}; leave the quotation marks out"
    if isinstance(value, np.ndarray):
        return f"an array of the shape {value.shape}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of length {len(value)}"
    return f"of type {type(value).__name__}" + (", which was not called" if callable(value) else "")
