"""Lets MkDocs call the engine: results and pages are brought up to date before each build of the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firststeps.book.build import build
from firststeps.book.builder import Options
from firststeps.book.errors import BookError
from firststeps.book.progress import Progress
from firststeps.book.project import Project

from mkdocs.exceptions import PluginError

WATCHED = ("docs", "scripts", "src", "data/samples")


def on_pre_build(config: Any) -> None:
    """Run what is stale and render the pages.

    Raises:
        PluginError: if an experiment fails or a page names something unknown.
    """
    project = Project.at(Path(config["config_file_path"]).parent)
    try:
        with Progress() as progress:
            build(project, Options(), progress.notify)
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
