"""What a script calls to record what it found; the open ``session`` keeps it."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, ParamSpec, Protocol, Self, TypeVar

from firststeps.book import jupyter
from firststeps.book.datasets import data_key, find, matching, names_hash, set_key
from firststeps.book.facts import Fact, FactError, Kind, formatted, plain_value
from firststeps.book.files import file_hash, input_hash
from firststeps.book.notebook import figure_bundle, table_bundle
from firststeps.book.session import Session, current
from firststeps.data.places import Located

Theme = Literal["light", "dark"]
Layout = Literal["wide", "narrow"]
THEMES: tuple[Theme, ...] = ("light", "dark")
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")

ABSENT = "absent"  # instead of the SHA-256 of a data file that was asked for and not there

P = ParamSpec("P")
T = TypeVar("T")


class Description(Protocol):
    """A figure as data; ``firststeps.figures`` has such descriptions."""

    @property
    def caption(self) -> str:
        """The words under the figure."""

    def with_text(self, function: Callable[[str], str]) -> Self:
        """Return a copy with ``function`` applied to every word."""

    def alt(self) -> str:
        """Return what the figure shows, in words."""

    def csv(self) -> str:
        """Return the plotted data."""

    def size(self, layout: Layout) -> tuple[int, int]:
        """Return width and height in CSS pixels."""

    def svg(self, theme: Theme, layout: Layout) -> bytes:
        """Return the drawing."""


def seed(value: int) -> int:
    """Declare the seed of this experiment and return it; the script hands it to its libraries."""
    session = current()
    if session.seed is not None and not session.notebook:
        raise FactError("an experiment has one seed; derive further ones from it")
    session.seed = int(value)
    return session.seed


def input(path: str | Path) -> Path:
    """Declare a data file, or a folder with everything in it, that the experiment reads; return where to read it.

    Under ``firststeps build`` that may be another path, with the same name, in a folder of this run.

    Args:
        path: relative to the project, or anywhere below the folder named by ``FIRSTSTEPS_DATA`` or that of what was
            fetched.

    Raises:
        FileNotFoundError: if there is no such file or folder.
        FactError: if the path leads out of the project and the data folder, or is one of them.
    """
    session = current()
    found = _resolved(path, session)
    key = data_key(found, session.root, session.shared) + ("/" if found.is_dir() else "")
    place, known = session.gate.admit(found) if session.gate is not None else (found, input_hash(found))
    digest = known or ABSENT
    if session.data.setdefault(key, digest) != digest:
        raise FactError(f"data file {path} changed while the experiment ran")
    if digest == ABSENT:  # declared all the same: the experiment is stale when the file appears
        raise FileNotFoundError(f"data file {found} does not exist (asked for as {str(path)!r})")
    return place


def dataset(name: str) -> Located | None:
    """Return where the data set ``name`` lies, None if it is nowhere; the answer is an input of the experiment.

    The order is ``FIRSTSTEPS_DATA``, what ``firststeps data fetch`` brought, ``data/samples`` of the project.  Files in
    it are read through ``input`` all the same.
    """
    session = current()
    found = find(name, session.root)
    session.data[set_key(name)] = found.source if found else ABSENT
    return found


def listing(folder: str | Path, pattern: str) -> list[Path]:
    """Return the files in ``folder`` that match, such as "*.flac", in the order of their names.

    The names become an input of the experiment, not what the files hold: each file that is read is declared by
    ``input``.

    Raises:
        FactError: as ``input``, or if the pattern has no ``*`` or leads into other folders.
    """
    session = current()
    if "*" not in pattern or "/" in pattern:
        raise FactError(f"{pattern!r} has to hold a * and no /")
    place = _resolved(folder, session)
    outside = session.gate.outside if session.gate is not None else _here
    found = outside(matching, place, pattern)
    session.data[f"{data_key(place, session.root, session.shared)}/{pattern}"] = names_hash(found)
    return found


def _resolved(path: str | Path, session: Session) -> Path:
    """Return a path without links, but for those in a shared folder: a reader may keep large data on another disk."""
    whole = session.root / path
    for folder in session.shared.values():
        if whole.is_relative_to(folder) and ".." not in whole.parts:
            return whole
    whole = whole.resolve()
    return session.gate.original(whole) if session.gate is not None else whole


def _here(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


def fact(name: str, value: T, *, label: str = "", unit: str = "", tolerance: float | None = None) -> T:
    """Record a computed value and return it.

    Args:
        name: how pages refer to it, after the script's name: ``{{ script.name }}``.
        value: a finite number, a word, or a flat list or array of these.
        label: what it is, in words.
        unit: its unit, if it has one.
        tolerance: by how much it may differ between processors, absolute; by default what the pages print.
    """
    if tolerance is not None and not (math.isfinite(tolerance) and tolerance >= 0):
        raise FactError(f"the tolerance of fact {name!r} is {tolerance}; it has to be a finite number from zero up")
    allowed = None if tolerance is None else float(tolerance)
    return _record("computed", name, value, label=label, unit=unit, tolerance=allowed)


def measured(name: str, value: T, *, label: str = "", unit: str = "") -> T:
    """Record a time, a size in memory or another value that belongs to this machine, and return it."""
    return _record("measured", name, value, label=label, unit=unit)


def given(name: str, value: T, *, source: str, label: str = "", unit: str = "") -> T:
    """Record a value quoted from ``source`` and return it."""
    return _record("given", name, value, label=label, unit=unit, source=source)


def recorded(
    name: str, value: T, *, run: Path | str, of: Path | str | None = None, label: str = "", unit: str = ""
) -> T:
    """Record a value of a run that is too long for a build, and return it.

    Args:
        name: how pages refer to it.
        value: the value, read from the committed log.
        run: the run's card, a JSON object with ``command``, ``seed``, ``date``, ``log`` and ``log_sha256``, the
            log lying beside the card.
        of: another file instead of a log, one that the run wrote or tried; the card then has ``sha256`` of this file,
            and needs no ``seed``.
        label: what it is, in words.
        unit: its unit, if it has one.

    Raises:
        FactError: if the card lacks a field, or the file is not the one that the card describes.
    """
    path = Path(run)
    card = json.loads(input(path).read_text(encoding="utf-8"))
    needed = ("command", "seed", "date", "log", "log_sha256") if of is None else ("command", "date", "sha256")
    if lacking := [key for key in needed if key not in card]:
        raise FactError(f"{path} does not say: {', '.join(lacking)}")
    file, digest = (path.parent / card["log"], card["log_sha256"]) if of is None else (Path(of), card["sha256"])
    if file_hash(input(file)) != digest:
        raise FactError(f"{file} is not the file that {path} describes: its SHA-256 differs")
    seed = f", seed {card['seed']}" if "seed" in card else ""
    what = "log" if of is None else file.name
    source = f"{card['command']}{seed}, {card['date']}, {what} {digest[:12]}"
    return _record("recorded", name, value, label=label, unit=unit, source=source)


def _record(kind: Kind, name: str, value: T, **about: Any) -> T:
    session = current()
    session.add(name, Fact(kind, plain_value(name, value), cell=session.cell, **about))
    return value


def figure(name: str, description: Description) -> None:
    """Record a figure: a drawing for each theme and layout, alt text, caption and the plotted data.

    Every word of the description is a template over the facts recorded so far.

    Raises:
        FactError: if a numeral was typed into the description, or a template names an unknown fact.
    """
    session = current()
    session.name_part(name)
    caption = session.fill(description.caption)
    drawn = description.with_text(session.fill_text)
    session.folder.mkdir(parents=True, exist_ok=True)
    for theme in THEMES:
        for layout in LAYOUTS:
            (session.folder / f"{name}-{layout}-{theme}.svg").write_bytes(drawn.svg(theme, layout))
    (session.folder / f"{name}.csv").write_text(drawn.csv(), encoding="utf-8", newline="\n")
    session.figures[name] = {
        "alt": drawn.alt(),
        "caption": [
            {"text": piece.text} | ({"fact": piece.reference.name} if piece.reference else {}) for piece in caption
        ],
        "sizes": {layout: list(drawn.size(layout)) for layout in LAYOUTS},
        "cell": session.cell,
    }
    if session.notebook:
        jupyter.display(figure_bundle(drawn.svg("light", "wide").decode(), drawn.alt()))
    elif session.alone:
        print(f"figure: {session.folder / name}-wide-light.svg", file=sys.stderr)


def table(name: str, columns: Mapping[str, object], *, formats: Mapping[str, str] | None = None) -> None:
    """Record a table.

    Args:
        name: how pages refer to it.
        columns: heading to values, all of one length; headings are templates like a figure's words.
        formats: heading to the format in which the page shows the column; the CSV keeps every digit.

    Raises:
        FactError: if the columns differ in length, a heading holds a typed numeral or a format does not fit.
    """
    session = current()
    session.name_part(name)
    shown = formats or {}
    values = {heading: plain_value(f"{name}: {heading}", column) for heading, column in columns.items()}
    rows = {heading: column if isinstance(column, list) else [column] for heading, column in values.items()}
    for heading, column in rows.items():
        formatted(f"{name}: {heading}", column, None, shown.get(heading, ""))
    if len({len(column) for column in rows.values()}) != 1:
        raise FactError(f"the columns of table {name!r} differ in length")
    if set(shown) - set(rows):
        raise FactError(f"table {name!r} has no column {sorted(set(shown) - set(rows))[0]!r} to format")
    headings = [session.fill_text(heading) for heading in rows]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(zip(*rows.values(), strict=True))
    session.folder.mkdir(parents=True, exist_ok=True)
    (session.folder / f"{name}.csv").write_text(stream.getvalue(), encoding="utf-8", newline="\n")
    session.tables[name] = {
        "headings": headings,
        "formats": [shown.get(heading, "") for heading in rows],
        "rows": [list(row) for row in zip(*rows.values(), strict=True)],
        "cell": session.cell,
    }
    if session.notebook:
        jupyter.display(table_bundle(session.tables[name]))
