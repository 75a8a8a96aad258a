"""What taught words may be called, and where they lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords import store

import platformdirs

_NAME = re.compile(r"[^\W_][\w-]*")


def words_folder() -> Path:
    """Return where taught words are kept: ``FIRSTSTEPS_WORDS``, else the platform's folder for a program's data."""
    folder = os.environ.get("FIRSTSTEPS_WORDS")
    return Path(folder) if folder else Path(platformdirs.user_data_dir("firststeps", appauthor=False)) / "words"


def check_name(word: str) -> None:
    """Raise PlainError unless a word can be taught under that name."""
    if not _NAME.fullmatch(word):
        raise PlainError(f"a word has letters, digits, - and _, and begins with a letter or digit; {word!r} does not")


def word_path(word: str) -> Path:
    """Return the file of a taught word, whether it is there or not."""
    return words_folder() / f"{word}.json"


def is_taught(word: str) -> bool:
    """Tell whether there is a taught word of that name; the models of the book come first."""
    return bool(_NAME.fullmatch(word)) and word_path(word).is_file() and not (store.MODELS / word).is_dir()


def check_free(word: str) -> None:
    """Raise PlainError unless a word may have that name: what `predict --model` finds must be one thing."""
    check_name(word)
    if (store.MODELS / word).is_dir():
        raise PlainError(f"the book has a model {word!r}; give your word another name")
