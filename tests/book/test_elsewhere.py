"""Scripts that an executor runs: the same results, whoever ran them, and none where the executor is not fit."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.book.build import build
from firststeps.book.builder import Options

import pytest
from tests.book.test_kills import built, fill
from tests.clusters import cluster

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

FACT = "book.fact('x', 1)\n"


class Here(Executor):
    """Runs at once, and may change what comes back."""

    def __init__(self, change: Callable[[Any], Any] = lambda result: result, before: Callable[[], None] = lambda: None):
        self.change = change
        self.before = before

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            self.before()
            future.set_result(self.change(function(*arguments, **named)))
        except Exception as error:
            future.set_exception(error)
        return future


def left(book: ToyBook, executor: Executor | None) -> dict[str, bytes]:
    """Build from nothing and return what lies there then."""
    shutil.rmtree(book.root / "build", ignore_errors=True)
    book.build(executor=executor)
    assert book.problems == ()
    return built(book)


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_the_same_results_whoever_ran_them(toy_book: ToyBook, kind: type[Executor]) -> None:
    fill(toy_book, 3)
    expected = left(toy_book, None)
    with kind(2) as executor:  # type: ignore[call-arg]
        assert left(toy_book, executor) == expected
    assert toy_book.ran() == set()


def test_a_job_that_is_run_twice(toy_book: ToyBook) -> None:
    """An engine that has lost touch with a worker runs the job again; the first one may still end."""
    fill(toy_book, 1)
    expected = left(toy_book, None)

    class Twice(Here):
        def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
            super().submit(function, *arguments, **named).result()
            return super().submit(function, *arguments, **named)

    assert left(toy_book, Twice()) == expected
    assert list((toy_book.root / "build" / "work").glob("*")) == []


def test_an_executor_that_breaks_is_named_and_the_rest_is_kept(toy_book: ToyBook) -> None:
    toy_book.script("a", FACT)
    toy_book.script("b", FACT)
    calls = iter([None, BrokenProcessPool("a process in the pool was terminated")])

    def breaks() -> None:
        if error := next(calls):
            raise error

    toy_book.build(executor=Here(before=breaks), jobs=1)
    (problem,) = toy_book.problems
    assert "the executor gave no result: BrokenProcessPool: a process in the pool" in str(problem)
    assert toy_book.ran() == {"b"}


def test_other_versions_make_no_results(toy_book: ToyBook) -> None:
    toy_book.script("a", "import click\n" + FACT)
    old = Here(lambda ended: replace(ended, libraries={**ended.libraries, "click": "0.1"}))
    toy_book.build(executor=old)
    assert "the executor has other versions than this build: library click 0.1 became" in str(toy_book.problems[0])
    older = Here(lambda ended: replace(ended, python="2.7.18"))
    toy_book.build(executor=older)
    assert "Python 2.7.18 became" in str(toy_book.problems[0])
    assert toy_book.ran() == {"a"}


def test_a_machine_that_does_not_see_the_project(toy_book: ToyBook) -> None:
    toy_book.script("a", FACT)
    hidden = Here(before=lambda: shutil.rmtree(toy_book.root / "build" / "work"))
    toy_book.build(executor=hidden)
    assert "the project has to lie at the same path" in str(toy_book.problems[0])


def test_measured_values_belong_to_the_machine_that_measured(toy_book: ToyBook) -> None:
    toy_book.script("a", "book.measured('x', 1.0)\n")
    assert toy_book.ran(executor=Here(lambda ended: replace(ended, machine={"processor": "abacus"}))) == {"a"}
    assert '"processor": "abacus"' in (toy_book.root / "build" / "measured" / "a.json").read_text(encoding="utf-8")


def test_an_error_of_a_script_is_told_as_ever(toy_book: ToyBook) -> None:
    toy_book.script("a", "x = 1\n\nraise ValueError('no')\n")
    toy_book.build(executor=Here())
    (problem,) = toy_book.problems
    assert (problem.file, problem.line) == ("scripts/a.py", 4)


@pytest.mark.skipif(os.name == "nt", reason="needs signals: Linux or macOS")
def test_three_workers_of_dask_one_killed_in_mid_run(toy_book: ToyBook, tmp_path: Path) -> None:
    """A scheduler and its workers in processes of their own; the scripts of the killed one run again."""
    fill(toy_book, 8)
    expected = left(toy_book, None)
    shutil.rmtree(toy_book.root / "build")
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder, []) as machines, machines.client.get_executor() as executor:
        killed: list[str] = []
        processes = machines.client.run(os.getpid)

        def kill(_name: str, state: str) -> None:
            if state == "ran" and not killed:
                busy = next(worker for worker, tasks in machines.client.processing().items() if tasks)
                os.kill(processes[busy], signal.SIGKILL)
                killed.append(busy)

        build(toy_book.project, Options(executor=executor), kill)
        assert killed
        assert set(machines.client.scheduler_info()["workers"]) == set(processes) - set(killed)
    assert built(toy_book) == expected
