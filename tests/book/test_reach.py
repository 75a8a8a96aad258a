"""Which definitions a script reaches, and which it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firststeps.book.inputs import Tracker

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

MODULE = """
import functools
import enum

LIMIT = 3
OTHER = 4

def used():
    return LIMIT

def unused():
    return OTHER

def by_default(x=LIMIT):
    return x

@functools.lru_cache(maxsize=4)
def kept(x):
    return x

class Base:
    size = 1

class Child(Base):
    def area(self):
        return used()

class Kind(enum.Enum):
    A = 1
"""

REACHED = [
    ("from toy.m import used\nused()", {"function used", "value LIMIT"}),
    ("import toy.m\ntoy.m.unused()", {"function unused", "value OTHER"}),
    ("from toy import m as other\nother.by_default()", {"function by_default", "value LIMIT"}),
    ("from toy.m import *\nkept(1)", {"function kept"}),
    ("from toy.m import Child\nChild()", {"class Child", "class Base", "function used", "value LIMIT"}),
    ("from toy.m import Kind\nprint(Kind.A)", set()),
    ("from toy.m import used", set()),
    ("import toy.m", set()),
    ("print('used')", set()),
]
EVERYTHING = [
    "from toy import m\nprint(vars(m)['LIMIT'])",
    "import toy.m\nprint(getattr(toy.m, 'used')())",
    "import toy\nprint(toy.__dict__)\nimport toy.m",
    "import toy.m\nprint(eval('toy.m.used()'))",
    "import toy.m, sys\nprint(sys.modules['toy.m'].used())",
    "import toy.m as m\nfor module in [m]:\n    print(module.used())",
    "import toy.m\nfrom importlib import import_module\nprint(import_module('toy' + '.m').used())",
    "import toy.m\nprint(globals()['toy'].m.used())",
    "import toy.m\nprint(toy.m.Base.__subclasses__())",
]
NAMES = {"used", "unused", "by_default", "kept", "LIMIT", "OTHER", "Base", "Child"}


@pytest.fixture
def book(toy_book: ToyBook) -> ToyBook:
    toy_book.write("src/toy/__init__.py", "")
    toy_book.write("src/toy/m.py", MODULE)
    return toy_book


def reached(book: ToyBook, code: str) -> set[str]:
    script = book.script("a", code)
    return {key.replace("toy.m.", "") for key in Tracker(book.project).current(script).definitions}


@pytest.mark.parametrize(("code", "expected"), REACHED)
def test_names_are_followed_and_no_further(book: ToyBook, code: str, expected: set[str]) -> None:
    assert reached(book, code) == expected


@pytest.mark.parametrize("code", EVERYTHING)
def test_dynamic_look_up_takes_the_whole_module(book: ToyBook, code: str) -> None:
    assert {key.split()[1] for key in reached(book, code)} >= NAMES


@pytest.mark.parametrize(
    "definition",
    [
        "@keep\ndef late():\n    return 1\n",
        "class Late(Registered):\n    x = 1\n",
        "class Late(metaclass=Meta):\n    x = 1\n",
        "LATE = keep(1)\n",
        "def __getattr__(name):\n    return 1\n",
        "if keep:\n    LATE = 1\n",
        "class Late:\n    x = keep(1)\n",
    ],
)
def test_what_runs_at_import_counts_for_everybody(toy_book: ToyBook, definition: str) -> None:
    head = (
        "class Meta(type):\n    pass\nclass Registered:\n    def __init_subclass__(cls):\n        pass\n"
        "def keep(f):\n    return f\n"
    )
    module = toy_book.write("src/m.py", head + definition)
    script = toy_book.script("a", "import m")
    before = Tracker(toy_book.project).current(script)
    module.write_text(head + definition.replace("1", "2"))
    assert Tracker(toy_book.project).current(script) != before


def test_name_that_appears_where_it_was_asked_for_in_vain(toy_book: ToyBook) -> None:
    module = toy_book.write("src/m.py", "def f():\n    return 1\n")
    toy_book.script("a", "import m\nbook.fact('x', m.f() if not hasattr(m, 'g') else m.g())")
    toy_book.script("b", "import m\ntry:\n    x = m.g()\nexcept AttributeError:\n    x = 1\nbook.fact('x', x)")
    toy_book.script("c", "import m\nbook.fact('x', m.f())")
    toy_book.ran()
    module.write_text(module.read_text() + "def g():\n    return 2\n")
    assert toy_book.ran() == {"a", "b"}
    assert toy_book.facts("b") == {"x": 2}


def test_reason_and_inputs_name_the_function(toy_book: ToyBook) -> None:
    module = toy_book.write("src/m.py", "def f():\n    return 1\n")
    toy_book.script("a", "import m\nbook.fact('x', m.f())")
    toy_book.ran()
    module.write_text("def f():\n    pass\n    return 1\n")
    _, out, _ = toy_book.command("why", "a")
    assert "because function m.f changed" in out
    assert "  definitions function m.f " in out


def test_function_that_only_the_run_shows_is_an_input(toy_book: ToyBook) -> None:
    """A library that finds functions by itself: nothing in the project names what it calls."""
    module = toy_book.write("src/m.py", "def f():\n    return 1\ndef g():\n    return 5\n")
    toy_book.script("a", "import pydoc\nimport m\nbook.fact('x', pydoc.locate('m.f')())")
    toy_book.ran()
    module.write_text(module.read_text().replace("5", "6"))
    assert toy_book.ran() == set()
    module.write_text(module.read_text().replace("1", "2"))
    assert toy_book.ran() == {"a"}
    assert toy_book.facts("a") == {"x": 2}


def test_file_from_elsewhere_is_followed(toy_book: ToyBook) -> None:
    toy_book.write("tools/hammer.py", "import m\ndef strike():\n    return m.f\n")
    module = toy_book.write("src/m.py", "def f():\n    return 1\ndef g():\n    return 5\n")
    code = "import pathlib, sys\nsys.path.append(str(pathlib.Path(__file__).parents[1] / 'tools'))\n"
    toy_book.script("a", code + "import m\nimport hammer\nprint(hammer.strike()())")
    toy_book.ran()
    module.write_text(module.read_text().replace("5", "6"))
    assert toy_book.ran() == set()
    module.write_text(module.read_text().replace("1", "2"))
    assert toy_book.ran() == {"a"}


def test_function_called_in_a_thread_is_seen(toy_book: ToyBook) -> None:
    module = toy_book.write("src/m.py", "def f():\n    print(1)\n")
    run = "thread = threading.Thread(target=pkgutil.resolve_name('m:f'))\nthread.start()\nthread.join()"
    toy_book.script("a", f"import pkgutil, threading\nimport m\n{run}")
    toy_book.ran()
    module.write_text("def f():\n    print(2)\n")
    assert toy_book.ran() == {"a"}


@pytest.mark.parametrize(
    ("reads", "stale"),
    [
        ("import inspect\nimport m\nprint(inspect.getsource(m.f))", True),
        ("import m\nprint(m.f.__doc__)", True),
        ("import m\nprint(m.f())", False),
    ],
)
def test_code_that_reads_source_depends_on_comments(toy_book: ToyBook, reads: str, stale: bool) -> None:
    module = toy_book.write("src/m.py", 'def f():\n    """Old."""\n')
    toy_book.script("a", reads)
    toy_book.ran()
    module.write_text('# New.\ndef f():\n    """New."""\n')
    assert toy_book.ran() == ({"a"} if stale else set())


def test_comment_in_a_script_runs_nothing_and_the_page_shows_it(toy_book: ToyBook) -> None:
    script = toy_book.script("a", '# %% One\nbook.fact("x", 1)\nprint(1)\n# %% Two\nprint(2)')
    toy_book.write("docs/index.md", '{{ code a cell "Two" }}\n\n{{ log a cell "Two" }}')
    toy_book.ran()
    script.write_text(
        script.read_text().replace("print(1)", "print(1)\n# Why.\n").replace("print(2)", "print(2)  # so")
    )
    assert toy_book.ran() == set()
    assert "print(2)  # so" in toy_book.page()
    script.write_text(script.read_text().replace("Two", "Three"))
    toy_book.write("docs/index.md", "# Toy")
    assert toy_book.ran() == {"a"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("class A:\n    pass\nclass B(A):\n    pass\n", "class A:\n    pass\nA = None\nclass B(A):\n    pass\n"),
        ("class A(int):\n    pass\n", "class A(bool):\n    pass\n"),
        (
            "class A:\n    pass\nclass B:\n    pass\nclass C(A, B):\n    pass\n",
            "class A:\n    pass\nclass B(A):\n    pass\nclass C(A, B):\n    pass\n",
        ),
        (
            "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int = 1\n    y: int = 2\n",
            "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int = 1\n    y: int\n",
        ),
        (
            "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int\n"
            "@dataclasses.dataclass\nclass B(A):\n    y: int\n",
            "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int = 1\n"
            "@dataclasses.dataclass\nclass B(A):\n    y: int\n",
        ),
        (
            "class A:\n    @property\n    def x(self):\n        return 1\n"
            "    @x.setter\n    def x(self, value):\n        pass\n",
            "class A:\n    def x(self):\n        return 1\n    @x.setter\n    def x(self, value):\n        pass\n",
        ),
        ("class A:\n    __slots__ = ()\n    x = 1\n", "class A:\n    __slots__ = ('x',)\n    x = 1\n"),
        (
            "import enum\nclass A(enum.Enum):\n    pass\nclass B(A):\n    y = 1\n",
            "import enum\nclass A(enum.Enum):\n    x = 1\nclass B(A):\n    y = 1\n",
        ),
        (
            "import functools\n@functools.lru_cache(8)\ndef g():\n    pass\n",
            "import functools\n@functools.lru_cache('8')\ndef g():\n    pass\n",
        ),
        (
            "import functools\nclass A:\n    def __lt__(self, other):\n        return True\n"
            "@functools.total_ordering\nclass B(A):\n    pass\n",
            "import functools\nclass A:\n    pass\n@functools.total_ordering\nclass B(A):\n    pass\n",
        ),
        (
            "import typing\nclass A(typing.NamedTuple):\n    x: int\n    y: int = 1\n",
            "import typing\nclass A(typing.NamedTuple):\n    x: int = 1\n    y: int\n",
        ),
    ],
)
def test_a_definition_that_fails_the_import_is_seen_by_those_who_do_not_use_it(
    toy_book: ToyBook, before: str, after: str
) -> None:
    used = "def f():\n    return 1\n"
    toy_book.write("src/m.py", before + used)
    toy_book.script("a", "import m\nbook.fact('x', m.f())")
    assert toy_book.ran() == {"a"}
    toy_book.write("src/m.py", after + used)
    assert toy_book.build() == {"a": "failed"}


def test_a_method_of_a_class_that_is_not_used_runs_nothing(toy_book: ToyBook) -> None:
    source = (
        "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass A:\n    x: int = 1\n"
        "    @property\n    def twice(self):\n        return 2 * self.x\nclass B(A):\n    sides = 4\n"
        "    def area(self):\n        return 5\ndef f():\n    return 1\n"
    )
    toy_book.write("src/m.py", source)
    toy_book.script("a", "import m\nbook.fact('x', m.f())")
    toy_book.ran()
    toy_book.write("src/m.py", source.replace("2 *", "3 *").replace("return 5", "return 6").replace("= 4", "= 8"))
    assert toy_book.ran() == set()
