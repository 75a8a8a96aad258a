"""Data sets that experiments ask for: found in an order, listed, and part of what results depend on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book import datasets
from firststeps.book.facts import FactError

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

ASKS = """
found = book.dataset("words")
book.fact("source", found.source if found else "nowhere")
names = book.listing(found.path, "*.txt") if found else []
if names:
    book.fact("text", book.input(names[0]).read_text())
"""


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that makes a shared folder with the data set and points the environment to it."""
    monkeypatch.setenv("FIRSTSTEPS_CACHE", str(tmp_path / "nothing"))
    monkeypatch.delenv("FIRSTSTEPS_DATA", raising=False)

    def make(variable: str) -> Path:
        folder = tmp_path / variable / "words"
        folder.mkdir(parents=True)
        (folder / "one.txt").write_text(variable)
        monkeypatch.setenv(variable, str(folder.parent))
        return folder

    return make


def profile(book: ToyBook) -> object:
    return json.loads(book.artifact("a", "provenance.json").read_text())["profile"]


def test_order_and_profiles(toy_book: ToyBook, shared: Callable[[str], Path]) -> None:
    toy_book.script("a", ASKS)
    toy_book.build()
    assert (toy_book.facts("a")["source"], profile(toy_book)) == ("nowhere", "embedded")
    toy_book.write("data/samples/words/one.txt", "ours")
    assert toy_book.build()["a"] == "ran"
    assert toy_book.facts("a") == {"source": "embedded", "text": "ours"}
    assert profile(toy_book) == "embedded"
    shared("FIRSTSTEPS_CACHE")
    assert toy_book.build()["a"] == "ran"
    assert (toy_book.facts("a")["source"], profile(toy_book)) == ("official", "official")
    shared("FIRSTSTEPS_DATA")
    assert toy_book.build()["a"] == "ran"
    assert (toy_book.facts("a")["source"], profile(toy_book)) == ("folder", "folder")
    assert toy_book.build()["a"] == "cached"


def test_names_are_inputs_and_other_content_is_not(toy_book: ToyBook, shared: Callable[[str], Path]) -> None:
    folder = shared("FIRSTSTEPS_DATA")
    (folder / "two.txt").write_text("second")
    toy_book.script("a", ASKS)
    toy_book.build()
    (folder / "two.txt").write_text("changed")
    assert toy_book.build()["a"] == "cached"
    (folder / "three.txt").write_text("new name")
    assert toy_book.build()["a"] == "ran"
    (folder / "one.txt").write_text("changed")
    assert toy_book.build()["a"] == "ran"


def test_fetched_data_inside_the_project_are_official(tmp_path: Path) -> None:
    shared = {datasets.FETCHED: tmp_path / "build" / "cache"}
    key = datasets.data_key(tmp_path / "build" / "cache" / "x.wav", tmp_path, shared)
    assert key == "$FIRSTSTEPS_CACHE/x.wav"
    assert datasets.profile([key]) == "official"
    assert datasets.profile([key, "data/a.csv", "$FIRSTSTEPS_DATA/b"]) == "embedded+folder+official"
    assert datasets.profile(["data set words", "data/*.txt"]) == "embedded"
    assert datasets.profile(["models/micro/micro.tflite", "$FIRSTSTEPS_DATA/b"]) == "folder"


def test_pattern_stays_in_its_folder(toy_book: ToyBook) -> None:
    toy_book.write("data/samples/words/one.txt", "ours")
    toy_book.script("a", 'book.listing("data/samples/words", "../*")')
    toy_book.build()
    assert "has to hold a * and no /" in toy_book.problems[0].message
    with pytest.raises(FactError):
        datasets.data_key(Path("/etc"), toy_book.root, {})


def test_listing_of_a_declared_folder_stays_valid(toy_book: ToyBook) -> None:
    toy_book.write("data/samples/words/one.txt", "ours")
    toy_book.script("a", 'book.fact("n", len(book.listing(book.input("data/samples/words"), "*.txt")))')
    assert toy_book.build() == {"a": "ran"}
    assert toy_book.build() == {"a": "cached"}


def test_data_behind_a_link(toy_book: ToyBook, shared: Callable[[str], Path], tmp_path: Path) -> None:
    folder = shared("FIRSTSTEPS_DATA")
    folder.rename(tmp_path / "large disk")
    folder.symlink_to(tmp_path / "large disk")
    toy_book.script("a", ASKS)
    assert toy_book.build() == {"a": "ran"}
    assert toy_book.problems == ()
    assert toy_book.facts("a")["text"] == "FIRSTSTEPS_DATA"
    (tmp_path / "large disk" / "one.txt").write_text("changed")
    assert toy_book.build() == {"a": "ran"}


def test_files_of_a_full_folder_are_shown_as_one() -> None:
    few = {f"data/{n}.wav": "1" for n in range(datasets.FEW)}
    many = {f"$FIRSTSTEPS_DATA/words/{n:02}.wav": "2" for n in range(datasets.FEW + 1)}
    shown = datasets.shown_files(few | many | {"data set words": "folder", "data/*.wav": "3"})
    assert sorted(few.items()) == [entry for entry in shown if entry[0] in few]
    [whole] = [entry for entry in shown if entry[0] not in few]
    assert whole[0] == "$FIRSTSTEPS_DATA/words/ (7 files)"
    changed = datasets.shown_files(many | {"$FIRSTSTEPS_DATA/words/03.wav": "4"})
    assert changed[0][0] == whole[0]
    assert changed[0][1] != whole[1]
