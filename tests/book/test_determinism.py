"""Two builds of one book, in different folders, give the same bytes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book.determinism import ENVIRONMENT

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.book.conftest import ToyBook

HASHES = (
    "words = {'apple', 'pear', 'plum', 'fig', 'kiwi'}\nprint(list(words))\nbook.fact('order', list(words))\n"
    "import os\nprint(os.environ['TF_ENABLE_ONEDNN_OPTS'], os.environ['PYTHONHASHSEED'])"
)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_folders_two_builds_same_bytes(
    shown_book: ToyBook, tmp_path: Path, book_in: Callable[[Path], ToyBook]
) -> None:
    books = []
    for name in ("here", "there/deeper"):
        book = book_in(tmp_path / name)
        for folder in ("src", "scripts", "data"):
            shutil.copytree(shown_book.root / folder, book.root / folder)
        book.script("hashes", HASHES)
        book.write(
            "docs/index.md", "{{ hashes.order }}\n\n{{ figure one.fall }}\n\n{{ log one }}\n\n{{ build data }}\n"
        )
        assert book.ran(jobs=1 if name == "here" else 2) == {"one", "hashes"}
        books.append(book)
    here, there = (book.root / "build" for book in books)
    for part in ("artifacts", "docs"):
        assert files(here / part) == files(there / part)
        assert files(here / part)
    before = files(here / "artifacts")
    books[0].build(force=True)
    assert files(here / "artifacts") == before


def test_settings_of_the_machine_do_not_reach_a_script(toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    toy_book.script(
        "a", "import os\nbook.fact('seen', [str(os.environ.get(name)) for name in ('SOME_SETTING', 'PATH', 'TZ')])"
    )
    for name in ("SOME_SETTING", "PATH", "TZ"):
        monkeypatch.setenv(name, f"{name} of the machine")
    assert toy_book.ran() == {"a"}
    assert toy_book.facts("a") == {"seen": ["None", "PATH of the machine", "None"]}


def test_environment_fixes_threads_and_hashes() -> None:
    assert ENVIRONMENT["PYTHONHASHSEED"] == "0"
    assert {value for key, value in ENVIRONMENT.items() if "THREADS" in key} == {"1"}
