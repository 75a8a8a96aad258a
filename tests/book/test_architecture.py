"""The rooms of the house: the engine knows no machine learning, the rooms of learning know no engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from firststeps.book.closure import OWN_SOURCE, ImportFinder

import pytest

PACKAGE = OWN_SOURCE / "firststeps"
SCRIPTS = OWN_SOURCE.parent / "scripts"
ROOMS = ("learning", "images", "audio", "data", "keywords", "voice", "figures", "exercises")
# All that the engine shares with the rooms: where data lie, and how an error is told.
SHARED = {"firststeps.data", "firststeps.data.places", "firststeps.errors"}
HEAVY = {"tensorflow", "keras", "torch", "tflite_micro"}
NUMERICAL = HEAVY | {"numpy", "matplotlib", "scipy", "PIL"}
PUBLIC = {"book", "audio"}  # packages that export: what scripts record with, and what a reader's own program may use


def reached(path: Path) -> tuple[set[str], frozenset[str]]:
    """Return project modules and libraries that a file of the package reaches."""
    inside = ".".join(path.relative_to(OWN_SOURCE).parent.parts)
    closure = ImportFinder((OWN_SOURCE,)).closure(path, inside)
    return set(closure.modules), closure.libraries


def files_of(room: str) -> list[Path]:
    return sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("path", files_of("book"), ids=lambda path: path.stem)
def test_engine_knows_no_learning(path: Path) -> None:
    modules, libraries = reached(path)
    assert not libraries & NUMERICAL
    assert {module for module in modules if module.split(".")[1:2] != ["book"]} <= {"firststeps", *SHARED}


def test_the_rooms_know_no_engine() -> None:
    paths = [path for room in ROOMS for path in files_of(room)]
    assert paths
    users = {path.name for path in paths if any(m.startswith("firststeps.book") for m in reached(path)[0])}
    assert users == set()


@pytest.mark.parametrize("name", ["manual_guess", "gradient_descent"])
def test_first_chapters_need_no_tensorflow(name: str) -> None:
    closure = ImportFinder((SCRIPTS, OWN_SOURCE)).closure(SCRIPTS / f"{name}.py")
    assert not closure.libraries & HEAVY
    assert "firststeps.book.recording" in closure.modules  # it has been looked at indeed


@pytest.mark.parametrize("module", ["firststeps", "firststeps.book", "firststeps.cli"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert module in loaded
    assert not NUMERICAL & set(loaded)


def test_importing_audio_loads_no_decoder() -> None:
    code = "import sys, firststeps.audio; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "firststeps.audio.files" in loaded
    assert not (HEAVY | {"soundfile", "soxr", "scipy", "matplotlib"}) & set(loaded)


def test_packages_export_nothing() -> None:
    """A re-exporting package would make everything depend on everything."""
    for path in PACKAGE.rglob("__init__.py"):
        if path.parent.name not in PUBLIC:
            modules, _ = reached(path)
            assert modules <= {"firststeps"}, path
