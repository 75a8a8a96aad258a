"""The examples in docstrings, which the reference shows, print what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
WIDTH = 72  # characters of code that the text column shows at once


def with_examples() -> list[str]:
    """Return the modules that hold examples."""
    paths = (path for path in sorted(SOURCE.rglob("*.py")) if "    >>> " in path.read_text(encoding="utf-8"))
    return [".".join(path.relative_to(SOURCE).with_suffix("").parts) for path in paths]


@pytest.mark.parametrize("name", with_examples())
def test_examples_print_what_they_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # they name files as a reader in the checkout would
    outcome = doctest.testmod(import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0, "see the output"


def test_the_reference_of_learning_has_examples() -> None:
    assert {"firststeps.learning.losses", "firststeps.learning.descent"} <= set(with_examples())


@pytest.mark.parametrize("name", with_examples())
def test_examples_fit_the_column(name: str) -> None:
    lines = (SOURCE / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8").split("\n")
    examples = [line.strip() for line in lines if line.strip().startswith((">>> ", "... "))]
    assert [line for line in examples if len(line) > WIDTH] == []
