"""The book computed anew: what differs from the published numbers is told with its size; nothing else is touched."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.book.builder import Options
from firststeps.book.reproduce import Reproduced, reproduce, told

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

SCRIPT = """
import os
import toy
book.fact('x', 0.25)
book.fact('xs', [1.0, 2.0, 3.0])
book.fact('word', 'yes')
book.fact('threads', os.environ['OMP_NUM_THREADS'])
book.measured('s', 1.5)
"""


@pytest.fixture
def book(toy_book: ToyBook) -> ToyBook:
    toy_book.write("src/toy/__init__.py", "")
    toy_book.script("a", SCRIPT)
    toy_book.write("docs/index.md", "It is {{ a.x:.2f }} and {{ a.xs[1]:.1f }}.\n")
    toy_book.ran()
    assert toy_book.command("accept")[0] == 0
    return toy_book


def publish(book: ToyBook, **values: Any) -> None:
    """Let the published values be others."""
    path = book.root / "accepted/embedded/a.json"
    content = json.loads(path.read_text())
    for key, value in values.items():
        content["facts"][key]["value"] = value
    path.write_text(json.dumps(content))


def again(book: ToyBook, **options: Any) -> Reproduced:
    return reproduce(book.project, Options(**options), lambda *_: None)


def listed(book: ToyBook) -> dict[str, dict[str, str]]:
    with (book.root / "build/reproduced/facts.tsv").open(newline="") as file:
        return {row["fact"]: row for row in csv.DictReader(file, dialect="excel-tab")}


def test_the_same_numbers_are_equal(book: ToyBook) -> None:
    found = again(book)
    assert (found.count("equal"), len(found.lines), found.measured) == (6, 6, 1)
    status, out, err = book.command("reproduce")
    assert (status, out.splitlines()[:3]) == (
        0,
        [
            "data: embedded",
            "6 of 6 numbers and words are equal, to the last digit",
            "0 differ by no more than their tolerance",
        ],
    )
    assert "ran      a" in err
    assert set(listed(book)) == {"a.x", "a.xs[0]", "a.xs[1]", "a.xs[2]", "a.word", "a.threads"}


def test_what_differs_is_told_with_its_size(book: ToyBook) -> None:
    publish(book, x=0.252, xs=[1.0, 2.5, 3.0], word="no")
    status, out, _ = book.command("reproduce")
    assert status == 1
    lines = out.splitlines()
    assert "a.x: published 0.252, here 0.25, differs by -0.002, tolerance 0.005" in lines
    assert "a.xs[1]: published 2.5, here 2.0, differs by -0.5, tolerance 0.05" in lines
    assert "a.word: published no, here yes" in lines
    assert "3 of 6 numbers and words are equal, to the last digit" in lines
    assert "1 differ by no more than their tolerance" in lines
    assert "2 differ by more; 0 are missing, 0 are new" in lines
    verdicts = {name: row["verdict"] for name, row in listed(book).items()}
    assert [verdicts[name] for name in ("a.x", "a.xs[1]", "a.word", "a.xs[0]")] == ["within", "moved", "moved", "equal"]


def test_the_cause_is_told(book: ToyBook) -> None:
    book.write("src/toy/__init__.py", "print()")
    publish(book, word="no")
    (line,) = [line for line in told(again(book), book.project) if "may have changed" in line]
    assert line == "    a may have changed because module toy changed"


def test_what_is_missing_or_new_is_told(book: ToyBook) -> None:
    book.script("a", SCRIPT.replace("book.fact('x', 0.25)", "book.fact('y', 0.25)").replace(", 3.0]", "]"))
    found = again(book)
    assert (found.count("gone"), found.count("new")) == (4, 1)
    lines = list(told(found, book.project))
    assert "a.x: was not computed here" in lines
    assert "a.y: is not among the published" in lines


def test_other_threads_are_handed_on_by_it_alone(book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = [line for line in again(book, threads=3).lines if line.verdict != "equal"]
    assert (line.name, line.published, line.here, line.difference) == ("a.threads", "1", "3", None)
    monkeypatch.setenv("FIRSTSTEPS_THREADS", "7")
    assert book.build(force=True) == {"a": "ran"}
    assert book.facts("a")["threads"] == "1"


def test_builds_are_left_alone(book: ToyBook) -> None:
    def bytes_below(folder: Path) -> dict[str, bytes]:
        kept = (path for path in sorted(folder.rglob("*")) if path.is_file() and "reproduced" not in path.parts)
        return {str(path): path.read_bytes() for path in kept}

    before = bytes_below(book.root / "build")
    book.script("b", "book.fact('z', 1)")
    found = again(book, only=("a",))
    assert found.count("equal") == len(found.lines) == 6
    assert bytes_below(book.root / "build") == before


def test_a_script_that_fails_is_told(book: ToyBook) -> None:
    book.script("b", "raise ValueError('no')")
    status, out, err = book.command("reproduce")
    assert (status, out) == (1, "")
    assert "ValueError: no" in err
