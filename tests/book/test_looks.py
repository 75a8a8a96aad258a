"""A build that looks only at what was touched finds what one that looks at everything finds."""

from __future__ import annotations

import os
import time
from pathlib import Path

from firststeps.book import stamps
from firststeps.book.build import build
from firststeps.book.builder import Options
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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each experiment is added that is looked at closely."""
    names: list[str] = []
    closely = Tracker.why_stale

    def noting(self: Tracker, name: str, script: Path) -> list[str]:
        names.append(name)
        return closely(self, name, script)

    monkeypatch.setattr(Tracker, "why_stale", noting)
    return names


def test_what_ran_is_not_looked_at_closely_and_an_edit_is_seen(toy_book: ToyBook, asked: list[str]) -> None:
    script = toy_book.script("one", 'from firststeps import book\nbook.fact("value", 1)\n')
    settle()
    assert toy_book.ran() == {"one"}
    asked.clear()
    assert toy_book.ran() == set()
    assert asked == []
    script = toy_book.root / "scripts/one.py"
    script.write_text(script.read_text().replace("1)", "2)"))
    assert Looks(Tracker(toy_book.project)).why_stale("one", script) == ["the script changed"]
    assert asked == ["one"]


def test_what_was_looked_at_closely_is_not_looked_at_again(toy_book: ToyBook, asked: list[str]) -> None:
    toy_book.script("one", 'from firststeps import book\nbook.fact("value", 1)\n')
    toy_book.build()
    (toy_book.root / "build/looks.json").unlink()
    settle()
    asked.clear()
    assert toy_book.ran() == set()
    assert toy_book.ran() == set()
    assert asked == ["one"]


def test_module_that_changes_between_two_looks_of_one_build_is_seen(
    toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = toy_book.write("src/toy/shared.py", "VALUE = 1\n")
    for name in ("one", "two"):
        toy_book.script(name, 'from firststeps import book\nfrom toy import shared\nbook.fact("value", shared.VALUE)\n')
    toy_book.build()
    (toy_book.root / "build/looks.json").unlink()
    settle()
    closely = Tracker.why_stale

    def editing(self: Tracker, name: str, script: Path) -> list[str]:
        reasons = closely(self, name, script)
        if name == "one":
            module.write_text("VALUE = 2\n")
            settle()
        return reasons

    with monkeypatch.context() as patch:
        patch.setattr(Tracker, "why_stale", editing)
        toy_book.build()
    toy_book.build()
    assert [toy_book.facts(name)["value"] for name in ("one", "two")] == [2, 2]


def test_result_touched_before_its_build_has_ended_is_seen(toy_book: ToyBook) -> None:
    toy_book.script("one", 'from firststeps import book\nbook.fact("value", 1)\n')
    settle()
    log = toy_book.root / "build/artifacts/one/log.txt"

    def touch(_name: str, state: str) -> None:
        if state == "ran":
            log.write_text("by hand")

    build(toy_book.project, Options(), touch)
    assert toy_book.ran() == {"one"}


def test_on_windows_content_is_part_of_a_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("one")
    status = file.stat()
    monkeypatch.setattr(stamps, "WINDOWS", True)
    monkeypatch.setattr("os.stat", lambda _path: status)
    before = Stamps().of([str(file)])
    assert Stamps().of([str(file)]) == before
    file.write_text("two")
    assert Stamps().of([str(file)]) != before


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
