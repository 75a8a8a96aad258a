"""Lets MkDocs call the engine: results and pages are brought up to date before each build of the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firststeps.book.build import build
from firststeps.book.builder import Options
from firststeps.book.errors import BookError, Problem
from firststeps.book.finishing import PageTimes, finish
from firststeps.book.preview import EMPTY, PREVIEW, notice
from firststeps.book.progress import Progress
from firststeps.book.project import Project

import click
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

WATCHED = ("docs", "scripts", "src", "data/samples", "exercises", "web/src")

TIMES = PageTimes()


def on_startup(command: str, **_: Any) -> None:
    """Remember whether this is the live preview."""
    PREVIEW.serving = command == "serve"


def on_pre_build(config: Any) -> None:
    """Run what is stale and render the pages.

    Raises:
        PluginError: if an experiment fails or a page names something unknown; in the preview its pages say so.
    """
    PREVIEW.problems = ()
    TIMES.seconds.clear()
    try:
        project = Project.at(Path(config["config_file_path"]).parent)
        with Progress() as progress:
            build(project, Options(), progress.notify)
    except BookError as error:
        if not PREVIEW.serving:
            raise PluginError(str(error)) from None
        PREVIEW.problems = error.problems
    except OSError as error:  # a file was listed and then gone, as when an editor saves
        if not PREVIEW.serving:
            raise
        PREVIEW.problems = (Problem(f"{type(error).__name__}: {error}"),)
    for problem in PREVIEW.problems:
        click.secho(f"error: {problem}", err=True)


def on_files(files: Any, config: Any) -> Any:
    """Give the preview a page to show the problems on if no build has been good so far."""
    if PREVIEW.problems and files.get_file_from_path("index.md") is None:
        files.append(File.generated(config, "index.md", content=EMPTY))
    return files


def on_pre_page(page: Any, **_: Any) -> None:
    """Note when the generator begins with a page's Markdown."""
    TIMES.begin()


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Put the problems of the last build above the page; there are none outside the preview."""
    TIMES.end(page.file.dest_uri)
    return notice(PREVIEW.problems) + html if PREVIEW.problems else html


def on_page_context(context: Any, **_: Any) -> None:
    """Note when the generator begins with a page's template."""
    TIMES.begin()


def on_post_page(output: str, page: Any, **_: Any) -> None:
    """Note when a page is done."""
    TIMES.end(page.file.dest_uri)


def on_post_build(config: Any) -> None:
    """Give every page of the site its policy and weigh it.

    The pages of the preview have none, for its server adds a script to each.

    Raises:
        PluginError: if a page is too heavy.
    """
    if PREVIEW.serving:
        return
    try:
        finish(Project.at(Path(config["config_file_path"]).parent), TIMES.seconds)
    except BookError as error:
        raise PluginError(str(error)) from None


def on_serve(server: Any, config: Any, **_: Any) -> Any:
    """Watch what people write, and not what the engine writes."""
    root = Path(config["config_file_path"]).parent
    server.unwatch(config["docs_dir"])
    for folder in WATCHED:
        if (root / folder).is_dir():
            server.watch(str(root / folder))
    return server
