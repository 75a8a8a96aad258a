"""Where the files lie that come with the book: models, and recordings to try them on.

In a checkout they lie beside ``src/``.  A wheel carries the models that its commands run, inside the package.
"""

from __future__ import annotations

from pathlib import Path

from firststeps.errors import PlainError

_PACKAGE = Path(__file__).resolve().parent
CHECKOUT = _PACKAGE.parents[1] if (_PACKAGE.parents[1] / "mkdocs.yml").is_file() else None
ROOT = CHECKOUT or _PACKAGE / "carried"
MODELS = ROOT / "models"
CHECKPOINTS = ROOT / "build" / "training"  # the state of unfinished runs
SAMPLES = ROOT / "data" / "samples"


def needs_checkout(what: str) -> None:
    """Return in a checkout of the book.

    Args:
        what: who asks, as in "`firststeps train`".

    Raises:
        PlainError: where the package is installed from a wheel.
    """
    if CHECKOUT is None:
        raise PlainError(
            f"{what} works in a checkout of the book, and this is an installed package: get the book's repository, "
            "and install it with `pip install --editable .`"
        )
