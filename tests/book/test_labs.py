"""Each experiment is a page and a notebook, written from the one run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.book.closure import OWN_SOURCE
from firststeps.book.contract import broken
from firststeps.book.notebook import steps
from firststeps.book.render import render_pages
from firststeps.book.results import load_results
from firststeps.book.worker import cells_of

import nbformat
import pytest
from nbclient import NotebookClient

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

Json = dict[str, Any]


def read_notebook(path: Path) -> Json:
    """Return a notebook after holding it against the format's schema."""
    notebook: Json = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def code_cells(notebook: Json) -> list[Json]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def printed(cell: Json) -> str:
    return "".join(output["text"] for output in cell["outputs"] if output["output_type"] == "stream")


def displayed(cell: Json) -> list[Json]:
    return [dict(output["data"]) for output in cell["outputs"] if output["output_type"] == "display_data"]


class TestNotebook:
    def test_holds_the_run(self, shown_book: ToyBook) -> None:
        notebook = read_notebook(shown_book.root / "build/docs/labs/one.ipynb")
        words = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        assert words == ["# One\n\nWhat it claims.", "## Start", "## Print", "## Table", "## Picture"]
        cells = code_cells(notebook)
        assert [cell["execution_count"] for cell in cells] == [1, 2, 3, 4]
        assert "".join(map(printed, cells)) == shown_book.artifact("one", "log.txt").read_text()
        assert printed(cells[1]).startswith("Epoch 0")
        assert displayed(cells[2])[0]["text/plain"] == "x\thalf\n1\t0.5\n2\t1.0\n3\t1.5"
        assert displayed(cells[3]) == [
            {"image/svg+xml": "<svg>light wide</svg>", "text/plain": "A falling line, from 3 to 1."}
        ]
        assert "12.5" not in json.dumps([cell["outputs"] for cell in cells])  # a measured fact

    def test_has_the_comments_of_today_without_a_run(self, toy_book: ToyBook) -> None:
        script = toy_book.script("a", "print('x')")
        assert toy_book.ran() == {"a"}
        script.write_text(script.read_text() + "# Why it prints.\n")
        assert toy_book.ran() == set()
        [cell] = code_cells(read_notebook(toy_book.root / "build/docs/labs/a.ipynb"))
        assert cell["source"].endswith("# Why it prints.")
        assert printed(cell) == "x\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""Doc."""\nx = 1\n# %% A\ny = 2\n', [("", "x = 1"), ("A", "y = 2")]),
        ('"""Doc."""\n# %% A\n\n# why\ny = 2\n\n', [("A", "# why\ny = 2")]),
        (
            "x = '''\n# %% no cell\n'''\ny = 1\n# %% B\nz = 3\n",
            [("", "x = '''\n# %% no cell\n'''"), ("", "y = 1"), ("B", "z = 3")],
        ),
        ("# %% A\n@d\n# %% B\ndef f(): ...\n", [("A", "@d\n# %% B\ndef f(): ...")]),
        ("# %% A\n# %% B\nz = 3\n", [("B", "z = 3")]),
    ],
)
def test_cells_hold_whole_statements(source: str, expected: list[tuple[str, str]]) -> None:
    cells = [{"title": cell.title, "first": cell.first, "last": cell.last} for cell in cells_of(source)]
    assert [(step.title, step.code) for step in steps(source, cells)] == expected


class TestPage:
    def test_shows_code_output_table_and_figure(self, shown_book: ToyBook) -> None:
        page = shown_book.page("labs/one.md")
        assert page.startswith('---\ntitle: "One"\ndescription: "What it claims."\nsearch:\n')
        order = ["# One\n", "\n\nWhat it claims.\n", "(one.ipynb)", "(../scripts/one.py)", "## Start", "book.seed(4)"]
        order += ["## Print", "Epoch 5: loss -7.5", "## Table", ">1.0</span>", "## Picture", 'data-figure="one.fall"']
        order += ["srcset=../../figures/one/fall-narrow-light.svg"]
        places = [page.find(part.replace(">1.0</span>", ">1.0</span>")) for part in order]
        assert -1 not in places
        assert places == sorted(places)

    def test_is_linked_from_figures_chapters_and_list(self, toy_book: ToyBook) -> None:
        toy_book.write(
            "scripts/one.py", '"""One\n\nWhat it claims.\n"""\nfrom firststeps import book\nbook.fact("n", 3)\n'
        )
        toy_book.write("docs/chapters/01-a.md", "---\ntitle: First\n---\n# First\n\n{{ one.n }}\n")
        toy_book.write("docs/chapters/02-b.md", "# Second\n\nNothing.\n")
        toy_book.write("docs/labs/index.md", "# Labs\n\n{{ build labs }}\n")
        assert toy_book.ran() == {"one"}
        assert "[One](../labs/one.md)" in toy_book.page("chapters/01-a.md")
        assert "labs" not in toy_book.page("chapters/02-b.md")
        listed = toy_book.page("labs/index.md")
        for part in (
            "[One](one.md)",
            "What it claims.",
            "[First](../chapters/01-a.md)",
            "(one.ipynb)",
            "(../scripts/one.py)",
        ):
            assert part in listed
        assert "Second" not in listed
        lab = toy_book.page("labs/one.md")
        assert "[First](../chapters/01-a.md)" in lab
        assert '<a href="../">Lab</a>' in lab

    def test_list_follows_the_chapters(self, toy_book: ToyBook) -> None:
        for name in ("a", "b", "c"):
            toy_book.write(f"scripts/{name}.py", f'"""Lab {name}"""\nfrom firststeps import book\nbook.fact("n", 3)\n')
        toy_book.write("docs/chapters/01.md", "# First\n\n{{ `n = {c.n}` }} {{ b.n }}\n")
        toy_book.write("docs/labs/index.md", "# Labs\n\n{{ build labs }}\n")
        toy_book.ran()
        listed = toy_book.page("labs/index.md")
        assert [line[5:12] for line in listed.split("\n") if line.startswith("-   **")] == [
            "*[Lab c",
            "*[Lab b",
            "*[Lab a",
        ]

    def test_numeral_in_a_docstring_is_bare(self, toy_book: ToyBook) -> None:
        toy_book.write("scripts/one.py", '"""One\n\nIt is 42.\n"""\n# %% Part 7\nfrom firststeps import book\n')
        toy_book.ran()
        pages = render_pages(toy_book.project, load_results(toy_book.project))
        problems = [str(problem) for problem in broken(toy_book.project, pages)]
        assert [problem.split(" is typed")[0] for problem in problems] == [
            "scripts/one.py:3: 42",
            "scripts/one.py:5: 7",
        ]


class TestInJupyter:
    """A notebook runs by itself in a real kernel."""

    @pytest.fixture
    def environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        # The kernel of the environment that runs the tests, whatever kernels the machine has.
        monkeypatch.setenv("JUPYTER_PATH", str(Path(sys.prefix) / "share" / "jupyter"))
        monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
        monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    def run(self, notebook: Json, folder: Path) -> list[Json]:
        client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}})  # type: ignore[arg-type]
        client.execute()
        return code_cells(notebook)

    @pytest.mark.usefixtures("environment")
    def test_runs_and_shows_the_same(self, shown_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        path = shown_book.root / "build/docs/labs/one.ipynb"
        paths = [str(shown_book.root / "src"), str(OWN_SOURCE)]
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
        before = code_cells(read_notebook(path))
        after = self.run(read_notebook(path), path.parent)
        assert [printed(cell) for cell in after] == [printed(cell) for cell in before]
        assert [displayed(cell) for cell in after] == [displayed(cell) for cell in before]

    @pytest.mark.usefixtures("environment")
    def test_a_cell_may_run_again(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        toy_book.script("a", "book.seed(1)\nbook.fact('n', 3)\nbook.table('t', {'x': [1]})\nprint('done')")
        toy_book.ran()
        monkeypatch.setenv("PYTHONPATH", str(OWN_SOURCE))
        path = toy_book.root / "build/docs/labs/a.ipynb"
        notebook = read_notebook(path)
        again = code_cells(read_notebook(path))
        again[0]["id"] = "again"
        notebook["cells"] += again
        first, second = self.run(notebook, path.parent)
        assert printed(second) == printed(first) == "done\n"
        assert displayed(second) == displayed(first) == [{"text/html": TABLE, "text/plain": "x\n1"}]


TABLE = "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
