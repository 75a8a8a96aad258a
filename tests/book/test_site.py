"""The site is made again when anything that it is made from has changed, and only then."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book import mkdocs_hooks
from firststeps.book.site import made_before, make

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

CONFIG = f"""
site_name: !ENV [TOY_NAME, Toy]
docs_dir: build/docs
hooks: [{mkdocs_hooks.__file__}]
plugins: []
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, book_in: Callable[[Path], ToyBook]) -> Iterator[ToyBook]:
    """A book with data of its own and of the shared folder, made once."""
    place = tmp_path_factory.mktemp("made")
    book = book_in(place / "book")
    book.write("mkdocs.yml", CONFIG)
    book.write("data/own.txt", "4")
    book.write("../shared/far.txt", "2")
    book.write("src/toy.py", "def double(x):\n    return 2 * x\n")
    book.script(
        "a",
        "import os\nfrom pathlib import Path\nfrom toy import double\n"
        "own, far = book.input('data/own.txt'), book.input(Path(os.environ['FIRSTSTEPS_DATA']) / 'far.txt')\n"
        "book.fact('x', double(int(own.read_text() + far.read_text())))",
    )
    book.write("docs/index.md", "# Toy\n\nIt is {{ a.x }}.\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTSTEPS_DATA", str(place / "shared"))
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        assert not made_before(book.project)
        assert make(book.project) == 0
        yield book


@pytest.fixture
def again(made: ToyBook) -> Iterator[ToyBook]:
    """The made book; what a test does to it is undone."""
    place = made.root.parent
    kept = place.with_name("kept")
    shutil.copytree(place, kept)
    yield made
    shutil.rmtree(place)
    kept.rename(place)


def test_what_was_made_stands_whatever_the_clock_says(again: ToyBook) -> None:
    for path in again.root.rglob("*"):
        os.utime(path, (1, 1))
    again.write("src/__pycache__/toy.cpython-311.pyc", "bytecode")
    assert made_before(again.project)
    assert [entry["status"] for entry in again.report()] == ["cached"]


@pytest.mark.parametrize(
    "path",
    [
        "docs/index.md",
        "mkdocs.yml",
        "scripts/a.py",
        "src/toy.py",
        "data/own.txt",
        "../shared/far.txt",
        "build/artifacts/a/facts.json",
        "build/measured/a.json",
        "build/docs/index.md",
        "build/site.json",
        "site/index.html",
    ],
)
@pytest.mark.parametrize("deed", ["changed", "deleted"])
def test_a_file_that_changes_or_goes_is_noticed(again: ToyBook, path: str, deed: str) -> None:
    file = again.root / path
    if deed == "deleted" and path != "mkdocs.yml":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes().replace(b"a", b"b", 1) + b"\n")
    assert not made_before(again.project)


@pytest.mark.parametrize("path", ["docs/new.md", "overrides/main.html", "scripts/b.py", "site/foreign.html"])
def test_a_new_file_is_noticed(again: ToyBook, path: str) -> None:
    again.write(path, "# New\n")
    assert not made_before(again.project)


@pytest.mark.parametrize("name", ["TOY_NAME", "SOURCE_DATE_EPOCH", "FIRSTSTEPS_DATA"])
def test_a_variable_that_the_site_may_show_is_noticed(
    again: ToyBook, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    assert not made_before(again.project)


def test_another_version_of_a_library_is_noticed(
    again: ToyBook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "numpy-99.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert not made_before(again.project)


def test_a_file_saved_while_the_site_was_being_made_is_not_taken_for_made(again: ToyBook) -> None:
    again.script("a", "book.fact('x', 1)")
    again.write("hook.py", "def on_post_build(config):\n    open('docs/late.txt', 'w').write('x')\n")
    again.write("mkdocs.yml", CONFIG.replace(".py]", ".py, hook.py]"))
    assert make(again.project) == 0
    assert not made_before(again.project)
    assert make(again.project) == 0
    assert made_before(again.project)


def test_a_site_that_could_not_be_built_is_not_taken_for_made(again: ToyBook) -> None:
    again.write("docs/index.md", "# Toy\n\n{{ a.unknown }}\n")
    for _ in range(2):
        status, out, err = again.command("site")
        assert status == 1
        assert "unknown" in out + err
    again.write("docs/index.md", "# Toy\n\n{{ a.x }}\n")
    assert again.command("site")[0] == 0
    status, _, err = again.command("site")
    assert (status, "up to date" in err) == (0, True)
