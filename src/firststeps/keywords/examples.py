"""What a keyword model is trained and judged on, in arrays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

NOISE = "_background_noise_"


@dataclass(frozen=True)
class Examples:
    """Clips of one part of a data set, as log-mel features."""

    features: NDArray[np.uint8]  # shape (n, 98, 40)
    words: NDArray[np.str_]  # what is said in each, (n,)


def read_zip(path: Path) -> Examples:
    z = zipfile.ZipFile(path)
    names = [name for name in z.namelist() if name.endswith(".jpg")]
    features = np.stack([np.asarray(Image.open(io.BytesIO(z.read(name)))) for name in names])
    return Examples(features, np.array([name.split("/")[0] for name in names]))
