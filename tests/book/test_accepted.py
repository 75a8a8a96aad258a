"""Accepted facts: what moved is listed, what moved less than a page can show is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book.accepted import _agree, _half_a_digit
from firststeps.book.facts import Value

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook


@pytest.fixture
def book(toy_book: ToyBook) -> ToyBook:
    toy_book.write("data/x.txt", "0.0123")
    toy_book.script("a", "book.fact('x', float(book.input('data/x.txt').read_text()))\nbook.measured('s', 1.5)")
    toy_book.write("docs/index.md", "It is {{ a.x:.4f }}.\n")
    toy_book.ran()
    assert toy_book.command("accept")[:2] == (0, "wrote accepted/embedded/a.json\n")
    return toy_book


def accepted(book: ToyBook, profile: str = "embedded") -> dict[str, dict[str, object]]:
    content = json.loads((book.root / "accepted" / profile / "a.json").read_text())
    assert content.keys() == {"facts", "inputs"}
    entries: dict[str, dict[str, object]] = content["facts"]
    return entries


def test_a_moved_fact_is_listed_until_it_is_accepted(book: ToyBook) -> None:
    assert accepted(book) == {"x": {"value": 0.0123, "tolerance": 0.00005}}
    assert book.command("check")[0] == 0
    book.write("data/x.txt", "0.0141")
    book.ran()
    status, _, err = book.command("check")
    assert status == 1
    move = "a.x 0.0123 → 0.0141 (index.md); changed because data file data/x.txt changed"
    assert err == (f"error: scripts/a.py: {move}; if that is right, run `firststeps accept`\n")
    assert book.command("accept")[:2] == (0, f"{move}\nwrote accepted/embedded/a.json\n")
    assert book.command("check")[0] == 0
    assert book.command("accept")[:2] == (0, "")


def test_a_move_that_the_page_does_not_show_passes(book: ToyBook) -> None:
    book.write("data/x.txt", "0.01234")
    book.ran()
    assert book.command("check")[0] == 0


def test_a_fact_that_is_no_longer_recorded_is_listed_until_it_is_accepted(book: ToyBook) -> None:
    book.script("a", "book.fact('z', 1)")
    book.write("docs/index.md", "It is {{ a.z }}.\n")
    book.ran()
    status, _, err = book.command("check")
    assert status == 1
    assert "a.x 0.0123 → no longer recorded" in err
    assert book.command("accept")[0] == 0
    assert book.command("check")[0] == 0


def test_facts_of_a_removed_script_go_when_the_rest_is_accepted(book: ToyBook) -> None:
    book.script("b", "book.fact('y', 1)")
    book.write("docs/index.md", "It is {{ b.y }}.\n")
    (book.root / "scripts/a.py").unlink()
    book.ran()
    assert book.command("accept")[:2] == (0, "removed accepted/embedded/a.json\nwrote accepted/embedded/b.json\n")


def test_of_a_list_the_first_item_that_moved_is_shown(book: ToyBook) -> None:
    book.write("docs/index.md", "They are {{ a.x }}.\n")
    book.script("a", "book.fact('x', [1, 2, 3, 4])")
    book.ran()
    book.command("accept")
    book.script("a", "book.fact('x', [1, 2, 7, 8])")
    book.ran()
    assert (
        "a.x[2] 3 → 7, and 1 more of the list (index.md); changed because the script changed"
        in book.command("check")[2]
    )


def test_stale_results_are_not_accepted(book: ToyBook) -> None:
    book.write("data/x.txt", "0.5")
    status, out, err = book.command("accept")
    assert (status, out) == (1, "")
    assert "data file data/x.txt changed" in err
    assert accepted(book)["x"]["value"] == 0.0123


@pytest.mark.parametrize(
    "content", ["<<<<<<< HEAD\n", "[]", '{"x": 1}', '{"facts": {"x": {"value": 1}}, "inputs": {}}']
)
def test_accepted_file_that_cannot_be_read_is_an_error(book: ToyBook, content: str) -> None:
    book.write("accepted/embedded/a.json", content)
    for command in ("check", "accept"):
        status, _, err = book.command(command)
        assert status == 1
        assert err.startswith("error: accepted/embedded/a.json: does not hold accepted facts")


def test_each_profile_has_its_own_facts(toy_book: ToyBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "x.txt").write_text("2.5")
    toy_book.write("data/x.txt", "1.5")
    code = "import os\nshared = os.environ.get('FIRSTSTEPS_DATA')\n"
    code += "path = book.input(f'{shared}/x.txt' if shared else 'data/x.txt')\nbook.fact('x', float(path.read_text()))"
    toy_book.script("a", code)
    toy_book.ran()
    assert toy_book.command("accept")[0] == 0
    monkeypatch.setenv("FIRSTSTEPS_DATA", str(shared))
    assert toy_book.build(force=True) == {"a": "ran"}
    assert toy_book.command("check")[0] == 0
    assert toy_book.command("accept")[:2] == (0, "wrote accepted/folder/a.json\n")
    assert (accepted(toy_book)["x"]["value"], accepted(toy_book, "folder")["x"]["value"]) == (1.5, 2.5)
    kept = json.loads(toy_book.artifact("a", "provenance.json").read_text())
    assert (kept["profile"], list(kept["inputs"]["data"])) == ("folder", ["$FIRSTSTEPS_DATA/x.txt"])
    shared.rename(tmp_path / "moved")
    monkeypatch.setenv("FIRSTSTEPS_DATA", str(tmp_path / "moved"))
    assert toy_book.ran() == set()
    (tmp_path / "moved/x.txt").write_text("3.5")
    assert toy_book.ran() == {"a"}
    monkeypatch.delenv("FIRSTSTEPS_DATA")
    assert toy_book.ran() == {"a"}
    assert toy_book.facts("a") == {"x": 1.5}


@pytest.mark.parametrize(
    ("value", "page", "tolerance"),
    [
        ("1 / 3", "{{ a.x }}", 5e-7),
        ("1 / 3", "{{ a.x:.2f }}", 5e-3),
        ("1 / 3", "{{ a.x:,.1f }} {{ a.x:.3f }}", 5e-4),
        ("1 / 3", "{{ a.x:.1% }}", 5e-4),
        ("1 / 3", "{{ a.x:.3g }}", 5e-4),
        ("1 / 3", "{{ a.x:.2e }}", 5e-4),
        ("1 / 3", "{{ a.x:f }}", 5e-7),
        ("1 / 3", "{{ `x = {a.x:.1f}` }}", 5e-2),
        ("1 / 3", "", 5e-7),
        ("715.67", "{{ a.x }}", 5e-4),
        ("0.0", "{{ a.x }}", 5e-6),
        ("7", "{{ a.x }}", 0.0),
        ("'word'", "{{ a.x }}", 0.0),
        ("[715.67, 0.0012]", "{{ a.x[0] }}", [5e-4, 5e-9]),
        ("[715.67, 0.0012]", "{{ a.x[0]:.2f }} {{ a.x[1]:.4f }}", 5e-5),
        ("[1, 2]", "{{ a.x }}", 0.0),
        ("1 / 3, tolerance=0.1", "{{ a.x:.6f }}", 0.1),
        ("912, tolerance=3", "{{ a.x }}", 3.0),
    ],
)
def test_tolerance_is_what_the_page_prints(
    toy_book: ToyBook, value: str, page: str, tolerance: float | list[float]
) -> None:
    from firststeps.book.accepted import accept
    from firststeps.book.render import render_pages
    from firststeps.book.results import load_results

    toy_book.script("a", f"book.fact('x', {value})")
    toy_book.write("docs/index.md", page)
    toy_book.ran()
    results = load_results(toy_book.project)
    accept(toy_book.project, results, render_pages(toy_book.project, results).values())
    assert accepted(toy_book)["x"]["tolerance"] == pytest.approx(tolerance, rel=1e-9)


@pytest.mark.parametrize(
    ("before", "now", "tolerance", "agree"),
    [
        (912, 914, 3.0, True),
        (912, 916, 3.0, False),
        (7, 7.0, 0.0, True),
        (7, 8, 0.0, False),
        (True, False, 1.0, False),
        (1.0, "1.0", 1.0, False),
        ("a", "b", 9.0, False),
        ([1.0, 2.0], [1.0], 1.0, False),
        ([1.0, 2.0], 1.0, 1.0, False),
        (1.0, [1.0], 1.0, False),
        ([100.0, 0.001], [100.1, 0.001], [0.5, 1e-6], True),
        ([100.0, 0.001], [100.0, 0.002], [0.5, 1e-6], False),
    ],
)
def test_agreement(before: Value, now: Value, tolerance: float | list[float], agree: bool) -> None:
    assert _agree(before, now, tolerance) is agree


@given(st.floats(-1e9, 1e9).filter(lambda x: abs(x) > 1e-9), st.sampled_from([".2f", ".0f", ".3g", "g", ".1e", ".2%"]))
def test_half_a_digit_is_half_of_the_last_digit_printed(value: float, spec: str) -> None:
    printed = format(value, spec)
    shown = float(printed.rstrip("%")) / (100 if spec.endswith("%") else 1)
    step = _half_a_digit(value, spec)
    assert abs(shown - value) <= step * (1 + 1e-6) + 1e-12 * abs(value)  # what binary fractions add
