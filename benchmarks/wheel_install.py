"""How long it takes from an empty environment to a first answer, by the wheel alone.

Makes an environment, installs the wheel of ``make wheel`` with all that it needs from the package index, and lets
``firststeps predict`` hear a clip, in an empty folder that knows nothing of the checkout.  Run it with
``.venv/bin/python benchmarks/wheel_install.py``; once, since the index is somebody else's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIP = ROOT / "data/samples/speech-commands"


def main() -> None:
    """Print the seconds of each step."""
    (wheel,) = (ROOT / "build/dist").glob("*.whl")
    clip = min(CLIP.glob("yes/*.flac"))
    with tempfile.TemporaryDirectory() as place:
        own, home = Path(place, "own"), Path(place, "home")
        home.mkdir()
        variables = {"PATH": os.environ["PATH"], "HOME": str(home)}
        steps = {
            "venv": [sys.executable, "-m", "venv", str(own)],
            "pip install": [str(own / "bin/pip"), "install", "--no-cache-dir", "--quiet", str(wheel)],
            "first predict": [str(own / "bin/firststeps"), "predict", str(clip)],
            "second predict": [str(own / "bin/firststeps"), "predict", str(clip)],
        }
        kept = {name: os.environ[name] for name in os.environ if name.startswith("PIP_")}
        for name, command in steps.items():
            started = time.perf_counter()
            subprocess.run(command, cwd=home, env=variables | kept, check=True)
            print(f"{name:14} {time.perf_counter() - started:6.1f} s", flush=True)
        size = sum(path.stat().st_size for path in own.rglob("*") if path.is_file() and not path.is_symlink())
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, installed {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
