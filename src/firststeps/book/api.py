"""The public modules of a package for the reference: a heading, a copy of the source, and what mkdocstrings renders.

A page names the package and not its modules, so a new module is in the reference as soon as it is in the package.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from firststeps.book import html
from firststeps.book.project import Project

MARK = "reference "  # how the mark begins


def modules(project: Project, name: str) -> dict[str, Path]:
    """Return the public modules of the package ``name``, or the module ``name``, with their files.

    Raises:
        LookupError: if there are none.
    """
    place = project.source.joinpath(*name.split("."))
    found = {f"{name}.{path.stem}": path for path in sorted(place.glob("[!_]*.py"))}
    if place.with_suffix(".py").is_file():
        found[name] = place.with_suffix(".py")
    if not found:
        raise LookupError(f"{project.label(project.source)}/ holds no package or module {name!r}")
    return found


def markdown(project: Project, name: str, prefix: str) -> str:
    """Return what documents ``name`` on a page from which ``prefix`` leads to the site's root.

    Raises:
        LookupError: as ``modules`` does.
    """
    found = modules(project, name)
    jumps = " · ".join(f"[{_last(module)}](#{module})" for module in found) if len(found) > 1 else ""
    sections = (
        f"## {_last(module)} {{ #{module} }}\n\n"
        f"`{module}` · <a {html.leading_to(prefix + _copy(project, path))}>source</a>\n\n"
        f"::: {module}"
        for module, path in found.items()
    )
    return "\n\n".join(part for part in (jumps, *sections) if part)


def copies(project: Project, marks: Iterable[str]) -> dict[Path, bytes]:
    """Return the sources that the reference ``marks`` among others link to, by where the site generator finds them."""
    names = (mark.removeprefix(MARK) for mark in marks if mark.startswith(MARK))
    paths = (path for name in names for path in modules(project, name).values())
    return {project.pages / _copy(project, path): path.read_bytes() for path in paths}


def _last(module: str) -> str:
    return module.rpartition(".")[2]


def _copy(project: Project, path: Path) -> str:
    return f"src/{path.relative_to(project.source).as_posix()}"
