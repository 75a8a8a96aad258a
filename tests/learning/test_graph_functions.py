"""TensorFlow runs rewritten copies of functions: what they call is an input all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """
import tensorflow as tf

def part(x):
    return x + 1.0

def other(x):
    return x + 9.0

@tf.function
def compiled(x):
    if x > 0.0:
        x = part(x)
    return x * 2.0
"""
SCRIPT = "from firststeps import book\nimport graphs\nimport tensorflow as tf\n"
SCRIPT += "book.fact('x', float(graphs.compiled(tf.constant(3.0))))\n"
COMMAND = (sys.executable, "-c", "from firststeps.cli import main; main()")


def run(root: Path, *arguments: str) -> str:
    done = subprocess.run([*COMMAND, *arguments], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.soak
def test_what_a_graph_function_calls_is_an_input(tmp_path: Path) -> None:
    for path, text in {
        "pyproject.toml": '[project]\nname = "toy"\n',
        "docs/index.md": "{{ a.x:g }}\n",
        "scripts/a.py": SCRIPT,
        "src/graphs.py": MODULE,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    run(tmp_path, "build")
    assert ">8</span>" in (tmp_path / "build/docs/index.md").read_text()
    module = tmp_path / "src/graphs.py"
    module.write_text(MODULE.replace("9.0", "7.0"))
    assert "a: up to date" in run(tmp_path, "why", "a")
    module.write_text(MODULE.replace("1.0", "2.0"))
    assert "because function graphs.part changed" in run(tmp_path, "why", "a")
    run(tmp_path, "build")
    assert ">10</span>" in (tmp_path / "build/docs/index.md").read_text()
