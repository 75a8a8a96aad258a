"""What an exercise is made of, and how a check says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

YOUR_PART = "# Your part"  # how the line begins below which everything is the reader's

Names = Mapping[str, Any]  # what the reader's file defines


class WrongAnswerError(Exception):
    """The answer is wrong; the message says in what way, as far as that shows, without giving the right one."""


class UnusableFileError(Exception):
    """There is no answer to judge: a name is missing, or the file has been changed where it should not."""


@dataclass(frozen=True)
class Exercise:
    """A task in a file that the reader edits."""

    number: int  # as in ``firststeps exercise 3``
    chapter: int
    title: str  # as in the first line of the file
    file: str  # name in ``exercises/``
    given: Names  # what the file sets for the reader and the check relies on
    check: Callable[[Names], str]  # returns a remark on a right answer, or nothing; raises the errors above
    hints: tuple[str, ...]  # for one wrong try after the other, each larger than the last
    solution: str  # Python that may stand below ``YOUR_PART``


def defined(names: Names, name: str) -> Any:
    """Return what the file defines as ``name``.

    Raises:
        UnusableFileError: if it defines nothing of that name.
    """
    if name not in names:
        raise UnusableFileError(f"it no longer defines `{name}`; put that name back")
    return names[name]


def defined_function(names: Names, name: str) -> Callable[..., Any]:
    """Return the function that the file defines as ``name``.

    Raises:
        UnusableFileError: if there is none.
    """
    function = defined(names, name)
    if not callable(function):
        raise UnusableFileError(f"`{name}` has to be a function; it is {type(function).__name__}")
    called: Callable[..., Any] = function
    return called
