"""A cluster of dask as a reader has one: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Client


@dataclass
class Cluster:
    """A scheduler's address file and the processes of its workers."""

    file: Path
    workers: list[subprocess.Popen[bytes]]
    client: Any  # of `distributed`, which has no types


@contextmanager
def cluster(folder: Path, paths: list[Path]) -> Iterator[Cluster]:
    """Start a scheduler and three workers, which import from ``paths``; end them all."""
    file = folder / "scheduler.json"
    variables = os.environ | {"PYTHONPATH": os.pathsep.join([*map(str, paths), os.environ.get("PYTHONPATH", "")])}

    def start(*command: str) -> subprocess.Popen[bytes]:
        with (folder / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--scheduler-file", str(file)],
                cwd=folder,
                env=variables,
                stdout=log,
                stderr=log,
            )

    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    workers = [start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(3)]
    try:
        with Client(scheduler_file=str(file), timeout="60s") as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(3, timeout=60)
            yield Cluster(file, workers, client)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
