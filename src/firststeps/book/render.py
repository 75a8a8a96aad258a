"""Writes ``build/docs/``: the pages with their marks expanded, and the files that they show or link to."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from firststeps.book import api
from firststeps.book.about import About, is_chapter
from firststeps.book.branches import Branch
from firststeps.book.changes import old_drawings
from firststeps.book.demos import Demos
from firststeps.book.errors import BookError, Problem
from firststeps.book.files import write_if_changed
from firststeps.book.glossary import MARKS as GLOSSARY_MARKS
from firststeps.book.glossary import Glossary, read_glossary
from firststeps.book.labs import FOLDER, LabWriter, chapters_of, lab_name, notebook_file, pointer
from firststeps.book.marks import MarkError, Marks, NoSuchPartError, Shown
from firststeps.book.numerals import numerals
from firststeps.book.pages import (
    Segment,
    misplaced_marks,
    page_words,
    segments,
    shown_fence,
    shown_front,
    shown_html,
    shown_words,
)
from firststeps.book.project import Project
from firststeps.book.results import Result, load_results
from firststeps.book.templates import Reference, parse_reference

COPIED_BESIDE = (".svg", ".csv", ".wav", ".cast")  # of an experiment's results, what pages show or link to
BUILD_MARK = "{{ build "  # how the marks begin that tell about the build, or about other pages

_FIELDS = re.compile(r"\{([^{}]*)\}")


@dataclass
class Page:
    """A rendered page with the numerals that a reader sees on it."""

    name: str  # below docs/, with slashes
    text: str = ""
    counts: Counter[str] = field(default_factory=Counter)  # numerals by kind; "plain" and "bare" are kinds, too
    bare: list[Problem] = field(default_factory=list)  # each numeral that is bound to nothing
    references: list[str] = field(default_factory=list)  # the marks on it
    demos: dict[str, int] = field(default_factory=dict)  # the bytes that each demo on it brings
    demo_files: int = 0  # the bytes of the files that its demos are handed

    def facts(self) -> Iterator[Reference]:
        """Yield each fact that stands in the page's text, as its mark asks for it."""
        for body in self.references:
            for text in _FIELDS.findall(body) if body.startswith("`") else [body]:
                reference = parse_reference(text)
                if reference is not None and "." in reference.name:
                    yield reference


def render_pages(project: Project, results: dict[str, Result]) -> dict[str, Page]:
    """Render every page of ``docs/`` without writing anything.

    Raises:
        BookError: listing every mark that can't be expanded, with file and line.
    """
    marks = Marks(project, results)
    sources = {path.relative_to(project.docs).as_posix(): path for path in sorted(project.docs.rglob("*.md"))}
    texts = {name: _text(project, path) for name, path in sources.items()}
    pages: dict[str, Page] = {}
    about = About(project, results, pages)
    glossary, problems = read_glossary(project, texts)
    # Pages about the build come last: they list chapters and say which pages show a fact.  The very last one counts
    # the numerals of all others.
    about_build = {name for name, text in texts.items() if BUILD_MARK in text}
    last = sorted(about_build, key=lambda name: ("{{ build numbers" in texts[name], name))
    shown_in: dict[str, list[Page]] | None = None  # by experiment, once the chapters are rendered
    for name in [*sorted(set(texts) - about_build), *map(lab_name, results), *last]:
        if name not in texts:
            if shown_in is None:
                shown_in = chapters_of(about.chapters(), results)
            experiment = Path(name).stem
            pages[name] = LabWriter(marks, results[experiment], Page(name), shown_in[experiment]).write()
            continue
        renderer = _Renderer(marks, about, glossary, Page(name), project.label(sources[name]))
        pages[name] = renderer.render(texts[name])
        if is_chapter(name, project.chapters):
            pages[name].text += pointer(pages[name], results)
        problems += renderer.problems
    if problems:
        raise BookError(*sorted(problems, key=lambda problem: (problem.file, problem.line)))
    return pages


def _text(project: Project, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise BookError(Problem("is not encoded in UTF-8", project.label(path), line)) from None


@dataclass
class _Renderer:
    marks: Marks
    about: About
    glossary: Glossary
    page: Page
    label: str
    problems: list[Problem] = field(default_factory=list)
    branch: Branch = field(default_factory=Branch)

    def render(self, text: str) -> Page:
        self.page.text = "".join(self._segment(segment) for segment in segments(text))
        if self.branch.line:
            self._problem("{{ when ... }} has no {{ end }}", self.branch.line)
        words = page_words(text)
        self._count_bare(shown_words(words), 1)
        self.page.bare.sort(key=lambda problem: problem.line)
        for line in misplaced_marks(words):
            self._problem("a mark can't stand in a tag, an address or the text of an image", line)
        return self.page

    def _segment(self, segment: Segment) -> str:
        shown: dict[str, Callable[[str], str]] = {"front": shown_front, "fence": shown_fence, "html": shown_html}
        if segment.part == "comment":
            return ""
        if segment.part == "words":
            for match in re.finditer(r"\{\{", segment.text):
                line = segment.line + segment.text.count("\n", 0, match.start())
                self._problem("{{ opens no mark here; put braces in code between backticks", line)
            return segment.text if self.branch.shown else ""
        if segment.part not in ("mark", "block"):
            self._count_bare(shown.get(segment.part, str)(segment.text), segment.line)
            return segment.text if self.branch.shown else ""
        return self._marked(segment)

    def _marked(self, segment: Segment) -> str:
        try:
            if segment.part == "block" and self.branch.takes(segment, self.marks):
                return ""
            if not self.branch.shown:
                self._check_hidden(segment)
                return ""
            self.page.references.append(segment.body)
            return self._mark(segment)
        except MarkError as error:
            self._problem(str(error), segment.line)
            return ""

    def _check_hidden(self, segment: Segment) -> None:
        """Let a mark that is not shown pass if all that is wrong is that these data gave no such part."""
        if segment.body.startswith(GLOSSARY_MARKS):
            raise MarkError("a term is explained outside of {{ when ... }}, where every reader finds it")
        with suppress(NoSuchPartError):
            self.marks.block(segment.body, "") if segment.part == "block" else self.marks.inline(segment.body)

    def _mark(self, segment: Segment) -> str:
        prefix = prefix_of(self.page.name)
        if segment.body.startswith(GLOSSARY_MARKS):
            shown = self.glossary.mark(segment.body, self.page.name, prefix)
        elif segment.part == "mark":
            shown = self.marks.inline(segment.body)
        elif segment.body.startswith("build "):
            shown = self.about.block(segment.body.removeprefix("build ").strip(), self.page.name, prefix)
        else:
            shown = self.marks.block(segment.body, prefix)
        self.page.counts += shown.counts
        self._weigh(shown)
        return "\n".join(segment.indent + line if line else line for line in shown.text.split("\n"))

    def _weigh(self, shown: Shown) -> None:
        demos, project = shown.demos, self.marks.project
        if twice := sorted(set(demos) & set(self.page.demos)):
            raise MarkError(f"the demo {twice[0]} is on this page already; its address could not tell them apart")
        self.page.demos |= demos
        self.page.demo_files += shown.files
        total, allowed = sum(self.page.demos.values()), project.demo_bytes
        if demos and total > allowed:
            parts = ", ".join(f"{name} {weight}" for name, weight in self.page.demos.items())
            raise MarkError(f"the demos of this page bring {total} bytes ({parts}); demo_bytes allows {allowed}")
        total, allowed = self.page.demo_files, project.demo_file_bytes
        if shown.files and total > allowed:
            raise MarkError(
                f"the demos of this page are handed {total} bytes of files; demo_file_bytes allows {allowed}"
            )

    def _count_bare(self, text: str, first_line: int) -> None:
        for offset, line in enumerate(text.split("\n")):
            for numeral in numerals(line):
                self.page.counts["bare"] += 1
                message = f"{numeral} is typed in; bind it to a fact or mark it plain with a reason"
                self.page.bare.append(Problem(message, self.label, first_line + offset))

    def _problem(self, message: str, line: int) -> None:
        self.problems.append(Problem(message, self.label, line))


def prefix_of(name: str) -> str:
    """Return what leads from the page ``name`` to the root of the site, where each page is a folder."""
    path = Path(name)
    depth = len(path.parent.parts) + (0 if path.name == "index.md" else 1)
    return "../" * depth


def render(project: Project, loaded: Callable[[dict[str, Page]], None] = lambda _: None) -> None:
    """Bring ``build/docs/`` up to date; files that are equal already are not touched.

    Raises:
        BookError: if an experiment has no results or a mark can't be expanded; nothing is written then.
    """
    results = load_results(project)
    pages = render_pages(project, results)
    loaded(pages)
    wanted = {project.pages / name: page.text.encode() for name, page in pages.items()}
    wanted |= {project.pages / name: path.read_bytes() for name, path in _plain_files(project)}
    for result in results.values():
        wanted[project.pages / "scripts" / f"{result.name}.py"] = result.source.encode()
        # Not a result of the run: an edited comment changes the notebook and runs nothing.
        wanted[project.pages / FOLDER / f"{result.name}.ipynb"] = notebook_file(result)
        for path in sorted(result.folder.iterdir()):
            if path.suffix in COPIED_BESIDE:
                wanted[project.pages / "figures" / result.name / path.name] = path.read_bytes()
    wanted |= api.copies(project, [mark for page in pages.values() for mark in page.references])
    wanted |= Demos(project).files(name for page in pages.values() for name in page.demos)
    wanted |= old_drawings(project, results)
    _remove_others(project.pages, set(wanted))  # first: a file may have to make room for a folder
    for path, content in wanted.items():
        write_if_changed(path, content)


def _plain_files(project: Project) -> Iterator[tuple[str, Path]]:
    for path in sorted(project.docs.rglob("*")):
        if path.is_file() and path.suffix != ".md" and not path.name.startswith("."):
            yield path.relative_to(project.docs).as_posix(), path


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            if Path(parent) / name not in wanted:
                (Path(parent) / name).unlink()
        if not any(Path(parent).iterdir()):
            Path(parent).rmdir()
