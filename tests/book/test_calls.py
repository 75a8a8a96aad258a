"""Code that notes its calls does what it did, and notes every one."""

from __future__ import annotations

import asyncio
import builtins
import importlib
import importlib.util
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from firststeps.book.calls import NOTE, CallTracer

import pytest

SOURCE = '''
"""A module."""
from __future__ import annotations
import contextlib, functools

def plain(x: int) -> int:
    """Say x."""
    return x

def only_docstring():
    """Say nothing."""

def outer():
    def inner():
        return 1
    return inner

def counted():
    global count
    count = 1
    yield count

async def waited():
    return 2

@functools.cache
def cached():
    return 3

class Thing:
    pick = lambda self: 4

    def method(self):
        class Inner:
            def deep(self):
                return 5
        return Inner()

    @property
    def value(self):
        return 6

    @staticmethod
    def still():
        return 7

short = lambda x, y=2: (x, y)

def broken():
    x = 1
    raise ValueError(x)
'''


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], tuple[ModuleType, CallTracer]]]:
    monkeypatch.setattr(SourceFileLoader, "source_to_code", SourceFileLoader.source_to_code)
    monkeypatch.setattr(SourceFileLoader, "path_stats", SourceFileLoader.path_stats)
    monkeypatch.setattr(builtins, NOTE, None, raising=False)
    monkeypatch.syspath_prepend(tmp_path)

    def loaded(source: str) -> tuple[ModuleType, CallTracer]:
        (tmp_path / "noted.py").write_text(source, encoding="utf-8")
        tracer = CallTracer((tmp_path,))
        tracer.start()
        return importlib.import_module("noted"), tracer

    yield loaded
    sys.modules.pop("noted", None)


Load = Callable[[str], tuple[ModuleType, CallTracer]]


@pytest.mark.parametrize(
    ("call", "result", "name"),
    [
        (lambda m: m.plain(1), 1, "plain"),
        (lambda m: m.only_docstring(), None, "only_docstring"),
        (lambda m: m.outer()(), 1, "outer"),
        (lambda m: list(m.counted()), [1], "counted"),
        (lambda m: asyncio.run(m.waited()), 2, "waited"),
        (lambda m: m.cached(), 3, "cached"),
        (lambda m: m.Thing().pick(), 4, "Thing"),
        (lambda m: m.Thing().method().deep(), 5, "Thing"),
        (lambda m: m.Thing().value, 6, "Thing"),
        (lambda m: m.Thing.still(), 7, "Thing"),
        (lambda m: m.short(1), (1, 2), "<lambda>"),
        (lambda m: sorted([3, 1], key=m.plain), [1, 3], "plain"),
    ],
)
def test_call_is_noted_and_gives_what_it_gave(
    load: Load, call: Callable[[ModuleType], object], result: object, name: str
) -> None:
    module, tracer = load(SOURCE)
    assert tracer.called() == []
    assert call(module) == result
    assert tracer.called() == [(module.__file__, name)]


def test_docstrings_lines_and_names_stay(load: Load) -> None:
    module, _ = load(SOURCE)
    assert (module.__doc__, module.plain.__doc__) == ("A module.", "Say x.")
    assert module.plain.__annotations__ == {"x": "int", "return": "int"}
    assert not [name for name in vars(module) if "called" in name]
    with pytest.raises(ValueError, match="1") as error:
        module.broken()
    last = traceback.extract_tb(error.value.__traceback__)[-1]
    assert last.line == "raise ValueError(x)"
    assert module.plain.__code__.co_firstlineno == SOURCE.splitlines().index("def plain(x: int) -> int:") + 1


def test_calls_in_threads_are_noted(load: Load) -> None:
    module, tracer = load(SOURCE)
    thread = threading.Thread(target=module.plain, args=(1,))
    thread.start()
    thread.join()
    assert [name for _, name in tracer.called()] == ["plain"]


def test_module_loaded_from_its_path_is_noted_whatever_bytecode_lies_there(load: Load, tmp_path: Path) -> None:
    _, tracer = load("")
    file = tmp_path / "aside.py"
    file.write_text("def f():\n    return 1\n")
    for value in (1, 2):
        file.write_text(f"def f():\n    return {value}\n")  # same size, and perhaps the same time
        spec = importlib.util.spec_from_file_location("aside", file)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert module.f() == value
    assert tracer.called() == [(str(file), "f")]


def test_library_is_left_alone(load: Load, tmp_path: Path) -> None:
    _, tracer = load("")
    library = tmp_path / "site-packages"
    library.mkdir()
    (library / "lib_of_a_test.py").write_text("def f():\n    return 1\n")
    sys.path.insert(0, str(library))
    try:
        assert importlib.import_module("lib_of_a_test").f() == 1
    finally:
        sys.path.remove(str(library))
        sys.modules.pop("lib_of_a_test")
    assert tracer.called() == []


def test_modules_imported_side_by_side_compile(load: Load, tmp_path: Path) -> None:
    """Python 3.11 parses in one thread at a time only."""
    load("")
    for number in range(12):
        (tmp_path / f"side_{number}.py").write_text("".join(f"def f{n}():\n    return [{n}]\n" for n in range(400)))
    errors: list[BaseException] = []

    def load_one(number: int) -> None:
        try:
            importlib.import_module(f"side_{number}")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=load_one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(12):
        sys.modules.pop(f"side_{number}", None)
    assert errors == []
