"""Builds that are stopped, killed or started twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

SLOW = (
    "import os, pathlib, subprocess, time\n"
    "here = pathlib.Path(__file__).parents[1]\n"
    "if (here / 'slow').exists():\n"
    "    other = subprocess.Popen(['sleep', '60'])\n"
    "    (here / f'pid.{book.__name__}').write_text(f'{os.getpid()} {os.getppid()} {other.pid}')\n"
    "    time.sleep(60)\n"
    "book.fact('x', 1)\n"
    "book.table('t', {'x': [1, 2]})\n"
    "print('done')"
)


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Return as soon as ``condition`` holds, fail if it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


def alive(process: int) -> bool:
    """Return whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def slow_book(toy_book: ToyBook) -> ToyBook:
    """Return a book with a script that takes a minute while there is a file ``slow``, and a quick one."""
    toy_book.script("slow", SLOW)
    toy_book.script("quick", "book.fact('x', 1)")
    toy_book.write("slow", "")
    return toy_book


def start_and_wait(book: ToyBook) -> tuple[subprocess.Popen[str], list[int]]:
    """Start a build and return it with the worker, the nursery and the script's child once the script runs."""
    process = book.start("build", "--jobs", "2")
    file = book.root / "pid.firststeps.book"
    wait_for(lambda: file.is_file() and len(file.read_text().split()) == 3, "the script")
    wait_for(lambda: book.artifact("quick", "facts.json").is_file(), "the quick script")
    return process, [int(number) for number in file.read_text().split()]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, book_in: Callable[[Path], ToyBook]) -> dict[str, bytes]:
    """Return the artefacts of the same book, built in one go."""
    book = book_in(tmp_path_factory.mktemp("undisturbed"))
    book.script("slow", SLOW)
    book.script("quick", "book.fact('x', 1)")
    assert book.command("build")[0] == 0
    return artefacts(book)


def artefacts(book: ToyBook) -> dict[str, bytes]:
    folder = book.root / "build" / "artifacts"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_stopped_build_leaves_no_process_and_the_next_one_is_right(
    slow_book: ToyBook,
    number: int,
    status: int,
    undisturbed: dict[str, bytes],
) -> None:
    process, others = start_and_wait(slow_book)
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=10)
    assert process.returncode == status
    if number == signal.SIGINT:
        assert not [pid for pid in others if alive(pid)]
        assert err.splitlines()[-1] == "interrupted; what was finished is kept"
        assert "failed" not in err
    wait_for(lambda: not any(map(alive, others)), "the end of the workers", 3.0)
    (slow_book.root / "slow").unlink()
    assert slow_book.command("build")[0] == 0
    assert {entry["name"]: entry["status"] for entry in slow_book.report()} == {"quick": "cached", "slow": "ran"}
    assert artefacts(slow_book) == undisturbed
    assert not (slow_book.root / "build/work").exists()


def test_killed_while_libraries_are_imported(toy_book: ToyBook) -> None:
    import_that_takes = (
        "import os, pathlib, time\npathlib.Path(__file__).with_name('pid').write_text(str(os.getpid()))\n"
    )
    toy_book.write("libs/slowlib.py", import_that_takes + "time.sleep(60)\n")
    toy_book.write("pyproject.toml", '[tool.firststeps]\npreload = ["slowlib"]\n')
    toy_book.script("a", "import slowlib")
    process = toy_book.start("build", PYTHONPATH=str(toy_book.root / "libs"))
    file = toy_book.root / "libs/pid"
    wait_for(lambda: file.is_file() and file.read_text() != "", "the import")
    process.kill()
    process.communicate()
    wait_for(lambda: not alive(int(file.read_text())), "the end of the import", 3.0)


def test_interrupted_while_libraries_are_imported(toy_book: ToyBook) -> None:
    toy_book.write(
        "libs/slowlib.py", "import pathlib, time\npathlib.Path(__file__).with_name('on').touch()\ntime.sleep(60)"
    )
    toy_book.write("pyproject.toml", '[tool.firststeps]\npreload = ["slowlib"]\n')
    toy_book.script("a", "import slowlib")
    process = toy_book.start("build", PYTHONPATH=str(toy_book.root / "libs"))
    wait_for((toy_book.root / "libs/on").is_file, "the import")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_interrupted_while_the_command_is_imported(toy_book: ToyBook) -> None:
    # What the command imports from; the first of it says that it is being read, and takes its time.
    toy_book.write("slow/rich/__init__.py", "import pathlib, time\npathlib.Path('on').touch()\ntime.sleep(60)\n")
    process = toy_book.start("build", PYTHONPATH=os.pathsep.join([str(toy_book.root / "slow"), *sys.path]))
    wait_for((toy_book.root / "on").is_file, "the import")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (130, "interrupted; what was finished is kept\n")


def test_workers_die_with_a_killed_nursery(slow_book: ToyBook) -> None:
    process, (worker, nursery, _) = start_and_wait(slow_book)
    os.kill(nursery, signal.SIGKILL)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "scripts/slow.py: the script's process ended with signal 9 before it was done" in err
    wait_for(lambda: not alive(worker), "the end of the worker", 3.0)


def test_killed_between_the_two_renames(toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    toy_book.script("a", "book.fact('x', 1)")
    toy_book.ran()
    final = toy_book.artifact("a", "")
    left = toy_book.root / "build" / "work" / f"a.{os.getpid()}.old"
    left.parent.mkdir()
    final.rename(left)
    assert toy_book.ran() == {"a"}
    left.mkdir(parents=True)
    (left / "rest").touch()
    assert toy_book.build(force=True) == {"a": "ran"}
    assert toy_book.problems == ()


def test_second_build_waits_for_the_first(toy_book: ToyBook) -> None:
    code = "import pathlib, time\nlog = pathlib.Path(__file__).parents[1] / 'runs'\n"
    code += "log.open('a').write('x')\ntime.sleep(0.7)\nbook.fact('x', 1)"
    toy_book.script("a", code)
    first = toy_book.start("build")
    wait_for((toy_book.root / "runs").is_file, "the first build")
    status, _, err = toy_book.command("build")
    assert first.communicate(timeout=20) is not None
    assert (first.returncode, status) == (0, 0)
    assert err.startswith("waiting for another build\n")
    assert (toy_book.root / "runs").read_text() == "x"
    assert toy_book.build() == {"a": "cached"}


def test_lock_that_was_cleaned_away_is_not_trusted(tmp_path: Path) -> None:
    from firststeps.book.files import alone

    lock = tmp_path / ".lock"
    with alone(lock, lambda: pytest.fail("nobody else is there")):
        lock.unlink()
        with alone(lock, lambda: pytest.fail("it is another file")):
            assert lock.is_file()
