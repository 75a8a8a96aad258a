"""Data sets as experiments ask for them: found in one of several places, listed, and known by the same key everywhere.

What an experiment asked for is part of its inputs, under three kinds of key: a file or folder with the hash of its
content, ``folder/*.flac`` with the hash of the names that matched, and ``data set NAME`` with the source that had it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from firststeps.book.facts import FactError
from firststeps.book.files import input_hash
from firststeps.data.places import Located, cache_folder, data_folder, located

SHARED = "$FIRSTSTEPS_DATA"
FETCHED = "$FIRSTSTEPS_CACHE"
SOURCE_WORDS = {
    "embedded": "samples that come with the book",
    "folder": "the folder that FIRSTSTEPS_DATA names",
    "official": "the official archives, as fetched",
}
_NAMED = "data set "
FEW = 6  # files of one folder that are listed one by one


def shared_folders() -> dict[str, Path]:
    """Return the folders outside the project that experiments may read, under the names that stand for them."""
    folders = {SHARED: data_folder(), FETCHED: cache_folder()}
    return {name: folder for name, folder in folders.items() if folder is not None and folder.is_dir()}


def data_key(path: Path, root: Path, shared: Mapping[str, Path]) -> str:
    """Return the name under which a data file or folder is known on every machine.

    Raises:
        FactError: if the path leads out of the project and the shared folders, or is one of them.
    """
    if path in (root, *shared.values()):
        raise FactError(f"{path} is everything; name the files and folders that the experiment reads")
    for name, folder in shared.items():  # first: such a folder may lie inside the project
        if path.is_relative_to(folder):
            return f"{name}/{path.relative_to(folder).as_posix()}"
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    raise FactError(f"{path} lies outside the project, the data folder (FIRSTSTEPS_DATA) and what was fetched")


def data_path(key: str, root: Path) -> Path | None:
    """Return where the file or folder known as ``key`` lies, None if the shared folder is not at hand."""
    if not key.startswith("$"):
        return root / key
    name, _, rest = key.partition("/")
    folder = shared_folders().get(name)
    return None if folder is None else folder / rest


def digest_now(key: str, root: Path) -> str | None:
    """Return what stands for the present state of ``key``, None if it is not there."""
    if key.startswith(_NAMED):
        found = find(key.removeprefix(_NAMED), root)
        return found.source if found else None
    folder, _, pattern = key.rpartition("/")
    path = data_path(folder if "*" in pattern else key, root)
    if path is None:
        return None
    return names_hash(matching(path, pattern)) if "*" in pattern else input_hash(path)


def find(name: str, root: Path) -> Located | None:
    """Return where a data set lies, None if nowhere."""
    return located(name, root / "data" / "samples")


def set_key(name: str) -> str:
    """Return the key of the question where a data set lies."""
    return _NAMED + name


def is_file_key(key: str) -> bool:
    """Return whether ``key`` is that of a file or folder that was read."""
    return not key.startswith(_NAMED) and "*" not in key


def matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files below ``folder`` that match, in the order of their names."""
    return sorted(folder.glob(pattern)) if folder.is_dir() else []


def names_hash(paths: Iterable[Path]) -> str:
    """Return what stands for a list of names."""
    return hashlib.sha256("\n".join(path.name for path in paths).encode()).hexdigest()


def shown_files(data: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the files that were read as readers are shown them: name and hash, those of a full folder as one.

    The hash of a folder is that of the hashes in it.
    """
    folders: dict[str, list[str]] = {}
    for key in sorted(filter(is_file_key, data)):
        folders.setdefault(key.rpartition("/")[0], []).append(key)
    shown: list[tuple[str, str]] = []
    for folder, keys in folders.items():
        if len(keys) <= FEW:
            shown += [(key, data[key]) for key in keys]
        else:
            whole = hashlib.sha256("\n".join(f"{key} {data[key]}" for key in keys).encode()).hexdigest()
            shown.append((f"{folder}/ ({len(keys)} files)", whole))
    return shown


def profile(keys: Iterable[str]) -> str:
    """Return the sources of the data files among ``keys``, joined: "embedded", "folder", "folder+official" and so on.

    What the project itself has made, such as a trained model, is no data.
    """
    names = {SHARED: "folder", FETCHED: "official", "data": "embedded"}
    found = {names.get(key.partition("/")[0], "") for key in keys if is_file_key(key)} - {""}
    return "+".join(sorted(found)) or "embedded"


def profile_words(profile: str) -> str:
    """Return a profile in words."""
    return " and ".join(SOURCE_WORDS[source] for source in profile.split("+"))
