"""What an edit of the book's own code reruns."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from firststeps.book.closure import OWN_SOURCE
from firststeps.book.inputs import Tracker
from firststeps.book.project import Project
from firststeps.book.provenance import Inputs

import pytest


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    """Return a copy of scripts and package."""
    for folder in ("scripts", "src"):
        shutil.copytree(OWN_SOURCE.parent / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(tmp_path.resolve())


def inputs(project: Project) -> dict[str, Inputs]:
    tracker = Tracker(project)
    return {name: tracker.current(script) for name, script in project.experiments().items()}


def edit(project: Project, file: str, old: str, new: str) -> set[str]:
    """Return the experiments that an edit makes stale."""
    before = inputs(project)
    path = project.source / "firststeps" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    after = inputs(project)
    return {name for name in before if before[name] != after[name]}


def test_statement_added_to_rmse_reruns_those_that_call_it(copy: Project) -> None:
    scripts = copy.experiments()
    callers = {name for name, path in scripts.items() if re.search(r"\brmse\(", path.read_text(encoding="utf-8"))}
    call = "    return math.sqrt(mse(prediction, target))"
    assert edit(copy, "learning/losses.py", call, f"    pass\n{call}") == callers
    assert callers
    assert callers < set(scripts)


def test_comment_and_docstring_rerun_nothing(copy: Project) -> None:
    old = '"""Return the mean squared error, in squared units of the target.'
    assert edit(copy, "learning/losses.py", old, '# A comment.\n    """Give it.') == set()
