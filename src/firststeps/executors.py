"""An executor that the user names: where work may run beside this process, on this machine or on others."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from firststeps.errors import PlainError

import click

executor_option = click.option(
    "--executor",
    metavar="MODULE:FUNCTION",
    help="Call this function for a `concurrent.futures` executor, and run there.",
)


def named_executor(name: str) -> Executor:
    """Return what the function ``MODULE:FUNCTION`` returns; the module may lie in the current folder.

    Raises:
        PlainError: if there is no such function, or it does not return an executor.
    """
    module, _, function = name.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        made: Callable[[], object] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise PlainError(
            f"--executor {name}: {error}; name a module and a function in it, as in my_cluster:executor"
        ) from None
    finally:
        sys.path.remove(str(Path.cwd()))
    executor = made()
    if not isinstance(executor, Executor):
        raise PlainError(
            f"--executor {name}: it returned {type(executor).__name__}, not a `concurrent.futures.Executor`"
        )
    return executor
