"""A build that looks only at what was touched finds what one that looks at everything finds."""

from __future__ import annotations

import os
import time
from pathlib import Path

from firststeps.book.inputs import Tracker
from firststeps.book.looks import Looks
from firststeps.book.stamps import TICK, Stamps

import pytest
from tests.book.conftest import ToyBook


def settle() -> None:
    """Wait until stamps count."""
    time.sleep(3 * TICK / 1e9)


def test_stamp_moves_with_content_of_the_same_size_and_time(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("one")
    before, status = Stamps().of([str(file)]), file.stat()
    settle()
    file.write_text("two")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert Stamps().of([str(file)]) != before


def test_missing_file_has_a_stamp_of_its_own(tmp_path: Path) -> None:
    missing = str(tmp_path / "file")
    before = Stamps().of([missing])
    Path(missing).touch()
    assert Stamps().of([missing]) != before


def test_second_look_parses_nothing_and_an_edit_is_seen(toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    script = toy_book.script("one", 'from firststeps import book\nbook.fact("value", 1)\n')
    assert toy_book.ran() == {"one"}
    settle()
    assert toy_book.ran() == set()
    asked: list[str] = []
    closely = Tracker.why_stale

    def noting(self: Tracker, name: str, script: Path) -> list[str]:
        asked.append(name)
        return closely(self, name, script)

    monkeypatch.setattr(Tracker, "why_stale", noting)
    script = toy_book.root / "scripts/one.py"
    assert Looks(Tracker(toy_book.project)).why_stale("one", script) == []
    assert asked == []
    script.write_text(script.read_text().replace("1)", "2)"))
    assert Looks(Tracker(toy_book.project)).why_stale("one", script) == ["the script changed"]
    assert asked == ["one"]


@pytest.mark.parametrize("path", ["build/docs/index.md", "build/artifacts/one/log.txt"])
def test_what_was_made_is_mended_when_it_is_changed_by_hand(toy_book: ToyBook, path: str) -> None:
    toy_book.write("docs/index.md", "# A page\n")
    toy_book.script("one", 'from firststeps import book\nbook.fact("value", 1)\n')
    toy_book.build()
    settle()
    toy_book.build()
    made = toy_book.root / path
    before = made.read_text()
    made.write_text("by hand")
    toy_book.build()
    assert made.read_text() == before
