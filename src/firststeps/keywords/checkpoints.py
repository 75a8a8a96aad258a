"""The state of an unfinished training on the disk: where it lies, and what may go on from it."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol

from firststeps.files import BROKEN_ARRAYS, Arrays, load_arrays, save_arrays

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]

# What decides how the numbers move from one step to the next.  What the clips are is in the name of the file.
_MODULES = ("augment", "examples", "inputs", "labels", "models", "sampling", "scores", "train")
_LIBRARIES = {library.__name__: library.__version__ for library in (keras, np, tf)}


class Resumable(Protocol):
    """A training that can go on."""

    def state(self) -> Arrays:
        """Return all that a later run needs."""

    def restore(self, state: Arrays) -> None:
        """Go on from what ``state`` returned; raise ValueError, and change nothing, if it does not fit."""


def checkpoint_path(folder: Path, name: str, *made_from: bytes) -> Path:
    """Return where the run that makes the model ``name`` from all this keeps its state; other data, another place."""
    seen = hashlib.sha256()
    for part in made_from:
        seen.update(hashlib.sha256(part).digest())
    return folder / f"{name}-{seen.hexdigest()[:12]}.npz"


def save(path: Path, training: Resumable) -> None:
    """Write the state of a training."""
    save_arrays(path, training.state() | {"code": np.array(json.dumps(_code()))})


def resume(path: Path, training: Resumable, on_note: Callable[[str], None]) -> None:
    """Go on from the state in ``path``, if that is there.

    A state that is broken, or that other code has made, is moved aside, ``on_note`` is told, and training begins anew.
    """
    if not path.exists():
        return
    try:
        state = load_arrays(path)
        changed = _changed(json.loads(str(state.pop("code"))))
        if not changed:
            training.restore(state)
            return
        problem = f"it was made with another {', another '.join(changed)}"
    except BROKEN_ARRAYS:
        problem = "it is broken"
    aside = next(place for number in count(1) if not (place := path.with_name(f"{path.name}.{number}")).exists())
    path.rename(aside)
    on_note(f"{path}: training can't go on from it, {problem}; kept as {aside.name}, beginning anew")


def _changed(kept: object) -> list[str]:
    if not isinstance(kept, dict):
        raise ValueError("not what this module writes")
    return [name for name, state in _code().items() if kept.get(name) != state]


@cache
def _code() -> dict[str, str]:
    """Return what stands for the code that trains: digests of modules, comments and layout aside, and versions."""
    trees = {name: ast.parse(Path(__file__).with_name(f"{name}.py").read_bytes()) for name in _MODULES}
    modules = {f"{name}.py": hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:12] for name, tree in trees.items()}
    return modules | _LIBRARIES
