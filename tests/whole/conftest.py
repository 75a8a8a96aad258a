"""Copies of this very book, to be built elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    *("accepted", "data", "docs", "exercises", "models", "overrides", "scripts", "src", "web"),
    *("mkdocs.yml", "pyproject.toml", "README.md"),
)
# States how long this build took; everything else is the same in every build.
SECONDS = ("build/docs/about/build.md", "site/about/build/index.html")


@dataclass(frozen=True)
class Copy:
    """A copy of the book in ``root``."""

    root: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of its commands: the copy's own engine comes first."""
        return os.environ | {"PYTHONPATH": str(self.root / "src"), "NO_MKDOCS_2_WARNING": "1"}

    def command(self, name: str, *arguments: str) -> list[str]:
        """Return the command line of a program of the environment that runs the tests."""
        return [str(Path(sys.executable).with_name(name)), *arguments]

    def run(self, name: str, *arguments: str) -> None:
        """Run a program to its end and fail if it does."""
        done = subprocess.run(
            self.command(name, *arguments),
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def results(self, folder: str) -> dict[str, bytes]:
        """Return the bytes of what was built into ``folder``, but for what states the seconds of the build."""
        files = (path for path in (self.root / folder).rglob("*") if path.is_file())
        found = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}
        return {name: content for name, content in found.items() if name not in SECONDS}

    def differences(self, other: Copy, *folders: str) -> list[str]:
        """Return the names of the files in ``folders`` that are not the same in both; no folder may be empty."""
        wrong = []
        for folder in folders:
            ours, theirs = self.results(folder), other.results(folder)
            assert ours, f"{self.root / folder} is not built; to run this test: make site"
            wrong += sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        return wrong


@pytest.fixture
def checkout() -> Copy:
    """Return the book that the tests belong to, as built by `make site`."""
    return Copy(ROOT)


@pytest.fixture
def copy_to(tmp_path: Path) -> Callable[[str], Copy]:
    """Return a function that copies the book, unbuilt, into a folder of the test."""

    def copy(folder: str) -> Copy:
        for name in NEEDED:
            source, target = ROOT / name, tmp_path / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
            else:
                shutil.copy(source, target)
        (tmp_path / folder / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
        (tmp_path / folder / "build" / "docs").mkdir(parents=True)
        return Copy(tmp_path / folder)

    return copy
