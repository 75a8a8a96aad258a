"""Writes the files of a new experiment: a script that works, its test, and the stub of its chapter."""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
from pathlib import Path

from firststeps.book.errors import BookError, Problem
from firststeps.book.files import write_if_changed
from firststeps.book.project import Project

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NAV_LINE = re.compile(r"^([ \t]*- )chapters/\S+\.md[ \t]*$", re.MULTILINE)

_SCRIPT = '''"""@TITLE@

Say here what the experiment claims, before the figure. This one claims that
the mean of many throws of a die settles down.
"""

# %% The throws
import random

from firststeps import book
@IMPORTS@
SIDES = 6

die = random.Random(book.seed(1))
throws = [die.randint(1, SIDES) for _ in range(200)]
book.fact("throws", len(throws), label="number of throws")

# %% The mean settles
means = [sum(throws[:count]) / count for count in range(1, len(throws) + 1)]
book.fact("mean", means[-1], label="mean of all throws")

print(f"Mean of {len(throws)} throws: {means[-1]:.2f}")
@FIGURE@'''

_IMPORTS = """from firststeps.figures.description import Axis, Chart, Curve

import numpy as np
"""

_FIGURE = """
# %% The mean, drawn
book.figure(
    "means",
    Chart(
        title="The mean settles",
        x_axis=Axis("throws so far"),
        y_axis=Axis("mean"),
        layers=(
            Curve(
                "mean so far",
                np.arange(1.0, len(means) + 1),
                np.array(means),
                tone="guess",
            ),
        ),
        caption="After {throws} throws the mean is {mean:.2f}.",
    ),
)
"""

_TEST = '''"""What scripts/@NAME@.py claims holds for what it recorded."""

from __future__ import annotations

import json
from pathlib import Path

FACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts" / "@NAME@" / "facts.json"


def test_the_mean_settles_near_the_middle_of_a_die() -> None:
    assert FACTS.is_file(), "no results; to run this test: firststeps build"
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    assert abs(facts["mean"]["value"] - 3.5) < 0.5
'''

_CHAPTER = """---
title: @TITLE@
description: One sentence for search engines.
---

# @TITLE@

Open with a question, and guess an answer.

{{ code @NAME@ cell "The mean settles" }}

{{ log @NAME@ cell "The mean settles" }}

After {{ @NAME@.throws }} throws the mean is {{ @NAME@.mean:.2f }}. Say what that means before you go on.
@SHOWN@
## What is now known

End with what is known, what to try, and the next question.
"""


def write_new(project: Project, name: str) -> list[Path]:
    """Write script, test and chapter of the experiment ``name``, enter the chapter in the nav; return what changed.

    The last path is ``mkdocs.yml``, if a chapter in it shows where to put the new one.

    Raises:
        BookError: if the name can't be used or a file is there already; nothing is written then.
    """
    _refuse_name(name)
    chapter = project.docs / project.chapters / f"{_next_number(project):02d}-{name.replace('_', '-')}.md"
    files = {
        project.scripts / f"{name}.py": _SCRIPT,
        project.root / "tests" / "scripts" / f"test_{name}.py": _TEST,
        chapter: _CHAPTER,
    }
    taken = [Problem("is there already; nothing was written", project.label(path)) for path in files if path.exists()]
    if taken:
        raise BookError(*taken)
    if importlib.util.find_spec(name) is not None:
        raise BookError(Problem(f"{name!r} is the name of a module, which scripts/{name}.py would hide: take another"))
    draws = (project.source / "firststeps" / "figures").is_dir()
    words = {
        "@IMPORTS@": _IMPORTS if draws else "",
        "@FIGURE@": _FIGURE if draws else "",
        "@SHOWN@": "\n{{ figure @NAME@.means }}\n" if draws else "",
        "@TITLE@": name.replace("_", " ").capitalize(),
        "@NAME@": name,
    }
    for path, template in files.items():
        text = template
        for key, value in words.items():
            text = text.replace(key, value)
        write_if_changed(path, text.encode())
    return [*files, *_enter_in_nav(project, chapter)]


def _refuse_name(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        message = f"{name!r} can't name an experiment: small letters, digits and _, a letter first, no word of Python's"
        raise BookError(Problem(message))
    if name in sys.stdlib_module_names:
        raise BookError(Problem(f"{name!r} is a module of Python's, which scripts/{name}.py would hide: take another"))


def _next_number(project: Project) -> int:
    names = (path.name for path in (project.docs / project.chapters).glob("*.md"))
    return 1 + max((int(match.group()) for name in names if (match := re.match(r"\d+", name))), default=0)


def _enter_in_nav(project: Project, chapter: Path) -> list[Path]:
    """Put the chapter after the last one that ``mkdocs.yml`` lists; the file's text is kept otherwise."""
    path = project.root / "mkdocs.yml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = list(_NAV_LINE.finditer(text))
    if not lines:
        return []
    end = lines[-1].end()
    entry = f"\n{lines[-1].group(1)}{chapter.relative_to(project.docs).as_posix()}"
    write_if_changed(path, (text[:end] + entry + text[end:]).encode())
    return [path]
