"""Handing in: files that can't be judged, hints that grow, what is remembered, and the command with its exit status."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from firststeps.exercises.catalogue import EXERCISES

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.exercises.conftest import Copies

RIGHT, WRONG = EXERCISES[5].solution, "answer = 99"


@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        (
            5,
            "answer = (2",
            "exercises/05_largest_step.py, line 16: Python can't read this, '(' was never closed: answer = (2",
        ),
        (5, "answer = 1 / 0", "exercises/05_largest_step.py, line 16: ZeroDivisionError: division by zero"),
        (5, "answer = float(input())", "line 16: EOFError"),
        (5, "answer = y", "line 16: NameError: name 'y' is not defined"),
        (5, "raise SystemExit", "line 16: SystemExit"),
        (5, "import os\nos._exit(7)", "it ended Python with the exit status 7"),
        (5, "nothing = 1", "it no longer defines `answer`"),
        (5, "x = [1.0]\nanswer = 1", "`x` is no longer [0.0, 1.0, 2.0, 3.0]"),
        (5, "answer = -... if x else 2", "the dots in line 16 are still there"),
        (4, "mse_gradient = 3", "`mse_gradient` has to be a function; it is int"),
        (
            4,
            "def mse_gradient(w, b, x):\n    return 1, 2",
            "TypeError: mse_gradient() takes 3 positional arguments but 4",
        ),
        (4, "def mse_gradient(w, b, x, y):\n    return mse_gradient(w, b, x, y)", "line 18: RecursionError"),
        (
            4,
            "def mse_gradient(w, b, x, y):\n    return 2 * w[0], 1",
            "line 18: TypeError: 'float' object is not subscriptable",
        ),
    ],
)
def test_no_answer_to_judge(number: int, code: str, says: str, copies: Copies) -> None:
    said = copies.said_to(number, code)
    assert says in said
    assert "Traceback" not in said
    assert "Hint" not in said
    assert not (copies.desk.root / "build").exists()  # and so it is no try


def test_not_text(copies: Copies) -> None:
    copies.path(5).write_bytes(b"\xff\xfe\x00")
    assert "Python can't read this" in copies.check(5).lines[0]


def test_missing_file(copies: Copies) -> None:
    copies.path(5).unlink()
    assert copies.check(5).lines == (
        "exercises/05_largest_step.py is missing. To get it back: git checkout exercises/05_largest_step.py",
    )


@pytest.mark.parametrize(
    ("number", "code"),
    [(5, "while True:\n    pass"), (8, "def count_parameters(neurons):\n    while True:\n        pass")],
)
def test_endless_loop(number: int, code: str, copies: Copies) -> None:
    hasty = replace(copies, desk=replace(copies.desk, seconds=3))
    assert "still running after 3 seconds: is there a loop without an end?" in hasty.said_to(number, code)


def test_dots_of_an_index_are_no_gap(copies: Copies) -> None:
    copies.answer(5, "import numpy as np\nrows: tuple[float, ...] = (0.23795,)\nanswer = np.array(rows)[..., 0]")
    assert copies.check(5).right


def test_the_reader_may_name_the_inputs_anew(copies: Copies) -> None:
    copies.answer(5, "import numpy as np\nx = np.array(x)\n" + RIGHT)
    assert copies.check(5).right


def test_hints_grow_from_one_wrong_try_to_the_next(copies: Copies) -> None:
    hints = EXERCISES[5].hints
    said = [copies.said_to(5, WRONG) for _ in range(len(hints) + 1)]
    assert [line for text in said for line in text.split("\n") if line.startswith("Hint")] == [
        f"Hint {place} of {len(hints)}: {hints[place - 1]}" for place in (1, 2, 3, 3)
    ]
    assert ["--solution" in text for text in said] == [False, False, False, True]
    assert not any(EXERCISES[5].solution.split("\n")[-1] in text for text in said)


def test_a_right_answer_begins_the_hints_anew(copies: Copies) -> None:
    copies.said_to(5, WRONG)
    copies.answer(5, RIGHT)
    assert copies.check(5).right
    assert "Hint 1 of" in copies.said_to(5, WRONG)


def test_overview_tells_done_from_open_and_changed(copies: Copies) -> None:
    def state(number: int) -> str:
        return next(line for line in copies.desk.overview() if line.lstrip().startswith(f"{number} ")).split()[1]

    assert state(5) == "open"
    copies.answer(5, RIGHT)
    copies.check(5)
    assert state(5) == "done"
    assert state(4) == "open"
    assert list(copies.desk.overview())[-1].startswith(f"1 of {len(EXERCISES)} done.")
    copies.answer(5, WRONG)
    assert state(5) == "open"
    copies.answer(5, RIGHT)
    assert state(5) == "done"
    copies.path(5).unlink()
    assert state(5) == "open"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"05_largest_step.py": 3}', '{"05_largest_step.py": {"wrong": "x"}}']
)
def test_what_was_kept_may_be_damaged(content: str, copies: Copies) -> None:
    (copies.desk.root / "build").mkdir()
    (copies.desk.root / "build" / "exercises.json").write_text(content)
    assert "Hint 1 of" in copies.said_to(5, WRONG)
    assert "Hint 2 of" in copies.said_to(5, WRONG)


class TestCommand:
    @pytest.fixture
    def book(self, copies: Copies) -> Copies:
        """Make the folder of the copies a book's."""
        (copies.desk.root / "docs").mkdir()
        (copies.desk.root / "pyproject.toml").write_text("")
        return copies

    def run(self, book: Copies, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from firststeps.cli import main; main()", "exercise", *arguments]
        folder: Path = book.desk.root
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    @pytest.mark.parametrize(
        ("code", "status", "says"),
        [(RIGHT, 0, "Right."), (WRONG, 1, "Hint 1"), ("answer = ...", 1, "Not answered yet")],
    )
    def test_exit_status(self, book: Copies, code: str, status: int, says: str) -> None:
        book.answer(5, code)
        done = self.run(book, "5")
        assert (done.returncode, done.stderr) == (status, "")
        assert says in done.stdout

    def test_what_the_file_prints_is_shown_first(self, book: Copies) -> None:
        book.answer(5, f"print('step')\n{RIGHT}")
        assert self.run(book, "5").stdout.startswith("step\nRight.")

    @pytest.mark.parametrize("arguments", [("0",), (str(len(EXERCISES) + 1),), ("five",), ("--solution",), ("5", "6")])
    def test_wrong_usage(self, book: Copies, arguments: tuple[str, ...]) -> None:
        done = self.run(book, *arguments)
        assert done.returncode == 2
        assert "Usage:" in done.stderr

    def test_list_and_solution(self, book: Copies) -> None:
        listed = self.run(book)
        assert listed.returncode == 0
        assert listed.stdout.count("  open  ") == len(EXERCISES)
        shown = self.run(book, "5", "--solution")
        assert shown.returncode == 0
        assert RIGHT in shown.stdout
