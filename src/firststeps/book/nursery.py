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
import select
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


def report_ended() -> None:
    """Write a line for every child that has ended."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        line = json.dumps({"job": running.pop(pid), "exit": os.waitstatus_to_exitcode(status)})
        os.write(sys.stdout.fileno(), (line + "\n").encode())


def start(job: Mapping[str, Any]) -> None:
    """Fork a child that runs ``job``."""
    pid = os.fork()
    # A group of its own, so that what a script starts can be ended together with it.
    os.setpgid(pid, 0)
    if pid:
        running[pid] = job["job"]
        return
    status = 1
    try:
        die_with_parent(signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
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


def serve(jobs: int) -> None:
    """Start each job that arrives as a line on the descriptor ``jobs``, until that ends.

    An end of a child is only noted when it happens and looked after here: a signal handler that does the work can be
    interrupted by itself, when two children end together, and then waits for a child that is gone.
    """
    alarm, bell = os.pipe()
    os.set_blocking(bell, False)
    signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # without a handler there is nothing to note
    unread = b""
    while True:
        ready, _, _ = select.select([jobs, alarm], [], [])
        if alarm in ready:
            os.read(alarm, 4096)
            report_ended()
        if jobs in ready:
            received = os.read(jobs, 65536)
            if not received:
                return
            *lines, unread = (unread + received).split(b"\n")
            for line in lines:
                start(json.loads(line))


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
    serve(sys.stdin.fileno())
    for pid in running:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os._exit(0)  # unloading the libraries in good order takes more than a second, and the build waits


if __name__ == "__main__":
    main()
