"""Where a reader hands in: the list of exercises, the check of one, its hints and its solution, as lines of text."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from firststeps.exercises.catalogue import EXERCISES
from firststeps.exercises.exercise import YOUR_PART, Exercise
from firststeps.exercises.progress import Progress

TIME_LIMIT = 15.0  # seconds, of which importing NumPy may take one or two


@dataclass(frozen=True)
class Reply:
    """What the reader is told."""

    right: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """Lists and checks the exercises of one checkout."""

    root: Path  # the folder that holds exercises/
    seconds: float = TIME_LIMIT  # that a file may run

    def file_of(self, exercise: Exercise) -> Path:
        """Return the file that the reader edits."""
        return self.root / "exercises" / exercise.file

    @property
    def _progress(self) -> Progress:
        return Progress(self.root / "build" / "exercises.json")

    def overview(self) -> Iterator[str]:
        """Yield the exercises, chapter by chapter, with what is done."""
        finished = {number for number, one in EXERCISES.items() if self._progress.done(self.file_of(one))}
        width = max(len(exercise.title) for exercise in EXERCISES.values())
        for chapter, exercises in groupby(EXERCISES.values(), key=lambda exercise: exercise.chapter):
            yield f"Chapter {chapter}"
            for one in exercises:
                state = "done" if one.number in finished else "open"
                yield f"  {one.number:2}  {state}  {one.title:{width}}  exercises/{one.file}"
        yield f"{len(finished)} of {len(EXERCISES)} done. Edit a file, then check it: firststeps exercise NUMBER"

    def solution(self, exercise: Exercise) -> Iterator[str]:
        """Yield a solution."""
        yield f"One solution, below the line “{YOUR_PART}” in exercises/{exercise.file}:"
        yield ""
        yield from exercise.solution.split("\n")

    def check(self, exercise: Exercise) -> Reply:
        """Judge what the reader has written; a wrong answer earns a hint, a larger one each time."""
        path, label = self.file_of(exercise), f"exercises/{exercise.file}"
        if not path.is_file():
            return Reply(False, (f"{label} is missing. To get it back: git checkout {label}",))
        kind, says = self._verdict(exercise, path)
        if kind == "untouched":
            return Reply(False, (f"Not answered yet: {label}, {says}.",))
        if kind == "broken":
            return Reply(False, (f"No answer to judge: {label}, {says}",))
        progress = self._progress
        progress.note(path, kind == "right")
        if kind == "right":
            return Reply(True, (f"Right. {says}".rstrip(),))
        return Reply(False, (f"Not yet. {says}", *_hint(exercise, progress.wrong_tries(path))))

    def _verdict(self, exercise: Exercise, path: Path) -> tuple[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            verdict = Path(folder, "verdict.json")
            command = [sys.executable, "-P", "-m", "firststeps.exercises.trial"]
            try:
                done = subprocess.run(
                    [*command, str(exercise.number), str(path), str(verdict)],
                    cwd=self.root,
                    stdin=subprocess.DEVNULL,
                    timeout=self.seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return "broken", f"it was still running after {self.seconds:g} seconds: is there a loop without an end?"
            if not verdict.is_file():
                return "broken", f"it ended Python with the exit status {done.returncode}"
            content = json.loads(verdict.read_text(encoding="utf-8"))
        return content["kind"], content["says"]


def _hint(exercise: Exercise, tries: int) -> Iterator[str]:
    count = len(exercise.hints)
    place = min(tries, count)
    yield f"Hint {place} of {count}: {exercise.hints[place - 1]}"
    if tries > count:
        yield f"If you would rather see a solution: firststeps exercise {exercise.number} --solution"
