"""Scripts run cell by cell; what they print and measure goes where it belongs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from firststeps.book.worker import Cell, cells_of

from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook


class TestCells:
    def test_titles_and_lines(self) -> None:
        source = '"""Doc."""\n# %% One\nx = 1\n\n# %%\ny = 2\n# %% Empty\n# %%   Last  \nz = 3'
        assert cells_of(source) == [Cell("", 1, 1), Cell("One", 3, 4), Cell("", 6, 6), Cell("Last", 9, 9)]
        assert cells_of("") == []
        assert cells_of("x = 1\n") == [Cell("", 1, 1)]

    @given(
        st.lists(st.sampled_from(["x += 1", "# %% A", "# %%", "def f():", "    y = 1", '"""', "\x0c", ""]), max_size=8)
    )
    def test_cells_are_the_lines_that_are_no_markers(self, lines: list[str]) -> None:
        cells = cells_of("\n".join(lines))
        covered = [number for cell in cells for number in range(cell.first, cell.last + 1)]
        assert covered == sorted(set(covered))
        left = set(range(1, len(lines) + 1)) - set(covered)
        assert all(lines[number - 1].startswith("# %%") or number == len(lines) for number in left)

    def test_output_goes_to_the_cell_that_printed_it(self, toy_book: ToyBook) -> None:
        code = (
            "# %% One\nimport sys\nout = sys.stdout\nprint('first')\n"
            "# %% Two\nprint('second', file=out)\nx = '''\n# %% no cell\n'''\n"
            "# %% Three\nsep = 'a\\x0cb'\nprint(__name__, 'third', end='')"
        )
        toy_book.script("a", code)
        toy_book.ran()
        cells = json.loads(toy_book.artifact("a", "cells.json").read_text())
        assert [(cell["title"], cell["output"]) for cell in cells if cell["output"]] == [
            ("One", "first\n"),
            ("Two", "second\n"),
            ("Three", "__main__ third"),
        ]
        assert toy_book.artifact("a", "log.txt").read_text() == "first\nsecond\n__main__ third"

    def test_future_import_holds_for_every_cell(self, toy_book: ToyBook) -> None:
        code = '"""Doc."""\nfrom __future__ import annotations\n# %% Two\nfrom firststeps import book\n'
        code += "def f(x: NoSuchName) -> None: ...\nbook.fact('x', f.__annotations__['x'])\n"
        toy_book.write("scripts/a.py", code)
        toy_book.ran()
        assert toy_book.facts("a") == {"x": "NoSuchName"}


def test_measured_facts_stay_out_of_the_artefacts(shown_book: ToyBook) -> None:
    assert "pause" not in shown_book.facts("one")
    measured = json.loads((shown_book.root / "build/measured/one.json").read_text())
    assert measured["facts"] == {"pause": {"kind": "measured", "value": 12.5, "unit": "ms", "cell": "Start"}}
    assert set(measured["machine"]) == {"processor", "cores", "system", "reads checked by"}
    folder = shown_book.artifact("one", "")
    # The notebook holds the script, which says 12.5 itself; its outputs are looked at in test_labs.
    results = [path for path in folder.iterdir() if path.suffix != ".ipynb"]
    assert not [path.name for path in results if b"12.5" in path.read_bytes()]


def test_script_alone_prints_what_the_page_prints(shown_book: ToyBook) -> None:
    script = shown_book.root / "scripts/one.py"
    alone = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        check=True,
        cwd=shown_book.root.parent,
        env=os.environ | {"PYTHONPATH": str(shown_book.root / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert alone.stdout == shown_book.artifact("one", "log.txt").read_text()
    assert alone.stdout != ""
    for name in ("fall-wide-light.svg", "fall.csv", "guess.csv"):
        file = shown_book.root / "build/alone/one" / name
        assert file.read_bytes() == shown_book.artifact("one", name).read_bytes()
