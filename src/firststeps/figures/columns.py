"""What descriptions are made of: columns of numbers, and tones that a theme turns into colours."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Tone = Literal["truth", "guess", "error", "second", "third", "muted"]
