"""A script that reads what it has not declared fails, whoever does the reading for it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from firststeps.book import landlock
from firststeps.book.closure import OWN_SOURCE
from firststeps.book.errors import Problem
from firststeps.book.files import input_hash

import numpy as np
import pytest
from PIL import Image
from tests.book.conftest import ToyBook
from tests.missing import missing, needed

FOPEN = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.fopen.restype = ctypes.c_void_p
if not libc.fopen(path.encode(), b'r'):
    raise OSError(ctypes.get_errno(), 'fopen', path)
"""
C_OPEN = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.open(path.encode(), 0) < 0:
    raise RuntimeError(f'could not open {path}')
"""
SQL = "import sqlite3\nsqlite3.connect(path).execute('select * from t')"
# Name of a reader -> what it reads, and how.
BY_PYTHON = {
    "opened": ("data/x.txt", "open(path).read()"),
    "descriptor": ("data/x.txt", "import os\nos.open(path, os.O_RDONLY)"),
    "updated": ("data/x.txt", "open(path, 'r+b').close()"),
    "pathlib": ("data/x.txt", "pathlib.Path(path).read_text()"),
    "mapped": ("data/x.txt", "import mmap\nwith open(path) as f:\n    mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)"),
    "thread": (
        "data/x.txt",
        "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(open, path).result().close()",
    ),
    "npy": ("data/x.npy", "import numpy as np\nnp.load(path)"),
    "columns": ("data/x.txt", "import numpy as np\nnp.loadtxt(path)"),
    "picture": ("data/x.png", "from PIL import Image\nImage.open(path)"),
    "archive": ("data/x.zip", "import zipfile\nzipfile.ZipFile(path)"),
    "database": ("data/x.db", SQL),
    "listed": ("data/folder/", "import os\nassert os.listdir(path) == ['in.txt']"),
    "scanned": ("data/folder/", "import os\nassert len(list(os.scandir(path))) == 1"),
    "globbed": ("data/folder/", "assert [p.name for p in pathlib.Path(path).glob('*')] == ['in.txt']"),
    "walked": ("data/folder/", "assert [p.read_text() for p in pathlib.Path(path).iterdir()] == ['in']"),
}
BY_OTHERS = {
    "cat": ("data/x.txt", "import subprocess\nsubprocess.run(['cat', path], check=True, stdout=subprocess.DEVNULL)"),
    "python": (
        "data/x.txt",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', f'open({path!r})'], check=True)",
    ),
    "fopen": ("data/x.txt", FOPEN),
    "c_open": ("data/x.txt", C_OPEN),
}
needs_landlock = pytest.mark.usefixtures("kernel_with_landlock")


@pytest.fixture(scope="package")
def kernel_with_landlock() -> None:
    """Keep tests from running where the kernel can't guard."""
    if not landlock.available():
        missing("Landlock", "use a Linux kernel that has it switched on")


def fill(book: ToyBook) -> None:
    """Write a file for every reader."""
    book.write("data/x.txt", "1 2\n3 4\n")
    book.write("data/folder/in.txt", "in")
    data = book.root / "data"
    np.save(data / "x.npy", np.arange(3))
    Image.new("L", (2, 2)).save(data / "x.png")
    with zipfile.ZipFile(data / "x.zip", "w") as archive:
        archive.writestr("a", "a")
    with sqlite3.connect(data / "x.db") as database:
        database.execute("create table t (a)")
    database.close()


def without_landlock(book: ToyBook) -> None:
    """Give the book an engine of its own that wants a kernel from the future."""
    for room in ("book", "data"):
        shutil.copytree(OWN_SOURCE / "firststeps" / room, book.root / "src" / "firststeps" / room)
    shutil.copy(OWN_SOURCE / "firststeps" / "errors.py", book.root / "src" / "firststeps")
    book.write("src/firststeps/__init__.py", "")
    file = book.root / "src" / "firststeps" / "book" / "landlock.py"
    text = file.read_text()
    assert "OLDEST = 2" in text
    file.write_text(text.replace("OLDEST = 2", "OLDEST = 99"))


Books = Callable[[Path], ToyBook]


def build_undeclared(book: ToyBook, readers: dict[str, tuple[str, str]]) -> dict[str, Problem]:
    """Build a book of readers that declare nothing; return the problem of each script."""
    fill(book)
    for name, (path, code) in readers.items():
        book.script(name, f"import pathlib\npath = str(pathlib.Path(__file__).parents[1] / '{path}')\n{code}")
    book.build()
    return {problem.file: problem for problem in book.problems}


@pytest.fixture(scope="module")
def by_hook(tmp_path_factory: pytest.TempPathFactory, book_in: Books) -> dict[str, Problem]:
    """Return the problems that the audit hook finds alone."""
    book = book_in(tmp_path_factory.mktemp("hook"))
    without_landlock(book)
    return build_undeclared(book, BY_PYTHON)


@pytest.fixture(scope="module")
def by_both(tmp_path_factory: pytest.TempPathFactory, book_in: Books) -> dict[str, Problem]:
    """Return the problems that audit hook and Landlock find."""
    return build_undeclared(book_in(tmp_path_factory.mktemp("both")), BY_PYTHON | BY_OTHERS)


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory, book_in: Books) -> ToyBook:
    """Build a book of readers that declare what they read."""
    book = book_in(tmp_path_factory.mktemp("declared"))
    fill(book)
    for name, (path, code) in (BY_PYTHON | BY_OTHERS).items():
        book.script(name, f"import pathlib\npath = str(book.input('{path}'))\n{code}\nbook.fact('x', 1)")
    book.build()
    return book


def assert_tells_line_path_and_cure(problem: Problem, path: str, code: str) -> None:
    said = problem.message.partition("\n  File")[0]
    assert f'is read and not declared: open it as book.input("{path}")' in said
    assert 4 <= problem.line <= 3 + len(code.splitlines())


class TestReaders:
    @needs_landlock
    @pytest.mark.parametrize("reader", [*BY_PYTHON, *BY_OTHERS])
    def test_undeclared_read_fails(self, by_both: dict[str, Problem], reader: str) -> None:
        assert_tells_line_path_and_cure(by_both[f"scripts/{reader}.py"], *(BY_PYTHON | BY_OTHERS)[reader])

    @pytest.mark.parametrize("reader", BY_PYTHON)
    def test_undeclared_read_fails_without_landlock(self, by_hook: dict[str, Problem], reader: str) -> None:
        assert_tells_line_path_and_cure(by_hook[f"scripts/{reader}.py"], *BY_PYTHON[reader])

    @pytest.mark.parametrize("reader", [*BY_PYTHON, *BY_OTHERS])
    def test_declared_read_works_and_is_an_input(self, declared: ToyBook, reader: str) -> None:
        assert [problem for problem in declared.problems if problem.file == f"scripts/{reader}.py"] == []
        kept = json.loads(declared.artifact(reader, "provenance.json").read_text())["inputs"]["data"]
        path = (BY_PYTHON | BY_OTHERS)[reader][0]
        assert kept == {path: input_hash(declared.root / path)}

    def test_measurements_tell_the_guard(self, declared: ToyBook) -> None:
        machine = json.loads((declared.root / "build/measured/opened.json").read_text())["machine"]
        expected = "Python's audit hook" + (" and Landlock" if landlock.available() else "")
        assert machine["reads checked by"] == expected


class TestFolders:
    @pytest.mark.parametrize(
        "change",
        [
            lambda folder: (folder / "new.txt").write_text(""),
            lambda folder: (folder / "deep" / "new.txt").write_text(""),
            lambda folder: (folder / "deep" / "b.txt").write_text("c"),
            lambda folder: (folder / "a.txt").rename(folder / "c.txt"),
            lambda folder: (folder / "a.txt").unlink(),
            lambda folder: (folder / "empty").mkdir(),
            shutil.rmtree,
        ],
        ids=["new", "new below", "changed", "renamed", "gone", "empty folder", "all gone"],
    )
    def test_listing_and_contents_are_an_input(self, toy_book: ToyBook, change: Callable[[Path], object]) -> None:
        toy_book.write("data/a.txt", "a")
        toy_book.write("data/deep/b.txt", "b")
        code = "folder = book.input('data')\nbook.fact('x', sorted(p.name for p in folder.rglob('*.txt')))"
        toy_book.script("a", code)
        assert toy_book.ran() == {"a"}
        assert toy_book.facts("a") == {"x": ["a.txt", "b.txt"]}
        assert toy_book.ran() == set()
        change(toy_book.root / "data")
        toy_book.build()
        status = "failed" if not (toy_book.root / "data").exists() else "ran"
        assert [entry["status"] for entry in toy_book.report()] == [status]
        assert toy_book.because("a") in ("data file data/ changed", "data file data/ is gone")


class TestWhatIsAllowed:
    def test_own_temporary_files(self, toy_book: ToyBook) -> None:
        toy_book.script(
            "a",
            "import os, pathlib, tempfile\n"
            "with tempfile.TemporaryDirectory() as folder:\n"
            "    file = pathlib.Path(folder, 'data', 'a.txt')\n    file.parent.mkdir()\n"
            "    file.write_text('3')\n    assert os.listdir(folder) == ['data']\n"
            "    with tempfile.NamedTemporaryFile() as other:\n        other.write(b'4')\n"
            "    book.fact('x', int(file.read_text()))",
        )
        assert toy_book.ran() == {"a"}
        assert not (toy_book.root / "build/work").exists()

    def test_data_of_imported_packages_but_not_of_others(self, toy_book: ToyBook) -> None:
        for package in ("used", "unused"):
            toy_book.write(f"src/{package}/__init__.py", "")
            toy_book.write(f"src/{package}/tables/a.txt", "3")
        read = "open(pathlib.Path(used.__file__).parents[1] / '{}' / 'tables' / 'a.txt').read()"
        toy_book.script("a", f"import pathlib, used\nbook.fact('x', {read.format('used')})")
        toy_book.script("b", f"import pathlib, used\nbook.fact('x', {read.format('unused')})")
        assert toy_book.build() == {"a": "ran", "b": "failed"}
        assert 'book.input("src/unused/tables/a.txt")' in toy_book.problems[0].message

    def test_modules_that_nobody_imports_are_data(self, toy_book: ToyBook) -> None:
        toy_book.write("src/other.py", "X = 1\n")
        toy_book.write("src/used.py", "X = 1\n")
        toy_book.script("a", "import used, inspect\ninspect.getsource(used)\nopen(__file__.replace('a.py', 'b.py'))")
        toy_book.script("b", "import os, used\nos.listdir(os.path.dirname(used.__file__))")
        toy_book.script("c", "import used\nopen(used.__file__)")
        toy_book.build()
        assert [problem.line for problem in toy_book.problems] == [4, 3, 3]
        assert 'book.input("scripts/b.py")' in toy_book.problems[0].message
        assert "folder src is read and not declared" in toy_book.problems[1].message

    def test_declared_folder_of_code_can_be_searched(self, toy_book: ToyBook) -> None:
        toy_book.write("src/plugins/__init__.py", "")
        toy_book.write("src/plugins/one.py", "X = 1\n")
        code = (
            "import importlib, pkgutil, plugins\n{}names = [m.name for m in pkgutil.iter_modules(plugins.__path__)]\n"
            "book.fact('x', [importlib.import_module(f'plugins.{{n}}').X for n in names])"
        )
        toy_book.script("a", code.format("book.input('src/plugins')\n"))
        toy_book.script("b", code.format(""))
        assert toy_book.build() == {"a": "ran", "b": "failed"}
        assert 'book.input("src/plugins/")' in toy_book.problems[0].message
        assert toy_book.build(only=("a",)) == {"a": "cached"}
        toy_book.write("src/plugins/two.py", "X = 2\n")
        assert toy_book.build() == {"a": "ran", "b": "failed"}
        assert toy_book.facts("a") == {"x": [1, 2]}

    def test_processes_of_a_script_are_guarded_and_can_import(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        toy_book.write(
            "src/used.py", "def f(path):\n    import tabnanny, other\n    return open(path).read() + other.X\n"
        )
        toy_book.write("src/other.py", "X = '2'\n")
        code = (
            "from concurrent.futures import ProcessPoolExecutor\nimport multiprocessing, pathlib, used\n"
            "with ProcessPoolExecutor(1, multiprocessing.get_context('fork')) as pool:\n"
            "    book.fact('x', pool.submit(used.f, {}).result())"
        )
        toy_book.script("a", code.format("book.input('data/a.txt')"))
        toy_book.script("b", code.format("pathlib.Path(__file__).parents[1] / 'data' / 'a.txt'"))
        assert toy_book.build() == {"a": "ran", "b": "failed"}
        assert toy_book.facts("a") == {"x": "12"}
        assert 'book.input("data/a.txt")' in toy_book.problems[0].message

    def test_libraries_load_and_find_what_they_need(self, toy_book: ToyBook) -> None:
        toy_book.script(
            "a",
            "import inspect, locale, pwd, ssl, time, zoneinfo, sys\nimport numpy\nimport matplotlib.pyplot as plt\n"
            "ssl.create_default_context()\ntime.localtime()\npwd.getpwuid(0)\nzoneinfo.ZoneInfo('UTC')\n"
            "plt.plot([1])\nplt.title('x', family='sans-serif')\nimport io\nplt.savefig(io.BytesIO(), format='svg')\n"
            "def f():\n    return 1\nbook.fact('x', len(inspect.getsource(f).splitlines()))",
        )
        assert toy_book.ran() == {"a"}
        assert toy_book.facts("a") == {"x": 2}

    def test_stack_down_to_the_engine_where_that_is_part_of_the_project(self, toy_book: ToyBook) -> None:
        """As torch looks at it while it is loaded."""
        copy = toy_book.root / "src"
        shutil.copytree(OWN_SOURCE / "firststeps", copy / "firststeps", ignore=shutil.ignore_patterns("__pycache__"))
        toy_book.script("a", "import traceback\nbook.fact('x', 'import' in ''.join(traceback.format_stack()))")
        build = [sys.executable, "-c", "from firststeps.cli import main\nmain(['build'])"]
        settings = os.environ | {"PYTHONPATH": str(copy)}
        done = subprocess.run(build, cwd=toy_book.root, env=settings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_script_alone_is_not_guarded(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        script = toy_book.script("a", "print(open('data/a.txt').read(), book.input('data/a.txt'))")
        done = subprocess.run([sys.executable, script], cwd=toy_book.root, capture_output=True, text=True, check=True)
        assert done.stdout == f"1 {toy_book.root}/data/a.txt\n"

    @pytest.mark.parametrize("modules", [True, False])
    def test_version_of_a_library_although_that_lists_every_folder_of_modules(
        self, toy_book: ToyBook, modules: bool
    ) -> None:
        if modules:
            toy_book.write("src/other.py", "")
        toy_book.script("a", "from importlib.metadata import version\nbook.fact('x', version('numpy'))")
        assert toy_book.build() == {"a": "ran"}
        assert toy_book.facts("a") == {"x": np.__version__}


class TestWhatIsRefused:
    def test_outside_of_the_project(self, toy_book: ToyBook) -> None:
        outside = toy_book.root.parent / "outside.txt"
        outside.write_text("1")
        toy_book.script("a", f"open({str(outside)!r})")
        toy_book.script("b", "open('/etc/hostname')")
        toy_book.build()
        assert [problem.message.partition(", which lies outside")[0] for problem in toy_book.problems] == [
            f"UndeclaredReadError: file {path} is read" for path in (outside, "/etc/hostname")
        ]

    def test_link_out_of_an_allowed_folder(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        toy_book.script(
            "a",
            "import os, pathlib, tempfile\nlink = pathlib.Path(tempfile.mkdtemp(), 'link')\n"
            "link.symlink_to(pathlib.Path(__file__).parents[1] / 'data' / 'a.txt')\nopen(link)",
        )
        assert toy_book.build() == {"a": "failed"}
        assert "UndeclaredReadError: file data/a.txt" in toy_book.problems[0].message or landlock.available()

    def test_swallowed_refusal_fails_all_the_same(self, toy_book: ToyBook) -> None:
        code = (
            "import pathlib\ntry:\n    open(pathlib.Path(__file__).parents[1] / 'cache.txt')\nexcept OSError:\n    pass"
        )
        toy_book.script("a", code)
        assert toy_book.build() == {"a": "failed"}
        assert 'book.input("cache.txt")' in toy_book.problems[0].message
        assert toy_book.problems[0].line == 4

    def test_shared_data(self, toy_book: ToyBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shared = tmp_path / "shared"
        (shared / "yes").mkdir(parents=True)
        (shared / "yes" / "a.wav").write_text("w")
        monkeypatch.setenv("FIRSTSTEPS_DATA", str(shared))
        toy_book.script("a", f"open('{shared}/yes/a.wav')")
        toy_book.script("b", f"book.fact('x', [p.name for p in book.input('{shared}/yes').iterdir()])")
        assert toy_book.build() == {"a": "failed", "b": "ran"}
        assert f'book.input("{shared}/yes/a.wav")' in toy_book.problems[0].message
        kept = json.loads(toy_book.artifact("b", "provenance.json").read_text())["inputs"]["data"]
        assert list(kept) == ["$FIRSTSTEPS_DATA/yes/"]

    def test_shared_data_by_way_of_the_environment(
        self, toy_book: ToyBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shared = tmp_path / "shared"
        (shared / "yes").mkdir(parents=True)
        (shared / "yes" / "a.txt").write_text("w")
        monkeypatch.setenv("FIRSTSTEPS_DATA", str(shared))
        start = "import os, pathlib\nshared = pathlib.Path(os.environ['FIRSTSTEPS_DATA'])\n"
        toy_book.script("a", f"{start}open(shared / 'yes' / 'a.txt')")
        toy_book.script("b", f"{start}os.listdir(shared)")
        toy_book.script("c", f"{start}book.fact('x', open(book.input(shared / 'yes' / 'a.txt')).read())")
        assert toy_book.build() == {"a": "failed", "b": "failed", "c": "ran"}
        for problem, name in zip(toy_book.problems, (f"file {shared}/yes/a.txt", f"folder {shared}"), strict=True):
            assert f"{name} is read and not declared" in problem.message
        assert toy_book.facts("c") == {"x": "w"}

    @needs_landlock
    def test_declared_file_under_its_old_name(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        toy_book.script(
            "a", "import pathlib\nbook.input('data/a.txt')\nopen(pathlib.Path(__file__).parents[1] / 'data/a.txt')"
        )
        assert toy_book.build() == {"a": "failed"}
        assert "use the path that book.input returns" in toy_book.problems[0].message

    def test_declaration_in_another_process_is_refused(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "1")
        toy_book.script(
            "a",
            "from concurrent.futures import ProcessPoolExecutor\nimport multiprocessing\n"
            "with ProcessPoolExecutor(1, multiprocessing.get_context('fork')) as pool:\n"
            "    pool.submit(book.input, 'data/a.txt').result()",
        )
        assert toy_book.build() == {"a": "failed"}
        assert "has to be declared by the script's own process" in toy_book.problems[0].message

    def test_messages_name_the_file_as_people_know_it(self, toy_book: ToyBook) -> None:
        toy_book.write("data/a.txt", "x")
        toy_book.script("a", "path = book.input('data/a.txt')\nraise ValueError(f'{path} holds no number')")
        toy_book.build()
        assert toy_book.problems[0].message.startswith(f"ValueError: {toy_book.root}/data/a.txt holds no number\n")


def test_file_that_cannot_be_linked_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from firststeps.book import guard

    def refuse(*_: object) -> None:
        raise OSError

    file = tmp_path / "a.txt"
    file.write_text("a")
    guard._make_available(file, tmp_path / "linked" / "a.txt", link=True)
    monkeypatch.setattr(os, "link", refuse)
    guard._make_available(file, tmp_path / "copied" / "a.txt", link=True)
    for folder, same in (("linked", True), ("copied", False)):
        assert (tmp_path / folder / "a.txt").read_text() == "a"
        assert (tmp_path / folder / "a.txt").samefile(file) is same


def test_killed_run_leaves_nothing_in_the_way(toy_book: ToyBook) -> None:
    toy_book.write("data/a.txt", "1")
    toy_book.script("a", "book.input('data/a.txt')")
    toy_book.write("build/work/a.scratch/tmp/old", "")
    toy_book.write("build/work/a.scratch/inputs/project/data/a.txt", "of an older run")
    assert toy_book.ran(only=("a",)) == {"a"}
    kept = json.loads(toy_book.artifact("a", "provenance.json").read_text())["inputs"]["data"]
    assert kept == {"data/a.txt": input_hash(toy_book.root / "data/a.txt")}


READ_BY_C = {
    "tensorflow": """
        import tensorflow as tf
        tf.io.read_file(f'{data}/x.txt')
        tf.io.gfile.listdir(f'{data}/folder')
        list(tf.data.TextLineDataset(f'{data}/x.txt'))
        tf.io.gfile.GFile(f'{data}/x.txt').read()
    """,
    "h5py": """
        import h5py
        h5py.File(f'{data}/x.h5').keys()
    """,
    "soundfile": """
        import soundfile
        soundfile.read(f'{data}/x.wav')
    """,
}


@needs_landlock
@pytest.mark.soak
@pytest.mark.parametrize("library", READ_BY_C)
def test_libraries_that_read_in_c(toy_book: ToyBook, library: str) -> None:
    module = needed(library)
    fill(toy_book)
    if library == "h5py":
        module.File(toy_book.root / "data/x.h5", "w").close()
    if library == "soundfile":
        module.write(toy_book.root / "data/x.wav", np.zeros(9), 16000)
    load, *reads = (line.strip() for line in READ_BY_C[library].strip().splitlines())
    for number, read in enumerate(reads):
        start = f"import pathlib\n{load}\n"
        toy_book.script(f"bad_{number}", f"{start}data = pathlib.Path(__file__).parents[1] / 'data'\n{read}")
        toy_book.script(f"good_{number}", f"{start}data = book.input('data')\nbook.fact('x', 1)\n{read}")
    statuses = toy_book.build()
    assert {name for name, status in statuses.items() if status == "ran"} == {f"good_{n}" for n in range(len(reads))}
    assert len(toy_book.problems) == len(reads)
    for problem in toy_book.problems:
        assert problem.line == 5
        assert 'is read and not declared: open it as book.input("data/' in problem.message
