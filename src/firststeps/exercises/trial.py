"""Runs one reader's file and judges it: ``python -m firststeps.exercises.trial NUMBER FILE VERDICT``.

A process of its own, which whoever starts it can end: the file may loop without end or take Python down.
"""

from __future__ import annotations

import ast
import json
import signal
import sys
from pathlib import Path
from typing import Any

from firststeps.exercises.catalogue import EXERCISES
from firststeps.exercises.exercise import Exercise, UnusableFileError, WrongAnswerError

import numpy as np

Verdict = tuple[str, str]  # "right", "wrong", "untouched" or "broken", and what to say


def tried(exercise: Exercise, path: Path) -> Verdict:
    """Run the file and judge the answer in it."""
    try:
        source = path.read_bytes()
        tree = _parsed(source, path.name)
        gaps = gap_lines(tree)
        if gaps:
            return "untouched", f"the dots in {_listed(gaps)} are still there; put your answer in their place"
        names: dict[str, Any] = {"__name__": "exercise", "__file__": str(path)}
        exec(compile(source, str(path), "exec"), names)
        return _judged(exercise, names)
    except UnusableFileError as error:
        return "broken", str(error)
    except SyntaxError as error:
        shown = f": {error.text.strip()}" if error.text else ""
        return "broken", f"{_place(error.lineno)}Python can't read this, {error.msg}{shown}"
    except BaseException as error:  # the file may also call sys.exit
        says = f"{type(error).__name__}{f': {error}' if str(error) else ''}"
        return "broken", f"{_place(_line(error, path))}{says}"


def _parsed(source: bytes, name: str) -> ast.Module:
    try:
        return ast.parse(source, name)
    except ValueError as error:  # of null bytes, up to Python 3.11.3
        raise SyntaxError(str(error)) from None


def _judged(exercise: Exercise, names: dict[str, Any]) -> Verdict:
    try:
        return "right", exercise.check(names)
    except WrongAnswerError as error:
        changed = [name for name, value in exercise.given.items() if not _same(names.get(name), value)]
        if changed:
            given = np.asarray(exercise.given[changed[0]]).tolist()
            return "broken", f"`{changed[0]}` is no longer {given}, as the exercise has it; change only your part"
        return "wrong", str(error)


def gap_lines(tree: ast.AST) -> list[int]:
    """Return the lines in which dots stand for something that is still to be written; an index may hold dots."""
    waiting, found = [tree], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and node.value is ...:
            found.add(node.lineno)
        waiting += [node.value] if isinstance(node, ast.Subscript) else list(ast.iter_child_nodes(node))
    return sorted(found)


def _listed(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _place(line: int | None) -> str:
    return f"line {line}: " if line else ""


def _same(value: object, given: object) -> bool:
    if isinstance(given, dict):
        return isinstance(value, dict) and value == given
    return bool(np.array_equal(np.asarray(value), np.asarray(given)))


def _line(error: BaseException, path: Path) -> int | None:
    """Return the last line of the file that was running when the error arose."""
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def main() -> None:
    """Write the verdict as JSON."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a reader who interrupts wants no traceback
    number, path, verdict = sys.argv[1:]
    kind, says = tried(EXERCISES[int(number)], Path(path))
    sys.stdout.flush()
    Path(verdict).write_text(json.dumps({"kind": kind, "says": says}), encoding="utf-8")


if __name__ == "__main__":
    main()
