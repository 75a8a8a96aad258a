"""The Jupyter kernel that a script's cells may run in."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any


def running() -> bool:
    """Return whether this code runs in a Jupyter kernel."""
    return _shell() is not None


def notebook_file() -> Path:
    """Return the notebook; where Jupyter doesn't say which it is, one that is called ``notebook``.

    A kernel works in the folder of its notebook.
    """
    return Path.cwd() / Path(os.environ.get("JPY_SESSION_NAME") or "notebook.ipynb").name


def display(bundle: dict[str, str]) -> None:
    """Show ``bundle`` (MIME type to content) below the cell that is running."""
    shell = _shell()
    assert shell is not None
    shell.display_pub.publish(bundle)


def _shell() -> Any:
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive else None
    return shell if hasattr(shell, "kernel") else None  # IPython in a terminal has none
