"""All exercises, by number."""

from __future__ import annotations

from firststeps.exercises import classes, data, lines, networks, senses

_ALL = (*lines.EXERCISES, *networks.EXERCISES, *data.EXERCISES, *classes.EXERCISES, *senses.EXERCISES)
EXERCISES = {exercise.number: exercise for exercise in _ALL}
