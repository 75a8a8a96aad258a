"""Imports slow libraries once and forks a child for each script that is to run.

Started as a file (``python -P nursery.py LIBRARY...``) so that no project module is loaded before a fork: a child
imports the project as it is at that moment.  It reads one JSON job a line and answers with one line for each child
that ended.  Libraries are imported, never used here: a process that has run a TensorFlow operation hangs its forks.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from typing import Any

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

running: dict[int, int] = {}  # process of a child -> number of its job


def die_with_parent(number: int) -> None:
    """Have the kernel send signal ``number`` to this process when its parent ends, however that ends; 0: none."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def report_ended(*_: object) -> None:
    """Write a line for every child that has ended."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        line = json.dumps({"job": running.pop(pid), "exit": os.waitstatus_to_exitcode(status)})
        os.write(sys.stdout.fileno(), (line + "\n").encode())


def start(job: Mapping[str, Any]) -> None:
    """Fork a child that runs ``job``."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    pid = os.fork()
    # A group of its own, so that what a script starts can be ended together with it.
    os.setpgid(pid, 0)
    if pid:
        running[pid] = job["job"]
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        return
    status = 1
    try:
        die_with_parent(signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        become(job)
        status = 0
    except BaseException:
        traceback.print_exc()  # goes to the job's file, from which the build reads it
        sys.stderr.flush()
    finally:
        os._exit(status)


def become(job: Mapping[str, Any]) -> None:
    """Turn this child into the worker of ``job``, its output going to the job's file."""
    output = os.open(job["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    sys.path[:0] = job["path"]
    sys.argv = ["worker", json.dumps(job)]
    importlib.import_module("firststeps.book.worker").main()
    sys.stdout.flush()
    sys.stderr.flush()


def main() -> None:
    """Serve jobs until standard input ends, then take the children along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(signal.SIGKILL)  # an import may take seconds, in which nothing else would notice
    gc.disable()
    for name in sys.argv[1:]:
        try:
            importlib.import_module(name)
        except Exception:
            continue  # a script that needs it says so better than this process can
    gc.freeze()  # the libraries stay: children need not search a million objects for garbage, again and again
    gc.enable()
    die_with_parent(0)  # from here on the end of standard input tells, and leaves time to end the children
    signal.signal(signal.SIGCHLD, report_ended)
    for line in sys.stdin:
        start(json.loads(line))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in running:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os._exit(0)  # unloading the libraries in good order takes more than a second, and the build waits


if __name__ == "__main__":
    main()
