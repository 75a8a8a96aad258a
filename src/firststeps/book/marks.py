"""What each mark in a page turns into.

=====================================================  ==========================================================
``{{ script.fact }}``, ``{{ script.fact[0]:.2f }}``     the fact, in a format of Python's
``{{ `w = {script.fact:g}` }}``                         inline code with facts in it
``{{ plain "3" "part of a name" }}``                    a numeral that is wording, and why
``{{ given "98 %" "who says so" }}``                    a quoted numeral and its source
``{{ figure script.name }}``, ``{{ table ... }}``       a figure, a table
``{{ audio script.name script.other }}``                a player for each clip, side by side
``{{ demo name from script else script.figure }}``      a demo that reads the facts, and its figure without JavaScript
``{{ demo name from script with file clip else ... }}`` the same with files that the script has read or clips it made
``{{ source script }}``                                 the data that an experiment was run on, in words
``{{ log script cell "Title" epochs 0-7, 49 }}``        what the script printed, or some of it
``{{ code script cell "Title" }}``                      a cell without what only records (``records`` keeps it)
``{{ code script }}``                                   a whole script
``{{ code package.module.function }}``                  a function, class or method that a script used
``{{ file "folder/name.py" }}``                         a whole text file of the project
``{{ reference package }}``                             its public modules, each rendered by mkdocstrings
``{{ build experiments }}``                             a table about this build (see ``about.py``)
``{{ term "weight" }}``, ``{{ entry "weight" }}``       where a term is explained, defined (see ``glossary.py``)
=====================================================  ==========================================================

All from ``figure`` to ``build`` but ``source``, and ``entry``, stand alone on a line.  So do ``{{ when script.fact ==
"word" }}``, ``{{ otherwise }}`` and ``{{ end }}``, which show what is between them or leave it out (``branches.py``).
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from firststeps.book import api, html
from firststeps.book.clips import clip_file
from firststeps.book.datasets import profile_words
from firststeps.book.demos import Demos, facts_of, handed
from firststeps.book.excerpts import excerpt, find_definition
from firststeps.book.facts import Fact, FactError
from firststeps.book.files import file_hash
from firststeps.book.inputs import Tracker
from firststeps.book.log_lines import select_lines
from firststeps.book.numerals import numerals
from firststeps.book.project import Project
from firststeps.book.results import Result
from firststeps.book.templates import Piece, fill, parse_reference

P = ParamSpec("P")
R = TypeVar("R")

SYNTAX = (
    "a fact (script.fact:.2f), `code with {script.fact}`, plain, given, source, term, figure, table, audio, demo, log, "
    "code, file, reference, build, when, otherwise or end"
)


class MarkError(ValueError):
    """A mark that can't be understood, or that names something unknown."""


class NoSuchPartError(MarkError):
    """A mark that names a fact, figure, table, clip or output that an experiment did not make, this time."""


@dataclass
class Shown:
    """What a mark turned into, and the numerals in it by kind."""

    text: str
    counts: Counter[str] = field(default_factory=Counter)
    demos: Mapping[str, int] = field(default_factory=dict)  # the bytes that a demo brings: its script and its facts
    files: int = 0  # the bytes of what a demo is handed besides


@dataclass(frozen=True)
class Marks:
    """Expands the marks of pages from the results of the experiments."""

    project: Project
    results: Mapping[str, Result]

    @cached_property
    def _tracker(self) -> Tracker:
        return Tracker(self.project)  # parses much, and remembers it

    @cached_property
    def demos(self) -> Demos:
        """The demos that pages may show."""
        return Demos(self.project)

    def inline(self, body: str) -> Shown:
        """Return what a mark within a line turns into.

        Raises:
            MarkError: if the mark is unknown or names something that was not recorded.
        """
        if body.startswith("`"):
            return self._code_with_facts(body)
        reference = parse_reference(body)
        if reference is not None and "." in reference.name:
            fact = self.fact(reference.name)
            return self._shown([Piece(_formatted(reference.show, fact), reference, fact)], "{}")
        match _words(body):
            case ["plain", shown, reason]:
                return Shown(html.plain(shown, reason), Counter(plain=len(numerals(shown))))
            case ["source", name]:
                result = self._result(name)
                says = f"where the data lay that {result.label} read"
                words = profile_words(result.profile)
                return Shown(html.bound(words, "computed", f"{name}:source", says))
            case ["given", shown, source]:
                fact = Fact("given", shown, source=source)
                text = html.number(shown, fact, "given", "")
                return Shown(text, Counter(given=len(numerals(shown))))
        raise MarkError(f"unknown mark {{{{ {body} }}}}; a mark is {SYNTAX}")

    def block(self, body: str, prefix: str) -> Shown:
        """Return what a mark that fills a line turns into; ``prefix`` leads from the page to the site's root.

        Raises:
            MarkError: if the mark is unknown or names something that was not recorded.
        """
        match _words(body):
            case ["figure" | "reference" as what, name]:
                return (self._figure if what == "figure" else self._reference)(name, prefix)
            case ["audio", *names] if names:
                return self._clips(names, prefix)
            case ["demo", name, "from", *experiments, "else", instead] if experiments:
                experiments, files = _divided(experiments, "with")
                return self._demo(name, experiments, files, instead, prefix)
            case ["table" | "file" as what, name]:
                return (self._table if what == "table" else self._file)(name)
            case ["log" | "code" as what, name, *selection]:
                return (self._log if what == "log" else self._code)(name, selection)
        return self.inline(body)

    def fact(self, name: str) -> Fact:
        """Return the fact that a page calls ``script.fact``."""
        script, _, key = name.partition(".")
        facts = self._result(script).facts
        if key not in facts:
            raise NoSuchPartError(f"{script} records no fact {key!r}; it records: {', '.join(sorted(facts)) or 'none'}")
        return facts[key]

    def _result(self, name: str) -> Result:
        if name not in self.results:
            raise MarkError(f"there is no experiment {name!r}; there are: {', '.join(self.results) or 'none'}")
        return self.results[name]

    def _shown(self, pieces: list[Piece], frame: str) -> Shown:
        counts: Counter[str] = Counter()
        text = ""
        for piece in pieces:
            if piece.fact is None or piece.reference is None:
                counts["bare"] += len(numerals(piece.text))
                text += html.literal(piece.text)
                continue
            counts[piece.fact.kind] += len(numerals(piece.text))
            script, _, key = piece.reference.name.partition(".")
            maker = self._result(script).maker(key)
            shown = html.bound(piece.text, piece.fact.kind, piece.reference.name, html.origin(piece.fact, maker))
            inline = html.number(piece.text, piece.fact, piece.reference.name, maker)
            text += shown if "code" in frame else inline
        return Shown(frame.format(text), counts)

    def _code_with_facts(self, body: str) -> Shown:
        match = re.fullmatch(r"`([^`]+)`", body)
        if match is None:
            raise MarkError(f"the code in {{{{ {body} }}}} has to end with a backtick")
        pieces = _formatted(fill, match.group(1), self.fact)
        shown = self._shown(pieces, '<code class="fs-code">{}</code>')
        if shown.counts["bare"]:
            typed = next(n for piece in pieces if piece.fact is None for n in numerals(piece.text))
            raise MarkError(f"{typed} is typed into {{{{ {body} }}}}; name the fact instead: {{script.fact}}")
        return shown

    def _figure(self, name: str, prefix: str) -> Shown:
        result, key = self._part(name, "figure")
        known = result.figures[key]
        counts = Counter(computed=len(numerals(known["alt"])))
        for piece in known["caption"]:
            if "fact" in piece:
                counts[result.facts[piece["fact"]].kind] += len(numerals(piece["text"]))
        return Shown(html.figure(key, result, prefix), counts)

    def _clips(self, names: list[str], prefix: str) -> Shown:
        players, counts = [], Counter[str]()
        for name in names:
            result, key = self._part(name, "clip")
            for piece in result.clips[key]["caption"]:
                if "fact" in piece:
                    counts[result.facts[piece["fact"]].kind] += len(numerals(piece["text"]))
            counts["computed"] += len(numerals(result.clips[key]["says"]))
            players.append(html.clip(key, result, prefix))
        return Shown("\n".join(['<div class="fs-clips">', *players, "</div>"]), counts)

    def _demo(self, name: str, experiments: list[str], files: list[str], instead: str, prefix: str) -> Shown:
        if name not in self.demos.names:
            raise MarkError(f"there is no demo {name!r}; there are: {', '.join(self.demos.names) or 'none'}")
        results = [self._result(experiment) for experiment in experiments]
        figure = self._figure(instead, prefix)
        weight = len(self.demos.bundles[name]) + len(facts_of(results).encode())
        parts = {file: handed(file, self._file_of(file, results)) for file in files}
        text = self.demos.shown(name, results, parts, figure.text, prefix)
        return Shown(text, figure.counts, {name: weight}, sum(map(len, parts.values())))

    def _file_of(self, name: str, results: list[Result]) -> bytes:
        """Return a clip of an experiment, or a file as one of the experiments has read it."""
        if "/" not in name:
            result, key = self._part(name, "clip")
            return clip_file(result.folder, key)
        digests = [result.inputs.data[name] for result in results if name in result.inputs.data]
        path = self.project.data_path(name)
        if not digests or path is None or not path.is_file():
            raise MarkError(f"{' and '.join(result.name for result in results)} read no file {name!r}")
        if file_hash(path) not in digests:
            raise MarkError(f"{name} has changed since {results[0].name} ran: run `firststeps build`")
        return path.read_bytes()

    def _table(self, name: str) -> Shown:
        result, key = self._part(name, "table")
        known = result.tables[key]
        says = [f"computed by {result.column_maker(key, number)}" for number in range(len(known["headings"]))]
        numeric = [not isinstance(cell, str) for cell in known["rows"][0]]
        counts: Counter[str] = Counter()
        rows = []
        for row in known["rows"]:
            cells = []
            for cell, spec, origin in zip(row, known["formats"], says, strict=True):
                shown = html.formatted_cell(cell, spec)
                counts["computed"] += len(numerals(shown))
                cells.append(html.bound(shown, "computed", name, origin))
            rows.append(cells)
        headings = [html.literal(heading) for heading in known["headings"]]
        counts["computed"] += sum(len(numerals(heading)) for heading in headings)
        headings = [html.bound_html(h, "computed", name, origin) for h, origin in zip(headings, says, strict=True)]
        return Shown(html.table(headings, rows, numeric), counts)

    def _part(self, name: str, what: str) -> tuple[Result, str]:
        script, _, key = name.partition(".")
        result = self._result(script)
        known = {"figure": result.figures, "table": result.tables, "clip": result.clips}[what]
        if key not in known:
            raise NoSuchPartError(f"{script} makes no {what} {key!r}; it makes: {', '.join(sorted(known)) or 'none'}")
        return result, key

    def _log(self, name: str, selection: list[str]) -> Shown:
        result = self._result(name)
        cells, rest = _take_cell(result, selection)
        printed = "".join(cell["output"] for cell in cells)
        if not printed.strip():
            raise NoSuchPartError(f"{name} prints nothing there")
        try:
            chosen = select_lines(printed.rstrip("\n").split("\n"), " ".join(rest))
        except ValueError as error:
            raise MarkError(f"{error} in what {name} prints") from None
        return Shown(html.fence("\n".join(chosen), "text", "fs-log", f"{result.label} prints"))

    def _code(self, name: str, selection: list[str]) -> Shown:
        if "." in name:
            label, source = self._definition(name)
            return Shown(html.fence(source, "python", "fs-excerpt", label))
        result = self._result(name)
        cells, rest = _take_cell(result, selection)
        if rest not in ([], ["records"]):
            raise MarkError(f'code takes a script, cell "Title" and records, not {" ".join(rest)!r}')
        if not selection:
            return Shown(html.fence(result.source, "python", "fs-excerpt", result.label))
        source = excerpt(result.source, cells[0]["first"], cells[0]["last"], records=bool(rest))
        return Shown(html.fence(source, "python", "fs-excerpt", result.label))

    def _file(self, name: str) -> Shown:
        path = (self.project.root / name).resolve()
        if not path.is_relative_to(self.project.root) or not path.is_file():
            raise MarkError(f"the project has no file {name!r}")
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise MarkError(f"{name} is no text in UTF-8") from None
        return Shown(html.fence(text, "python" if path.suffix == ".py" else "text", "fs-excerpt .fs-file", name))

    def _reference(self, name: str, prefix: str) -> Shown:
        try:
            return Shown(api.markdown(self.project, name, prefix))
        except LookupError as error:
            raise MarkError(str(error)) from None

    def _definition(self, name: str) -> tuple[str, str]:
        """Return file and source of a function, class or method that some experiment has used in the form it has."""
        known = {module for result in self.results.values() for module in result.inputs.project_modules}
        parts = name.split(".")
        prefixes = (".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
        module = next((prefix for prefix in prefixes if prefix in known), ".".join(parts[:-1]))
        names = name.removeprefix(f"{module}.").split(".")
        users = [result for result in self.results.values() if module in result.inputs.project_modules]
        callers = [result for result in users if result.inputs.reaches(f"{module}.{names[0]}")]
        user = next(iter([*callers, *users]), None)
        files = [path for found, path in self._tracker.locate(user.script, module) if found == module] if user else []
        if user is None or not files:
            raise MarkError(f"no experiment uses a module {module!r}")
        path = files[0]
        now = self._tracker.current(user.script, user.inputs.roots)
        if now.digests(module, names[0]) != user.inputs.digests(module, names[0]):
            raise MarkError(f"{module} has changed since {user.name} ran: run `firststeps build`")
        source = path.read_text(encoding="utf-8")
        definition = find_definition(source, names)
        if definition is None and len(names) > 1:
            raise MarkError(f"no experiment uses a module {'.'.join(parts[:-1])!r}, or a class of that name")
        if definition is None:
            raise MarkError(f"{module} defines no function or class {'.'.join(names)!r}")
        return _module_label(path, module), definition


def _module_label(path: Path, module: str) -> str:
    return "/".join(path.parts[-len(module.split(".")) - 1 :]) if path.name != "__init__.py" else module


def _take_cell(result: Result, selection: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    if not selection or selection[0] != "cell":
        return result.cells, selection
    if len(selection) == 1:
        raise MarkError('cell needs a title: cell "Title"')
    found = [cell for cell in result.cells if cell["title"] == selection[1]]
    if not found:
        titles = ", ".join(repr(cell["title"]) for cell in result.cells if cell["title"])
        raise MarkError(f"{result.name} has no cell {selection[1]!r}; it has: {titles or 'none'}")
    if len(found) > 1:
        raise MarkError(f"{result.name} has {len(found)} cells {selection[1]!r}; give them titles of their own")
    return found, selection[2:]


def _divided(words: list[str], at: str) -> tuple[list[str], list[str]]:
    """Return the words before a word and those after it."""
    place = words.index(at) if at in words else len(words)
    return words[:place], words[place + 1 :]


def _words(body: str) -> list[str]:
    try:
        return shlex.split(body)
    except ValueError:
        raise MarkError(f"a quotation mark is missing in {{{{ {body} }}}}") from None


def _formatted(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return function(*args, **kwargs)
    except FactError as error:
        raise MarkError(str(error)) from None
