"""Worker processes: each script runs in a process of its own, slow libraries are imported once for all of them."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firststeps.book import determinism
from firststeps.book.closure import OWN_SOURCE

# macOS has fork, but its system libraries do not survive one.
CAN_FORK = sys.platform.startswith("linux")
QUICK = ("numpy", "matplotlib.backends.backend_svg")  # what nearly every script imports
NURSERY = Path(__file__).with_name("nursery.py")


@dataclass(frozen=True)
class Job:
    """One script to run, and where its results go."""

    name: str
    script: Path
    root: Path
    folder: Path  # results
    output: Path  # what the process itself wrote to its standard output and error

    def to_json(self) -> dict[str, Any]:
        """Return the fields as the worker reads them."""
        return {key: str(value) for key, value in vars(self).items()} | {
            "path": self.path(),
            "scratch": str(self.scratch),
        }

    @property
    def scratch(self) -> Path:
        """What the run itself may write and read, gone when it ends."""
        return self.output.with_suffix(".scratch")

    def path(self) -> list[str]:
        """Return the folders from which the worker imports: a project's own copy of the engine comes first."""
        return [str(self.root / "src"), str(OWN_SOURCE)]


def run_alone(job: Job, environment: Mapping[str, str]) -> int:
    """Run ``job`` in a process that is forked from nothing; return its exit status."""
    command = [sys.executable, "-P", "-m", "firststeps.book.worker", json.dumps(job.to_json())]
    variables = {**environment, "PYTHONPATH": os.pathsep.join(job.path())}
    with job.output.open("wb") as output:
        return subprocess.run(command, stdout=output, stderr=output, env=variables, check=False).returncode


@dataclass
class Nursery:
    """A process that has imported ``libraries`` and forks workers (see ``nursery.py``)."""

    libraries: Sequence[str]
    threads: int = 1
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _waiting: dict[int, Future[int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def __post_init__(self) -> None:
        """Start the process; it imports in the background."""
        command = [sys.executable, "-P", str(NURSERY), *self.libraries]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            env=determinism.environment(self.threads),
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def run(self, job: Job) -> int:
        """Run ``job`` to its end and return the exit status of its process, negative for a signal."""
        ended: Future[int] = Future()
        with self._lock:
            if self._closed or self._process.poll() is not None:
                return self._process.returncode or 1
            number = next(self._numbers)
            self._waiting[number] = ended
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(json.dumps(job.to_json() | {"job": number}) + "\n")
                self._process.stdin.flush()
            except OSError:  # it has just died
                del self._waiting[number]
                return self._process.wait() or 1
        return ended.result()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            ended: Mapping[str, int] = json.loads(line)
            self._waiting.pop(ended["job"]).set_result(ended["exit"])
        status = self._process.wait()
        with self._lock:
            for future in self._waiting.values():
                future.set_result(status or 1)
            self._waiting.clear()

    def close(self) -> None:
        """End the process and every worker that it still runs."""
        assert self._process.stdin is not None
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._closed = True
            self._process.stdin.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:  # still importing; it has no children yet
            self._process.kill()
            self._process.wait()
        self._listener.join()
        assert self._process.stdout is not None
        self._process.stdout.close()


@dataclass
class Pool:
    """Runs jobs in nurseries, one for scripts that need a slow library and one for the rest."""

    slow: Sequence[str] = ()  # libraries worth sharing an import of
    threads: int = 1  # that the numerical libraries of a script may use
    closed: bool = False
    _nurseries: dict[tuple[str, ...], Nursery] = field(default_factory=dict)

    def prepare(self, needs: Sequence[frozenset[str]]) -> None:
        """Start the imports for scripts that import the given libraries."""
        if CAN_FORK:
            for libraries in needs:
                self._nursery(libraries)

    def is_slow(self, libraries: frozenset[str]) -> bool:
        """Return whether a script that imports ``libraries`` waits for a slow import."""
        return bool(self._key(libraries))

    def run(self, job: Job, libraries: frozenset[str]) -> int:
        """Run ``job``, whose script imports ``libraries``; return its exit status."""
        if CAN_FORK:
            return self._nursery(libraries).run(job)
        return run_alone(job, determinism.environment(self.threads))

    def close(self) -> None:
        """End every process; what is run from now on fails."""
        self.closed = True
        for nursery in self._nurseries.values():
            nursery.close()

    def _key(self, libraries: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name in self.slow if name in libraries)

    def _nursery(self, libraries: frozenset[str]) -> Nursery:
        key = self._key(libraries)
        if key not in self._nurseries:
            self._nurseries[key] = Nursery((*key, *QUICK), self.threads)
        return self._nurseries[key]
