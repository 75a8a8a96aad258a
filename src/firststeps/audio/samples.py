"""What passes between the rooms that deal with sound."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]  # shape (n,), mono

SAMPLE_RATE = 16_000  # Hz
