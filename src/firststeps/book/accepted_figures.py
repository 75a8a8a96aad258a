"""Accepted figures: the plotted data and one drawing of each, as they were when somebody last agreed with them.

They lie beside the accepted facts as ``accepted/PROFILE/EXPERIMENT/FIGURE.csv.gz`` and ``FIGURE.svgz``.  The data say
whether a figure has moved; the drawing (light, wide) is for the page that shows old and new side by side, because the
code that drew it may be gone.  Both are compressed, 12 kB for a figure, and are written again only when the data move,
so that a new version of the drawing library does not touch them.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from firststeps.book.causes import causes, remembered, said
from firststeps.book.files import read_json, write_if_changed
from firststeps.book.project import Project
from firststeps.book.results import Result

ALIKE = 1e-3  # share of a column's range; nobody sees a smaller step in a drawing
DRAWING = "{}-wide-light.svg"


@dataclass(frozen=True)
class MovedFigure:
    """A figure whose plotted data differ visibly from the accepted ones, or that is no longer drawn."""

    name: str  # as pages call it
    cause: str
    drawing: Path  # the accepted one, compressed
    gone: bool  # no longer drawn

    def __str__(self) -> str:
        """Return what happened to the figure and why."""
        what = "is no longer drawn" if self.gone else "shows other data"
        return f"figure {self.name} {what}; changed because {self.cause}"


def folder_of(project: Project, result: Result) -> Path:
    """Return where the accepted figures of an experiment lie."""
    return project.accepted / result.profile / result.name


def moved_figures(project: Project, results: Mapping[str, Result]) -> list[MovedFigure]:
    """Return the figures that have moved away from the accepted ones."""
    found = []
    for name, result in results.items():
        folder = folder_of(project, result)
        for kept in sorted(folder.glob("*.csv.gz")):
            key = kept.name.removesuffix(".csv.gz")
            gone = key not in result.figures
            if gone or not _looks_alike(unpacked(kept).decode(), _plotted(result, key)):
                cause = said(causes(_inputs(folder.with_suffix(".json")), remembered(result.inputs.to_json())))
                found.append(MovedFigure(f"{name}.{key}", cause, folder / f"{key}.svgz", gone))
    return found


def _inputs(path: Path) -> dict[str, object]:
    kept = read_json(path)
    return dict(kept["inputs"]) if kept else {}


def accept_figures(project: Project, results: Mapping[str, Result]) -> list[Path]:
    """Keep the present figures as the accepted ones and return the folders in which something changed."""
    changed = [path for path in sorted(project.accepted.glob("*/*/")) if path.name not in results]
    for path in changed:
        shutil.rmtree(path)
    for result in results.values():
        folder = folder_of(project, result)
        before = _content(folder)
        wanted = {f"{key}{end}" for key in result.figures for end in (".csv.gz", ".svgz")}
        for path in folder.glob("*"):
            if path.name not in wanted:
                path.unlink()
        for key in result.figures:
            plotted, kept = _plotted(result, key), folder / f"{key}.csv.gz"
            if kept.is_file() and (folder / f"{key}.svgz").is_file() and _looks_alike(unpacked(kept).decode(), plotted):
                continue
            write_if_changed(kept, gzip.compress(plotted.encode(), mtime=0))
            drawing = (result.folder / DRAWING.format(key)).read_bytes()
            write_if_changed(folder / f"{key}.svgz", gzip.compress(drawing, mtime=0))
        if not result.figures and folder.is_dir():
            folder.rmdir()
        if _content(folder) != before:
            changed.append(folder)
    return changed


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def unpacked(path: Path) -> bytes:
    """Return the content of an accepted file; nothing, which agrees with nothing, if it is missing or cut off."""
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return b""


def _plotted(result: Result, key: str) -> str:
    return (result.folder / f"{key}.csv").read_text(encoding="utf-8")


def _looks_alike(before: str, now: str) -> bool:
    """Return whether two tables hold the same words, and numbers that differ by less than a drawing can show."""
    if before == now:
        return True
    old, new = (list(zip_longest(*csv.reader(io.StringIO(text)), fillvalue="")) for text in (before, now))
    return len(old) == len(new) and all(map(_columns_alike, old, new))


def _columns_alike(before: tuple[str, ...], now: tuple[str, ...]) -> bool:
    numbers = [value for value in map(_number, before) if value is not None]
    step = ALIKE * (max(numbers) - min(numbers)) if numbers else 0.0
    return len(before) == len(now) and all(_cells_alike(a, b, step) for a, b in zip(before, now, strict=True))


def _cells_alike(before: str, now: str, step: float) -> bool:
    old, new = _number(before), _number(now)
    return before == now if old is None or new is None else abs(old - new) <= step


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
