"""Builds the book with a second generator, Zensical, and holds the result against the check of the first.

The pages stay readable when MkDocs is gone: Zensical gets the same Markdown and the same ``mkdocs.yml``, byte for byte.
It is no dependency of the book; the first run installs it into an environment of its own.  Run it after `make site`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from firststeps.book.errors import BookError
from firststeps.book.project import Project
from firststeps.book.render import render_pages
from firststeps.book.results import load_results
from firststeps.book.site_check import broken_pages

ZENSICAL = "zensical==0.0.70"
# Renders the reference for both generators; Zensical does not bring it.
REFERENCE = tuple(f"{name}=={version(name)}" for name in ("mkdocstrings", "mkdocstrings-python", "griffelib"))


def installed(home: Path) -> Path:
    """Return Zensical's command, installed into the environment ``home`` with what it needs."""
    if not (home / "bin").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
    pip = [str(home / "bin/pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, ZENSICAL, *REFERENCE], check=True)
    return home / "bin" / "zensical"


def lay(project: Project, place: Path) -> None:
    """Copy what a generator reads into ``place``."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(project.pages, place / "build" / "docs")
    shutil.copytree(project.root / "overrides", place / "overrides")
    shutil.copytree(project.source, place / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project.root / "mkdocs.yml", place)


def main() -> None:
    """Build and check; exit with 1 and a list if a fact, a figure or a link is missing."""
    project = Project.at(Path(__file__).parent)
    place = project.build / "second"
    lay(project, place)
    subprocess.run([installed(project.build / "peers" / "zensical"), "build", "--strict"], cwd=place, check=True)
    try:
        pages = render_pages(project, load_results(project))
        problems = broken_pages(Project(place), pages)
    except BookError as error:
        problems = list(error.problems)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)
    print(f"{len(pages)} pages built by {ZENSICAL}: every fact, figure and link is there")


if __name__ == "__main__":
    main()
