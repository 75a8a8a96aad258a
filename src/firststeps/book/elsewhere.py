"""Runs scripts where an executor runs what it is given: in other processes, or on other machines.

An executor's machines have to see the project's folder at the same path, as with a network file system, and the same
libraries.  Both are checked: a script finds the folder made for its results, or does not run; and what it ran with is
compared with what is installed here, so that no result is kept that was made otherwise than the build says.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass, field, replace
from typing import Any

from firststeps.book import determinism
from firststeps.book.errors import BookError, Problem
from firststeps.book.files import read_json, write_json
from firststeps.book.libraries import Libraries
from firststeps.book.machine import machine
from firststeps.book.worker import OUTCOME
from firststeps.book.workers import Job, run_alone

MACHINE = "machine.json"  # beside the results: where the script ran
DATA = ("FIRSTSTEPS_CACHE", "FIRSTSTEPS_DATA")


@dataclass(frozen=True)
class Ended:
    """How a script's process ended, and where."""

    status: int  # of its exit, negative for a signal
    machine: Mapping[str, Any]
    python: str
    libraries: Mapping[str, str]  # that it has loaded


def run_there(job: Job, threads: int, data: Mapping[str, str]) -> Ended:
    """Run a job in a process of its own, on the machine on which this is called, with data from the folders given.

    An engine may call this twice for one job, when it has lost a worker; whoever ends first puts its results in place.

    Raises:
        FileNotFoundError: if the project's folder is not to be seen from here.
    """
    if not job.folder.is_dir():
        raise FileNotFoundError(f"{platform.node()} does not see {job.folder}: the project has to lie at the same path")
    name = f"{job.name}-{os.urandom(8).hex()}"
    attempt = replace(job, folder=job.folder.with_name(name), output=job.folder.with_name(f"{name}.output"))
    attempt.folder.mkdir()
    own = {name: value for name, value in determinism.environment(threads).items() if name not in DATA}
    status = run_alone(attempt, own | dict(data))
    outcome = read_json(attempt.folder / OUTCOME) or {"imported": {}}
    loaded = {module.partition(".")[0] for module in outcome["imported"]}
    shutil.rmtree(attempt.scratch, ignore_errors=True)
    with contextlib.suppress(OSError):
        job.folder.rmdir()  # empty, unless another attempt has ended
    try:
        attempt.folder.rename(job.folder)
        attempt.output.replace(job.output)
    except OSError:
        shutil.rmtree(attempt.folder, ignore_errors=True)
        attempt.output.unlink(missing_ok=True)
    return Ended(status, machine(), platform.python_version(), Libraries().versions(loaded, ()))


@dataclass
class Elsewhere:
    """Runs jobs by an executor, as ``workers.Pool`` does by processes of its own."""

    executor: Executor
    threads: int = 1  # that the numerical libraries of a script may use
    closed: bool = False
    _running: set[Future[Ended]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def prepare(self, needs: Sequence[frozenset[str]]) -> None:
        """Import nothing beforehand: nobody knows where a script will run."""

    def is_slow(self, libraries: frozenset[str]) -> bool:
        """Return False: no script waits for an import that others share."""
        return False

    def run(self, job: Job, libraries: frozenset[str]) -> int:
        """Run ``job`` and return the exit status of its process.

        Raises:
            BookError: if the executor returns no result, or one that was made by other versions than those here.
        """
        data = {name: os.environ[name] for name in DATA if name in os.environ}
        with self._lock:
            if self.closed:
                return 1
            future = self.executor.submit(run_there, job, self.threads, data)
            self._running.add(future)
        try:
            ended = future.result()
        except CancelledError:
            return 1
        except Exception as error:  # whatever the engine raises where a worker dies or a task cannot be sent
            raise BookError(Problem(f"the executor gave no result: {type(error).__name__}: {error}")) from error
        finally:
            self._running.discard(future)
        other = Libraries().changes(ended.libraries)
        if ended.python != platform.python_version():
            other.append(f"Python {ended.python} became {platform.python_version()}")
        if other:
            raise BookError(Problem(f"the executor has other versions than this build: {'; '.join(other)}"))
        write_json(job.folder / MACHINE, ended.machine)
        return ended.status

    def close(self) -> None:
        """Take back what has not begun; what is run from now on fails."""
        with self._lock:
            self.closed = True
            running = list(self._running)
        for future in running:
            future.cancel()
