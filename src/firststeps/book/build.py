"""The whole build: experiments, then pages."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from firststeps.book.builder import Notify, Options, Outcome, bring_up_to_date
from firststeps.book.errors import BookError, Problem
from firststeps.book.files import alone
from firststeps.book.inputs import Tracker
from firststeps.book.looks import Looks
from firststeps.book.project import Project
from firststeps.book.render import render
from firststeps.book.rendered import Rendered


def build(
    project: Project, options: Options, notify: Notify = lambda *_: None, waiting: Callable[[], None] = lambda: None
) -> Outcome:
    """Bring experiments and pages up to date.

    With ``options.only`` the pages are rendered only if every other experiment is up to date, too.

    Raises:
        BookError: if an experiment fails (the results of the others are kept) or a page can't be rendered.
    """
    with alone(project.build / ".lock", waiting):
        outcome = bring_up_to_date(project, options, notify)
        if outcome.problems:
            raise BookError(*outcome.problems)
        if not (options.only and stale(project)):
            rendered = Rendered(project)
            if options.force or not rendered.stand():
                with _nothing_collected():
                    render(project)
                rendered.keep()
        return outcome


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Put off the search for garbage: among the many syntax trees of a large book it takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def stale(project: Project) -> list[Problem]:
    """Return the experiments whose results can't be used, with the reasons."""
    looks = Looks(Tracker(project))
    problems: list[Problem] = []
    for name, script in project.experiments().items():
        try:
            reasons = looks.why_stale(name, script)
        except BookError as error:
            problems += error.problems
            continue
        if reasons:
            message = f"its results are out of date ({'; '.join(reasons)}): run `firststeps build`"
            problems.append(Problem(message, project.label(script)))
    return problems
