"""Whatever a script does, the build names it, keeps the results of the others and shows no traceback of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from firststeps import cli
from firststeps.book.errors import Problem

import pytest
from click.testing import CliRunner

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook


def run(book: ToyBook, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """Run the command line in this process; an exception that gets out of it fails the test."""
    monkeypatch.chdir(book.root)
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


FAILURES = {
    "raise": ("print(1)\nraise ValueError('no good')", "scripts/bad.py:3: ValueError: no good"),
    "chained": ("def f():\n    return 1 / 0\n\nf()", "scripts/bad.py:3: ZeroDivisionError: division by zero"),
    "exit": ("import sys\nsys.exit(0)", "scripts/bad.py:3: SystemExit: 0"),
    "module": ("import toy.broken\ntoy.broken.fail()", "scripts/bad.py:3: RuntimeError: from the module"),
    "hard exit": ("import os\nos._exit(0)", "scripts/bad.py: the script's process ended with exit status 0"),
    "hard exit 3": ("import os\nos._exit(3)", "scripts/bad.py: the script's process ended with exit status 3"),
    "killed": ("import os\nos.kill(os.getpid(), 9)", "scripts/bad.py: the script's process ended with signal 9"),
    "segfault": (
        "import faulthandler\nfaulthandler.enable()\nfaulthandler._sigsegv()",
        "scripts/bad.py: the script's process ended with signal 11 before it was done\nFatal Python error",
    ),
    "syntax": ("x = = 1", "scripts/bad.py:2: SyntaxError: invalid syntax"),
    "module syntax": ("import toy.wrong", "src/toy/wrong.py:2: SyntaxError: invalid syntax"),
    "not utf-8": ("x = 1\n#\udcff", "scripts/bad.py:"),
    "surrogate": ("raise ValueError('\\udcff')", "scripts/bad.py:2: ValueError: \\udcff"),
    "no message": ("raise KeyError", "scripts/bad.py:2: KeyError"),
    "twice": ("book.fact('x', 1)\nbook.fact('x', 2)", "scripts/bad.py:3: FactError: fact 'x' is recorded twice"),
    "surrogate fact": ("book.fact('x', '\\udcff')", "scripts/bad.py"),
}


class TestBadScripts:
    @pytest.mark.parametrize("kind", FAILURES)
    def test_build_fails_names_the_script_and_keeps_the_others(self, toy_book: ToyBook, kind: str) -> None:
        code, expected = FAILURES[kind]
        toy_book.script("good", "book.fact('x', 1)")
        toy_book.write("src/toy/__init__.py", "")
        toy_book.write("src/toy/broken.py", "def fail():\n    raise RuntimeError('from the module')\n")
        toy_book.write("src/toy/wrong.py", "\nx = = 1\n")
        script = toy_book.script("bad", "")
        script.write_bytes(f"from firststeps import book\n{code}\n".encode(errors="surrogateescape"))
        assert toy_book.build() == {"bad": "failed", "good": "ran"}
        (problem,) = toy_book.problems
        assert str(problem).startswith(expected)
        assert not (toy_book.root / "build/work").exists()
        assert toy_book.build() == {"bad": "failed", "good": "cached"}
        toy_book.script("bad", "book.fact('x', 1)")
        assert toy_book.ran() == {"bad"}

    def test_earlier_results_of_a_failing_script_are_kept_but_not_used(self, toy_book: ToyBook) -> None:
        toy_book.script("a", "book.fact('x', 1)")
        toy_book.ran()
        before = toy_book.artifact("a", "provenance.json").read_bytes()
        toy_book.script("a", "raise ValueError")
        assert toy_book.build() == {"a": "failed"}
        assert toy_book.artifact("a", "provenance.json").read_bytes() == before
        assert toy_book.command("check")[0] == 1

    def test_what_the_script_printed_is_told(self, toy_book: ToyBook) -> None:
        code = (
            "import sys, os\nprint('to out')\nprint('to err', file=sys.stderr)\nos.write(1, b'raw')\nraise ValueError"
        )
        toy_book.script("a", code)
        toy_book.build()
        message = toy_book.problems[0].message
        for line in ("it printed: to out", "it printed: to err", "raw"):
            assert line in message

    def test_output_of_every_sort_does_no_harm(self, toy_book: ToyBook) -> None:
        code = (
            "import os, sys\nos.write(1, bytes(range(256)) * 1000)\nos.write(2, b'{\"job\": 0}\\n')\n"
            "print('{\"job\": 0}')\nsys.stderr.write('x')"
        )
        toy_book.script("a", code)
        assert toy_book.ran() == {"a"}
        assert toy_book.artifact("a", "log.txt").read_text() == '{"job": 0}\n'

    def test_one_broken_module_is_one_problem(self, toy_book: ToyBook) -> None:
        toy_book.write("src/shared.py", "x = = 1\n")
        for name in "ab":
            toy_book.script(name, "import shared")
        toy_book.script("c", "book.fact('x', 1)")
        assert toy_book.build() == {"a": "failed", "b": "failed", "c": "ran"}
        assert [str(problem) for problem in toy_book.problems] == ["src/shared.py:1: SyntaxError: invalid syntax"]

    def test_several_failures_are_all_listed(self, toy_book: ToyBook) -> None:
        for name in "abc":
            toy_book.script(name, f"raise ValueError('{name}')")
        toy_book.build()
        assert [problem.file for problem in toy_book.problems] == [f"scripts/{name}.py" for name in "abc"]

    def test_broken_preload_is_left_to_the_script(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        from firststeps.book import workers

        toy_book.write("broken/no_good.py", "raise RuntimeError")
        monkeypatch.setenv("PYTHONPATH", str(toy_book.root / "broken"))
        monkeypatch.setattr(workers, "QUICK", ("no_such_library", "no_good"))
        toy_book.script("a", "book.fact('x', 1)")
        assert toy_book.ran() == {"a"}

    def test_nursery_that_dies_fails_its_scripts(self, toy_book: ToyBook) -> None:
        code = "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)"
        toy_book.script("a", code)
        assert toy_book.build() == {"a": "failed"}
        assert "ended with signal 9 before it was done" in toy_book.problems[0].message


class TestCommandLine:
    def test_failure_is_exit_status_one_and_no_traceback(self, toy_book: ToyBook) -> None:
        toy_book.script("a", "raise ValueError('no good')")
        status, out, err = toy_book.command("build")
        assert (status, out) == (1, "")
        assert "error: scripts/a.py:2: ValueError: no good" in err
        assert "firststeps/book" not in err

    def test_github_gets_annotations(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        toy_book.script("a", "raise ValueError('100 %')")
        toy_book.write("src/wrong.py", "x = = 1")
        toy_book.script("b", "import wrong")
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        status, out, _ = run(toy_book, monkeypatch, "build")
        assert status == 1
        first, second = out.splitlines()
        assert first.startswith("::error file=scripts/a.py,line=2::ValueError: 100 %25%0A")
        assert second == "::error file=src/wrong.py,line=1::SyntaxError: invalid syntax"

    @pytest.mark.parametrize("command", ["build", "check", "accept", "why", "clean"])
    def test_outside_of_a_book(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
        (toy_book.root / "pyproject.toml").unlink()
        status, _, err = run(toy_book, monkeypatch, command, *(["a"] if command == "why" else []))
        assert status == 1
        assert err.startswith("error: no book here: ")

    @pytest.mark.parametrize("command", ["build", "check", "clean"])
    def test_settings_that_are_no_toml(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
        toy_book.write("pyproject.toml", "[project\n")
        status, _, err = run(toy_book, monkeypatch, command)
        assert (status, err[:22]) == (1, "error: pyproject.toml:")

    def test_file_error_is_told_without_traceback(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        toy_book.write("build", "a file where a folder has to be")
        status, _, err = run(toy_book, monkeypatch, "build")
        assert (status, err.splitlines()[-1][:6]) == (1, "error:")

    def test_why_tells_inputs_and_reasons(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        toy_book.write("data/a.txt", "1")
        script = toy_book.script("a", "book.seed(3)\nbook.input('data/a.txt')")
        status, out, _ = run(toy_book, monkeypatch, "why", "a")
        assert (status, out.splitlines()[:2]) == (0, ["a: out of date", "  because first run"])
        toy_book.ran()
        status, out, _ = run(toy_book, monkeypatch, "why", "a")
        assert out.startswith("a: up to date\ninputs\n  script scripts/a.py ")
        assert "  seed 3\n" in out
        assert "  data data/a.txt " in out
        toy_book.write("data/a.txt", "2")
        assert "  because data file data/a.txt changed" in run(toy_book, monkeypatch, "why", "a")[1]
        script.write_text("x = = 1")
        assert run(toy_book, monkeypatch, "why", "a") == (
            1,
            "",
            "error: scripts/a.py:1: SyntaxError: invalid syntax\n",
        )
        assert run(toy_book, monkeypatch, "why", "b")[0] == 1

    def test_clean_removes_what_was_built(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        toy_book.script("a", "book.fact('x', 1)")
        toy_book.ran()
        toy_book.write("site/index.html", "")
        assert run(toy_book, monkeypatch, "clean")[:2] == (0, "removed build/\nremoved site/\n")
        assert {path.name for path in toy_book.root.iterdir()} == {"docs", "scripts", "pyproject.toml"}
        assert toy_book.ran() == {"a"}

    def test_debugger_opens_where_the_script_fails(self, toy_book: ToyBook) -> None:
        toy_book.write("scripts/_helper.py", "VALUE = 3\n")
        toy_book.script("a", "from _helper import VALUE\nraise ValueError(VALUE)")
        status, out, _ = toy_book.command("build", "--pdb", "--only", "a")
        assert status == 1
        assert "scripts/a.py(3)" in out
        assert "raise ValueError(VALUE)" in out
        assert toy_book.command("build", "--pdb")[0] == 2

    def test_debugger_takes_commands(self, toy_book: ToyBook) -> None:
        toy_book.script("a", "secret = 41\nraise ValueError(secret)")
        code = "from firststeps.cli import main; main()"
        command = [sys.executable, "-c", code, "build", "--pdb", "--only", "a"]
        done = subprocess.run(
            command, cwd=toy_book.root, input="w\np secret + 1\nq\n", capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "scripts/a.py(3)<module>()" in done.stdout
        assert "(Pdb) 42\n" in done.stdout

    def test_check_names_a_module_that_is_not_python(self, toy_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
        module = toy_book.write("src/local.py", "X = 1\n")
        toy_book.script("a", "import local")
        toy_book.ran()
        module.write_text("x = = 1")
        status, _, err = run(toy_book, monkeypatch, "check")
        assert (status, err) == (1, "error: src/local.py:1: SyntaxError: invalid syntax\n")


def test_problem_with_an_odd_path_stays_one_annotation() -> None:
    problem = Problem("a\r\nb: 5 %", "a,b:c.md", 3)
    assert problem.annotation() == "::error file=a%2Cb%3Ac.md,line=3::a%0D%0Ab: 5 %25"
    assert Problem("nowhere").annotation() == "::error ::nowhere"
