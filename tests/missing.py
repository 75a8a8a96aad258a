"""What a test does when a part of the machine that it needs is missing."""

from __future__ import annotations

import importlib
import os
from typing import Any, NoReturn

import pytest


def missing(what: str, remedy: str) -> NoReturn:
    """Skip because ``what`` is missing, or fail where everything is required (``FIRSTSTEPS_REQUIRE_ALL=1``)."""
    message = f"{what} is missing; to run this test: {remedy}"
    if os.environ.get("FIRSTSTEPS_REQUIRE_ALL") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message, allow_module_level=True)


def needed(module: str) -> Any:
    """Import and return ``module``, which not every machine has."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        missing(module, "install it, as make test does")
