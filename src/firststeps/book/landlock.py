"""Takes reading rights away from this process in the Linux kernel, where C libraries cannot pass them by.

Landlock rules hold for the calling thread and for the threads and processes that it starts from then on, and they
cannot be widened again.  See <https://docs.kernel.org/userspace-api/landlock.html>.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable

# <linux/landlock.h>; the numbers of the calls are the same on every processor but Alpha.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1 << 0
PATH_BENEATH = 1
READ_FILE, READ_DIR, REFER = 1 << 2, 1 << 3, 1 << 13
PR_SET_NO_NEW_PRIVS = 38  # <linux/prctl.h>; the kernel asks for it before an ordinary user may restrict itself

# The first version denies every rename and link between folders.
OLDEST = 2


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def available() -> bool:
    """Return whether this kernel has Landlock, not older than ``OLDEST``, and lets us use it."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return _call(CREATE_RULESET, None, 0, VERSION) >= OLDEST
    except OSError:
        return False


def restrict_reads(readable: Iterable[str], listable: Iterable[str]) -> None:
    """Deny this thread, and what it starts, to open any other file for reading or to list any other folder.

    Args:
        readable: files, and folders with everything below; what does not exist is left out.
        listable: folders of which, at every depth, only the names may be read.

    Raises:
        OSError: if the kernel refuses.
    """
    handled = _Ruleset(READ_FILE | READ_DIR | REFER)
    ruleset = _call(CREATE_RULESET, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    try:
        # Renames and links stay possible; the kernel still refuses one that would make a file readable.
        _add(ruleset, "/", REFER)
        for path in readable:
            _add(ruleset, path, READ_FILE | READ_DIR)
        for path in listable:
            _add(ruleset, path, READ_DIR)
        if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise _last_error()
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _add(ruleset: int, path: str, access: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - strings all the way
            access &= READ_FILE
        rule = _PathBeneath(access, parent)
        _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    # Variadic in C: every argument has to be as wide as a register.
    wide = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    result: int = libc.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        raise _last_error()
    return result


def _last_error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"Landlock: {os.strerror(number)}")
