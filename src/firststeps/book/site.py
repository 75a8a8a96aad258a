"""The finished site, made again only if a byte has changed since it was last made.

Looking at every input of every experiment, and starting the site generator, takes a second.  Hashing all that could
matter takes a twentieth of that: where not a byte of the project, of the data read and of what was made from them has
changed, and no library came, went or changed its version, there is nothing to look at.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from firststeps.book.datasets import digest_now
from firststeps.book.demos import INSTALLED
from firststeps.book.files import file_hash, read_json, read_sealed, write_sealed
from firststeps.book.project import Project
from firststeps.book.provenance import PROVENANCE
from firststeps.book.recording import ABSENT
from firststeps.book.report import Entry, write_report

NO_SOURCES = ("__pycache__", INSTALLED)
OWN_PACKAGE = Path(__file__).resolve().parents[1]


def made_before(project: Project) -> bool:
    """Return whether the site stands as the last ``make`` left it and nothing that it is made from has changed.

    If so, ``build/report.json`` says that nothing ran.
    """
    kept = read_sealed(_seal_of(project))
    same = kept is not None and kept == {"from": _sources(project), "made": _made(project)}
    if same:
        write_report(project, [Entry.unchanged(name) for name in project.experiments()])
    return same


def make(project: Project) -> int:
    """Build results, pages and site with MkDocs, strictly; return its exit status."""
    _seal_of(project).unlink(missing_ok=True)
    project.pages.mkdir(parents=True, exist_ok=True)  # MkDocs looks for it before the engine has run
    before = _saved(project)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}  # MkDocs is pinned below the version that the notice is about
    status = subprocess.run(command, cwd=project.root, env=quiet, check=False).returncode
    # What was saved while the build ran may not be in it.
    if status == 0 and _saved(project) == before and all(now == read for _, read, now in _data(project)):
        write_sealed(_seal_of(project), {"from": _sources(project), "made": _made(project)})
    return status


def _seal_of(project: Project) -> Path:
    return project.build / "site.json"


def _sources(project: Project) -> dict[str, str]:
    return {
        "project": _saved(project),
        "data": _digest((key, now) for key, _, now in _data(project)),
        "engine": _digest(_files(OWN_PACKAGE)),
        "libraries": _digest((name, "") for name in library_marks()),
        "python": f"{sys.executable} {sys.version}",
        "variables": _digest((name, repr(os.environ.get(name))) for name in _variables(project)),
    }


def _saved(project: Project) -> str:
    return _digest(_files(project.root, frozenset({project.build, project.site})))


def _made(project: Project) -> str:
    folders = (project.artifacts, project.measured, project.pages, project.site)
    return _digest(item for folder in folders for item in _files(folder))


def _digest(items: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256("".join(f"{name!r} {value}\n" for name, value in items).encode()).hexdigest()


def _files(folder: Path, without: frozenset[Path] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield path and hash of every file below a folder; hidden folders and ``NO_SOURCES`` are left out."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name[0] != "." and name not in NO_SOURCES and Path(place, name) not in without
        )
        for name in sorted(files):
            path = f"{place}/{name}"
            yield path, file_hash(path) if os.path.isfile(path) else "gone"  # noqa: PTH113 - Paths cost more than hashes


def _data(project: Project) -> Iterator[tuple[str, str, str]]:
    """Yield the data that experiments read, wherever they lie, with their hashes then and now."""
    for name in project.experiments():
        kept = read_json(project.artifacts / name / PROVENANCE) or {}
        for key, digest in sorted(kept.get("inputs", {}).get("data", {}).items()):
            yield key, digest, digest_now(key, project.root) or ABSENT


def library_marks() -> list[str]:
    """Return the names of the folders that say which version of a library is installed."""
    folders = [folder for name in dict.fromkeys(sys.path) if (folder := Path(name)).is_dir()]
    marks = (".dist-info", ".egg-info", ".pth")
    return sorted(path.name for folder in folders for path in folder.iterdir() if path.suffix in marks)


def _variables(project: Project) -> list[str]:
    """Return the environment variables that the site may depend on."""
    settings = (project.root / "mkdocs.yml").read_text(encoding="utf-8")
    asked = re.findall(r"!ENV\s*\[?([^\]\n]*)", settings)
    return sorted({"FIRSTSTEPS_CACHE", "FIRSTSTEPS_DATA", "SOURCE_DATE_EPOCH", *re.findall(r"\w+", " ".join(asked))})
