"""Where data sets lie: the reader's own folder, what was fetched, or the samples of the repository, in this order."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

Source = Literal["folder", "official", "embedded"]


@dataclass(frozen=True)
class Located:
    """A data set that was found."""

    path: Path  # its folder
    source: Source  # "folder": below FIRSTSTEPS_DATA; "official": fetched; "embedded": carried by the repository


def data_folder() -> Path | None:
    """Return the folder that ``FIRSTSTEPS_DATA`` names, None if it is unset or there is no such folder."""
    folder = os.environ.get("FIRSTSTEPS_DATA")
    return Path(folder).resolve() if folder and Path(folder).is_dir() else None


def cache_folder() -> Path:
    """Return where fetched data sets are kept: ``FIRSTSTEPS_CACHE``, else the platform's cache folder."""
    folder = os.environ.get("FIRSTSTEPS_CACHE")
    return (Path(folder) if folder else Path(platformdirs.user_cache_dir("firststeps", appauthor=False))).resolve()


def located(name: str, samples: Path) -> Located | None:
    """Return where the data set ``name`` lies, None if nowhere.

    Args:
        name: the name of its folder, "speech-commands" for one.
        samples: the folder of the repository that holds a small set of our own for each of some names.
    """
    shared = data_folder()
    places: list[tuple[Path | None, Source]] = [(shared, "folder"), (cache_folder(), "official"), (samples, "embedded")]
    for root, source in places:
        if root is not None and (root / name).is_dir():
            return Located(root / name, source)
    return None
