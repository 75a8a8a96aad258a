"""How every command ends when something that the reader can mend is wrong: one line and exit status 1."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from firststeps.errors import PlainError

import click


@contextmanager
def errors_told() -> Iterator[None]:
    """Turn a ``PlainError``, or an error of the operating system, into one line on standard error and exit status 1."""
    try:
        yield
    except PlainError as error:
        click.secho(f"error: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        click.secho(f"error: {type(error).__name__}: {error}", err=True)
        sys.exit(1)
