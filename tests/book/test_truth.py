"""Experiments whose helpers are edited: whatever would change a result is seen, what can't is not."""

from __future__ import annotations

import contextlib
import importlib
import io
import linecache
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book.errors import BookError
from firststeps.book.inputs import Tracker
from firststeps.book.session import Session, open_session

import pytest
from tests.book.mutated_code import DATA, HELPERS, LIBRARY, experiments
from tests.book.mutating import dressed, mutated

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

COUNT = 30


@dataclass
class Mutant:
    """A built book, edited and put back again and again."""

    book: ToyBook
    scripts: dict[str, Path]
    files: dict[Path, str]
    tracker: Tracker

    def printed(self) -> dict[str, str]:
        """Return what each experiment prints now, or how it fails, found out by running it."""
        return {name: self._run(name, path) for name, path in self.scripts.items()}

    def _run(self, name: str, path: Path) -> str:
        for module in [m for m in sys.modules if m.partition(".")[0] == "helpers"]:
            del sys.modules[module]
        importlib.invalidate_caches()
        linecache.clearcache()
        open_session(Session(name, self.book.root, self.book.root / "alone"))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            try:
                exec(compile(path.read_text(), str(path), "exec"), {"__name__": "__main__", "__file__": str(path)})
            except Exception as error:
                print(type(error).__name__, error)
        return printed.getvalue()

    def stale(self) -> dict[str, list[str]]:
        """Return why each experiment that the engine would run is stale."""
        reasons = {name: self._reasons(name, path) for name, path in self.scripts.items()}
        return {name: why for name, why in reasons.items() if why}

    def _reasons(self, name: str, path: Path) -> list[str]:
        try:
            return self.tracker.why_stale(name, path)
        except BookError as error:
            return [str(error)]

    @contextlib.contextmanager
    def edited(self, file: Path, text: str) -> Iterator[None]:
        file.write_text(text)
        try:
            yield
        finally:
            file.write_text(self.files[file])


@pytest.fixture(scope="module")
def mutant(tmp_path_factory: pytest.TempPathFactory, book_in: Callable[[Path], ToyBook]) -> Iterator[Mutant]:
    book = book_in(tmp_path_factory.mktemp("truth") / "book")
    library = book.root.parent / "library"
    library.mkdir()
    (library / "graphlib_toy.py").write_text(LIBRARY)
    for name, text in HELPERS.items():
        book.write(f"src/helpers/{name}.py", text)
    for path, text in DATA.items():
        book.write(path, text)
    scripts = {name: book.write(f"scripts/{name}.py", code) for name, code in experiments(COUNT, seed=3).items()}
    files = {path: path.read_text() for path in [*(book.root / "src").rglob("*.py"), *scripts.values()]}
    files |= {book.root / path: text for path, text in DATA.items()}
    status, _, errors = book.command("build", PYTHONPATH=f"{library}:{os.environ.get('PYTHONPATH', '')}")
    assert status == 0, errors
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(book.project.source), str(library), *sys.path])
        patch.setattr(sys, "dont_write_bytecode", True)
        yield Mutant(book, scripts, files, Tracker(book.project))
    for module in [m for m in sys.modules if m.partition(".")[0] in ("helpers", "graphlib_toy")]:
        del sys.modules[module]


def hold_to_truth(mutant: Mutant, mutations: int, seed: int) -> tuple[int, int, list[str]]:
    """Edit at random; return how many edits changed a result, how many runs were in vain, and what was missed."""
    generator = random.Random(seed)
    before = mutant.printed()
    changed_results, in_vain = 0, 0
    missed = []
    for number in range(mutations):
        file = generator.choice(sorted(mutant.files))
        source = mutant.files[file]
        text = mutated(source, generator) if source and file.suffix == ".py" else source + "\n8"
        with mutant.edited(file, text):
            stale = mutant.stale()
            after = mutant.printed()
        changed = {name for name in before if after[name] != before[name]}
        changed_results += bool(changed)
        in_vain += len(set(stale) - changed)
        if changed - set(stale):
            missed.append(f"{number}: {file} {sorted(changed - set(stale))}\n{text}")
    return changed_results, in_vain, missed


class TestMutations:
    def test_the_scripts_print_what_they_printed_in_the_build(self, mutant: Mutant) -> None:
        built = {name: mutant.book.artifact(name, "log.txt").read_text() for name in mutant.scripts}
        assert mutant.printed() == built
        assert mutant.stale() == {}

    def test_no_mutation_of_meaning_is_missed(self, mutant: Mutant) -> None:
        changed, in_vain, missed = hold_to_truth(mutant, 50, seed=50)
        print(f"{changed} of 50 edits changed a result; {in_vain} runs in vain")
        assert changed > 20
        assert missed == []
        assert in_vain < 50 * COUNT / 10

    @pytest.mark.soak
    def test_no_mutation_of_ten_thousand_is_missed(self, mutant: Mutant) -> None:
        changed, in_vain, missed = hold_to_truth(mutant, 10_000, seed=10_000)
        print(f"{changed} of 10,000 edits changed a result; {in_vain} runs in vain")
        assert changed > 4_000
        assert missed == []

    def test_no_edit_of_comments_layout_docstrings_or_times_is_seen(self, mutant: Mutant) -> None:
        generator = random.Random(20)
        python = sorted(path for path in mutant.files if path.suffix == ".py")
        for _ in range(20):
            file = generator.choice(python)
            with mutant.edited(file, dressed(mutant.files[file], generator)):
                os.utime(file, (1, 1))
                assert mutant.stale() == {}, file
        assert mutant.stale() == {}
