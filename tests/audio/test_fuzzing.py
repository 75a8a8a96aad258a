"""No file makes reading crash, hang or blow up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("examples", [500, pytest.param(10_000, marks=pytest.mark.soak)])
def test_damaged_files(tmp_path: Path, examples: int) -> None:
    command = [sys.executable, "-m", "tests.audio.fuzzing", str(examples), str(tmp_path / "last")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert run.returncode == 0, f"{run.stderr[-3000:]}\nthe file: {(tmp_path / 'last').read_bytes()!r}"
    sounds = int(run.stdout)
    assert 0.02 * examples < sounds < 0.9 * examples  # the damage is neither trifling nor total
