"""Builds killed at any moment: the next one's results are those of a build that nobody disturbed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

SCRIPT = """\
import time
book.seed({number})
for step in range(5):
    time.sleep(0.02)
    print(f'step {{step}}')
book.fact('x', [{number} / 3] * {number})
book.measured('pause', time.perf_counter())
book.table('t', {{'x': list(range({number}))}})
"""

# Runs the command and kills it, with no warning, just before it changes the file system for the given time.
DYING = """\
import os, signal, sys
left = int(sys.argv.pop(1))
def count(event, arguments):
    global left
    changes = event in {'os.rename', 'os.remove', 'os.rmdir', 'os.mkdir', 'shutil.rmtree'}
    if changes or (event == 'open' and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
from firststeps.book import workers
workers.QUICK = ()
sys.addaudithook(count)
from firststeps.cli import main
main()
"""


def fill(book: ToyBook, scripts: int) -> ToyBook:
    """Write ``scripts`` experiments, a data file and a page for each into ``book``."""
    for number in range(1, scripts + 1):
        book.script(f"s{number}", SCRIPT.format(number=number))
        page = f"# Page\n\n{{{{ s{number}.x[0]:.3f}}}}\n\n{{{{ table s{number}.t }}}}\n\n{{{{ log s{number} }}}}\n"
        book.write(f"docs/chapters/{number}.md", page)
    return book


def built(book: ToyBook) -> dict[str, bytes]:
    """Return every file that a build leaves, but for what belongs to the machine and the moment."""
    folder = book.root / "build"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    volatile = ("measured/", "report.json", ".lock", "looks.json", "rendered.json")  # the last two: stamps of files
    kept = {name: path.read_bytes() for name, path in files.items() if name not in volatile[1:]}
    return {name: b"" if name.startswith(volatile[0]) else content for name, content in kept.items()}


def descendants(process: int) -> Iterator[tuple[int, int]]:
    """Yield each process below ``process`` with its depth: 1 for those that import libraries, 2 for workers."""
    table = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            table[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    level, depth = {process}, 0
    while level:
        depth += 1
        level = {child for child, parent in table.items() if parent in level}
        yield from ((child, depth) for child in sorted(level))


def kill_everything(build: subprocess.Popen[str]) -> None:
    os.killpg(build.pid, signal.SIGKILL)


def kill_a_worker(build: subprocess.Popen[str]) -> None:
    """Kill the first worker that there is from now on."""
    while build.poll() is None:
        workers = [child for child, depth in descendants(build.pid) if depth == 2]
        if workers:
            os.kill(workers[0], signal.SIGKILL)
            return


def start(book: ToyBook) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from firststeps.cli import main; main()", "build", "--jobs", "2"]
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=book.root, stdout=nothing, stderr=nothing, text=True, start_new_session=True)


def killed_and_built_again(
    book: ToyBook, moments: list[float], kills: tuple[Callable[[subprocess.Popen[str]], None], ...]
) -> Iterator[dict[str, bytes]]:
    """Kill a clean build at each of ``moments`` (seconds), kinds in turn; yield what the next build leaves."""
    for number, moment in enumerate(moments):
        shutil.rmtree(book.root / "build")
        process = start(book)
        time.sleep(moment)
        kills[number % len(kills)](process)
        process.wait(timeout=30)
        assert book.command("build")[0] == 0
        yield built(book)


def undisturbed(book: ToyBook) -> tuple[dict[str, bytes], float]:
    """Return what a clean build leaves and the seconds that it took."""
    process = start(book)
    began = time.monotonic()
    assert process.wait(timeout=60) == 0
    return built(book), time.monotonic() - began


@pytest.mark.parametrize(
    ("scripts", "kills"), [(2, 3), pytest.param(8, 20, marks=pytest.mark.soak)], ids=["quick", "long"]
)
def test_killed_at_random_moments(toy_book: ToyBook, scripts: int, kills: int) -> None:
    expected, seconds = undisturbed(fill(toy_book, scripts))
    generator = random.Random(3)
    moments = [generator.uniform(0.1, seconds) for _ in range(kills)]
    for number, left in enumerate(killed_and_built_again(toy_book, moments, (kill_everything, kill_a_worker))):
        assert left == expected, f"kill {number}, after {moments[number]:.3f} s"


@pytest.mark.soak
def test_killed_before_each_change_of_the_file_system(toy_book: ToyBook) -> None:
    fill(toy_book, 2)
    assert toy_book.ran() == {"s1", "s2"}
    expected = built(toy_book)
    moment, status = 0, -signal.SIGKILL
    while status == -signal.SIGKILL:
        moment += 1
        shutil.rmtree(toy_book.root / "build")
        command = [sys.executable, "-c", DYING, str(moment), "build"]
        status = subprocess.run(command, cwd=toy_book.root, capture_output=True, check=False).returncode
        toy_book.build()
        assert toy_book.problems == ()
        assert built(toy_book) == expected, f"killed before change {moment}"
    assert status == 0
    assert moment > 30
