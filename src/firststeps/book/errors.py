"""Errors that a reader of the build's output can act on: what, in which file, on which line."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Return ``file:line: message``, leaving out what is not known."""
        place = f"{self.file}:{self.line}: " if self.file and self.line else f"{self.file}: " if self.file else ""
        return place + self.message

    def annotation(self) -> str:
        """Return the problem as a GitHub Actions workflow command."""
        file = _escaped(self.file).replace(":", "%3A").replace(",", "%2C")
        place = ",".join(f"{key}={value}" for key, value in (("file", file), ("line", self.line)) if value)
        return f"::error {place}::{_escaped(self.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


class BookError(Exception):
    """One or more problems that stop the book from being built."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems, in the order in which they were found."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def workflow_commands(problems: tuple[Problem, ...]) -> list[str]:
    """Return workflow commands for ``problems`` when running under GitHub Actions, else nothing."""
    return [problem.annotation() for problem in problems] if os.environ.get("GITHUB_ACTIONS") else []
