"""The live preview, as an author uses it: a real server, files saved, pages fetched."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from firststeps.book import mkdocs_hooks

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

CONFIG = f"""
site_name: Toy
docs_dir: build/docs
hooks: [{mkdocs_hooks.__file__}]
plugins: []
nav: [index.md, other.md]
"""
PATIENCE = 60  # s; a shared machine can be slow
QUIET = 2.5  # s without a rebuild; the server looks every half second
REBUILD, DONE = "Detected file changes", "Reloading browsers"


class Preview:
    """A running ``mkdocs serve`` and its log."""

    def __init__(self, book: ToyBook) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.book = book
        self.file = book.root / "serve.log"
        command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", f"127.0.0.1:{self.port}"]
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
        with self.file.open("w") as log:
            self.process = subprocess.Popen(command, cwd=book.root, stdout=log, stderr=log, env=environment)
        self.wait_for("Serving on", 1)

    def log(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def wait_for(self, words: str, count: int) -> None:
        end = time.monotonic() + PATIENCE
        while self.log().count(words) < count:
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)

    def page(self, path: str = "") -> str:
        with urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=PATIENCE) as answer:
            assert answer.status == 200
            return str(answer.read().decode())

    def after(self, save: Callable[[], object]) -> str:
        """Save something, wait until browsers are told to reload and return the page."""
        before = self.log().count(DONE)
        save()
        self.wait_for(DONE, before + 1)
        return self.page()


@pytest.fixture
def preview(toy_book: ToyBook) -> Iterator[Preview]:
    toy_book.write("mkdocs.yml", CONFIG)
    toy_book.write("src/toy.py", "def double(x):\n    return 2 * x\n")
    toy_book.script("a", "from toy import double\nbook.fact('x', double(21))")
    toy_book.script("b", "book.fact('y', 7)")
    toy_book.write("docs/index.md", "# Toy\n\nIt is {{ a.x }}.\n")
    toy_book.write("docs/other.md", "# Other\n\nIt is {{ b.y }}.\n")
    (toy_book.root / "build/docs").mkdir(parents=True)
    running = Preview(toy_book)
    yield running
    running.process.terminate()
    running.process.wait(PATIENCE)


def test_a_failing_script_shows_its_error_until_it_is_mended(preview: Preview) -> None:
    book = preview.book
    assert ">42<" in preview.page()
    broken = preview.after(lambda: book.script("a", "x = 1\nraise ValueError('<torn>')"))
    for part in (
        "could not be rebuilt",
        "scripts/a.py:3: ValueError: &lt;torn&gt;",
        "line 3, in &lt;module&gt;",
        ">42<",
    ):
        assert part in broken
    assert "could not be rebuilt" in preview.page("other/")
    mended = preview.after(lambda: book.script("a", "book.fact('x', 43)"))
    assert ">43<" in mended
    assert "could not be rebuilt" not in mended
    assert preview.log().count(REBUILD) == 2


@pytest.mark.soak
class TestLong:
    def test_a_save_rebuilds_once_and_runs_what_depends_on_it(self, preview: Preview) -> None:
        book = preview.book
        saves: list[tuple[Callable[[], Path], str, set[str]]] = [
            (lambda: book.write("docs/index.md", "# Toy\n\nNow {{ a.x }}.\n"), "Now", set()),
            (lambda: book.script("a", "from toy import double\nbook.fact('x', double(4))"), ">8<", {"a"}),
            (lambda: book.write("src/toy.py", "def double(x):\n    return 3 * x\n"), ">12<", {"a"}),
        ]
        for number, (save, shown, expected) in enumerate(saves, start=1):
            assert shown in preview.after(save)
            assert {entry["name"] for entry in book.report() if entry["status"] == "ran"} == expected
            time.sleep(QUIET)
            assert preview.log().count(REBUILD) == preview.log().count(DONE) == number

    def test_a_bad_mark_and_a_torn_module_are_shown(self, preview: Preview) -> None:
        book = preview.book
        page = preview.after(lambda: book.write("docs/index.md", "# Toy\n\nIt is {{ a.z }}.\n"))
        assert "docs/index.md:3: a records no fact" in page
        page = preview.after(lambda: book.write("src/toy.py", "x = = 1\n"))
        assert "src/toy.py:1: SyntaxError" in page
        preview.after(lambda: book.write("src/toy.py", "def double(x):\n    return 5 * x\n"))
        page = preview.after(lambda: book.write("docs/index.md", "# Toy\n\nIt is {{ a.x }}.\n"))
        assert ">105<" in page
        assert "could not be rebuilt" not in page

    def test_a_book_that_was_never_good_is_served(self, toy_book: ToyBook) -> None:
        toy_book.write("mkdocs.yml", CONFIG)
        toy_book.script("a", "raise ValueError('torn')")
        (toy_book.root / "build/docs").mkdir(parents=True)
        running = Preview(toy_book)
        try:
            assert "ValueError: torn" in running.page()
            assert ">1<" in running.after(
                lambda: (toy_book.script("a", "book.fact('x', 1)"), toy_book.write("docs/index.md", "{{ a.x }}\n"))
            )
        finally:
            running.process.terminate()
            running.process.wait(PATIENCE)


def test_a_build_for_the_site_fails(toy_book: ToyBook) -> None:
    toy_book.write("mkdocs.yml", CONFIG)
    toy_book.script("a", "raise ValueError('torn')")
    (toy_book.root / "build/docs").mkdir(parents=True)
    command = [sys.executable, "-m", "mkdocs", "build"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=toy_book.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ValueError: torn" in done.stderr
    assert not (toy_book.root / "site").exists()
