"""All exercises, by number."""

from __future__ import annotations

from firststeps.exercises import data, lines, networks

EXERCISES = {exercise.number: exercise for exercise in (*lines.EXERCISES, *networks.EXERCISES, *data.EXERCISES)}
