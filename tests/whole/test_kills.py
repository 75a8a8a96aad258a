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


def killed(book: Copy, seconds: float) -> None:
    """Begin to build ``book`` and kill the build, with all its processes, after ``seconds``."""
    process = subprocess.Popen(
        book.command("firststeps", "build"),
        cwd=book.root,
        env=book.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.soak
def test_killed_while_built(copy_to: Callable[[str], Copy]) -> None:
    undisturbed = copy_to("undisturbed")
    began = time.monotonic()
    undisturbed.run("firststeps", "build")
    longest = time.monotonic() - began
    for seed in range(3):
        book = copy_to(f"killed-{seed}")
        seconds = random.Random(seed).uniform(0.1, longest)
        killed(book, seconds)
        book.run("firststeps", "build")
        assert undisturbed.differences(book, "build/artifacts", "build/docs") == [], f"killed after {seconds:.2f} s"
