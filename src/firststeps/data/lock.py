"""A lock that a killed process gives back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from firststeps.errors import PlainError


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold a lock on the file ``path``; say whether we have it, False if another process does.  The file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        yield _locked(file)


@contextmanager
def sole_run(folder: Path, model: Path) -> Iterator[None]:
    """Keep others from training a model meanwhile, and remove what killed runs left half written.

    Args:
        folder: where the states of unfinished runs lie.
        model: the folder of the finished model; its name is the model's.

    Raises:
        PlainError: if another process is training it.
    """
    lock = folder / f"{model.name}.lock"
    with alone(lock) as mine:
        if not mine:
            raise PlainError(f"{lock}: another run is training {model.name!r}; wait for its end, or stop it")
        for left in (*folder.glob(f".{model.name}-*.npz.*"), *model.glob(".*.[0-9]*")):
            left.unlink()
        yield


def _locked(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed, without waiting."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
