"""This book, killed while it was being built, is right after the next build."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.whole.conftest import Copy


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_killed_while_built(checkout: Copy, copy_to: Callable[[str], Copy], seed: int) -> None:
    book = copy_to("book")
    process = subprocess.Popen(
        book.command("firststeps", "build"),
        cwd=book.root,
        env=book.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(random.Random(seed).uniform(0.5, 15))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    book.run("firststeps", "build")
    assert checkout.differences(book, "build/artifacts", "build/docs") == []
