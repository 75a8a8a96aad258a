"""``firststeps new``: what it writes builds, passes its own test and the check; what is there already stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

ROOT = Path(__file__).resolve().parents[2]
NAV = "site_name: Toy\nnav:\n  - index.md\n  - Chapters:\n      - chapters/02-old.md\n  - about.md\n"


def test_a_new_experiment_works_at_once(toy_book: ToyBook) -> None:
    status, out, _ = toy_book.command("new", "many_throws")
    assert status == 0
    assert out.splitlines() == [
        "wrote scripts/many_throws.py",
        "wrote tests/scripts/test_many_throws.py",
        "wrote docs/chapters/01-many-throws.md",
        "to show the chapter, add it to the nav in mkdocs.yml:",
        "  - chapters/01-many-throws.md",
    ]
    assert toy_book.ran() == {"many_throws"}
    assert "# Many throws" in toy_book.page("chapters/01-many-throws.md")
    assert toy_book.command("check")[0] == 0
    test = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/scripts"]
    assert subprocess.run(test, cwd=toy_book.root, check=False, capture_output=True).returncode == 0


def test_with_the_figures_at_hand_it_draws_one(toy_book: ToyBook) -> None:
    (toy_book.root / "src").mkdir()
    (toy_book.root / "src/firststeps").symlink_to(ROOT / "src/firststeps")
    assert toy_book.command("new", "many_throws")[0] == 0
    assert toy_book.ran() == {"many_throws"}
    assert 'data-figure="many_throws.means"' in toy_book.page("chapters/01-many-throws.md")
    assert toy_book.command("check")[0] == 0


def test_what_it_writes_passes_the_style_check(toy_book: ToyBook) -> None:
    (toy_book.root / "src").mkdir()
    (toy_book.root / "src/firststeps").symlink_to(ROOT / "src/firststeps")
    for settings in ("pyproject.toml", "scripts/ruff.toml"):
        toy_book.write(settings, (ROOT / settings).read_text(encoding="utf-8"))
    assert toy_book.command("new", "many_throws")[0] == 0
    for options in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *options, "--no-cache", "scripts", "tests"]
        done = subprocess.run(ruff, cwd=toy_book.root, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_the_chapter_follows_the_last_one(toy_book: ToyBook) -> None:
    nav = toy_book.write("mkdocs.yml", NAV)
    toy_book.write("docs/chapters/02-old.md", "# Old\n")
    out = toy_book.command("new", "many_throws")[1]
    assert out.splitlines()[2:] == ["wrote docs/chapters/03-many-throws.md", "wrote mkdocs.yml"]
    old = "      - chapters/02-old.md\n"
    assert nav.read_text() == NAV.replace(old, old + "      - chapters/03-many-throws.md\n")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Bad-Name", "'Bad-Name' can't name an experiment: small letters, digits and _"),
        ("2nd", "can't name an experiment"),
        ("../out", "can't name an experiment"),
        ("lambda", "can't name an experiment"),
        ("random", "'random' is a module of Python's, which scripts/random.py would hide"),
        ("numpy", "'numpy' is the name of a module, which scripts/numpy.py would hide"),
    ],
)
def test_a_name_that_cannot_be_used(toy_book: ToyBook, name: str, says: str) -> None:
    status, _, err = toy_book.command("new", name)
    assert status == 1
    assert says in err
    assert not (toy_book.root / "scripts").exists()


def test_nothing_is_overwritten(toy_book: ToyBook) -> None:
    script = toy_book.write("scripts/a.py", "mine\n")
    status, _, err = toy_book.command("new", "a")
    assert (status, err) == (1, "error: scripts/a.py: is there already; nothing was written\n")
    assert script.read_text() == "mine\n"
    assert not (toy_book.root / "tests").exists()
