"""A second build runs nothing; a changed input runs exactly those that read it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book.inputs import Tracker

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

READERS = {
    "direct": "import toy.base\nbook.fact('value', toy.base.VALUE)",
    "submodule": "from toy import base\nbook.fact('value', base.VALUE)",
    "relative": "from toy.sub.inner import VALUE\nbook.fact('value', VALUE)",
    "inside": "def f():\n    from toy.base import VALUE\n    return VALUE\nbook.fact('value', f())",
    "star": "from toy.base import *\nbook.fact('value', VALUE)",
    "computed": "import importlib\nname = 'toy.' + 'late'\nbook.fact('value', importlib.import_module(name).VALUE)",
    "helper": "from _helper import VALUE\nbook.fact('value', VALUE)",
    "stray": (
        "import sys, pathlib\nsys.path.append(str(pathlib.Path(__file__).parents[1] / 'tools'))\n"
        "book.fact('value', __import__('hammer').VALUE)"
    ),
    "data": "book.fact('value', int(book.input('data/number.txt').read_text()))",
    "packaged": "from toy.boxed import VALUE\nbook.fact('value', VALUE)",
    "nothing": "book.fact('value', 7)",
}
CODE = {
    "src/toy/__init__.py": "",
    "src/toy/base.py": "VALUE = 3\n",
    "src/toy/sub/__init__.py": "",
    "src/toy/sub/inner.py": "from ..base import VALUE\n",
    "src/toy/late.py": "from toy.later import VALUE\n",
    "src/toy/later.py": "VALUE = 3\n",
    "src/toy/boxed/__init__.py": (
        "from pathlib import Path\nVALUE = int((Path(__file__).parent / 'deep' / 'value.txt').read_text())\n"
    ),
    "src/toy/boxed/deep/value.txt": "3\n",
    "src/toy/unused.py": "VALUE = 3\n",
    "scripts/_helper.py": "VALUE = 3\n",
    "tools/hammer.py": "VALUE = 3\n",
    "data/number.txt": "3\n",
}
BASE_READERS = {"direct", "submodule", "relative", "inside", "star"}
OF_PACKAGE = BASE_READERS | {"computed", "packaged"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory, book_in: Callable[[Path], ToyBook]) -> ToyBook:
    book = book_in(tmp_path_factory.mktemp("graph"))
    book.write("docs/index.md", "{{ direct.value }}\n")
    for path, text in CODE.items():
        book.write(path, text)
    for name, code in READERS.items():
        book.script(name, code)
    assert book.ran() == set(READERS)
    return book


class TestModuleGraph:
    """One book; each test edits a file and leaves the book up to date."""

    def test_second_build_runs_nothing_and_says_so(self, graph: ToyBook) -> None:
        assert set(graph.build().values()) == {"cached"}
        assert all(entry["seconds"] == 0.0 for entry in graph.report())
        assert graph.command("build")[0] == 0

    def test_touching_everything_runs_nothing(self, graph: ToyBook) -> None:
        for path in (*CODE, *(f"scripts/{name}.py" for name in READERS)):
            os.utime(graph.root / path, (1, 1))
        assert graph.ran() == set()

    @pytest.mark.parametrize(
        ("path", "readers"),
        [
            ("src/toy/__init__.py", OF_PACKAGE | {"relative"}),
            ("src/toy/base.py", BASE_READERS | {"relative"}),
            ("src/toy/sub/__init__.py", {"relative"}),
            ("src/toy/sub/inner.py", {"relative"}),
            ("src/toy/late.py", {"computed"}),
            ("src/toy/later.py", {"computed"}),
            ("src/toy/boxed/__init__.py", {"packaged"}),
            ("src/toy/unused.py", set()),
            ("scripts/_helper.py", {"helper"}),
            ("tools/hammer.py", {"stray"}),
        ],
    )
    def test_changed_module_runs_exactly_its_readers(self, graph: ToyBook, path: str, readers: set[str]) -> None:
        file = graph.root / path
        file.write_text(file.read_text() + "if VALUE:\n    pass\n" if "VALUE" in file.read_text() else "print()\n")
        assert graph.ran() == readers

    def test_comments_layout_and_docstrings_run_nothing(self, graph: ToyBook) -> None:
        for path in CODE:
            if path.endswith(".py"):
                file = graph.root / path
                file.write_text(f'"""What it is."""\n\n# A comment.\n{file.read_text()}# another line\n')
        assert graph.ran() == set()

    @pytest.mark.parametrize(
        ("path", "readers"),
        [
            ("src/toy/base.py", BASE_READERS | {"relative"}),
            ("src/toy/later.py", {"computed"}),
            ("scripts/_helper.py", {"helper"}),
            ("tools/hammer.py", {"stray"}),
            ("src/toy/boxed/deep/value.txt", {"packaged"}),
            ("data/number.txt", {"data"}),
        ],
    )
    def test_an_edit_that_keeps_size_and_time_is_seen(self, graph: ToyBook, path: str, readers: set[str]) -> None:
        file = graph.root / path
        before = file.stat()
        digit = "5" if "3" in file.read_text() else "3"
        file.write_text(file.read_text().replace("3" if digit == "5" else "5", digit))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_size == before.st_size
        assert graph.ran() == readers
        assert {graph.facts(name)["value"] for name in readers} == {int(digit)}

    def test_new_package_data_file_runs_the_package_readers(self, graph: ToyBook) -> None:
        graph.write("src/toy/boxed/deep/more.txt", "1")
        assert graph.ran() == {"packaged"}
        assert graph.because("packaged") == "module toy.boxed/deep/more.txt is new"

    def test_what_editors_leave_behind_runs_nothing(self, graph: ToyBook) -> None:
        for name in (".base.py.swp", "base.py~", "#base.py#", ".DS_Store"):
            graph.write(f"src/toy/{name}", "x")
        (graph.root / "src/toy/.#base.py").symlink_to("nobody@nowhere")
        assert graph.ran() == set()

    def test_changed_script_runs_alone_and_the_page_follows(self, graph: ToyBook) -> None:
        graph.script("direct", "book.fact('value', 1234)")
        assert graph.ran() == {"direct"}
        assert ">1234</span>" in graph.page()
        assert graph.because("direct").startswith("the script changed")

    def test_computed_import_is_an_input_with_all_that_it_reaches(self, graph: ToyBook) -> None:
        modules = Tracker(graph.project).why_stale("computed", graph.root / "scripts/computed.py")
        assert modules == []
        kept = json.loads(graph.artifact("computed", "provenance.json").read_text())["inputs"]["modules"]
        assert {"toy", "toy.late", "toy.later"} <= set(kept)


def test_module_that_appears_where_an_import_had_failed(toy_book: ToyBook) -> None:
    toy_book.script("a", "try:\n    from local import X\nexcept ImportError:\n    X = 0\nbook.fact('x', X)")
    toy_book.ran()
    toy_book.write("src/local.py", "X = 5\n")
    assert toy_book.ran() == {"a"}
    assert toy_book.facts("a") == {"x": 5}


def test_module_that_goes_is_a_failure_with_place(toy_book: ToyBook) -> None:
    module = toy_book.write("src/local.py", "X = 5\n")
    toy_book.script("a", "from local import X\nbook.fact('x', X)")
    toy_book.ran()
    module.unlink()
    assert toy_book.build() == {"a": "failed"}
    assert str(toy_book.problems[0]).startswith("scripts/a.py:2: ModuleNotFoundError: No module named 'local'")


def test_module_in_front_of_another_takes_over(toy_book: ToyBook) -> None:
    toy_book.write("src/local.py", "X = 5\n")
    toy_book.script("a", "from local import X\nbook.fact('x', X)")
    toy_book.ran()
    toy_book.write("scripts/_unrelated.py", "")
    assert toy_book.ran() == set()
    toy_book.write("scripts/local.py", "X = 6\n")
    assert "a" in toy_book.ran()
    assert toy_book.facts("a") == {"x": 6}


class TestDataFiles:
    def test_only_readers_of_the_changed_file_run(self, toy_book: ToyBook) -> None:
        for name in ("a", "b"):
            toy_book.write(f"data/{name}.txt", name)
            toy_book.script(name, f"book.fact('x', book.input('data/{name}.txt').read_text())")
        toy_book.ran()
        toy_book.write("data/b.txt", "c")
        assert toy_book.ran() == {"b"}
        assert toy_book.because("b") == "data file data/b.txt changed"
        toy_book.write("data/c.txt", "new, read by nobody")
        assert toy_book.ran() == set()

    def test_missing_file_is_a_failure_with_its_name(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        toy_book.script("a", "book.fact('x', book.input('data/a.txt').read_text())")
        toy_book.ran()
        (toy_book.root / "data/a.txt").unlink()
        assert toy_book.build() == {"a": "failed"}
        assert "scripts/a.py:2: FileNotFoundError: data file" in str(toy_book.problems[0])
        assert "data/a.txt" in toy_book.problems[0].message
        assert toy_book.because("a") == "data file data/a.txt is gone"

    def test_file_that_a_script_did_without_counts_when_it_appears(self, toy_book: ToyBook) -> None:
        code = "try:\n    x = book.input('data/big.txt').read_text()\nexcept FileNotFoundError:\n    x = 'small'\n"
        toy_book.script("a", code + "book.fact('x', x)")
        toy_book.ran()
        assert toy_book.facts("a") == {"x": "small"}
        assert toy_book.ran() == set()
        toy_book.write("data/big.txt", "big")
        assert toy_book.ran() == {"a"}
        assert toy_book.facts("a") == {"x": "big"}

    def test_file_that_changes_between_two_readings_fails_the_script(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        code = "p = book.input('data/a.txt')\np.write_text('2')\nbook.input('data/a.txt')"
        toy_book.script("a", code)
        assert toy_book.build() == {"a": "failed"}
        assert "scripts/a.py:4: FactError: data file data/a.txt changed while the experiment ran" in str(
            toy_book.problems[0]
        )

    def test_file_that_changes_after_it_was_read_makes_the_next_build_run(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        toy_book.script("a", "p = book.input('data/a.txt')\nbook.fact('x', p.read_text())\np.write_text('2')")
        toy_book.ran()
        assert toy_book.ran() == {"a"}
        assert toy_book.facts("a") == {"x": "2"}


def test_seed_is_kept_and_shown(toy_book: ToyBook) -> None:
    script = toy_book.script("a", "book.fact('x', book.seed(4))")
    toy_book.ran()
    assert json.loads(toy_book.artifact("a", "provenance.json").read_text())["inputs"]["seed"] == 4
    script.write_text(script.read_text().replace("4", "5"))
    assert toy_book.ran() == {"a"}
    assert toy_book.facts("a") == {"x": 5}


def test_library_of_another_version(toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    toy_book.script("a", "import click\nbook.fact('x', 1)")
    toy_book.script("b", "book.fact('x', 1)")
    toy_book.ran()
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0" if name == "click" else real(name))
    assert toy_book.ran() == {"a"}
    assert toy_book.because("a").endswith("became 0.0")


def test_library_that_gets_installed(toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = "try:\n    import toy_speedups\nexcept ImportError:\n    pass\nbook.fact('x', 1)"
    toy_book.script("a", code)
    toy_book.ran()
    assert toy_book.ran() == set()
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "toy_speedups.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path / "installed")
    assert toy_book.ran() == {"a"}
    assert toy_book.because("a") == "library toy_speedups is new"


@pytest.mark.parametrize("part", ["engine", "python"])
def test_other_engine_or_python(toy_book: ToyBook, part: str) -> None:
    toy_book.script("a", "book.fact('x', 1)")
    toy_book.ran()
    file = toy_book.artifact("a", "provenance.json")
    kept = json.loads(file.read_text())
    if part == "engine":
        assert "firststeps.book.worker" in kept["inputs"]["engine"]
        kept["inputs"]["engine"]["firststeps.book.worker"] = "another"
    else:
        kept["inputs"]["python"] = "3.1"
    file.write_text(json.dumps(kept))
    assert toy_book.ran() == {"a"}
    assert part in toy_book.because("a").lower()


def test_module_saved_while_the_script_runs_is_stale_afterwards(toy_book: ToyBook) -> None:
    late = toy_book.write("src/late.py", "X = 1\n")
    early = toy_book.write("src/early.py", "X = 1\n")
    code = (
        "import importlib, pathlib, early\n"
        "late = importlib.import_module('la' + 'te')\n"
        "book.fact('x', [early.X, late.X])\n"
        "for name in ('early', 'late'):\n"
        "    file = pathlib.Path(__file__).parents[1] / 'src' / f'{name}.py'\n"
        "    if (pathlib.Path(__file__).parents[1] / f'save-{name}').exists():\n"
        "        file.write_text('X = 2\\n')"
    )
    toy_book.script("a", code)
    for name, file in (("early", early), ("late", late)):
        save = toy_book.write(f"save-{name}", "")
        toy_book.build(force=True)
        save.unlink()
        assert file.read_text() == "X = 2\n"
        assert toy_book.ran() == {"a"}, name
        assert toy_book.ran() == set()
    assert toy_book.facts("a") == {"x": [2, 2]}


def test_page_never_shows_a_script_that_did_not_run(toy_book: ToyBook) -> None:
    toy_book.write("docs/index.md", "{{ code a }}\n")
    script = toy_book.script("a", "book.fact('x', 1)\nopen(__file__, 'a').write('# saved meanwhile')")
    toy_book.build()
    assert str(toy_book.problems[0]) == "scripts/a.py: has changed since it ran: run `firststeps build`"
    assert script.read_text().endswith("# saved meanwhile")


def test_only_and_force(toy_book: ToyBook) -> None:
    for name in ("a", "b"):
        toy_book.script(name, "book.fact('x', 1)")
    assert toy_book.build(only=("a",)) == {"a": "ran"}
    assert not (toy_book.root / "build/docs").exists()
    assert toy_book.build() == {"a": "cached", "b": "ran"}
    assert toy_book.build(only=("b",), force=True) == {"b": "ran"}
    assert toy_book.because("b") == "asked for"
    toy_book.build(only=("c",))
    assert str(toy_book.problems[0]) == "no experiment 'c'; there are: a, b"


def test_file_that_vanishes_while_it_is_looked_at_means_stale(
    toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy_book.script("a", "book.fact('x', 1)")
    toy_book.ran()

    def vanish(*_: object) -> list[str]:
        raise FileNotFoundError("saved.tmp")

    monkeypatch.setattr(Tracker, "why_stale", vanish)
    toy_book.build()
    assert toy_book.because("a") == "its files changed while they were looked at"
    monkeypatch.undo()
    assert toy_book.ran() == set()
