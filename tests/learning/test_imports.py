"""What the NumPy chapters may load."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["line", "losses", "descent", "dense", "printed_run"])
def test_numpy_modules_load_no_framework(module: str) -> None:
    code = (
        f"import sys, firststeps.learning.{module}\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'tensorflow', 'keras', 'torch'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
