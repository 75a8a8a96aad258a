"""Drift explains itself: causes, figures that moved, and the page that shows old beside new."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from firststeps.book.accepted_figures import _looks_alike
from firststeps.book.causes import NO_CAUSE, causes, remembered, said

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

PICTURE = """
from toy_figures import Picture
from toy import VALUE
book.fact("x", VALUE)
book.figure("fall", Picture(VALUE))
"""

HELPER = """
class Picture:
    caption = ""

    def __init__(self, value):
        self.value = value

    def with_text(self, function):
        return self

    def alt(self):
        return f"A line at {self.value}."

    def csv(self):
        return f"layer,y\\nline,0.0\\nline,{self.value}\\n"

    def size(self, layout):
        return (600, 300)

    def svg(self, theme, layout):
        return f"<svg>{theme} {layout} {self.value}</svg>".encode()
"""


@pytest.fixture
def book(toy_book: ToyBook) -> ToyBook:
    toy_book.write("scripts/_unused.py", "")
    toy_book.write("src/toy_figures.py", HELPER)
    toy_book.write("src/toy.py", "VALUE = 2.5\n")
    toy_book.script("a", PICTURE)
    toy_book.write("docs/index.md", "It is {{ a.x:.2f }}.\n\n{{ figure a.fall }}\n")
    toy_book.write("docs/about/changed.md", "{{ build changes }}\n")
    toy_book.ran()
    status, out, _ = toy_book.command("accept")
    assert (status, out) == (0, "wrote accepted/embedded/a.json\nwrote accepted/embedded/a\n")
    return toy_book


def move(book: ToyBook, value: float) -> None:
    book.write("src/toy.py", f"VALUE = {value}\n")
    assert book.ran() == {"a"}


class TestTheBookSays:
    def test_that_nothing_has_moved(self, book: ToyBook) -> None:
        assert "Nothing has moved" in book.page("about/changed.md")
        assert book.command("check")[0] == 0
        assert book.command("accept")[:2] == (0, "")

    def test_what_moved_and_why_until_it_is_accepted(self, book: ToyBook) -> None:
        move(book, 7.5)
        _, _, err = book.command("check")
        fact, figure = err.splitlines()
        assert "a.x 2.5 → 7.5 (index.md); changed because value toy.VALUE changed" in fact
        assert "figure a.fall shows other data; changed because value toy.VALUE changed" in figure
        page = book.page("about/changed.md")
        assert "Nothing has moved" not in page
        cause = "a changed because value toy.VALUE changed"
        for part in (cause, ">a.x<", ">2.5<", ">7.5<", 'href="../../"', "A line at 7.5."):
            assert part in page
        assert page.index("figures/accepted/a/fall.svg") < page.index("figures/a/fall-wide-light.svg")
        assert book.page("figures/accepted/a/fall.svg") == "<svg>light wide 2.5</svg>"
        move(book, 2.6)
        assert ">2.6<" in book.page("about/changed.md")
        assert book.command("accept")[0] == 0
        assert "Nothing has moved" in book.page("about/changed.md")
        assert not (book.root / "build/docs/figures/accepted").exists()
        assert book.command("check")[0] == 0

    def test_it_in_a_file_for_those_who_review(self, book: ToyBook) -> None:
        assert book.command("check", "--summary", "build/moved.md")[0] == 0
        written = book.root / "build/moved.md"
        assert written.read_text(encoding="utf-8").startswith("Nothing has moved")
        move(book, 7.5)
        assert book.command("check", "--summary", "build/moved.md")[0] == 1
        assert written.read_text(encoding="utf-8") == "- `a.x`: `2.5` became `7.5`\n- `a.fall`: drawn otherwise\n"

    def test_that_a_figure_is_no_longer_drawn(self, book: ToyBook) -> None:
        book.script("a", "from toy import VALUE\nbook.fact('x', VALUE)")
        book.write("docs/index.md", "It is {{ a.x:.2f }}.\n")
        book.ran()
        assert "figure a.fall is no longer drawn; changed because the script changed" in book.command("check")[2]
        assert "it is no longer drawn" in book.page("about/changed.md")
        assert book.command("accept")[0] == 0
        assert not (book.root / "accepted/embedded/a").exists()
        assert book.command("check")[0] == 0

    def test_nothing_about_a_step_that_nobody_can_see(self, book: ToyBook) -> None:
        move(book, 2.5001)
        assert book.command("check")[0] == 0
        before = (book.root / "accepted/embedded/a/fall.svgz").read_bytes()
        assert book.command("accept")[1] == "wrote accepted/embedded/a.json\n"
        assert (book.root / "accepted/embedded/a/fall.svgz").read_bytes() == before

    def test_that_figures_of_a_removed_script_went(self, book: ToyBook) -> None:
        (book.root / "scripts/a.py").unlink()
        book.write("docs/index.md", "# Toy\n")
        book.ran()
        out = book.command("accept")[1]
        assert out == "removed accepted/embedded/a.json\nremoved accepted/embedded/a\n"


def test_accepted_files_are_the_same_bytes_again(book: ToyBook) -> None:
    folder = book.root / "accepted/embedded"
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in [folder / "a.json", *(folder / "a").iterdir()]:
        path.unlink()
    assert book.command("accept")[0] == 0
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_accepted_data_that_cannot_be_read_agree_with_nothing(book: ToyBook) -> None:
    (book.root / "accepted/embedded/a/fall.csv.gz").write_bytes(gzip.compress(b"layer")[:12])
    assert "figure a.fall shows other data" in book.command("check")[2]
    assert book.command("accept")[0] == 0
    assert book.command("check")[0] == 0


BEFORE: dict[str, Any] = {
    "script": "1" * 64,
    "modules": {"m": "a" * 64, "n": "b" * 64},
    "data": {"d": "absent"},
    "libraries": {"numpy": "1.0", "old": "2"},
    "engine": {"firststeps.book.worker": "c" * 64},
    "python": "3.11.1",
    "seed": None,
}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("script", "2" * 64, ["the script changed"]),
        ("modules", {"m": "a" * 64, "n": "d" * 64}, ["module n changed"]),
        ("modules", {"m": "a" * 64}, ["module n is gone"]),
        ("data", {"d": "e" * 64}, ["data file d is new"]),
        ("libraries", {"numpy": "2.0", "old": "absent"}, ["library numpy 1.0 became 2.0", "library old is gone"]),
        ("engine", {"firststeps.book.worker": "f" * 64}, ["engine module firststeps.book.worker changed"]),
        ("python", "3.11.2", ["python 3.11.1 became 3.11.2"]),
        ("seed", 4, ["seed None became 4"]),
        ("functions", {"m.f": "a" * 64}, []),
    ],
)
def test_cause_is_what_differs(field: str, value: object, expected: list[str]) -> None:
    assert causes(remembered(BEFORE), remembered(BEFORE | {field: value})) == expected


def test_engine_is_blamed_last_and_a_long_list_is_cut() -> None:
    now = remembered(BEFORE | {"engine": {}, "modules": {}, "script": "", "seed": 3})
    found = causes(remembered(BEFORE), now)
    assert (found[0], found[-1]) == ("the script changed", "engine module firststeps.book.worker is gone")
    assert said(found) == "the script changed, module m is gone, module n is gone, and 2 more"
    assert said([]) == NO_CAUSE


@pytest.mark.parametrize(
    ("before", "now", "alike"),
    [
        ("x,y\n0,0\n1,100\n", "x,y\n0,0.05\n1,100\n", True),
        ("x,y\n0,0\n1,100\n", "x,y\n0,0.2\n1,100\n", False),
        ("x,y\n0,0\n1,100\n", "x,y\n0.05,0\n1,100\n", False),
        ("x\n0\n1\n", "x\n0\n", False),
        ("x\n0\n", "z\n0\n", False),
        ("x\n5\n5\n", "x\n5\n5.001\n", False),
        ("x,y\n0,\n", "x,y\n0,1\n", False),
        ("x\nnan\n1\n", "x\nnan\n1.0\n", True),
    ],
)
def test_plotted_data_look_alike(before: str, now: str, alike: bool) -> None:
    assert _looks_alike(before, now) is alike
