"""The reference is made from the code: every public module, every command, every field with its comment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book.errors import BookError
from firststeps.book.field_comments import FieldComments
from firststeps.book.render import Page, render

import griffe
import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

Render = Callable[[str], Page]


class TestModules:
    def test_every_public_module_of_a_package_is_there(self, toy_book: ToyBook) -> None:
        for name in ("__init__", "b", "a", "_hidden"):
            toy_book.write(f"src/toy/{name}.py", f'"""{name}."""\n')
        toy_book.write("docs/reference/toy.md", "# Toy\n\n{{ reference toy }}\n")
        toy_book.build()
        page = toy_book.page("reference/toy.md")
        assert [line for line in page.split("\n") if line.startswith(":::")] == ["::: toy.a", "::: toy.b"]
        assert "# Toy\n\n[a](#toy.a) · [b](#toy.b)\n\n## a" in page
        assert "## a { #toy.a }\n\n`toy.a` · <a href=../../src/toy/a.py>source</a>\n\n::: toy.a\n" in page
        assert toy_book.page("src/toy/b.py") == '"""b."""\n'

    def test_copies_follow_the_code_and_go_with_it(self, toy_book: ToyBook) -> None:
        toy_book.write("src/toy/a.py", "A = 1\n")
        toy_book.write("docs/index.md", "# Toy\n\n{{ reference toy.a }}\n")
        toy_book.build()
        toy_book.write("src/toy/a.py", "A = 2\n")
        toy_book.build()
        assert toy_book.page("src/toy/a.py") == "A = 2\n"
        toy_book.write("docs/index.md", "# Toy\n")
        render(toy_book.project)
        assert not (toy_book.project.pages / "src").exists()

    @pytest.mark.parametrize("name", ["nothing", "toy.nothing"])
    def test_an_unknown_package_is_a_problem(self, rendered: Render, name: str) -> None:
        with pytest.raises(BookError, match=rf"docs/index.md:3: src/ holds no package or module '{name}'"):
            rendered(f"# Toy\n\n{{{{ reference {name} }}}}\n")


COMMANDS = '''"""Commands."""

import click


@click.group()
def main():
    """Do things."""


@main.command()
@click.option("--times", metavar="N", help="How often [once if left out, at most 12].")
@click.argument("name")
def greet(times, name):
    """Greet *NAME* in up to 3 ways."""
'''


class TestCommands:
    @pytest.fixture
    def with_commands(self, toy_book: ToyBook) -> ToyBook:
        toy_book.write("pyproject.toml", '[project]\nname = "toy"\n[project.scripts]\nhello = "hello_toy:main"\n')
        toy_book.write("src/hello_toy.py", COMMANDS)
        toy_book.write("docs/index.md", "# Toy\n\n{{ build commands }}\n")
        return toy_book

    def test_describe_themselves(self, with_commands: ToyBook) -> None:
        with_commands.build()
        assert with_commands.problems == ()
        page = with_commands.page()
        assert "## hello { #hello }" in page
        assert "## hello greet { #hello-greet }" in page
        assert "\nhello greet [OPTIONS] NAME\n" in page
        assert "Greet &#42;NAME&#42; in up to <span " in page
        assert "<code>--times N</code> | How often &#91;once if left out, at most <span " in page

    def test_are_asked_again_when_they_change(self, with_commands: ToyBook) -> None:
        with_commands.build()
        with_commands.write("src/hello_toy.py", COMMANDS.replace("Do things", "Do other things"))
        with_commands.build()
        assert "Do other things." in with_commands.page()

    def test_what_cannot_be_imported_is_a_problem(self, with_commands: ToyBook) -> None:
        with_commands.write("src/hello_toy.py", "import no_such_module\n")
        with_commands.build()
        assert "No module named 'no_such_module'" in with_commands.problems[0].message
        assert with_commands.problems[0].line == 3


FIELDS = '''"""Fields."""

from dataclasses import dataclass

from circle import other


@dataclass(frozen=True)
class Step:
    """One step."""

    rate: float  # as a multiple of the gradient
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError unless the rate is positive."""

    @property
    def length(self) -> float:
        """How far it goes."""
        return self.rate


class Plain:
    """No dataclass."""

    rate: float  # says nothing in the reference
'''


def test_comments_beside_fields_describe_them(tmp_path: Path) -> None:
    package = tmp_path / "circle"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "fields.py").write_text(FIELDS)
    (package / "other.py").write_text("from circle import fields\n")
    found = griffe.load(
        "circle",
        search_paths=[tmp_path],
        extensions=griffe.load_extensions(FieldComments),
        docstring_parser="google",
        allow_inspection=False,
    )
    step, plain = found["fields.Step"].docstring.parsed, found["fields.Plain"].docstring.parsed
    assert [section.value for section in step] == [
        "One step.",
        "**Fields:**\n\n- `rate: float`: as a multiple of the gradient\n- `names: tuple[str, ...] = ()`"
        "\n\nRaise ValueError unless the rate is positive.",
    ]
    assert len(plain) == 1
