"""What chapter 10 says about the whole line, from the facts of the build."""

from __future__ import annotations

import subprocess
import sys

from .test_experiments import ROOT, facts, log


def test_it_obeys_commands_and_nothing_else() -> None:
    ours = facts("rule_your_laptop")
    assert 0 < ours["heard"] <= ours["said"]
    assert 0 < ours["done"] <= ours["heard"]
    said = log("rule_your_laptop").splitlines()[0].split()
    words = [line.split()[2] for line in log("rule_your_laptop").splitlines() if " s  " in line]
    assert "bird" not in words
    assert "tree" not in words
    assert len([word for word in said if word in ("bird", "tree")]) == ours["others"]


def test_the_screen_is_locked_only_after_a_second_word() -> None:
    ours = facts("rule_your_laptop")
    assert ours["locked"] < max(1, ours["asked"])


def test_a_recording_that_is_not_there_is_told_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/rule_your_laptop.py", "gone.wav"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("error: gone.wav")
    assert done.stderr.count("\n") == 1
