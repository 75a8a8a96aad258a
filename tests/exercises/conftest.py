"""A copy of the exercises that tests may edit."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from firststeps.exercises.catalogue import EXERCISES
from firststeps.exercises.desk import Desk, Reply
from firststeps.exercises.exercise import YOUR_PART

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Copies:
    """The exercises in a folder of the test's own."""

    desk: Desk

    def path(self, number: int) -> Path:
        return self.desk.file_of(EXERCISES[number])

    def answer(self, number: int, code: str) -> None:
        """Put ``code`` in place of everything below the line that begins the reader's part."""
        head, found, _ = (ROOT / "exercises" / EXERCISES[number].file).read_text().partition(YOUR_PART)
        assert found
        self.path(number).write_text(f"{head}{YOUR_PART}\n{code}\n")

    def check(self, number: int) -> Reply:
        return self.desk.check(EXERCISES[number])

    def said_to(self, number: int, code: str) -> str:
        """Return what is said to a wrong answer."""
        self.answer(number, code)
        reply = self.check(number)
        assert not reply.right
        return "\n".join(reply.lines)


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    return Copies(Desk(tmp_path, seconds=60))
