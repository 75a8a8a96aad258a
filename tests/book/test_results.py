"""Results and pages on disk: damaged ones are made again, stray ones go, equal ones are left alone."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook


def _delete(file: Path) -> None:
    file.unlink()


def _edit(file: Path) -> None:
    file.write_text(file.read_text().replace("1", "2") + " ")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _make_old(file: Path) -> None:
    """Give the file the form that an engine of another version might have written."""
    file.write_text('{"inputs": {"hash": "1"}, "facts": 3}')


@pytest.mark.parametrize("damage", [_delete, _edit, _cut, _make_old])
@pytest.mark.parametrize("name", ["facts.json", "log.txt", "t.csv", "provenance.json", "../../measured/a.json"])
def test_damaged_result_is_made_again(toy_book: ToyBook, name: str, damage: Any) -> None:
    toy_book.script("a", "book.fact('x', 1)\nbook.measured('s', 1)\nbook.table('t', {'x': [1]})\nprint(1)")
    toy_book.write("docs/index.md", "{{ a.x }}, {{ a.s }}")
    toy_book.ran()
    page = toy_book.page()
    file = toy_book.artifact("a", name)
    damage(file)
    assert toy_book.ran() == {"a"}
    assert toy_book.page() == page
    assert toy_book.ran() == set()


def test_check_lists_damage_instead_of_falling_over_it(toy_book: ToyBook) -> None:
    toy_book.script("a", "book.fact('x', 1)")
    toy_book.ran()
    for damage in (_make_old, _cut, _delete):
        damage(toy_book.artifact("a", "facts.json"))
        status, _, err = toy_book.command("check")
        assert (status, err) == (1, "error: scripts/a.py: has no results that can be read: run `firststeps build`\n")


def test_file_that_nobody_recorded_is_not_shown(toy_book: ToyBook) -> None:
    toy_book.script("a", "book.fact('x', 1)")
    toy_book.ran()
    toy_book.artifact("a", "fake.svg").write_text("<svg/>")
    assert toy_book.ran() == {"a"}
    assert not toy_book.artifact("a", "fake.svg").exists()


def test_removed_script_takes_its_results_along(toy_book: ToyBook) -> None:
    toy_book.script("a", "book.table('t', {'x': [1]})")
    toy_book.script("b", "book.fact('x', 1)")
    toy_book.ran()
    (toy_book.root / "scripts/a.py").unlink()
    toy_book.write("build/artifacts/.DS_Store", "")
    assert toy_book.ran() == set()
    left = {path.relative_to(toy_book.root / "build").as_posix() for path in (toy_book.root / "build").rglob("*")}
    assert not [path for path in left if "/a" in path]
    assert {"artifacts/b/facts.json", "measured/b.json"} <= left


def test_report_has_the_promised_shape(shown_book: ToyBook) -> None:
    report = json.loads((shown_book.root / "build/report.json").read_text())
    assert list(report) == ["experiments", "pages"]
    assert all(set(entry) == {"name", "status", "seconds", "because"} for entry in report["experiments"])


def test_pages_are_left_alone_when_nothing_changed(toy_book: ToyBook) -> None:
    toy_book.script("a", "book.table('t', {'x': [1]})")
    toy_book.write("docs/picture.png", "x")
    toy_book.ran()
    times = {path: path.stat().st_mtime_ns for path in (toy_book.root / "build/docs").rglob("*")}
    time.sleep(0.02)
    toy_book.ran()
    assert {path: path.stat().st_mtime_ns for path in (toy_book.root / "build/docs").rglob("*")} == times


def test_page_that_becomes_a_folder_and_back(toy_book: ToyBook) -> None:
    toy_book.write("docs/data", "a file")
    toy_book.ran()
    (toy_book.root / "docs/data").unlink()
    toy_book.write("docs/data/inner.txt", "in a folder")
    toy_book.ran()
    assert toy_book.page("data/inner.txt") == "in a folder"
    (toy_book.root / "docs/data/inner.txt").unlink()
    (toy_book.root / "docs/data").rmdir()
    toy_book.write("docs/data", "a file")
    toy_book.ran()
    assert toy_book.page("data") == "a file"
