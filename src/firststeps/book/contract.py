"""The numbers contract: every numeral that a reader sees is bound to a fact, or marked plain with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from firststeps.book.about import is_chapter
from firststeps.book.errors import Problem
from firststeps.book.facts import KINDS
from firststeps.book.project import Project
from firststeps.book.render import Page

MOST_PLAIN = 0.15  # of a chapter's numerals


def broken(project: Project, pages: Mapping[str, Page]) -> list[Problem]:
    """Return every bare numeral, and every chapter in which too many numerals are plain."""
    problems = [problem for _, page in sorted(pages.items()) for problem in page.bare]
    for name, page in sorted(pages.items()):
        total = sum(page.counts.values())
        if is_chapter(name, project.chapters) and total and page.counts["plain"] / total > MOST_PLAIN:
            share = f"{page.counts['plain']} of {total} numerals are plain, more than {MOST_PLAIN:.0%}"
            problems.append(Problem(share, project.label(project.docs / name)))
    return problems


def summary(pages: Mapping[str, Page]) -> str:
    """Return the counts of numerals by kind, over all pages."""
    total: Counter[str] = Counter()
    for page in pages.values():
        total += page.counts
    parts = [f"{total[kind]} {kind}" for kind in (*KINDS, "plain", "bare")]
    return f"{sum(total.values())} numerals: " + ", ".join(parts)
