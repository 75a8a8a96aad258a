"""This book, built again in another folder, has the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from firststeps.book.builder import last_seconds
from firststeps.book.demos import Demos
from firststeps.book.inputs import Tracker
from firststeps.book.project import Project

import pytest

if TYPE_CHECKING:
    from tests.whole.conftest import Copy


SOME = 20  # the quickest; the long test looks at all


def quick_experiments(project: Project) -> list[str]:
    """Return the experiments that import none of the libraries that are slow to import."""
    tracker = Tracker(project)
    return [
        name
        for name, script in project.experiments().items()
        if not tracker.closure(script).libraries.intersection(project.preload)
    ]


def test_quick_experiments_have_the_same_results_elsewhere(checkout: Copy, copy_to: Callable[[str], Copy]) -> None:
    project = Project.at(checkout.root)
    names = sorted(quick_experiments(project), key=lambda name: last_seconds(project, name))[:SOME]
    elsewhere = copy_to("another/folder")
    elsewhere.run("firststeps", "build", "--jobs", "1", *(word for name in names for word in ("--only", name)))
    assert len(names) == SOME
    assert checkout.differences(elsewhere, *(f"build/artifacts/{name}" for name in names)) == []


def test_demos_have_the_same_bytes_elsewhere(checkout: Copy, copy_to: Callable[[str], Copy]) -> None:
    here, there = (Demos(Project.at(copy.root)) for copy in (checkout, copy_to("a/third")))
    assert len(here.names) > 1
    assert here.bundles == there.bundles


@pytest.mark.soak
def test_two_clean_builds_have_the_same_bytes(copy_to: Callable[[str], Copy]) -> None:
    one, other = copy_to("one"), copy_to("and/the/other")
    one.run("firststeps", "build", "--jobs", "1")
    other.run("firststeps", "build", "--jobs", "3")
    for copy in (one, other):
        copy.run("mkdocs", "build", "--strict", "--quiet")
    assert one.differences(other, "build/artifacts", "build/docs", "site") == []
