"""Writes what TensorFlow's Micro Speech preprocessor makes of some made sounds, for tests on machines without it.

Run it with ``.venv/bin/python -m tools.micro_golden`` where the data set ``micro-speech`` is at hand.  Samples are
kept with their features: formulas with sines and random numbers may give others on another machine.
"""

from __future__ import annotations

from pathlib import Path

from firststeps.audio.oracle import MicroOracle
from firststeps.data.places import located

import click
import numpy as np
from numpy.typing import NDArray
from tests.audio.micro_sounds import made_sounds

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "audio" / "golden" / "micro.npz"


@click.command(help=__doc__)
def main() -> None:
    """Write the file that the tests read."""
    found = located("micro-speech", ROOT / "data" / "samples")
    if found is None:
        raise click.ClickException("the data set micro-speech is missing; firststeps data fetch micro-speech brings it")
    oracle = MicroOracle(found.path)
    arrays: dict[str, NDArray[np.int16] | NDArray[np.int8]] = {}
    for name, samples in made_sounds().items():
        arrays[f"{name}: samples"], arrays[f"{name}: features"] = samples, oracle.features(samples)
    GOLDEN.parent.mkdir(exist_ok=True)
    np.savez_compressed(GOLDEN, allow_pickle=False, **arrays)
    print(f"{len(arrays) // 2} sounds, {GOLDEN.stat().st_size:,} bytes: {GOLDEN.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
