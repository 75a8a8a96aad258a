"""The processes in which scripts run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from firststeps.book.workers import CAN_FORK, Job, Nursery

from tests.missing import missing

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook


def test_every_end_of_a_child_is_told_even_of_two_at_once(toy_book: ToyBook) -> None:
    if not CAN_FORK:
        missing("A process that forks workers", "use Linux")
    toy_book.write("src/firststeps/__init__.py", "")
    toy_book.write("src/firststeps/book/__init__.py", "")
    toy_book.write("src/firststeps/book/worker.py", "def main():\n    pass\n")
    job = Job("a", toy_book.root / "a.py", toy_book.root, toy_book.root, toy_book.root / "a.output")
    nursery = Nursery(())
    try:
        with ThreadPoolExecutor(2) as pool:
            ends = list(pool.map(lambda _: nursery.run(job), range(1000)))
    finally:
        nursery.close()
    assert ends == [0] * 1000
