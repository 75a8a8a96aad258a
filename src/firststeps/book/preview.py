"""What the live preview shows when the book can't be built: its problems, on every page, until a save mends them.

The server would go on with the old pages, or hang every request, if the build raised; so in a preview the problems are
kept here, and the pages of the last good build appear below them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from firststeps.book.errors import Problem


@dataclass
class Preview:
    """The state of the preview server in this process; there is one."""

    serving: bool = False  # a build for the site raises instead
    problems: tuple[Problem, ...] = field(default=())  # of the last build


PREVIEW = Preview()

EMPTY = "# Nothing built yet\n"  # what the first page says if no build has been good so far


def notice(problems: Iterable[Problem]) -> str:
    """Return problems as a block of HTML: place and message, then the traceback."""
    listed = "".join(_item(problem) for problem in problems)
    return (
        '<section class="fs-problems" role="alert"><h2>The book could not be rebuilt</h2>'
        f"<ul>{listed}</ul><p>Below is what the last good build made. Mend the file and save it.</p></section>"
    )


def _item(problem: Problem) -> str:
    first, _, rest = str(problem).partition("\n")
    details = f"<pre>{escape(rest)}</pre>" if rest else ""
    return f"<li><code>{escape(first)}</code>{details}</li>"
